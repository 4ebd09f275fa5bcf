import type { Size } from '../geometry/box.ts'
import { partsOf } from './parts.ts'
import { combine, complement, covers, type Spans, spansBounds } from './runs.ts'

/** What is not set and does not reach the image's edge: the insides of closed outlines. */
const holesOf = (spans: Spans, { width, height }: Size): readonly Spans[] =>
  partsOf(complement(spans, width * height), height).filter((part) => {
    const bounds = spansBounds(part, height)
    if (!bounds) return false
    return bounds.x > 0 && bounds.y > 0 && bounds.x + bounds.w < width && bounds.y + bounds.h < height
  })

/** The spans with every hole filled. */
export const fillHoles = (spans: Spans, size: Size): Spans =>
  holesOf(spans, size).reduce((filled, hole) => combine(filled, hole, 'union'), spans)

/**
 * The spans with the hole under a pixel filled; null where that pixel is set already or where what surrounds it is open
 * to the image's edge, so that filling would flood the picture.
 */
export const fillAt = (spans: Spans, x: number, y: number, size: Size): Spans | null => {
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return null
  const hole = holesOf(spans, size).find((part) => covers(part, x * size.height + y))
  return hole ? combine(spans, hole, 'union') : null
}
