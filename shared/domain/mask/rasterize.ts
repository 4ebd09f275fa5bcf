import type { Point } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { combine, type Spans, spansOfColumns } from './runs.ts'

export type Rings = readonly (readonly Point[])[]

/**
 * Where the vertical lines at x = (column + 0.5) / `perPixel` cross closed rings: for each column, rows in ascending order.
 * Columns before 0 and from `columns` on are left out.
 */
export const crossingsOf = (rings: Rings, columns: number, perPixel = 1): ReadonlyMap<number, number[]> => {
  const crossings = new Map<number, number[]>()
  for (const ring of rings) {
    let from = ring.at(-1)
    for (const to of ring) {
      if (from && from[0] !== to[0]) {
        const [left, right] = from[0] < to[0] ? [from, to] : [to, from]
        // Half-open, so that a vertex exactly on a line is met once.
        const first = Math.max(0, Math.ceil(left[0] * perPixel - 0.5))
        const beyond = Math.min(columns, Math.ceil(right[0] * perPixel - 0.5))
        const slope = (right[1] - left[1]) / (right[0] - left[0])
        for (let column = first; column < beyond; column++) {
          const y = left[1] + ((column + 0.5) / perPixel - left[0]) * slope
          const rows = crossings.get(column)
          if (rows) rows.push(y)
          else crossings.set(column, [y])
        }
      }
      from = to
    }
  }
  for (const rows of crossings.values()) rows.sort((a, b) => a - b)
  return crossings
}

const partSpans = (rings: Rings, { width, height }: Size): Spans => {
  const clipped = new Map<number, number[]>()
  const row = (y: number): number => Math.min(height, Math.max(0, Math.ceil(y - 0.5)))
  for (const [x, rows] of crossingsOf(rings, width)) {
    const stretches: number[] = []
    for (let i = 0; i + 1 < rows.length; i += 2) {
      const [top, bottom] = [row(rows[i] ?? 0), row(rows[i + 1] ?? 0)]
      if (bottom > top) stretches.push(top, bottom)
    }
    if (stretches.length > 0) clipped.set(x, stretches)
  }
  return spansOfColumns(clipped, height)
}

/**
 * The pixels whose centre lies in a polygon: within a part where an odd number of its rings surround it, in any of the
 * parts. What lies beyond the image is left out.
 */
export const polygonSpans = (parts: readonly Rings[], size: Size): Spans =>
  parts.reduce<Spans>((all, rings) => combine(all, partSpans(rings, size), 'union'), [])
