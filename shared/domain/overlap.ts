import type { MaskShape, Point, Shape, SpanShape } from '../model/shape.ts'
import type { Rect } from './geometry/box.ts'
import { partsOfShape } from './geometry/polygon.ts'
import { boundsOf } from './geometry/shape.ts'
import { sharedPixels, spansOf } from './mask/runs.ts'
import { sameJson } from './same-json.ts'

/** Two places count as equal within this many pixels (degrees for angles); the small addition is for float noise. */
const TOLERANCE = 0.01 + 1e-9

/** Thin shapes have no area: their bounds are grown by this many pixels on each side before they are compared. */
const THIN = 5

/** How far two points may lie apart, in pixels, to be half one and the same. */
const POINT_REACH = 10

/**
 * How far two shapes lie on each other, 0 to 1: intersection over union of areas (boxes, rotated boxes, ellipses,
 * polygons, masks), of characters (spans), of grown bounds (polylines, skeletons); for points 1 − distance / 20 px.
 * Classes, fields and items lie in the same place when they speak of the same turn, field box or item. Shapes of
 * different kinds, on different pages or in different turns never do.
 */
export function overlap(a: Shape, b: Shape): number {
  if (placeKey(a) !== placeKey(b)) return 0
  if (a.kind === 'box' && b.kind === 'box') return rectOverlap(a, b)
  if (a.kind === 'span' && b.kind === 'span') return spanOverlap(a, b)
  if (a.kind === 'mask' && b.kind === 'mask') return maskOverlap(a, b)
  if (a.kind === 'point' && b.kind === 'point')
    return Math.max(0, 1 - Math.hypot(a.x - b.x, a.y - b.y) / (2 * POINT_REACH))
  const [ringsA, ringsB] = [outline(a), outline(b)]
  if (ringsA && ringsB) return areaOverlap(ringsA, ringsB)
  if (a.kind === 'polyline' || a.kind === 'skeleton') return rectOverlap(grown(boundsOf(a)), grown(boundsOf(b)))
  return 1
}

/** Shapes with different keys cannot lie on each other. */
export function placeKey(shape: Shape): string {
  switch (shape.kind) {
    case 'span':
    case 'case':
      return `${shape.kind} ${shape.turn ?? ''}`
    case 'item':
      return `item ${shape.itemId}`
    case 'field':
      return `field ${shape.box?.page ?? ''}`
    default:
      return `${shape.kind} ${shape.page ?? ''}`
  }
}

/** The stretch a shape takes along the text or the image's x axis, for finding neighbours; everywhere where it has none. */
export function reachOf(shape: Shape): readonly [from: number, to: number] {
  if (shape.kind === 'span') {
    const starts = shape.ranges.map((range) => range.startUtf16)
    const ends = shape.ranges.map((range) => range.endUtf16)
    return [Math.min(...starts), Math.max(...ends)]
  }
  const bounds = shape.kind === 'field' ? null : boundsOf(shape)
  if (!bounds) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const slack = shape.kind === 'point' ? POINT_REACH : THIN
  return [bounds.x - slack, bounds.x + bounds.w + slack]
}

/** Whether two shapes say the same place: within 0.01 px for images, exactly for text. Values and ranks are not looked at. */
export function sameBoundary(a: Shape, b: Shape): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  // Boxes come by the ten thousand: member by member costs a fiftieth of walking both records.
  if (a.kind === 'box' && b.kind === 'box')
    return a.page === b.page && close(a.x, b.x) && close(a.y, b.y) && close(a.w, b.w) && close(a.h, b.h)
  if (a.kind === 'span' && b.kind === 'span') return a.turn === b.turn && sameRanges(a, b)
  if (a.kind === 'field' && b.kind === 'field') return near(a.box ?? null, b.box ?? null)
  if (a.kind === 'item' && b.kind === 'item') return a.itemId === b.itemId
  if ((a.kind === 'rotated-box' || a.kind === 'ellipse') && a.kind === b.kind)
    return near({ ...a, angle: 0 }, { ...b, angle: 0 }) && turnBetween(a.angle, b.angle) <= TOLERANCE
  if (a.kind === 'mask') return sameJson(a, b)
  return near(a, b)
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE

/** Equal JSON, with numbers equal within the tolerance. */
function near(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return close(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), Object.entries(b)].map(
    (entries) => new Map(entries.filter(([, value]) => value !== undefined)),
  )
  if (!left || !right || left.size !== right.size) return false
  return [...left].every(([key, value]) => right.has(key) && near(value, right.get(key)))
}

/** Degrees between two angles; a box or ellipse turned by half a circle is the same one. */
function turnBetween(a: number, b: number): number {
  const apart = (((a - b) % 180) + 180) % 180
  return Math.min(apart, 180 - apart)
}

const sameRanges = (a: SpanShape, b: SpanShape): boolean =>
  a.ranges.length === b.ranges.length &&
  a.ranges.every(
    (range, index) => range.startUtf16 === b.ranges[index]?.startUtf16 && range.endUtf16 === b.ranges[index]?.endUtf16,
  )

function rectOverlap(a: Rect, b: Rect): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  const inside = w > 0 && h > 0 ? w * h : 0
  const union = a.w * a.h + b.w * b.h - inside
  if (union > 0) return inside / union
  return near({ ...a }, { ...b }) ? 1 : 0
}

function grown(bounds: Rect | null): Rect {
  const { x, y, w, h } = bounds ?? { x: 0, y: 0, w: 0, h: 0 }
  return { x: x - THIN, y: y - THIN, w: w + 2 * THIN, h: h + 2 * THIN }
}

/** Shared characters over all characters of both; two empty spans at one place are the same. */
function spanOverlap(a: SpanShape, b: SpanShape): number {
  const length = (span: SpanShape): number =>
    span.ranges.reduce((sum, range) => sum + range.endUtf16 - range.startUtf16, 0)
  let shared = 0
  for (const left of a.ranges)
    for (const right of b.ranges)
      shared += Math.max(0, Math.min(left.endUtf16, right.endUtf16) - Math.max(left.startUtf16, right.startUtf16))
  const union = length(a) + length(b) - shared
  if (union > 0) return Math.min(1, shared / union)
  return sameRanges(a, b) ? 1 : 0
}

/** Masks of different sizes do not compare. */
function maskOverlap(a: MaskShape, b: MaskShape): number {
  if (a.width !== b.width || a.height !== b.height) return 0
  const { both, either } = sharedPixels(spansOf(a), spansOf(b))
  return either > 0 ? both / either : 1
}

type Outline = readonly (readonly Point[])[]

/** The rings of a shape with an area; a point is inside where it is inside an odd number of them. */
const outline = (shape: Shape): Outline | null => partsOfShape(shape)?.flat() ?? null

/** Lines across which areas are summed; the result is exact along each line and within about 1 % in all. */
const SCAN_LINES = 256

function areaOverlap(a: Outline, b: Outline): number {
  const ys = [...a, ...b].flat().map((point) => point[1])
  const top = Math.min(...ys)
  const step = (Math.max(...ys) - top) / SCAN_LINES
  let [both, either] = [0, 0]
  for (let line = 0; line < SCAN_LINES; line++) {
    const y = top + (line + 0.5) * step
    const [inA, inB] = [crossings(a, y), crossings(b, y)]
    const shared = sharedLength(inA, inB)
    both += shared
    either += totalLength(inA) + totalLength(inB) - shared
  }
  if (either > 0) return both / either
  return sameJson(a, b) ? 1 : 0
}

/** Where a horizontal line enters and leaves an outline: x values in pairs, ascending. */
function crossings(rings: Outline, y: number): readonly number[] {
  const xs: number[] = []
  for (const ring of rings) {
    let from = ring.at(-1)
    for (const to of ring) {
      if (from && from[1] > y !== to[1] > y) xs.push(from[0] + ((y - from[1]) * (to[0] - from[0])) / (to[1] - from[1]))
      from = to
    }
  }
  return xs.sort((left, right) => left - right)
}

function totalLength(pairs: readonly number[]): number {
  let sum = 0
  for (let i = 0; i + 1 < pairs.length; i += 2) sum += (pairs[i + 1] ?? 0) - (pairs[i] ?? 0)
  return sum
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  let [i, j, sum] = [0, 0, 0]
  while (i + 1 < a.length && j + 1 < b.length) {
    const [fromA, toA, fromB, toB] = [a[i] ?? 0, a[i + 1] ?? 0, b[j] ?? 0, b[j + 1] ?? 0]
    sum += Math.max(0, Math.min(toA, toB) - Math.max(fromA, fromB))
    if (toA < toB) i += 2
    else j += 2
  }
  return sum
}
