import type { Annotation } from '../../model/annotation.ts'
import type { LabelId } from '../../model/ids.ts'
import type { Constraint, Taxonomy } from '../../model/taxonomy.ts'
import { boundsOf } from '../geometry/shape.ts'

/** A rule of the taxonomy that a case's annotations break, and the objects that do. */
export type BrokenConstraint = { readonly constraint: Constraint; readonly objects: readonly Annotation[] }

/** Room for what rounding leaves at an edge (image pixels). */
const SLACK = 1

/** Where something stands: in one line of the text (a turn, a page), from and to, and across where it has a height. */
type Place = {
  readonly line: string
  readonly from: number
  readonly to: number
  readonly top: number
  readonly bottom: number
}

/** Null for what has no place of its own. */
const placeOf = ({ shape }: Annotation): Place | null => {
  if (shape.kind === 'span') {
    const ends = shape.ranges.flatMap(({ startUtf16, endUtf16 }) => [startUtf16, endUtf16])
    return { line: `turn ${shape.turn ?? ''}`, from: Math.min(...ends), to: Math.max(...ends), top: 0, bottom: 0 }
  }
  const bounds = boundsOf(shape)
  if (bounds === null) return null
  const page = shape.kind === 'field' ? shape.box?.page : 'page' in shape ? shape.page : undefined
  const { x, y, w, h } = bounds
  return { line: `page ${page ?? 0}`, from: x - SLACK, to: x + w + SLACK, top: y - SLACK, bottom: y + h + SLACK }
}

const isWithin = (inner: Place, outer: Place): boolean => {
  const room = outer.top === outer.bottom ? 0 : SLACK
  return (
    inner.from + room >= outer.from &&
    inner.to - room <= outer.to &&
    inner.top + room >= outer.top &&
    inner.bottom - room <= outer.bottom
  )
}

/** Outer objects that hold no inner one. A class of the whole case holds whatever stands in the case. */
const empty = (outer: readonly Annotation[], inner: readonly Annotation[]): readonly Annotation[] => {
  const lines = Map.groupBy(
    inner.flatMap((one) => placeOf(one) ?? []),
    ({ line }) => line,
  )
  for (const places of lines.values()) places.sort((a, b) => a.from - b.from)
  return outer.filter((one) => {
    const place = placeOf(one)
    if (place === null) return inner.length === 0
    const candidates = lines.get(place.line) ?? []
    let [low, high] = [0, candidates.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((candidates[middle]?.from ?? 0) + SLACK < place.from) low = middle + 1
      else high = middle
    }
    for (let at = low; at < candidates.length; at++) {
      const candidate = candidates[at]
      if (candidate === undefined || candidate.from > place.to) return true
      if (isWithin(candidate, place)) return false
    }
    return true
  })
}

/**
 * Which constraints of a taxonomy a case's annotations break: labels that never stand together in a case and do, a label
 * that stands there more than once, an object that must hold another and does not (areas by their bounds, spans by their
 * ends). In the taxonomy's order; empty for most cases.
 */
export const brokenConstraints = (
  { labels, constraints }: Pick<Taxonomy, 'labels' | 'constraints'>,
  annotations: readonly Annotation[],
): readonly BrokenConstraint[] => {
  if (constraints.length === 0) return []
  const names = new Map(labels.map(({ id, name }) => [id, name]))
  const byLabel = Map.groupBy(annotations, ({ label }) => label)
  const labelled = (id: LabelId): readonly Annotation[] => byLabel.get(names.get(id) ?? '') ?? []
  return constraints.flatMap((constraint): BrokenConstraint[] => {
    const objects = breaking(constraint, labelled)
    return objects.length === 0 ? [] : [{ constraint, objects }]
  })
}

const breaking = (constraint: Constraint, labelled: (id: LabelId) => readonly Annotation[]): readonly Annotation[] => {
  switch (constraint.kind) {
    case 'exclusive': {
      const there = constraint.labels.map(labelled).filter((objects) => objects.length > 0)
      return there.length > 1 ? there.flat() : []
    }
    case 'at-most-one': {
      const there = labelled(constraint.label)
      return there.length > 1 ? there : []
    }
    case 'contains':
      return empty(labelled(constraint.outer), labelled(constraint.inner))
  }
}
