import { z } from 'zod'
import { LabelId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import { Attribute, Constraint, type TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'
import type { ChangedList, TaxonomyChange } from './diff.ts'

const NOUNS: Readonly<Record<ChangedList, string>> = {
  labels: 'Label',
  attributes: 'Attribute',
  relationTypes: 'Relation type',
  fields: 'Field',
  causes: 'Cause',
}

const quoted = (text: string): string => `“${text}”`

const shown = (value: Json): string => {
  if (value === null) return 'nothing'
  const text = typeof value === 'string' ? quoted(value) : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 58)}…` : text
}

const listed = (values: readonly Json[]): string =>
  values.map((value) => (typeof value === 'string' ? quoted(value) : JSON.stringify(value))).join(', ')

/** A label's name; the id where the taxonomy has none of it. */
const nameIn = ({ labels }: TaxonomyDraft, id: string): string => labels.find((label) => label.id === id)?.name ?? id

const labelNames = (draft: TaxonomyDraft, ids: Json): string =>
  (Array.isArray(ids) ? ids : [ids]).map((id) => (id === null ? 'the top' : nameIn(draft, String(id)))).join(', ')

const Ids = z.array(LabelId)

/** The labels that something belongs to; all where it names none. */
const belonging = (draft: TaxonomyDraft, value: Json): string =>
  Ids.safeParse(value)
    .data?.map((id) => nameIn(draft, id))
    .join(', ') ?? 'all labels'

/** What a constraint asks, without a full stop. */
const constraintWords = (draft: TaxonomyDraft, constraint: Constraint): string => {
  const name = (id: LabelId): string => quoted(nameIn(draft, id))
  switch (constraint.kind) {
    case 'exclusive':
      return `of ${constraint.labels.map(name).join(', ')} only one may stand in a case`
    case 'at-most-one':
      return `${name(constraint.label)} may stand in a case once at most`
    case 'contains':
      return `${name(constraint.outer)} must contain ${name(constraint.inner)}`
  }
}

const Constraints = z.array(Constraint)

const constraintChanges = (from: Json, to: Json, before: TaxonomyDraft, after: TaxonomyDraft): string => {
  const [was, is] = [Constraints.safeParse(from).data ?? [], Constraints.safeParse(to).data ?? []]
  const others = (some: readonly Constraint[], than: readonly Constraint[]): readonly Constraint[] =>
    some.filter((one) => !than.some((other) => sameJson(one, other)))
  const words = [
    ...others(is, was).map((one) => `New constraint: ${constraintWords(after, one)}.`),
    ...others(was, is).map((one) => `Constraint that no longer holds: ${constraintWords(before, one)}.`),
  ]
  return words.length > 0 ? words.join(' ') : 'The constraints stand in another order.'
}

/** How each member of a label reads once it changed. Others are told by their values. */
const labelWords = (
  name: string,
  member: string,
  from: Json,
  to: Json,
  before: TaxonomyDraft,
  after: TaxonomyDraft,
): string | null => {
  switch (member) {
    case 'name':
      return `Label ${shown(from)} is now called ${shown(to)}.`
    case 'parent':
      return `Label “${name}” moved from ${labelNames(before, from)} to ${labelNames(after, to)}.`
    case 'deprecated':
      return to === true ? `Label “${name}” is deprecated.` : `Label “${name}” is in use again.`
    case 'replacedBy':
      return Array.isArray(to) && to.length > 0
        ? `Label “${name}” is replaced by ${labelNames(after, to)}.`
        : `Label “${name}” names no replacement any more.`
    case 'replaceRules':
      return `The rules that say what label “${name}” becomes changed.`
    case 'hue':
    case 'tone':
    case 'dash':
      return `Label “${name}” looks different (${member}).`
    case 'definition':
    case 'examples':
    case 'skeleton':
      return `The ${member} of label “${name}” changed.`
    default:
      return null
  }
}

/** What is offered that was not, and the other way round. */
const offered = (subject: string, from: Json, to: Json): string | null => {
  if (!Array.isArray(from) || !Array.isArray(to)) return null
  const [more, less] = [to.filter((one) => !from.includes(one)), from.filter((one) => !to.includes(one))]
  if (more.length === 0 && less.length === 0) return `${subject} offers its values in another order.`
  return [
    ...(more.length > 0 ? [`${subject} also offers ${listed(more)}.`] : []),
    ...(less.length > 0 ? [`${subject} no longer offers ${listed(less)}.`] : []),
  ].join(' ')
}

const rangeWords = (value: Json): string => {
  const range = Attribute.shape.number.safeParse(value ?? undefined).data
  if (range === undefined) return 'any number'
  const { min, max, step, unit } = range
  return [
    ...(min === undefined ? [] : [`from ${min}`]),
    ...(max === undefined ? [] : [`up to ${max}`]),
    ...(step === undefined ? [] : [`in steps of ${step}`]),
    ...(unit === undefined ? [] : [`in ${unit}`]),
  ].join(' ')
}

const codesWords = (value: Json): string => {
  const codes = Attribute.shape.codes.safeParse(value ?? undefined).data
  return codes === undefined ? 'no list' : `${codes.list} ${codes.version}`
}

const whenWords = (value: Json): string => {
  const when = Attribute.shape.when.safeParse(value ?? undefined).data
  return when === undefined ? 'always' : `where ${quoted(when.attribute)} is ${listed(when.is)}`
}

/** Members of attributes, relation types and fields whose values say little by themselves. */
const memberWords = (
  subject: string,
  member: string,
  from: Json,
  to: Json,
  before: TaxonomyDraft,
  after: TaxonomyDraft,
): string | null => {
  switch (member) {
    case 'values':
      return offered(subject, from, to)
    case 'labels':
      return `${subject} now belongs to ${belonging(after, to)}; before to ${belonging(before, from)}.`
    case 'from':
    case 'to':
      return `${subject} now goes ${member} ${belonging(after, to)}; before ${member} ${belonging(before, from)}.`
    case 'number':
      return `${subject} now takes numbers ${rangeWords(to)}; before ${rangeWords(from)}.`
    case 'codes':
      return `${subject} now takes its codes from ${codesWords(to)}; before from ${codesWords(from)}.`
    case 'when':
      return `${subject} is now asked ${whenWords(to)}; before ${whenWords(from)}.`
    case 'required':
      return to === true ? `${subject} is now required.` : `${subject} is no longer required.`
    case 'definition':
      return `The definition of ${subject.charAt(0).toLowerCase()}${subject.slice(1)} changed.`
    default:
      return null
  }
}

/** One change in a sentence, or a few where several things changed. */
export const changeWords = (change: TaxonomyChange, before: TaxonomyDraft, after: TaxonomyDraft): string => {
  if (change.what !== 'changed')
    return `${NOUNS[change.list]} “${change.name}” is ${change.what === 'added' ? 'new' : 'gone'}.`
  if (change.list === null) {
    if (change.member === 'guideline') return 'The guideline changed.'
    if (change.member === 'constraints') return constraintChanges(change.before, change.after, before, after)
    return `The taxonomy’s ${change.member} went from ${shown(change.before)} to ${shown(change.after)}.`
  }
  const { list, name, member, before: from, after: to } = change
  const subject = `${NOUNS[list]} “${name}”`
  const words =
    list === 'labels'
      ? labelWords(name, member, from, to, before, after)
      : memberWords(subject, member, from, to, before, after)
  return words ?? `${subject}: ${member} went from ${shown(from)} to ${shown(to)}.`
}
