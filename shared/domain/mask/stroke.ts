import type { Point } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { type Spans, spansOfColumns } from './runs.ts'

export const BRUSH_TIPS = ['round', 'square'] as const
/** `size` is the diameter (round) or the side (square) in whole image pixels. */
export type Brush = { readonly tip: (typeof BRUSH_TIPS)[number]; readonly size: number }

/** Where the tip's centre lies for a pointer: on a pixel's centre for odd sizes, on a corner for even ones. */
export const tipAt = ([x, y]: Point, { size }: Brush): Point =>
  size % 2 === 1 ? [Math.floor(x) + 0.5, Math.floor(y) + 0.5] : [Math.round(x), Math.round(y)]

type Stretch = { low: number; high: number }

const reach = (stretch: Stretch, y: number): void => {
  if (y < stretch.low) stretch.low = y
  if (y > stretch.high) stretch.high = y
}

/** Widens a stretch by where the vertical line at `x` meets the straight line between two points. */
const meet = (stretch: Stretch, x: number, ax: number, ay: number, bx: number, by: number): void => {
  if (x < Math.min(ax, bx) || x > Math.max(ax, bx)) return
  if (ax === bx) {
    reach(stretch, ay)
    reach(stretch, by)
  } else reach(stretch, ay + ((x - ax) * (by - ay)) / (bx - ax))
}

const ROUNDING = 1e-9

/** The rows that a tip drawn from `a` to `b` covers on the vertical line at `x`: what it sweeps is convex, so one stretch. */
const sweptAt = (x: number, a: Point, b: Point, { tip, size }: Brush): Stretch => {
  const half = size / 2
  const stretch: Stretch = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }
  if (tip === 'square') {
    for (const [cx, cy] of [a, b])
      if (Math.abs(x - cx) <= half) {
        reach(stretch, cy - half)
        reach(stretch, cy + half)
      }
    for (const dx of [-half, half])
      for (const dy of [-half, half]) meet(stretch, x, a[0] + dx, a[1] + dy, b[0] + dx, b[1] + dy)
    return stretch
  }
  for (const [cx, cy] of [a, b]) {
    const rest = half * half - (x - cx) * (x - cx)
    if (rest < -ROUNDING) continue
    const up = Math.sqrt(Math.max(0, rest))
    reach(stretch, cy - up)
    reach(stretch, cy + up)
  }
  const length = Math.hypot(b[0] - a[0], b[1] - a[1])
  if (length > 0) {
    const nx = (-(b[1] - a[1]) / length) * half
    const ny = ((b[0] - a[0]) / length) * half
    for (const side of [-1, 1]) meet(stretch, x, a[0] + side * nx, a[1] + side * ny, b[0] + side * nx, b[1] + side * ny)
  }
  return stretch
}

/** Calls `visit` with the rows of each column whose pixel centres a tip drawn from `a` to `b` covers, clipped to the image. */
export const eachSwept = (
  a: Point,
  b: Point,
  brush: Brush,
  { width, height }: Size,
  visit: (x: number, top: number, bottom: number) => void,
): void => {
  const half = brush.size / 2
  const from = Math.max(0, Math.ceil(Math.min(a[0], b[0]) - half - 0.5 - ROUNDING))
  const to = Math.min(width - 1, Math.floor(Math.max(a[0], b[0]) + half - 0.5 + ROUNDING))
  for (let x = from; x <= to; x++) {
    const { low, high } = sweptAt(x + 0.5, a, b, brush)
    const top = Math.max(0, Math.ceil(low - 0.5 - ROUNDING))
    const bottom = Math.min(height, Math.floor(high - 0.5 + ROUNDING) + 1)
    if (bottom > top) visit(x, top, bottom)
  }
}

/** The pixels that a brush drawn along a path covers. */
export const strokeSpans = (path: readonly Point[], brush: Brush, size: Size): Spans => {
  const columns = new Map<number, number[]>()
  for (const [i, point] of path.entries()) {
    const from = tipAt(path[i - 1] ?? point, brush)
    if (i === 0 && path.length > 1) continue
    eachSwept(from, tipAt(point, brush), brush, size, (x, top, bottom) => {
      const rows = columns.get(x)
      if (rows) rows.push(top, bottom)
      else columns.set(x, [top, bottom])
    })
  }
  return spansOfColumns(columns, size.height)
}
