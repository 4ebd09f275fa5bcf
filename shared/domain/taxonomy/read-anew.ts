import type { LabelId } from '../../model/ids.ts'
import type { Label, Taxonomy } from '../../model/taxonomy.ts'

/** What reads, or compares, otherwise under the next version than under the one before. */
export type ReadAnew = {
  /** Names of labels and fields, as either version has them. */
  readonly names: readonly string[]
  /** Relation types whose ends may be exchanged now, or no longer. */
  readonly relationTypes: readonly string[]
}

/** A label and all that it leads to by what replaces it, itself first. */
const chainOf = (id: LabelId, byId: ReadonlyMap<LabelId, Label>): readonly Label[] => {
  const met = new Map<LabelId, Label>()
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const label = byId.get(next)
    if (!label || met.has(next)) continue
    met.set(next, label)
    open.push(...label.replacedBy)
  }
  return [...met.values()]
}

/** What of a label decides how it is read. */
const meaning = ({ id, name, deprecated, replacedBy, replaceRules }: Label): unknown => [
  ...[id, name, deprecated, replacedBy, replaceRules],
]

/**
 * Names of labels that are renamed, replaced, restored, new or gone, or lead to one that is; with all they lead to, since
 * an answer already read through a replacement is told in the replacement's name.
 */
const labelNames = (before: Taxonomy, after: Taxonomy): readonly string[] => {
  const [was, is] = [before, after].map(({ labels }) => new Map(labels.map((label) => [label.id, label])))
  if (!was || !is) return []
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [old, now] = [chainOf(id, was), chainOf(id, is)]
    const same = JSON.stringify(old.map(meaning)) === JSON.stringify(now.map(meaning))
    return same ? [] : [...old, ...now].map(({ name }) => name)
  })
}

/** Names that one of two lists has, or that mean something else in each. */
const unlike = <T extends { readonly name: string }>(
  before: readonly T[],
  after: readonly T[],
  says: (one: T) => unknown,
): readonly string[] => {
  const [old, now] = [before, after].map((list) => new Map(list.map((one) => [one.name, JSON.stringify(says(one))])))
  return [...new Set([...before, ...after].map(({ name }) => name))].filter((name) => old?.get(name) !== now?.get(name))
}

/** What must be told anew of reviews once `after` stands for `before`; what both say alike is left out. */
export const readAnew = (before: Taxonomy, after: Taxonomy): ReadAnew => ({
  names: [
    ...new Set([
      ...labelNames(before, after),
      // A field's values are compared by its kind and choices; as they are written where no version knows it.
      ...unlike(before.fields, after.fields, ({ kind, values }) => [kind, values]),
    ]),
  ],
  relationTypes: unlike(
    before.relationTypes.filter(({ symmetric }) => symmetric),
    after.relationTypes.filter(({ symmetric }) => symmetric),
    ({ symmetric }) => symmetric,
  ),
})
