import type { Parts } from '../geometry/polygon.ts'
import { crossingsOf } from './rasterize.ts'
import { eachPiece, pixelsIn, type Spans } from './runs.ts'

/** How well one area stands for another: the share of the first that the second covers, and their intersection over union. */
export type Loss = { readonly covered: number; readonly iou: number }

/** Lines for each column of pixels; along each the lengths are exact. */
const LINES = 8

type Lines = ReadonlyMap<number, readonly number[]>

const lengthOf = (rows: readonly number[]): number => {
  let sum = 0
  for (let i = 0; i + 1 < rows.length; i += 2) sum += (rows[i + 1] ?? 0) - (rows[i] ?? 0)
  return sum
}

const sharedLength = (a: readonly number[], b: readonly number[]): number => {
  let [i, j, sum] = [0, 0, 0]
  while (i + 1 < a.length && j + 1 < b.length) {
    const [endA, endB] = [a[i + 1] ?? 0, b[j + 1] ?? 0]
    sum += Math.max(0, Math.min(endA, endB) - Math.max(a[i] ?? 0, b[j] ?? 0))
    if (endA < endB) i += 2
    else j += 2
  }
  return sum
}

const areaOn = (lines: Lines): number => [...lines.values()].reduce((sum, rows) => sum + lengthOf(rows), 0) / LINES

const linesOf = (parts: Parts, columns: number): Lines => crossingsOf(parts.flat(), columns * LINES, LINES)

const lossBetween = (from: number, to: number, both: number): Loss => {
  const either = from + to - both
  return { covered: from > 0 ? both / from : 1, iou: either > 0 ? both / either : 1 }
}

/** How well a polygon stands for another: what of `from` is in `to`. Good to a few thousandths of a column of pixels. */
export const lossOfParts = (from: Parts, to: Parts): Loss => {
  const columns = Math.ceil([from, to].flat(3).reduce((most, [x]) => Math.max(most, x), 0)) + 1
  const [a, b] = [linesOf(from, columns), linesOf(to, columns)]
  let both = 0
  for (const [line, rows] of a) both += sharedLength(rows, b.get(line) ?? [])
  return lossBetween(areaOn(a), areaOn(b), both / LINES)
}

const sharedWithParts = (spans: Spans, height: number, width: number, parts: Parts) => {
  const lines = linesOf(parts, width)
  let both = 0
  eachPiece(spans, height, (x, top, bottom) => {
    for (let line = x * LINES; line < (x + 1) * LINES; line++)
      both += sharedLength([top, bottom], lines.get(line) ?? [])
  })
  return { both: both / LINES, area: areaOn(lines) }
}

/** How well a polygon stands for a mask. */
export const lossToParts = (spans: Spans, size: { width: number; height: number }, parts: Parts): Loss => {
  const { both, area } = sharedWithParts(spans, size.height, size.width, parts)
  return lossBetween(pixelsIn(spans), area, both)
}

/** How well a mask stands for a polygon. */
export const lossToMask = (parts: Parts, spans: Spans, size: { width: number; height: number }): Loss => {
  const { both, area } = sharedWithParts(spans, size.height, size.width, parts)
  return lossBetween(area, pixelsIn(spans), both)
}
