import type { TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'

type Keyed = { readonly name: string; readonly id?: string }
const keyOf = (record: Keyed): string => record.id ?? record.name

/**
 * One list of a draft with what a newer version did to it since: what only one side changed, added or took away counts;
 * where both changed a record, the draft's stands.
 */
const rebaseList = <T extends Keyed>(base: readonly T[], theirs: readonly T[], mine: readonly T[]): T[] => {
  if (sameJson(base, mine)) return [...theirs]
  const [before, there] = [base, theirs].map((list) => new Map(list.map((one) => [keyOf(one), one])))
  const here = new Set(mine.map(keyOf))
  const kept = mine.flatMap((one): readonly T[] => {
    const was = before?.get(keyOf(one))
    const is = there?.get(keyOf(one))
    if (!was) return [one]
    if (sameJson(was, one)) return is ? [is] : []
    return [one]
  })
  const added = theirs.filter((one) => !here.has(keyOf(one)) && !before?.has(keyOf(one)))
  return [...kept, ...added]
}

const rebaseMember = <T>(base: T, theirs: T, mine: T): T => (sameJson(base, mine) ? theirs : mine)

/** The draft as if it had been begun from a newer version: what was published meanwhile is in it, and what it changed too. */
export const rebaseDraft = (base: TaxonomyDraft, theirs: TaxonomyDraft, mine: TaxonomyDraft): TaxonomyDraft => ({
  name: rebaseMember(base.name, theirs.name, mine.name),
  labels: rebaseList(base.labels, theirs.labels, mine.labels),
  attributes: rebaseList(base.attributes, theirs.attributes, mine.attributes),
  relationTypes: rebaseList(base.relationTypes, theirs.relationTypes, mine.relationTypes),
  fields: rebaseList(base.fields, theirs.fields, mine.fields),
  causes: rebaseList(base.causes, theirs.causes, mine.causes),
  causesRequiredFor: rebaseMember(base.causesRequiredFor, theirs.causesRequiredFor, mine.causesRequiredFor),
  constraints: rebaseMember(base.constraints, theirs.constraints, mine.constraints),
  guideline: rebaseMember(base.guideline, theirs.guideline, mine.guideline),
})

/** Everything a version says but its number and day. */
export const draftOfVersion = (version: TaxonomyDraft): TaxonomyDraft => ({
  name: version.name,
  labels: version.labels,
  attributes: version.attributes,
  relationTypes: version.relationTypes,
  fields: version.fields,
  causes: version.causes,
  causesRequiredFor: version.causesRequiredFor,
  constraints: version.constraints,
  guideline: version.guideline,
})
