import type { Rect } from '../../shared/domain/geometry/box.ts'
import { boundsOf, turnedCorners } from '../../shared/domain/geometry/shape.ts'
import { toStage, type View } from '../../shared/domain/geometry/view.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Point, Shape } from '../../shared/model/shape.ts'
import { alphaOf, dashOf, type Look, widthOf } from './look.ts'
import { paintMarks } from './paint-marks.ts'
import { paintMask } from './paint-mask.ts'
import { paintSkeleton } from './paint-skeleton.ts'
import type { Painting } from './scene.ts'

export type Pen = CanvasRenderingContext2D

/** Under every line, so that it shows on any photo. */
export const HALO = 'rgb(0 0 0 / 0.62)'
/** Shapes smaller than this on screen (CSS pixels) have no pattern: it would not be one. */
const PATTERN_FROM = 24
/** Points of an outline nearer to each other than this (CSS pixels) are drawn as one. */
const FINEST = 0.6
/** A point's circle (CSS pixels). */
const POINT = 5

export const stageRect = (view: View, rect: Rect): Rect => {
  const [x, y] = toStage(view, [rect.x, rect.y])
  return { x, y, w: rect.w * view.scale, h: rect.h * view.scale }
}

/** Puts a line on the pen's path; answers how wide or high it is, in CSS pixels. */
const line = (pen: Pen, view: View, points: readonly Point[], close: boolean): number => {
  let lastX = Number.NaN
  let lastY = Number.NaN
  let left = Infinity
  let right = -Infinity
  let top = Infinity
  let bottom = -Infinity
  for (let i = 0; i < points.length; i++) {
    const point = points[i]
    if (!point) continue
    const x = point[0] * view.scale + view.x
    const y = point[1] * view.scale + view.y
    if (Math.abs(x - lastX) < FINEST && Math.abs(y - lastY) < FINEST && i < points.length - 1) continue
    if (i === 0) pen.moveTo(x, y)
    else pen.lineTo(x, y)
    lastX = x
    lastY = y
    if (x < left) left = x
    if (x > right) right = x
    if (y < top) top = y
    if (y > bottom) bottom = y
  }
  if (close) pen.closePath()
  return Math.max(right - left, bottom - top)
}

/** Puts the outline of a shape on the pen's path; answers how wide or high it is, in CSS pixels. */
const trace = (pen: Pen, view: View, shape: Shape): number => {
  pen.beginPath()
  switch (shape.kind) {
    case 'rotated-box':
      return line(pen, view, turnedCorners(shape.cx, shape.cy, shape.w, shape.h, shape.angle), true)
    case 'ellipse': {
      const [x, y] = toStage(view, [shape.cx, shape.cy])
      const turn = (shape.angle * Math.PI) / 180
      pen.ellipse(x, y, shape.rx * view.scale, shape.ry * view.scale, turn, 0, 2 * Math.PI)
      return 2 * Math.max(shape.rx, shape.ry) * view.scale
    }
    case 'polygon': {
      let widest = 0
      for (const rings of shape.parts) for (const ring of rings) widest = Math.max(widest, line(pen, view, ring, true))
      return widest
    }
    case 'polyline':
      return line(pen, view, shape.points, false)
    case 'point': {
      const [x, y] = toStage(view, [shape.x, shape.y])
      pen.arc(x, y, POINT, 0, 2 * Math.PI)
      return 2 * POINT
    }
    case 'box':
    case 'field': {
      const rect = boundsOf(shape)
      if (!rect) return 0
      const at = stageRect(view, rect)
      pen.rect(at.x, at.y, at.w, at.h)
      return Math.max(at.w, at.h)
    }
    default:
      return 0
  }
}

const isArea = (kind: Shape['kind']): boolean =>
  kind === 'box' || kind === 'rotated-box' || kind === 'ellipse' || kind === 'polygon' || kind === 'field'

/** Fills the pen's path, holes left out. */
const paintFill = (pen: Pen, view: View, { shape }: Annotation, look: Look, alpha: number): void => {
  if (!isArea(shape.kind)) return
  trace(pen, view, shape)
  pen.globalAlpha = alpha
  pen.fillStyle = look.style.line
  pen.fill('evenodd')
}

const isBox = ({ shape }: Annotation): boolean => shape.kind === 'box'

/** Strokes boxes of one look: five to ten times faster one by one than as one path. */
const strokeBoxes = (pen: Pen, view: View, boxes: readonly Annotation[], dash: readonly number[] | null): void => {
  let dashed = false
  for (const { shape } of boxes) {
    if (shape.kind !== 'box') continue
    const [w, h] = [shape.w * view.scale, shape.h * view.scale]
    if (dash) {
      const wants = Math.max(w, h) >= PATTERN_FROM
      if (wants !== dashed) {
        pen.setLineDash(wants ? [...dash] : [])
        dashed = wants
      }
    }
    pen.strokeRect(shape.x * view.scale + view.x, shape.y * view.scale + view.y, w, h)
  }
  if (dashed) pen.setLineDash([])
}

const paintBoxes = (pen: Pen, view: View, boxes: readonly Annotation[], painting: Painting, selected: boolean) => {
  const byLook = Map.groupBy(boxes, painting.look)
  pen.strokeStyle = HALO
  for (const [look, alike] of byLook) {
    pen.globalAlpha = alphaOf(look) * painting.opacity
    pen.lineWidth = widthOf(look, selected) + 2
    strokeBoxes(pen, view, alike, null)
  }
  for (const [look, alike] of byLook) {
    const dash = dashOf(look)
    pen.globalAlpha = alphaOf(look) * painting.opacity
    pen.lineWidth = widthOf(look, selected)
    pen.strokeStyle = look.style.line
    strokeBoxes(pen, view, alike, dash.length === 0 ? null : dash)
  }
  pen.globalAlpha = 1
}

const MASK_ALPHAS: Readonly<Record<Look['part'], number>> = { yours: 1, predicted: 0.75, was: 0.45, gone: 0.45 }

const SELECTED_MASK = 0.5

/** One shape's outline: a dark halo under a light line, so that it shows on any photo. */
const paintOutline = (pen: Pen, view: View, shape: Annotation, painting: Painting, selected: boolean) => {
  const look = painting.look(shape)
  if (shape.shape.kind === 'mask') {
    // The selected one lies over itself on the layer below: what it adds must not hide what is being painted on.
    pen.globalAlpha = selected ? SELECTED_MASK : MASK_ALPHAS[look.part] * painting.opacity
    paintMask(pen, view, shape.shape, look.style.line)
    pen.globalAlpha = 1
    return
  }
  if (shape.shape.kind === 'skeleton')
    return paintSkeleton(pen, view, shape.shape, look, { edges: painting.edges(shape.label), named: selected })
  const size = trace(pen, view, shape.shape)
  const width = widthOf(look, selected)
  pen.globalAlpha = alphaOf(look) * painting.opacity
  pen.lineWidth = width + 2
  pen.strokeStyle = HALO
  pen.stroke()
  const dash = size < PATTERN_FROM ? [] : dashOf(look)
  if (dash.length > 0) pen.setLineDash([...dash])
  pen.lineWidth = width
  pen.strokeStyle = look.style.line
  pen.stroke()
  if (dash.length > 0) pen.setLineDash([])
  pen.globalAlpha = 1
}

/** Shapes that lie in one plane: their fills, then their outlines, then what is said of them. */
const paintPlane = (pen: Pen, view: View, shapes: readonly Annotation[], painting: Painting, selected: boolean) => {
  if (painting.fill > 0) {
    for (const shape of shapes) paintFill(pen, view, shape, painting.look(shape), painting.fill)
    pen.globalAlpha = 1
  }
  const boxes = shapes.filter(isBox)
  paintBoxes(pen, view, boxes, painting, selected)
  if (boxes.length < shapes.length)
    for (const shape of shapes) if (!isBox(shape)) paintOutline(pen, view, shape, painting, selected)
  for (const shape of shapes) if (shape.marks || shape.flags) paintMarks(pen, view, shape)
}

/** Paints shapes in their order: each height (`z`) over the ones below it. */
export const paintShapes = (
  pen: Pen,
  view: View,
  shapes: readonly Annotation[],
  painting: Painting,
  selected = false,
): void => {
  let from = 0
  for (let i = 1; i <= shapes.length; i++) {
    if (i < shapes.length && (shapes[i]?.z ?? 0) === (shapes[from]?.z ?? 0)) continue
    paintPlane(pen, view, from === 0 && i === shapes.length ? shapes : shapes.slice(from, i), painting, selected)
    from = i
  }
}
