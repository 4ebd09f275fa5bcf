import Flatbush from 'flatbush'
import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import type { Rect } from '../geometry/box.ts'
import { boundsOf, hitsShape } from '../geometry/shape.ts'

export type ShapeIndex = {
  /** Indices into the annotations it was made from, of those that touch a rectangle, in drawing order. */
  within(rect: Rect): readonly number[]
  /** Ids of the shapes under a point, smallest first: the one that is hardest to reach otherwise. */
  at(point: Point, reach: number): readonly AnnotationId[]
}

type Placed = { readonly index: number; readonly annotation: Annotation; readonly bounds: Rect }

const build = (annotations: readonly Annotation[]): ShapeIndex => {
  const placed: Placed[] = []
  for (const [index, annotation] of annotations.entries()) {
    const bounds = boundsOf(annotation.shape)
    if (bounds) placed.push({ index, annotation, bounds })
  }
  if (placed.length === 0) return { within: () => [], at: () => [] }

  const tree = new Flatbush(placed.length)
  for (const { bounds } of placed) tree.add(bounds.x, bounds.y, bounds.x + bounds.w, bounds.y + bounds.h)
  tree.finish()
  const search = (rect: Rect) =>
    tree.search(rect.x, rect.y, rect.x + rect.w, rect.y + rect.h).flatMap((found) => placed[found] ?? [])

  return {
    within: (rect) =>
      search(rect)
        .map((found) => found.index)
        .sort((a, b) => a - b),
    at: ([x, y], reach) =>
      search({ x: x - reach, y: y - reach, w: 2 * reach, h: 2 * reach })
        .filter(({ annotation }) => hitsShape(annotation.shape, [x, y], reach))
        .sort((a, b) => a.bounds.w * a.bounds.h - b.bounds.w * b.bounds.h || b.index - a.index)
        .map(({ annotation }) => annotation.id),
  }
}

const indexes = new WeakMap<readonly Annotation[], ShapeIndex>()

/**
 * The index over a list of annotations, those that have a place on the image. It is made when it is first asked something
 * (10,000 boxes take some milliseconds, which a first painting need not wait for), and kept while the list is.
 */
export const indexShapes = (annotations: readonly Annotation[]): ShapeIndex => {
  const known = indexes.get(annotations)
  if (known) return known
  let made: ShapeIndex | null = null
  const index = (): ShapeIndex => {
    made ??= build(annotations)
    return made
  }
  const lazy: ShapeIndex = {
    within: (rect) => index().within(rect),
    at: (point, reach) => index().at(point, reach),
  }
  indexes.set(annotations, lazy)
  return lazy
}

/** The next hit when the same spot is clicked again: the one behind the shape now selected, round and round. */
export const cycleHit = (hits: readonly AnnotationId[], selected: AnnotationId | null): AnnotationId | null => {
  const place = selected === null ? -1 : hits.indexOf(selected)
  return hits[(place + 1) % hits.length] ?? null
}
