import { colorOf, fitted, type Peer, type PeerShape, zoomed } from './peer.ts'

const HALO = 'rgb(0 0 0 / 0.62)'

/**
 * Canvas2D with nothing around it, in three layers: the photo, the shapes at rest, the one that moves. Every shape is a
 * line of its colour over a dark one, as on the desk. No culling, no chips, no index, no selection.
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
  const paintShape = (pen: CanvasRenderingContext2D, shape: PeerShape): void => {
    pen.lineWidth = 3.25
    pen.strokeStyle = HALO
    stroke(pen, shape)
    pen.lineWidth = 1.25
    pen.strokeStyle = colorOf(shape.label)
    stroke(pen, shape)
  }
  const paint = (): void => {
    clear(photoPen)
    photoPen.drawImage(photo, view.x, view.y, width * view.scale, height * view.scale)
    clear(shapesPen)
    for (const [i, shape] of shapes.entries()) if (i !== dragged) paintShape(shapesPen, shape)
    paintLive(shapes[dragged])
  }
  const paintLive = (shape: PeerShape | undefined): void => {
    clear(livePen)
    if (shape) paintShape(livePen, shape)
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
