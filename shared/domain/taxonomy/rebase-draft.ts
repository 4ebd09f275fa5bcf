import type { Attribute, FieldDefinition, Label, Taxonomy, TaxonomyDraft } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'

/** The version that a document was written from. */
export type Begun = Pick<Taxonomy, 'version'> & { readonly publishedAt?: string | undefined }

/** Whether a version of a project is the one that a document names. Another project has its own of the same number. */
export const isBegunFrom = (version: Taxonomy | null, { publishedAt }: Begun): boolean =>
  version !== null && (publishedAt === undefined || publishedAt === version.publishedAt)

/** Something that both sides changed, each in its own way. `name`: the record's in the draft; empty for no record. */
export type Both = {
  readonly part: Exclude<keyof TaxonomyDraft, 'causesRequiredFor' | 'constraints'>
  readonly name: string
}

/** What is to be said of both sides of a merge. */
type Note = (name: string) => void

type Keyed = { readonly name: string; readonly id?: string }

/** How the records of a list are merged. */
type Manner<T> = {
  /** Members that only mean something together. */
  readonly units: readonly (readonly string[])[]
  /** Members in which both sides may add and take away. */
  readonly sets?: (base: T, theirs: T, mine: T) => Partial<T>
}

const PLAIN = { units: [] }
const LABELS: Manner<Label> = {
  units: [
    ['deprecated', 'replacedBy', 'replaceRules'],
    ['hue', 'tone', 'dash'],
  ],
  sets: (base, theirs, mine) => ({
    shapes: rebaseSet(base.shapes, theirs.shapes, mine.shapes),
    examples: rebaseSet(base.examples, theirs.examples, mine.examples),
  }),
}
const ATTRIBUTES: Manner<Attribute> = { units: [['kind', 'values', 'ordered', 'number', 'pattern', 'codes']] }
const FIELDS: Manner<FieldDefinition> = { units: [['kind', 'unit', 'values']] }

const has = (list: readonly unknown[], one: unknown): boolean => list.some((each) => sameJson(each, one))

/** What both sides added to and took from a list without an order of its own. */
function rebaseSet<T>(base: readonly T[], theirs: readonly T[], mine: readonly T[]): T[] {
  if (sameJson(base, mine)) return [...theirs]
  return [
    ...mine.filter((one) => !has(base, one) || has(theirs, one)),
    ...theirs.filter((one) => !has(base, one) && !has(mine, one)),
  ]
}

const rebaseMember = <T>(base: T, theirs: T, mine: T, note: Note): T => {
  if (sameJson(base, mine)) return theirs
  if (!sameJson(base, theirs) && !sameJson(theirs, mine)) note('')
  return mine
}

/** A record that both sides changed: member for member, the draft's where both changed one. */
const rebaseRecord = <T extends Keyed>(base: T, theirs: T, mine: T, manner: Manner<T>, note: Note): T => {
  const merged = { ...mine }
  const sets = manner.sets?.(base, theirs, mine) ?? {}
  const isSame = (a: T, b: T, keys: readonly (keyof T)[]): boolean => keys.every((key) => sameJson(a[key], b[key]))
  let both = false
  for (const key in { ...base, ...theirs }) {
    if (key in sets) continue
    const unit = manner.units.find((keys) => keys.includes(key)) ?? [key]
    const keys = [...new Set([...keysOf(base), ...keysOf(theirs), ...keysOf(mine)])].filter((one) => unit.includes(one))
    if (isSame(base, theirs, keys) || isSame(theirs, mine, keys)) continue
    if (isSame(base, mine, keys)) merged[key] = theirs[key]
    else both = true
  }
  if (both) note(mine.name)
  return { ...merged, ...sets }
}

function keysOf<T extends object>(record: T): readonly Extract<keyof T, string>[] {
  const keys: Extract<keyof T, string>[] = []
  for (const key in record) keys.push(key)
  return keys
}

type Entries<T> = ReadonlyMap<string, T>

/** Records by their ids, or names. A draft may have a name twice while it is edited. */
const keyed = <T extends Keyed>(list: readonly T[]): Entries<T> => {
  const entries = new Map<string, T>()
  for (const one of list) {
    let key = one.id ?? one.name
    while (entries.has(key)) key += '\u0000'
    entries.set(key, one)
  }
  return entries
}

/** The order of the side that changed it, the draft's where both did; what only the other side has stands behind what it stood behind. */
const ordered = <T>(base: Entries<T>, theirs: Entries<T>, mine: Entries<T>): readonly string[] => {
  const isMoved = !sameJson(
    [...mine.keys()].filter((key) => base.has(key)),
    [...base.keys()].filter((key) => mine.has(key)),
  )
  const [lead, rest] = isMoved ? [mine, theirs] : [theirs, mine]
  const order = [...lead.keys()]
  const others = [...rest.keys()]
  const known = others.findLastIndex((key) => lead.has(key))
  for (const [at, key] of others.entries()) {
    const before = others[at - 1]
    if (at > known) order.push(key)
    else if (!lead.has(key)) order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key)
  }
  return order
}

/**
 * One list of a draft with what a newer version did to it since: what only one side changed, added or took away counts;
 * where both changed something, or one changed what the other took away, the draft's stands.
 */
const rebaseList = <T extends Keyed>(
  base: readonly T[],
  theirs: readonly T[],
  mine: readonly T[],
  manner: Manner<T>,
  note: Note,
): T[] => {
  if (sameJson(base, mine)) return [...theirs]
  if (sameJson(base, theirs)) return [...mine]
  const [was, there, here] = [keyed(base), keyed(theirs), keyed(mine)]
  const merged = (key: string): T | null => {
    const [before, is, own] = [was.get(key), there.get(key), here.get(key)]
    if (!before) {
      if (is && own && !sameJson(is, own)) note(own.name)
      return own ?? is ?? null
    }
    if (!own) {
      if (is && !sameJson(before, is)) note(is.name)
      return null
    }
    if (is) return rebaseRecord(before, is, own, manner, note)
    if (sameJson(before, own)) return null
    note(own.name)
    return own
  }
  return ordered(was, there, here).flatMap((key) => merged(key) ?? [])
}

export type Rebased = { readonly draft: TaxonomyDraft; readonly both: readonly Both[] }

/**
 * The draft as if it had been begun from a newer version: what was published meanwhile is in it, and what it changed too.
 * `both`: where that version and the draft say different things, so that publishing the draft undoes something of it.
 */
export const rebaseDraft = (base: TaxonomyDraft, theirs: TaxonomyDraft, mine: TaxonomyDraft): Rebased => {
  const both: Both[] = []
  const noting =
    (part: Both['part']): Note =>
    (name) =>
      void both.push({ part, name })
  const member = <P extends 'name' | 'guideline'>(part: P): TaxonomyDraft[P] =>
    rebaseMember(base[part], theirs[part], mine[part], noting(part))
  const draft: TaxonomyDraft = {
    name: member('name'),
    labels: rebaseList(base.labels, theirs.labels, mine.labels, LABELS, noting('labels')),
    attributes: rebaseList(base.attributes, theirs.attributes, mine.attributes, ATTRIBUTES, noting('attributes')),
    relationTypes: rebaseList(
      base.relationTypes,
      theirs.relationTypes,
      mine.relationTypes,
      PLAIN,
      noting('relationTypes'),
    ),
    fields: rebaseList(base.fields, theirs.fields, mine.fields, FIELDS, noting('fields')),
    causes: rebaseList(base.causes, theirs.causes, mine.causes, PLAIN, noting('causes')),
    causesRequiredFor: rebaseSet(base.causesRequiredFor, theirs.causesRequiredFor, mine.causesRequiredFor),
    constraints: rebaseSet(base.constraints, theirs.constraints, mine.constraints),
    guideline: member('guideline'),
  }
  return { draft, both }
}
