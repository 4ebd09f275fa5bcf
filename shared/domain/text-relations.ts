import type { Annotation, Relation } from '../model/annotation.ts'
import type { LabelId } from '../model/ids.ts'
import type { RelationType, Taxonomy } from '../model/taxonomy.ts'

/** A label's own id and those of the labels it stands under. */
const lineage = (taxonomy: Taxonomy, name: string): ReadonlySet<LabelId> => {
  const byId = new Map(taxonomy.labels.map((label) => [label.id, label]))
  const ids = new Set<LabelId>()
  let at = taxonomy.labels.find((label) => label.name === name)
  while (at && !ids.has(at.id)) {
    ids.add(at.id)
    at = at.parent === undefined ? undefined : byId.get(at.parent)
  }
  return ids
}

const allowed = (taxonomy: Taxonomy, ends: readonly LabelId[] | undefined, label: string): boolean => {
  if (!ends) return true
  const ids = lineage(taxonomy, label)
  return ends.some((id) => ids.has(id))
}

const namesOf = (taxonomy: Taxonomy, ids: readonly LabelId[] | undefined): string =>
  taxonomy.labels
    .filter((label) => ids?.includes(label.id))
    .map((label) => label.name)
    .join(', ')

type Ends = Pick<Annotation, 'id' | 'label'>

/** Why a type cannot join two objects, as what is wrong and the labels it takes; null where it can. */
export type EndProblem =
  | { readonly why: 'same' | 'twice' }
  | { readonly why: 'from' | 'to'; readonly label: string; readonly takes: string }

/**
 * What speaks against a relation of a type between two objects. A label counts as the ones it stands under; a symmetric
 * type takes its ends either way round. `relations` are those that stand, without the one that is edited.
 */
export const endProblem = (
  taxonomy: Taxonomy | null,
  type: string,
  from: Ends,
  to: Ends,
  relations: readonly Relation[],
): EndProblem | null => {
  if (from.id === to.id) return { why: 'same' }
  const known = taxonomy?.relationTypes.find((one) => one.name === type)
  const twice = relations.some(
    (one) =>
      one.type === type &&
      ((one.from === from.id && one.to === to.id) ||
        (known?.symmetric === true && one.from === to.id && one.to === from.id)),
  )
  if (twice) return { why: 'twice' }
  if (!taxonomy || !known) return null
  const fits = (a: string, b: string): boolean => allowed(taxonomy, known.from, a) && allowed(taxonomy, known.to, b)
  if (fits(from.label, to.label) || (known.symmetric && fits(to.label, from.label))) return null
  if (!allowed(taxonomy, known.from, from.label))
    return { why: 'from', label: from.label, takes: namesOf(taxonomy, known.from) }
  return { why: 'to', label: to.label, takes: namesOf(taxonomy, known.to) }
}

/** The types there are: the taxonomy's, or where it has none those that the model used. */
export const relationTypes = (taxonomy: Taxonomy | null, predicted: readonly Relation[]): readonly string[] => {
  const given = (taxonomy?.relationTypes ?? []).map((type: RelationType) => type.name)
  return given.length > 0 ? given : [...new Set(predicted.map((relation) => relation.type))]
}

/** An arc over a text: from where to where, in UTF-16 units. */
export type ArcEnds = { readonly from: number; readonly to: number }

/** The lane of each arc, lowest first: short ones below the long ones around them, none on another. */
export const arcLanes = (arcs: readonly ArcEnds[]): readonly number[] => {
  const reach = arcs.map(({ from, to }) => [Math.min(from, to), Math.max(from, to)] as const)
  const order = reach.map((_, i) => i).sort((a, b) => length(reach[a]) - length(reach[b]))
  const lanes: number[] = arcs.map(() => 0)
  const taken: (readonly [number, number])[][] = []
  for (const i of order) {
    const own = reach[i] ?? [0, 0]
    const free = taken.findIndex((held) => held.every(([from, to]) => to < own[0] || from > own[1]))
    const lane = free < 0 ? taken.length : free
    taken[lane] = [...(taken[lane] ?? []), own]
    lanes[i] = lane
  }
  return lanes
}

const length = (reach: readonly [number, number] | undefined): number => (reach ? reach[1] - reach[0] : 0)
