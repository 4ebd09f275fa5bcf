import type { Annotation } from '../../model/annotation.ts'
import type { Rect } from '../geometry/box.ts'
import { boundsOf } from '../geometry/shape.ts'
import { overlap } from '../overlap.ts'

/** Bounds whose sides differ by no more than this (pixels, or share of the side) may be of the same thing. */
const APART = 2
const APART_SHARE = 0.04
/** Shapes of one label with at least this overlap are one thing marked twice. */
const SAME = 0.85

const reachOf = ({ w, h }: Rect): number => Math.max(APART, APART_SHARE * Math.max(w, h))

const nearly = (a: Rect, b: Rect, reach: number): boolean =>
  Math.abs(a.x - b.x) <= reach &&
  Math.abs(a.y - b.y) <= reach &&
  Math.abs(a.x + a.w - b.x - b.w) <= reach &&
  Math.abs(a.y + a.h - b.y - b.h) <= reach

/**
 * Shapes that lie on one another as good as exactly and have one label and kind: by record, how many of them there are,
 * itself among them. Only records with company stand in the answer.
 */
export const coincident = (annotations: readonly Annotation[]): ReadonlyMap<Annotation, number> => {
  const placed = annotations.flatMap((annotation) => {
    // Masks all have their image's bounds: they are compared by hand, not here.
    const bounds = annotation.shape.kind === 'mask' ? null : boundsOf(annotation.shape)
    return bounds ? [{ annotation, bounds, reach: reachOf(bounds) }] : []
  })
  placed.sort((a, b) => a.bounds.x - b.bounds.x)
  const found = new Map<Annotation, number>()
  const count = (annotation: Annotation): void => {
    found.set(annotation, (found.get(annotation) ?? 1) + 1)
  }
  for (const [at, one] of placed.entries()) {
    // The other's own reach may be the longer one, but not by much where they are nearly alike.
    const furthest = one.reach * 2
    for (let next = at + 1; next < placed.length; next++) {
      const other = placed[next]
      if (!other || other.bounds.x - one.bounds.x > furthest) break
      if (Math.abs(other.bounds.y - one.bounds.y) > furthest) continue
      if (!nearly(one.bounds, other.bounds, Math.max(one.reach, other.reach))) continue
      const { label, shape } = one.annotation
      const same = other.annotation.label === label && other.annotation.shape.kind === shape.kind
      if (!same || overlap(shape, other.annotation.shape) < SAME) continue
      count(one.annotation)
      count(other.annotation)
    }
  }
  return found
}
