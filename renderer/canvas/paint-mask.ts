import type { Rect } from '../../shared/domain/geometry/box.ts'
import { toStage, type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import { maskBounds, spansOf } from '../../shared/domain/mask/runs.ts'
import type { MaskShape } from '../../shared/model/shape.ts'
import { drawMask, factorFor, type MaskPaint, type MaskPicture, pictureRect } from './mask-picture.ts'

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** The last picture of each mask by how it was painted; a mask that changed is another record. */
const drawn = new WeakMap<readonly number[], Map<string, MaskPicture>>()

/** From this scale on a border of whole pixels would be a wall: it is a line along their sides instead. */
const NEAR = 3

const contains = (outer: Rect, inner: Rect): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.w >= inner.x + inner.w &&
  outer.y + outer.h >= inner.y + inner.h

const common = (a: Rect, b: Rect): Rect | null => {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)]
  const [w, h] = [Math.min(a.x + a.w, b.x + b.w) - x, Math.min(a.y + a.h, b.y + b.h) - y]
  return w > 0 && h > 0 ? { x, y, w, h } : null
}

const pictureOf = (mask: MaskShape, seen: Rect, devicePixels: number, color: string, paint: MaskPaint) => {
  const bounds = maskBounds(mask)
  const visible = bounds && common(bounds, seen)
  if (!bounds || !visible) return null
  const factor = factorFor(devicePixels)
  const near = devicePixels >= NEAR
  const byPaint = drawn.get(mask.counts) ?? new Map<string, MaskPicture>()
  drawn.set(mask.counts, byPaint)
  const key = `${color} ${paint} ${near}`
  const known = byPaint.get(key)
  if (known?.factor === factor && contains(known.rect, visible)) return known
  const rect = pictureRect(bounds, seen, factor)
  if (!rect) return null
  const made = drawMask(spansOf(mask), mask.height, rect, factor, color, paint, near)
  byPaint.set(key, made)
  return made
}

/**
 * Paints what the pen's canvas shows of a mask. `solid` is for masks that go on to be painted on; a `veil` lets the picture
 * through and shows the border.
 */
export const paintMask = (pen: Pen, view: View, mask: MaskShape, color: string, paint: MaskPaint = 'veil'): void => {
  const ratio = pen.getTransform().a || 1
  const seen = visibleRect(view, { width: pen.canvas.width / ratio, height: pen.canvas.height / ratio })
  const picture = pictureOf(mask, seen, view.scale * ratio, color, paint)
  if (!picture) return
  const { canvas, rect, edge } = picture
  const [x, y] = toStage(view, [rect.x, rect.y])
  pen.imageSmoothingEnabled = view.scale * ratio < 1
  pen.drawImage(canvas, x, y, rect.w * view.scale, rect.h * view.scale)
  if (!edge) return
  pen.save()
  pen.translate(x, y)
  pen.scale(view.scale, view.scale)
  pen.lineWidth = 3 / view.scale
  pen.strokeStyle = 'rgb(0 0 0 / 0.5)'
  pen.stroke(edge)
  pen.lineWidth = 1.5 / view.scale
  pen.strokeStyle = color
  pen.stroke(edge)
  pen.restore()
}
