import type { Point } from '../../model/shape.ts'
import type { Rect, Size } from './box.ts'

/** How the image lies on the stage: screen = image × scale + (x, y), in CSS pixels. */
export type View = { readonly scale: number; readonly x: number; readonly y: number }

/** 3200 %. */
export const MAX_SCALE = 32
/** Above this scale pixels are shown as squares. */
export const SHARP_ABOVE = 4

/** The smallest scale allowed: 3 %, or half of what fits where that is less, so that the whole can always be seen. */
export const minScale = (image: Size, stage: Size): number => Math.min(0.03, fitScale(image, stage, 0) / 2)

const fitScale = (image: Size, stage: Size, margin: number): number =>
  Math.max(
    0.001,
    Math.min((stage.width - 2 * margin) / image.width, (stage.height - 2 * margin) / image.height, MAX_SCALE),
  )

const centred = (scale: number, image: Size, stage: Size): View => ({
  scale,
  x: (stage.width - image.width * scale) / 2,
  y: (stage.height - image.height * scale) / 2,
})

/** The whole image, centred, with a margin. Enlarged to `MAX_SCALE` at most, so that a 1×1 image is a square, no wall. */
export const fitView = (image: Size, stage: Size, margin = 16): View =>
  centred(fitScale(image, stage, margin), image, stage)

/** One image pixel for each screen pixel, the middle of the stage kept in place. */
export const actualView = (view: View, stage: Size): View =>
  zoomAt(view, 1 / view.scale, [stage.width / 2, stage.height / 2], 0, MAX_SCALE)

/** Zooms by a factor; the image point under `at` (stage coordinates) stays under it. */
export const zoomAt = (view: View, factor: number, at: Point, low: number, high: number): View => {
  const scale = Math.min(Math.max(view.scale * factor, low), high)
  const real = scale / view.scale
  return { scale, x: at[0] - (at[0] - view.x) * real, y: at[1] - (at[1] - view.y) * real }
}

export const panBy = (view: View, dx: number, dy: number): View => ({ ...view, x: view.x + dx, y: view.y + dy })

/** Keeps at least `margin` pixels of the image on the stage, so that it cannot be lost. */
export const keepInSight = (view: View, image: Size, stage: Size, margin = 64): View => ({
  scale: view.scale,
  x: Math.min(Math.max(view.x, margin - image.width * view.scale), stage.width - margin),
  y: Math.min(Math.max(view.y, margin - image.height * view.scale), stage.height - margin),
})

export const toImage = (view: View, [x, y]: Point): Point => [(x - view.x) / view.scale, (y - view.y) / view.scale]

export const toStage = (view: View, [x, y]: Point): Point => [x * view.scale + view.x, y * view.scale + view.y]

/** The part of the image plane that the stage shows. */
export const visibleRect = (view: View, stage: Size): Rect => {
  const [x, y] = toImage(view, [0, 0])
  return { x, y, w: stage.width / view.scale, h: stage.height / view.scale }
}

/** Another image as the last one was shown: as near, the same share of it in the middle; fitted where that one was. */
export const sameView = (view: View, last: Size, image: Size, stage: Size): View => {
  const fitted = fitView(last, stage)
  if (Math.abs(view.scale - fitted.scale) < 1e-9) return fitView(image, stage)
  const [x, y] = toImage(view, [stage.width / 2, stage.height / 2])
  const [middleX, middleY] = [(x / last.width) * image.width, (y / last.height) * image.height]
  const moved = {
    scale: view.scale,
    x: stage.width / 2 - middleX * view.scale,
    y: stage.height / 2 - middleY * view.scale,
  }
  return keepInSight(moved, image, stage)
}

/** A rectangle in the middle of the stage, at a given scale or as near as it fits with a margin. */
export const showing = (rect: Rect, stage: Size, scale?: number, margin = 48): View => {
  const fits = Math.min((stage.width - 2 * margin) / rect.w, (stage.height - 2 * margin) / rect.h)
  const near = Math.min(MAX_SCALE, Math.max(0.001, scale ?? fits))
  return {
    scale: near,
    x: stage.width / 2 - (rect.x + rect.w / 2) * near,
    y: stage.height / 2 - (rect.y + rect.h / 2) * near,
  }
}

/** Moves the view just so far that a rectangle is in sight; unchanged when it is already. Zooms out where it is too large. */
export const reveal = (view: View, rect: Rect, stage: Size, margin = 40): View => {
  const fits = Math.min((stage.width - 2 * margin) / rect.w, (stage.height - 2 * margin) / rect.h)
  const isTooLarge = rect.w * view.scale > stage.width || rect.h * view.scale > stage.height
  const zoomed =
    isTooLarge && fits > 0 ? zoomAt(view, fits / view.scale, [stage.width / 2, stage.height / 2], 0, MAX_SCALE) : view
  const [left, top] = toStage(zoomed, [rect.x, rect.y])
  const [right, bottom] = toStage(zoomed, [rect.x + rect.w, rect.y + rect.h])
  const shift = (low: number, high: number, extent: number): number => {
    if (low >= 0 && high <= extent) return 0
    return low < margin ? margin - low : high > extent - margin ? extent - margin - high : 0
  }
  return panBy(zoomed, shift(left, right, stage.width), shift(top, bottom, stage.height))
}
