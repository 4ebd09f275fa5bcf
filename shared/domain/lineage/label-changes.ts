import type { LabelChange } from '../../model/lineage.ts'

/** What of an annotation says which one it is and how it is labelled. */
export type Labelled = {
  readonly id: string
  readonly fromObjectId?: string | undefined
  readonly label: string
  readonly shape: { readonly kind: string }
}

type KeyOf = (one: Labelled) => string | null

/**
 * What says that annotations of two answers are one and the same, surest first. A label alone comes before an id alone:
 * answers of different files may number their objects alike.
 */
const SAME: readonly KeyOf[] = [
  ({ id, label }) => JSON.stringify([id, label]),
  ({ shape }) => (shape.kind === 'case' ? null : JSON.stringify(shape)),
  ({ fromObjectId }) => fromObjectId ?? null,
  ({ label }) => label,
  ({ id }) => id,
  ({ shape }) => (shape.kind === 'case' ? 'class' : null),
]

/**
 * Which labels one answer gives where an earlier one gave others, annotation by annotation: changed into another, taken
 * away (to null), or added (from null). A class of the whole case without its like is changed into the other answer's.
 */
export const labelChanges = (before: readonly Labelled[], after: readonly Labelled[]): readonly LabelChange[] => {
  // Most stay where they were: those need no keys.
  const stays = (one: Labelled, at: number, other: readonly Labelled[]): boolean =>
    one.id === other[at]?.id && one.label === other[at]?.label
  let old = before.filter((one, at) => !stays(one, at, after))
  let now = after.filter((one, at) => !stays(one, at, before))
  const changes: LabelChange[] = []
  for (const keyOf of SAME) {
    if (old.length === 0 || now.length === 0) break
    const paired = pairBy(keyOf, old, now)
    for (const { was, is } of paired.pairs) if (was.label !== is.label) changes.push({ from: was.label, to: is.label })
    old = paired.old
    now = paired.now
  }
  return [
    ...changes,
    ...old.map(({ label }) => ({ from: label, to: null })),
    ...now.map(({ label }) => ({ from: null, to: label })),
  ]
}

/** Pairs what has the same key, in order; answers the rest of either side too. */
const pairBy = (keyOf: KeyOf, old: readonly Labelled[], now: readonly Labelled[]) => {
  const waiting = new Map<string, Labelled[]>()
  for (const one of old) {
    const key = keyOf(one)
    if (key === null) continue
    const list = waiting.get(key)
    if (list) list.push(one)
    else waiting.set(key, [one])
  }
  const taken = new Set<Labelled>()
  const pairs: { readonly was: Labelled; readonly is: Labelled }[] = []
  const left: Labelled[] = []
  const places = new Map<string, number>()
  for (const is of now) {
    const key = keyOf(is)
    const place = key === null ? 0 : (places.get(key) ?? 0)
    const was = key === null ? undefined : waiting.get(key)?.[place]
    if (key === null || was === undefined) {
      left.push(is)
      continue
    }
    places.set(key, place + 1)
    taken.add(was)
    pairs.push({ was, is })
  }
  return { pairs, old: old.filter((one) => !taken.has(one)), now: left }
}
