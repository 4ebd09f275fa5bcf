import type { Json } from '../../model/json.ts'
import type { TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'

/** The lists of a taxonomy whose records have a lasting id or name. */
const LISTS = ['labels', 'attributes', 'relationTypes', 'fields', 'causes'] as const
export type ChangedList = (typeof LISTS)[number]

/** One difference between two taxonomies. `id` is lasting: a label's or cause's id, else the record's name. */
export type TaxonomyChange =
  | { readonly what: 'added' | 'removed'; readonly list: ChangedList; readonly id: string; readonly name: string }
  | {
      readonly what: 'changed'
      readonly list: ChangedList
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

const listChanges = (list: ChangedList, before: readonly Named[], after: readonly Named[]): TaxonomyChange[] => {
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
