import type { LabelId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { QuestionSubject } from '../../model/migration.ts'
import type { Label, ReplaceRule, Taxonomy } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'
import { metadataValue } from '../where/metadata.ts'

/** What decides between the replacements of a split label. `metadata` is asked only where a rule speaks of it. */
export type Facts = { readonly attributes: JsonObject; metadata(): JsonObject }

/** What stands for a label that is no longer in use: the label it became, or what a person may choose. */
export type Replacement =
  | { readonly is: 'label'; readonly label: Label }
  | { readonly is: 'question'; readonly about: QuestionSubject; readonly choices: readonly LabelId[] }

/** Without facts: thrown where a rule needs them, so that the caller knows that the answer is not the label's alone. */
export class FactsNeeded extends Error {}

const noFacts: Facts = {
  get attributes(): JsonObject {
    throw new FactsNeeded()
  },
  metadata: () => {
    throw new FactsNeeded()
  },
}
export const NO_FACTS = noFacts

const observed = ({ of, name }: ReplaceRule['when'], facts: Facts): Json | undefined => {
  if (of === 'metadata') return metadataValue(facts.metadata(), name)
  return Object.hasOwn(facts.attributes, name) ? facts.attributes[name] : undefined
}

/** A list fits where any of its members is among the values. */
const fits = ({ when }: ReplaceRule, facts: Facts): boolean => {
  const value = observed(when, facts)
  if (value === undefined) return false
  return when.is.some((is) => sameJson(is, value) || (Array.isArray(value) && value.some((item) => sameJson(item, is))))
}

/**
 * What stands in `taxonomy` for a label that is deprecated there, or gone from it (`gone`; then its last words count).
 * Rules decide first, in their order; else the one replacement there is; else a person. A replacement that is deprecated
 * itself leads on to its own.
 */
export const replacementOf = (label: Label, taxonomy: LabelsById, facts: Facts, gone = false): Replacement =>
  follow(label, taxonomy, facts, gone, new Set([label.id]))

export type LabelsById = { readonly byId: ReadonlyMap<LabelId, Label> }

const follow = (
  label: Label,
  taxonomy: LabelsById,
  facts: Facts,
  gone: boolean,
  met: ReadonlySet<LabelId>,
): Replacement => {
  const choices = label.replacedBy.filter((id) => taxonomy.byId.has(id) && !met.has(id))
  const rule = label.replaceRules.find(({ to, ...rest }) => choices.includes(to) && fits({ to, ...rest }, facts))
  const to = rule?.to ?? (choices.length === 1 ? choices[0] : undefined)
  const next = to === undefined ? undefined : taxonomy.byId.get(to)
  if (next === undefined)
    return { is: 'question', about: choices.length > 1 ? 'split' : gone ? 'removed' : 'replaced', choices }
  if (!next.deprecated) return { is: 'label', label: next }
  return follow(next, taxonomy, facts, false, new Set([...met, next.id]))
}

/** Whether what is to stand for a label was said anew. */
export const sameReplacement = (a: Label, b: Label): boolean =>
  sameJson(a.replacedBy, b.replacedBy) && sameJson(a.replaceRules, b.replaceRules)

/** Labels in use, by name, before those no longer in use: two may be called the same where one of them is deprecated. */
export const labelsByName = ({ labels }: Pick<Taxonomy, 'labels'>): ReadonlyMap<string, Label> => {
  const found = new Map<string, Label>()
  for (const label of labels) if (!found.has(label.name) || !label.deprecated) found.set(label.name, label)
  return found
}
