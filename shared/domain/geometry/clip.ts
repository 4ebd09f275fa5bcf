import { difference, type Geom, intersection, union } from 'polyclip-ts'
import type { Point } from '../../model/shape.ts'
import { type Parts, type Ring, signedArea } from './polygon.ts'

/** What is smaller is what rounding left behind, no shape: in square pixels. */
const SLIVER = 1

/** Points for each pixel that coordinates are rounded to, finest first. */
const GRIDS = [8192, 256, 16] as const

/**
 * Runs a clipping operation on coordinates rounded to a grid. Its sweep can lose its way between points that lie closer than
 * floats tell apart (it throws then); on a coarser grid they are one point.
 */
const onGrid = (polygons: readonly Parts[], run: (geoms: Geom[]) => ReturnType<typeof union>): Parts => {
  let failure: unknown
  for (const grid of GRIDS) {
    const round = (value: number): number => Math.round(value * grid) / grid
    const geoms = polygons.map(
      (parts): Geom =>
        parts.map((rings) => rings.map((ring) => ring.map(([x, y]): [number, number] => [round(x), round(y)]))),
    )
    try {
      return tidy(run(geoms))
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** Rings as we keep them: not closed by a repeated point, at least three points and one square pixel; parts without an outer ring are gone. */
const tidy = (geom: readonly (readonly (readonly (readonly [number, number])[])[])[]): Parts =>
  geom.flatMap((rings) => {
    const open = rings.map((ring): Ring => ring.slice(0, -1).map(([x, y]): Point => [x, y]))
    const [outer, ...holes] = open
    const counts = (ring: Ring | undefined): ring is Ring =>
      ring !== undefined && ring.length >= 3 && Math.abs(signedArea(ring)) >= SLIVER
    return counts(outer) ? [[outer, ...holes.filter(counts)]] : []
  })

/** What lies in any of the polygons. Valid in any case: no crossing sides, holes inside their parts, no slivers. */
export const unite = (polygons: readonly Parts[]): Parts =>
  onGrid(polygons, ([first, ...others]) => (first ? union(first, ...others) : []))

/** What lies in the first polygon and in none of the others. */
export const subtract = (from: Parts, others: readonly Parts[]): Parts =>
  onGrid([from, ...others], ([first, ...taken]) => (first ? difference(first, ...taken) : []))

/** What lies in both polygons. */
export const intersect = (a: Parts, b: Parts): Parts =>
  onGrid([a, b], ([first, second]) => (first && second ? intersection(first, second) : []))
