import type { Rect } from '../../shared/domain/geometry/box.ts'
import { HANDLES, handlePoint } from '../../shared/domain/geometry/box.ts'
import { boundsOf, turnedCorners } from '../../shared/domain/geometry/shape.ts'
import { toStage, type View } from '../../shared/domain/geometry/view.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Point, Shape } from '../../shared/model/shape.ts'
import { type LabelStyle, scoreColor } from '../ui/label-style.ts'
import { paintMask } from './paint-mask.ts'

/** `predicted`: as the model left it. `yours`: drawn or changed by the reviewer. `was`: what the prediction said. */
export type Part = 'predicted' | 'yours' | 'was'

export type PaintedShape = {
  readonly annotation: Annotation
  readonly style: LabelStyle
  readonly part: Part
  readonly selected: boolean
  /** Label and score, as the chip shows them; null paints none. */
  readonly chip: { readonly text: string; readonly score: number | null } | null
}

export type Pen = CanvasRenderingContext2D

const HALO = 'rgb(0 0 0 / 0.62)'
const PREDICTED_DASHES: readonly (readonly number[])[] = [
  [7, 4],
  [11, 4],
  [3, 4],
  [11, 4, 3, 4],
]

const dashOf = (shape: PaintedShape): number[] => {
  if (shape.part === 'yours') return []
  if (shape.part === 'was') return [2, 4]
  const variant =
    shape.style.dash.length === 0 ? 0 : shape.style.dash.length === 4 ? 3 : (shape.style.dash[0] ?? 0) > 4 ? 1 : 2
  return [...(PREDICTED_DASHES[variant] ?? [7, 4])]
}

const widthOf = (shape: PaintedShape): number => (shape.selected ? 2.5 : shape.part === 'yours' ? 2 : 1.25)

const line = (pen: Pen, view: View, points: readonly Point[], close: boolean) => {
  for (const [i, point] of points.entries()) {
    const [x, y] = toStage(view, point)
    if (i === 0) pen.moveTo(x, y)
    else pen.lineTo(x, y)
  }
  if (close) pen.closePath()
}

/** Puts the outline of a shape on the pen's path; boxes are stroked by the caller, five to ten times faster. */
const trace = (pen: Pen, view: View, shape: Shape) => {
  pen.beginPath()
  switch (shape.kind) {
    case 'rotated-box':
      return line(pen, view, turnedCorners(shape.cx, shape.cy, shape.w, shape.h, shape.angle), true)
    case 'ellipse': {
      const [x, y] = toStage(view, [shape.cx, shape.cy])
      return pen.ellipse(
        x,
        y,
        shape.rx * view.scale,
        shape.ry * view.scale,
        (shape.angle * Math.PI) / 180,
        0,
        2 * Math.PI,
      )
    }
    case 'polygon':
      for (const rings of shape.parts) for (const ring of rings) line(pen, view, ring, true)
      return
    case 'polyline':
      return line(pen, view, shape.points, false)
    case 'point': {
      const [x, y] = toStage(view, [shape.x, shape.y])
      pen.arc(x, y, 5, 0, 2 * Math.PI)
      return
    }
    case 'skeleton':
      for (const joint of shape.joints) {
        if (joint.visibility === 0) continue
        const [x, y] = toStage(view, [joint.x, joint.y])
        pen.moveTo(x + 4, y)
        pen.arc(x, y, joint.visibility === 2 ? 4 : 2.5, 0, 2 * Math.PI)
      }
      return
    default:
      return
  }
}

const stageRect = (view: View, rect: Rect): Rect => {
  const [x, y] = toStage(view, [rect.x, rect.y])
  return { x, y, w: rect.w * view.scale, h: rect.h * view.scale }
}

const boxOf = (shape: Shape): Rect | null => (shape.kind === 'box' || shape.kind === 'field' ? boundsOf(shape) : null)

/** One shape's outline: a dark halo under a light line, so that it shows on any photo. */
export const paintOutline = (pen: Pen, view: View, shape: PaintedShape) => {
  const width = widthOf(shape)
  if (shape.annotation.shape.kind === 'mask') {
    pen.globalAlpha = shape.part === 'yours' || shape.selected ? 1 : shape.part === 'predicted' ? 0.75 : 0.45
    paintMask(pen, view, shape.annotation.shape, shape.style.line)
    pen.globalAlpha = 1
    return
  }
  const box = boxOf(shape.annotation.shape)
  const rect = box && stageRect(view, box)
  if (!rect) trace(pen, view, shape.annotation.shape)
  const stroke = (): void => (rect ? pen.strokeRect(rect.x, rect.y, rect.w, rect.h) : pen.stroke())
  pen.setLineDash([])
  pen.globalAlpha = shape.part === 'was' ? 0.45 : 1
  pen.lineWidth = width + 2
  pen.strokeStyle = HALO
  stroke()
  pen.setLineDash(dashOf(shape))
  pen.globalAlpha = shape.part === 'was' ? 0.85 : 1
  pen.lineWidth = width
  pen.strokeStyle = shape.style.line
  stroke()
  pen.setLineDash([])
  pen.globalAlpha = 1
}

export const paintHandles = (pen: Pen, view: View, rect: Rect) => {
  for (const handle of HANDLES) {
    const [x, y] = toStage(view, handlePoint(rect, handle))
    pen.fillStyle = 'rgb(0 0 0 / 0.8)'
    pen.fillRect(x - 5, y - 5, 10, 10)
    pen.fillStyle = '#fff'
    pen.fillRect(x - 3.5, y - 3.5, 7, 7)
  }
}

export const paintMarquee = (pen: Pen, view: View, rect: Rect) => {
  const { x, y, w, h } = stageRect(view, rect)
  pen.fillStyle = 'rgb(255 255 255 / 0.08)'
  pen.fillRect(x, y, w, h)
  pen.lineWidth = 3
  pen.strokeStyle = HALO
  pen.strokeRect(x, y, w, h)
  pen.lineWidth = 1
  pen.strokeStyle = '#fff'
  pen.setLineDash([4, 3])
  pen.strokeRect(x, y, w, h)
  pen.setLineDash([])
}

const CHIP_HEIGHT = 17
const CHIP_FONT = '500 11px "Inter Variable", system-ui, sans-serif'
const MOST_CHIPS = 300

const widths = new Map<string, number>()
const textWidth = (pen: Pen, text: string): number => {
  const known = widths.get(text)
  if (known !== undefined) return known
  const width = pen.measureText(text).width
  if (widths.size > 4000) widths.clear()
  widths.set(text, width)
  return width
}

const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 38)}…` : text)

/** The least sure first, but the selected before all: where chips would cover each other, the earlier stands. */
const inOrderOfNeed = (a: PaintedShape, b: PaintedShape): number =>
  Number(b.selected) - Number(a.selected) || (a.chip?.score ?? 1) - (b.chip?.score ?? 1)

/** Label chips at the shapes' upper left, inside the stage, never over one another. */
export const paintChips = (pen: Pen, view: View, shapes: readonly PaintedShape[], stage: Rect) => {
  pen.font = CHIP_FONT
  pen.textBaseline = 'middle'
  const standing: Rect[] = []
  for (const shape of [...shapes].sort(inOrderOfNeed)) {
    if (standing.length >= MOST_CHIPS) return
    const bounds = shape.chip && boundsOf(shape.annotation.shape)
    if (!bounds || !shape.chip) continue
    const at = stageRect(view, bounds)
    if (!shape.selected && Math.max(at.w, at.h) < 14 && shapes.length > 20) continue
    const text = cut(shape.chip.text)
    const bar = shape.chip.score === null ? 0 : 5
    const w = textWidth(pen, text) + 10 + bar
    const x = Math.min(Math.max(at.x - 1, stage.x + 2), stage.x + stage.w - w - 2)
    const above = at.y - CHIP_HEIGHT - 1
    const place = { x, y: above >= stage.y + 1 ? above : Math.max(at.y + 1, stage.y + 1), w, h: CHIP_HEIGHT }
    const covered = standing.some(
      (o) => o.x < place.x + w && place.x < o.x + o.w && o.y < place.y + place.h && place.y < o.y + o.h,
    )
    if (covered && !shape.selected) continue
    standing.push(place)
    paintChip(pen, place, text, shape, bar)
  }
}

const paintChip = (pen: Pen, place: Rect, text: string, shape: PaintedShape, bar: number) => {
  pen.fillStyle = HALO
  pen.fillRect(place.x - 1, place.y - 1, place.w + 2, place.h + 2)
  pen.fillStyle = shape.style.chip
  pen.fillRect(place.x, place.y, place.w, place.h)
  const score = shape.chip?.score
  if (bar > 0 && score !== null && score !== undefined) {
    pen.fillStyle = scoreColor(score)
    pen.fillRect(place.x, place.y, bar, place.h)
  }
  pen.fillStyle = shape.style.onChip
  pen.fillText(text, place.x + bar + 5, place.y + place.h / 2 + 0.5)
}
