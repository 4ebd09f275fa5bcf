import { create } from 'zustand'
import type { Size } from '../../shared/domain/geometry/box.ts'
import type { View } from '../../shared/domain/geometry/view.ts'
import { type Adjust, adjustPixels, isPlain, PLAIN } from '../../shared/domain/pixels/adjust.ts'
import type { Pen } from './paint-shapes.ts'

/** How pictures are shown now. Whoever paints asks; stages paint anew when it changes. */
export const useAdjustment = create<{ readonly adjust: Adjust }>(() => ({ adjust: PLAIN }))

export const setAdjustment = (adjust: Adjust): void => useAdjustment.setState({ adjust })

let scratch: OffscreenCanvas | null = null

/** Paints through the adjustment: exactly what the table of tones says, at the stage's own resolution. */
export const paintAdjusted = (pen: Pen, view: View, size: Size, stage: Size, paint: (pen: Pen) => void): void => {
  const { adjust } = useAdjustment.getState()
  if (isPlain(adjust)) {
    paint(pen)
    return
  }
  const ratio = globalThis.devicePixelRatio || 1
  const [width, height] = [Math.ceil(stage.width * ratio), Math.ceil(stage.height * ratio)]
  if (width === 0 || height === 0) return
  if (scratch?.width !== width || scratch.height !== height) scratch = new OffscreenCanvas(width, height)
  const apart = scratch.getContext('2d', { willReadFrequently: true })
  if (!apart) return
  apart.setTransform(1, 0, 0, 1, 0, 0)
  apart.clearRect(0, 0, width, height)
  apart.setTransform(ratio, 0, 0, ratio, 0, 0)
  // An offscreen pen draws as any other; the types differ in what only an element has.
  paint(apart as unknown as Pen)
  // Outside the picture the stage shows through, whatever the channel.
  const [left, top] = [Math.max(0, Math.round(view.x * ratio)), Math.max(0, Math.round(view.y * ratio))]
  const right = Math.min(width, Math.round((view.x + size.width * view.scale) * ratio))
  const bottom = Math.min(height, Math.round((view.y + size.height * view.scale) * ratio))
  if (right <= left || bottom <= top) return
  const image = apart.getImageData(left, top, right - left, bottom - top)
  adjustPixels(image.data, adjust)
  apart.putImageData(image, left, top)
  pen.imageSmoothingEnabled = false
  pen.drawImage(scratch, 0, 0, width, height, 0, 0, width / ratio, height / ratio)
}
