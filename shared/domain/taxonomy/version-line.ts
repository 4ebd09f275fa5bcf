import type { Label, Taxonomy, TaxonomyDraft } from '../../model/taxonomy.ts'
import { draftOf } from './draft-of.ts'

/** The published versions of a project, in their order. */
export type Versions = readonly Taxonomy[]

/** The version that each continues: the one before it, or, for one that takes back N, the one that N continued. */
const parentsOf = (versions: Versions): ReadonlyMap<number, number | null> => {
  const parents = new Map<number, number | null>()
  let before: number | null = null
  for (const { version, withdraws } of versions) {
    parents.set(version, withdraws === undefined ? before : (parents.get(withdraws) ?? null))
    before = version
  }
  return parents
}

/**
 * The versions whose changes hold in version `to`, oldest first, `to` itself last. Withdrawn ones are left out, and so is
 * what was derived while they held: the version that withdraws says again what those added.
 */
export const lineOf = (versions: Versions, to: number): readonly Taxonomy[] => {
  const parents = parentsOf(versions)
  const byNumber = new Map(versions.map((one) => [one.version, one]))
  const line: Taxonomy[] = []
  for (let at: number | null = to; at !== null; at = parents.get(at) ?? null) {
    const one = byNumber.get(at)
    if (one) line.push(one)
  }
  return line.reverse()
}

/** The one version that can be withdrawn now: the newest that a person decided and that still holds; null where none is. */
export const withdrawable = (versions: Versions): Taxonomy | null => {
  const newest = versions.at(-1)
  if (newest === undefined) return null
  const line = lineOf(versions, newest.version)
  const at = line.findLastIndex((one) => one.derived === undefined && one.withdraws === undefined)
  return at > 0 ? (line[at] ?? null) : null
}

/**
 * What the taxonomy says once version `withdrawn` (which must be the one that can be) is taken back: what the version
 * before it said, with the labels and kinds of shape that were met since, since cases hold them.
 */
export const withoutVersion = (versions: Versions, withdrawn: Taxonomy): TaxonomyDraft => {
  const newest = versions.at(-1) ?? withdrawn
  const before = lineOf(versions, withdrawn.version).at(-2)
  if (before === undefined) throw new Error(`Version ${withdrawn.version} continues no other.`)
  const draft = draftOf(before)
  const then = new Map(withdrawn.labels.map((label) => [label.id, label]))
  const now = new Map(newest.labels.map((label) => [label.id, label]))
  const kept = new Set(draft.labels.map(({ id }) => id))
  const names = new Set(draft.labels.filter(({ deprecated }) => !deprecated).map(({ name }) => name))
  const met = newest.labels.filter(({ id, name }) => !then.has(id) && !kept.has(id) && !names.has(name))
  const widened = draft.labels.map((label) => {
    const were = then.get(label.id)?.shapes ?? []
    const more = (now.get(label.id)?.shapes ?? []).filter((shape) => !were.includes(shape))
    const shapes = [...new Set([...label.shapes, ...more])]
    return shapes.length === label.shapes.length ? label : { ...label, shapes: shapes.sort() }
  })
  return { ...draft, labels: [...widened, ...met.map((label) => standingAlone(label, kept))] }
}

/** A label that was met, without what it may have got of the version that is gone. */
const standingAlone = ({ parent, ...label }: Label, kept: ReadonlySet<Label['id']>): Label => ({
  ...label,
  ...(parent !== undefined && kept.has(parent) ? { parent } : {}),
  replacedBy: label.replacedBy.filter((id) => kept.has(id)),
  replaceRules: label.replaceRules.filter(({ to }) => kept.has(to)),
})
