import { difference, type Geom, intersection, union } from 'polyclip-ts'
import type { Point } from '../../model/shape.ts'
import { type Parts, type Ring, signedArea } from './polygon.ts'

/** What is smaller is what rounding left behind, no shape: in square pixels. */
const SLIVER = 1

const geomOf = (parts: Parts): Geom =>
  parts.map((rings) => rings.map((ring) => ring.map(([x, y]): [number, number] => [x, y])))

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
export const unite = (polygons: readonly Parts[]): Parts => {
  const [first, ...others] = polygons.filter((parts) => parts.length > 0)
  return first ? tidy(union(geomOf(first), ...others.map(geomOf))) : []
}

/** What lies in the first polygon and in none of the others. */
export const subtract = (from: Parts, others: readonly Parts[]): Parts =>
  from.length === 0 ? [] : tidy(difference(geomOf(from), ...others.filter((parts) => parts.length > 0).map(geomOf)))

/** What lies in both polygons. */
export const intersect = (a: Parts, b: Parts): Parts =>
  a.length === 0 || b.length === 0 ? [] : tidy(intersection(geomOf(a), geomOf(b)))
