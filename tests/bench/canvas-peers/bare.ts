import { colorOf, fitted, type Peer, type PeerShape, zoomed } from './peer.ts'

const HALO = 'rgb(0 0 0 / 0.62)'
/** Stage pixels: the desk's pattern for a prediction, and from which size of a shape on it has one. */
const DASH = [7, 4]
const PATTERN_FROM = 24

/**
 * Canvas2D with nothing around it, in three layers: the photo, the shapes at rest, the one that moves. Every shape is a
 * line of its colour over a dark one, dashed as the desk's are, all dark ones first so that a pen is changed seldom. No
 * culling (nor does the desk cull what is all in sight), no chips, no index, no selection.
 */
export const bare: Peer = (stage, { photo, width, height, shapes, dragged }) => {
  let view = fitted(stage, width, height)
  const layer = (): CanvasRenderingContext2D => {
    const canvas = document.createElement('canvas')
    canvas.width = stage.clientWidth
    canvas.height = stage.clientHeight
    stage.append(canvas)
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    return pen
  }
  const [photoPen, shapesPen, livePen] = [layer(), layer(), layer()]
  const clear = (pen: CanvasRenderingContext2D): void => pen.clearRect(0, 0, stage.clientWidth, stage.clientHeight)

  const stroke = (pen: CanvasRenderingContext2D, { kind, points }: PeerShape): void => {
    const [a = [0, 0], b = [0, 0]] = points
    if (kind === 'box') {
      const [x, y] = [a[0] * view.scale + view.x, a[1] * view.scale + view.y]
      pen.strokeRect(x, y, (b[0] - a[0]) * view.scale, (b[1] - a[1]) * view.scale)
      return
    }
    pen.beginPath()
    for (const [x, y] of points) pen.lineTo(x * view.scale + view.x, y * view.scale + view.y)
    pen.closePath()
    pen.stroke()
  }
  const hasPattern = ({ points }: PeerShape): boolean => {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
    for (const [x, y] of points) {
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
    }
    return Math.max(right - left, bottom - top) * view.scale >= PATTERN_FROM
  }
  const paintShapes = (pen: CanvasRenderingContext2D, all: readonly PeerShape[]): void => {
    pen.lineWidth = 3.25
    pen.strokeStyle = HALO
    for (const shape of all) stroke(pen, shape)
    pen.lineWidth = 1.25
    let dashed = false
    for (const shape of all) {
      pen.strokeStyle = colorOf(shape.label)
      const wants = hasPattern(shape)
      if (wants !== dashed) pen.setLineDash(wants ? DASH : [])
      dashed = wants
      stroke(pen, shape)
    }
    pen.setLineDash([])
  }
  const paint = (): void => {
    clear(photoPen)
    photoPen.drawImage(photo, view.x, view.y, width * view.scale, height * view.scale)
    clear(shapesPen)
    paintShapes(
      shapesPen,
      shapes.filter((_, i) => i !== dragged),
    )
    paintLive(shapes[dragged])
  }
  const paintLive = (shape: PeerShape | undefined): void => {
    clear(livePen)
    if (shape) paintShapes(livePen, [shape])
  }
  let from: readonly [number, number] | null = null
  stage.addEventListener('pointerdown', (event) => {
    from = [event.clientX, event.clientY]
  })
  stage.addEventListener('pointermove', (event) => {
    const shape = shapes[dragged]
    if (!from || !shape) return
    const [dx, dy] = [(event.clientX - from[0]) / view.scale, (event.clientY - from[1]) / view.scale]
    paintLive({ ...shape, points: shape.points.map(([x, y]) => [x + dx, y + dy] as const) })
  })
  stage.addEventListener('pointerup', () => {
    from = null
  })
  stage.addEventListener('wheel', (event) => {
    view = zoomed(view, event, stage)
    paint()
  })
  paint()
}
