import type { Json } from '../../model/json.ts'
import type { Label, TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'

/** The lists of a taxonomy whose records have a lasting id or name. */
const LISTS = ['labels', 'attributes', 'relationTypes', 'fields', 'causes'] as const
type List = (typeof LISTS)[number]

/** One difference between two taxonomies. `id` is lasting: a label's or cause's id, else the record's name. */
export type TaxonomyChange =
  | { readonly what: 'added' | 'removed'; readonly list: List; readonly id: string; readonly name: string }
  | {
      readonly what: 'changed'
      readonly list: List
      readonly id: string
      /** As it is called after the change. */
      readonly name: string
      readonly member: string
      readonly before: Json
      readonly after: Json
    }
  | {
      readonly what: 'changed'
      readonly list: null
      readonly member: 'name' | 'guideline' | 'causesRequiredFor' | 'constraints'
      readonly before: Json
      readonly after: Json
    }

type Named = { readonly name: string; readonly id?: string }

const keyOf = (record: Named): string => record.id ?? record.name

/** Plain JSON without what is undefined, so that a missing member and none are one. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))

const membersOf = (before: Named, after: Named): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((member) => member !== 'id')

const listChanges = (list: List, before: readonly Named[], after: readonly Named[]): TaxonomyChange[] => {
  const then = new Map(before.map((record) => [keyOf(record), record]))
  const now = new Map(after.map((record) => [keyOf(record), record]))
  const removed = [...then].flatMap(([id, { name }]): TaxonomyChange[] =>
    now.has(id) ? [] : [{ what: 'removed', list, id, name }],
  )
  const others = [...now].flatMap(([id, record]): TaxonomyChange[] => {
    const old = then.get(id)
    if (!old) return [{ what: 'added', list, id, name: record.name }]
    const [was, is] = [plain(old), plain(record)]
    return membersOf(old, record).flatMap((member): TaxonomyChange[] => {
      const [from, to] = [memberOf(was, member), memberOf(is, member)]
      return sameJson(from, to)
        ? []
        : [{ what: 'changed', list, id, name: record.name, member, before: from, after: to }]
    })
  })
  return [...removed, ...others]
}

const memberOf = (record: Json, member: string): Json =>
  Object.entries(record ?? {}).find(([name]) => name === member)?.[1] ?? null

/** What changed from one taxonomy to another, list by list: removed first, then changed and added in the new order. */
export const taxonomyDiff = (before: TaxonomyDraft, after: TaxonomyDraft): readonly TaxonomyChange[] => [
  ...(['name', 'guideline', 'causesRequiredFor', 'constraints'] as const).flatMap((member): TaxonomyChange[] => {
    const [from, to] = [plain(before[member]), plain(after[member])]
    return sameJson(from, to) ? [] : [{ what: 'changed', list: null, member, before: from, after: to }]
  }),
  ...LISTS.flatMap((list) => listChanges(list, before[list], after[list])),
]

const NOUNS: Readonly<Record<List, string>> = {
  labels: 'Label',
  attributes: 'Attribute',
  relationTypes: 'Relation type',
  fields: 'Field',
  causes: 'Cause',
}

const shown = (value: Json): string => {
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 58)}…` : text
}

const labelNames = (labels: readonly Label[], ids: Json): string =>
  (Array.isArray(ids) ? ids : [ids])
    .map((id) => labels.find((label) => label.id === id)?.name ?? (id === null ? 'the top' : String(id)))
    .join(', ')

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
      return `Label “${name}” moved from ${labelNames(before.labels, from)} to ${labelNames(after.labels, to)}.`
    case 'deprecated':
      return to === true ? `Label “${name}” is deprecated.` : `Label “${name}” is in use again.`
    case 'replacedBy':
      return Array.isArray(to) && to.length > 0
        ? `Label “${name}” is replaced by ${labelNames(after.labels, to)}.`
        : `Label “${name}” names no replacement any more.`
    case 'hue':
    case 'tone':
    case 'dash':
      return `Label “${name}” looks different (${member}).`
    case 'definition':
    case 'examples':
      return `The ${member === 'definition' ? 'definition' : 'examples'} of label “${name}” changed.`
    default:
      return null
  }
}

/** One change in a sentence. */
export const changeWords = (change: TaxonomyChange, before: TaxonomyDraft, after: TaxonomyDraft): string => {
  if (change.what !== 'changed')
    return `${NOUNS[change.list]} “${change.name}” is ${change.what === 'added' ? 'new' : 'gone'}.`
  if (change.list === null)
    return change.member === 'guideline'
      ? 'The guideline changed.'
      : `The taxonomy’s ${change.member} went from ${shown(change.before)} to ${shown(change.after)}.`
  const { list, name, member, before: from, after: to } = change
  const ofLabel = list === 'labels' ? labelWords(name, member, from, to, before, after) : null
  return ofLabel ?? `${NOUNS[list]} “${name}”: ${member} went from ${shown(from)} to ${shown(to)}.`
}
