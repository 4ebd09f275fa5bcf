import { toStage, type View } from '../../shared/domain/geometry/view.ts'
import type { Shape } from '../../shared/model/shape.ts'

type Mask = Extract<Shape, { kind: 'mask' }>

/** Masks are drawn once, in their own pixels, and kept while they are on the desk. */
const drawn = new WeakMap<Mask, Map<string, OffscreenCanvas>>()

const draw = (mask: Mask, color: string): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(mask.width, mask.height)
  const pen = canvas.getContext('2d')
  if (!pen) return canvas
  pen.fillStyle = color
  let at = 0
  for (const [run, count] of mask.counts.entries()) {
    if (run % 2 === 1) {
      // A run goes down columns; each column it touches is one rectangle.
      for (let left = count, i = at; left > 0; ) {
        const row = i % mask.height
        const length = Math.min(left, mask.height - row)
        pen.fillRect(Math.floor(i / mask.height), row, 1, length)
        i += length
        left -= length
      }
    }
    at += count
  }
  return canvas
}

export const paintMask = (
  pen: CanvasRenderingContext2D,
  view: View,
  mask: Mask,
  color: string,
  part: 'predicted' | 'yours' | 'was',
): void => {
  const byColor = drawn.get(mask) ?? new Map<string, OffscreenCanvas>()
  drawn.set(mask, byColor)
  const canvas = byColor.get(color) ?? draw(mask, color)
  byColor.set(color, canvas)
  const [x, y] = toStage(view, [0, 0])
  pen.globalAlpha = part === 'yours' ? 0.5 : part === 'predicted' ? 0.35 : 0.2
  pen.imageSmoothingEnabled = view.scale < 4
  pen.drawImage(canvas, x, y, mask.width * view.scale, mask.height * view.scale)
  pen.globalAlpha = 1
}
