import type { MaskShape } from '../../model/shape.ts'
import type { Rect, Size } from '../geometry/box.ts'

/**
 * Where a mask is set, as pairs [start, end) of pixel indices counted down the columns (index = x × height + y); ascending,
 * never empty, never touching. The working form of a mask: as small as its run lengths, and set operations only walk it.
 */
export type Spans = readonly number[]

/** Appends [start, end) to spans in the making; one that touches or overlaps the last is joined to it. */
export const pushSpan = (spans: number[], start: number, end: number): void => {
  if (end <= start) return
  const last = spans.length - 1
  const before = spans[last]
  if (before !== undefined && before >= start) spans[last] = Math.max(before, end)
  else spans.push(start, end)
}

/** Records never change, so what was read of one is kept as long as it is. */
const known = new WeakMap<readonly number[], Spans>()

/** The spans of COCO's run lengths: zeros and ones in turns, zeros first, down the columns. */
export const spansOf = ({ counts }: { readonly counts: readonly number[] }): Spans => {
  const before = known.get(counts)
  if (before) return before
  const spans = readCounts(counts)
  known.set(counts, spans)
  return spans
}

const readCounts = (counts: readonly number[]): Spans => {
  const spans: number[] = []
  let at = 0
  for (let run = 0; run < counts.length; run++) {
    const end = at + (counts[run] ?? 0)
    if (run % 2 === 1) pushSpan(spans, at, end)
    at = end
  }
  return spans
}

/** COCO's run lengths of spans on an image of `pixels` pixels. No run but the first is empty. */
export const countsOf = (spans: Spans, pixels: number): number[] => {
  const counts: number[] = []
  let at = 0
  for (const edge of spans) {
    counts.push(edge - at)
    at = edge
  }
  if (at < pixels || counts.length === 0) counts.push(pixels - at)
  return counts
}

export const maskOf = (spans: Spans, { width, height }: Size, page?: number): MaskShape => {
  const counts = countsOf(spans, width * height)
  return page === undefined ? { kind: 'mask', width, height, counts } : { kind: 'mask', width, height, counts, page }
}

const DECIDES = {
  union: (inA: boolean, inB: boolean): boolean => inA || inB,
  subtract: (inA: boolean, inB: boolean): boolean => inA && !inB,
  intersect: (inA: boolean, inB: boolean): boolean => inA && inB,
} as const

/** Both spans as one set: what is in either, in the first but not the second, or in both. Linear in their lengths. */
export const combine = (a: Spans, b: Spans, how: keyof typeof DECIDES): Spans => {
  const decides = DECIDES[how]
  const edges: number[] = []
  let [i, j, inside] = [0, 0, false]
  while (i < a.length || j < b.length) {
    const [nextA, nextB] = [a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY]
    const at = Math.min(nextA, nextB)
    if (nextA === at) i++
    if (nextB === at) j++
    const now = decides(i % 2 === 1, j % 2 === 1)
    if (now !== inside) edges.push(at)
    inside = now
  }
  return edges
}

/** The pixels of an image that are not in the spans. */
export const complement = (spans: Spans, pixels: number): Spans => combine([0, pixels], spans, 'subtract')

/** How many pixels are set. */
export const pixelsIn = (spans: Spans): number => {
  let sum = 0
  for (let i = 0; i < spans.length; i += 2) sum += (spans[i + 1] ?? 0) - (spans[i] ?? 0)
  return sum
}

/** Pixels in both and in either. */
export const sharedPixels = (a: Spans, b: Spans): { readonly both: number; readonly either: number } => {
  const both = pixelsIn(combine(a, b, 'intersect'))
  return { both, either: pixelsIn(a) + pixelsIn(b) - both }
}

/** Where in the spans a pixel would be: the number of edges at or before it. Odd means that it is set. */
const edgesBefore = (spans: Spans, pixel: number): number => {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle] ?? 0) <= pixel) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether the pixel with this index is set. */
export const covers = (spans: Spans, pixel: number): boolean => edgesBefore(spans, pixel) % 2 === 1

/** One stretch of a single column: rows from `top` (included) to `bottom` (not included). */
export type Piece = { readonly x: number; readonly top: number; readonly bottom: number }

/** Calls `visit` with every stretch of every column between two columns (the second not included), left to right, downwards. */
export const eachPiece = (
  spans: Spans,
  height: number,
  visit: (x: number, top: number, bottom: number) => void,
  fromColumn = 0,
  toColumn = Number.POSITIVE_INFINITY,
): void => {
  const first = fromColumn * height
  const beyond = toColumn * height
  let i = edgesBefore(spans, first)
  i -= i % 2
  for (; i < spans.length; i += 2) {
    let start = Math.max(spans[i] ?? 0, first)
    const end = Math.min(spans[i + 1] ?? 0, beyond)
    if (start >= beyond) return
    while (start < end) {
      const x = Math.floor(start / height)
      const stop = Math.min(end, (x + 1) * height)
      visit(x, start - x * height, stop - x * height)
      start = stop
    }
  }
}

/** The smallest rectangle of pixels around what is set; null where nothing is. */
export const spansBounds = (spans: Spans, height: number): Rect | null => {
  const [first, last] = [spans[0], spans.at(-1)]
  if (first === undefined || last === undefined) return null
  let [top, bottom] = [height, 0]
  for (let i = 0; i < spans.length; i += 2) {
    const [start, end] = [spans[i] ?? 0, (spans[i + 1] ?? 1) - 1]
    const wraps = Math.floor(start / height) !== Math.floor(end / height)
    top = wraps ? 0 : Math.min(top, start % height)
    bottom = wraps ? height : Math.max(bottom, (end % height) + 1)
  }
  const left = Math.floor(first / height)
  return { x: left, y: top, w: Math.floor((last - 1) / height) + 1 - left, h: bottom - top }
}

/** `spansBounds` of a mask's run lengths. */
export const maskBounds = (mask: { readonly height: number; readonly counts: readonly number[] }): Rect | null =>
  spansBounds(spansOf(mask), mask.height)

/** Spans of the pixels (column by column, a byte each) that are not 0. */
export const spansOfBits = (bits: Uint8Array): Spans => {
  const spans: number[] = []
  for (let at = 0; at < bits.length; ) {
    const start = bits.indexOf(1, at)
    if (start < 0) break
    const end = bits.indexOf(0, start)
    spans.push(start, end < 0 ? bits.length : end)
    at = end < 0 ? bits.length : end
  }
  return spans
}

/**
 * Spans of stretches given by column, in any order and overlapping at will: `columns[x]` holds top, bottom, top, bottom, …
 * in rows that lie on the image.
 */
export const spansOfColumns = (columns: ReadonlyMap<number, readonly number[]>, height: number): Spans => {
  const spans: number[] = []
  for (const x of [...columns.keys()].sort((a, b) => a - b)) {
    const rows = columns.get(x) ?? []
    const order = Array.from({ length: rows.length / 2 }, (_, i) => 2 * i)
    if (order.length > 1) order.sort((a, b) => (rows[a] ?? 0) - (rows[b] ?? 0))
    for (const i of order) pushSpan(spans, x * height + (rows[i] ?? 0), x * height + (rows[i + 1] ?? 0))
  }
  return spans
}
