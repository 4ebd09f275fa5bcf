import * as library from '@annotorious/annotorious'
import '@annotorious/annotorious/annotorious.css'
import { fitted, type Peer, type PeerShape, zoomed } from './peer.ts'

/** What of its interface is used here; its own types name their files without endings, which Node's resolution refuses. */
const { createImageAnnotator } = library as unknown as {
  createImageAnnotator(
    image: HTMLImageElement,
    options: object,
  ): { setAnnotations(all: readonly object[]): void; setSelected(id: string): void }
}

const boundsOf = (points: PeerShape['points']) => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) }
}

const annotationOf = (shape: PeerShape, i: number): object => {
  const bounds = boundsOf(shape.points)
  const id = `s${i}`
  const size = { x: bounds.minX, y: bounds.minY, w: bounds.maxX - bounds.minX, h: bounds.maxY - bounds.minY }
  const selector =
    shape.kind === 'box'
      ? ({ type: 'RECTANGLE', geometry: { bounds, ...size } } as const)
      : ({ type: 'POLYGON', geometry: { bounds, points: shape.points.map(([x, y]) => [x, y]) } } as const)
  const bodies = [{ id: `${id}-label`, annotation: id, purpose: 'tagging', value: shape.label }]
  return { id, bodies, target: { annotation: id, selector } }
}

/** Annotorious on an image of its full size, zoomed by a transform of what is around both, as it is told to be. */
export const annotorious: Peer = async (stage, { element, width, height, shapes, dragged }) => {
  let view = fitted(stage, width, height)
  const around = document.createElement('div')
  around.style.cssText = `position:absolute;transform-origin:0 0;width:${width}px;height:${height}px`
  const place = (): void => {
    around.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`
  }
  place()
  around.append(element)
  stage.append(around)
  const annotator = createImageAnnotator(element, { drawingEnabled: false })
  annotator.setAnnotations(shapes.map(annotationOf))
  stage.addEventListener('wheel', (event) => {
    view = zoomed(view, event, stage)
    place()
  })
  annotator.setSelected(`s${dragged}`)
}
