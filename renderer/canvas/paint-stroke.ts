import { toStage, type View } from '../../shared/domain/geometry/view.ts'
import { type Brush, eachSwept, tipAt } from '../../shared/domain/mask/stroke.ts'
import type { Stroke } from '../../shared/domain/tools/tool.ts'
import type { Point } from '../../shared/model/shape.ts'
import { paintMask } from './paint-mask.ts'

/** A stroke under way, with the colour of its label. */
export type PaintedStroke = { readonly stroke: Stroke; readonly color: string }

type Pen = OffscreenCanvasRenderingContext2D

/** From this many device pixels for each image pixel on, pixels are painted as the squares that they are. */
const SQUARES = 2
/** How much of the stroke's mask hides the picture while it is painted. */
const VEIL = 0.45

/** A straight piece of the stroke as the pixels it covers. */
const fillPixels = (
  pen: Pen,
  view: View,
  from: Point,
  to: Point,
  brush: Brush,
  width: number,
  height: number,
): void => {
  const image = { width: Number.MAX_SAFE_INTEGER, height: Number.MAX_SAFE_INTEGER }
  const [left, top] = [-view.x / view.scale, -view.y / view.scale]
  const [right, bottom] = [left + width / view.scale, top + height / view.scale]
  eachSwept(from, to, brush, image, (x, first, beyond) => {
    if (x < left - 1 || x > right) return
    const [start, end] = [Math.max(first, Math.floor(top)), Math.min(beyond, Math.ceil(bottom))]
    if (end <= start) return
    const [sx, sy] = toStage(view, [x, start])
    pen.fillRect(sx, sy, view.scale, (end - start) * view.scale)
  })
}

/** A straight piece of the stroke as a smooth line, as wide as the brush. */
const strokeLine = (pen: Pen, view: View, from: Point, to: Point, { tip, size }: Brush): void => {
  const [ax, ay] = toStage(view, from)
  const [bx, by] = toStage(view, to)
  const side = size * view.scale
  if (tip === 'round') {
    pen.lineWidth = side
    pen.lineCap = 'round'
    pen.beginPath()
    pen.moveTo(ax, ay)
    pen.lineTo(bx, by)
    pen.stroke()
    return
  }
  const half = side / 2
  pen.fillRect(ax - half, ay - half, side, side)
  pen.fillRect(bx - half, by - half, side, side)
  // What lies between the two squares: each side of the one, drawn along to the other.
  const corners = [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ] as const
  for (const [i, [cx, cy]] of corners.entries()) {
    const [dx, dy] = corners[(i + 1) % 4] ?? [0, 0]
    pen.beginPath()
    pen.moveTo(ax + cx, ay + cy)
    pen.lineTo(ax + dx, ay + dy)
    pen.lineTo(bx + dx, by + dy)
    pen.lineTo(bx + cx, by + cy)
    pen.fill()
  }
}

type Drawn = PaintedStroke & { readonly view: View; points: number }

const goesOn = (drawn: Drawn | null, now: PaintedStroke, view: View): drawn is Drawn => {
  if (!drawn || drawn.color !== now.color) return false
  const [was, is] = [drawn.stroke, now.stroke]
  const sameView = drawn.view.scale === view.scale && drawn.view.x === view.x && drawn.view.y === view.y
  const samePath = is.path.length >= drawn.points && is.path[drawn.points - 1] === was.path[drawn.points - 1]
  return sameView && samePath && is.path[0] === was.path[0] && was.base === is.base && was.erases === is.erases
}

/**
 * Paints a stroke while it is made. It keeps what it has painted on a canvas of the stage's size and adds only the new piece
 * at each move, so that a move costs the same on a small picture and on one of 67 million pixels.
 */
export const createStrokePainter = (): ((
  onto: CanvasRenderingContext2D,
  view: View,
  painted: PaintedStroke,
) => void) => {
  const canvas = new OffscreenCanvas(1, 1)
  const pen = canvas.getContext('2d')
  let drawn: Drawn | null = null

  const begin = (onto: CanvasRenderingContext2D, view: View, now: PaintedStroke): Drawn => {
    // Setting the size clears the canvas, too.
    canvas.width = onto.canvas.width
    canvas.height = onto.canvas.height
    pen?.setTransform(onto.getTransform())
    const shape = now.stroke.base?.shape
    if (pen && shape?.kind === 'mask') paintMask(pen, view, shape, now.color, 'solid')
    return { ...now, view, points: 0 }
  }

  return (onto, view, now) => {
    if (!pen) return
    const resized = canvas.width !== onto.canvas.width || canvas.height !== onto.canvas.height
    const state: Drawn = !resized && goesOn(drawn, now, view) ? drawn : begin(onto, view, now)
    const { path, brush, erases } = now.stroke
    const ratio = onto.getTransform().a || 1
    pen.globalCompositeOperation = erases ? 'destination-out' : 'source-over'
    pen.strokeStyle = now.color
    pen.fillStyle = now.color
    for (let i = Math.max(0, state.points); i < path.length; i++) {
      const [from, to] = [path[i - 1] ?? path[i], path[i]]
      if (!from || !to) continue
      const [a, b] = [tipAt(from, brush), tipAt(to, brush)]
      if (view.scale * ratio >= SQUARES) fillPixels(pen, view, a, b, brush, canvas.width / ratio, canvas.height / ratio)
      else strokeLine(pen, view, a, b, brush)
    }
    pen.globalCompositeOperation = 'source-over'
    drawn = { ...now, view, points: path.length }
    onto.save()
    onto.resetTransform()
    onto.globalAlpha = VEIL
    onto.drawImage(canvas, 0, 0)
    onto.restore()
  }
}
