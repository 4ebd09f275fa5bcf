import { z } from 'zod'
import { Annotation, Relation } from '../model/annotation.ts'
import { AnnotationId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import { type Change, Disposition, TurnJudgement, type Worksheet } from '../model/review.ts'
import { CauseId, Verdict } from '../model/verdict.ts'
import { sameJson } from './same-json.ts'

/**
 * A change could not be applied. `before-mismatch`: the worksheet does not hold what the change starts from.
 * `invalid`: what the change puts there is not a record of that kind.
 */
export class ChangeError extends Error {
  readonly reason: 'before-mismatch' | 'invalid'
  readonly changeId: Change['id']

  constructor(reason: 'before-mismatch' | 'invalid', changeId: Change['id'], message: string) {
    super(message)
    this.name = 'ChangeError'
    this.reason = reason
    this.changeId = changeId
  }
}

const MEMBERS = {
  verdict: Verdict.nullable(),
  causes: z
    .array(CauseId)
    .max(100)
    .refine((causes) => new Set(causes).size === causes.length, 'a cause is named twice'),
  note: z.string().max(20_000),
  edgeCase: z.boolean(),
  disposition: Disposition.nullable(),
} as const
type Member = keyof typeof MEMBERS
const MEMBER_NAMES = ['verdict', 'causes', 'note', 'edgeCase', 'disposition'] as const satisfies readonly Member[]

type Target =
  | { readonly on: 'member'; readonly member: Member }
  | { readonly on: 'annotation' | 'relation' | 'confirmed' | 'turn'; readonly recordId: string }

const RECORDS = ['annotation', 'relation', 'confirmed', 'turn'] as const

function target(id: Change['id']): Target {
  const on = RECORDS.find((prefix) => id.startsWith(`${prefix}:`))
  if (on) return { on, recordId: id.slice(on.length + 1) }
  const member = MEMBER_NAMES.find((name) => name === id)
  if (member === undefined) throw new ChangeError('invalid', id, `A worksheet has nothing called "${id}".`)
  return { on: 'member', member }
}

/** Defaults filled in and keys checked, so that two spellings of one record compare as equal. */
function readRecord<T extends { readonly id: string }>(
  schema: z.ZodType<T>,
  change: Change,
  recordId: string,
  side: 'before' | 'after',
): T | null {
  const given = change[side]
  if (given === null) return null
  const read = schema.safeParse(given)
  if (read.success && read.data.id === recordId) return read.data
  const why = read.success ? `its id is "${read.data.id}"` : (read.error.issues[0]?.message ?? 'it cannot be read')
  const reason = side === 'after' ? 'invalid' : 'before-mismatch'
  throw new ChangeError(reason, change.id, `"${side}" of ${change.id} is not such a record: ${why}.`)
}

/** A confirmed object as a record: being there is all it says. */
const Confirmed = z.literal(true)
/** What a turn's change holds: the judgement without the turn's place, which is the change's id. */
const OfTurn = TurnJudgement.omit({ turn: true })

/** The small records of a worksheet, by id: confirmed objects and judged turns. */
function applyToValues<T>(schema: z.ZodType<T>, values: Map<string, T>, change: Change, recordId: string): void {
  if (!sameJson(change.before, plain(values.get(recordId) ?? null))) throw mismatch(change.id)
  if (change.after === null) {
    values.delete(recordId)
    return
  }
  const after = schema.safeParse(change.after)
  if (!after.success)
    throw new ChangeError(
      'invalid',
      change.id,
      `"after" of ${change.id} cannot be read: ${after.error.issues[0]?.message}.`,
    )
  values.set(recordId, after.data)
}

const confirmedOf = ({ confirmed }: Worksheet): Map<string, true> => new Map(confirmed.map((id) => [id, true]))
const turnsOf = ({ turns }: Worksheet): Map<string, z.infer<typeof OfTurn>> =>
  new Map(turns.map(({ turn, ...judgement }) => [String(turn), judgement]))

/** The place a turn's change names. Throws where it is no place. */
function turnPlace(recordId: string): number {
  if (/^\d{1,6}$/.test(recordId)) return Number(recordId)
  throw new ChangeError('invalid', `turn:${recordId}`, `A conversation has no turn "${recordId}".`)
}

function applyToRecords<T extends { readonly id: string }>(
  schema: z.ZodType<T>,
  records: Held<T>,
  change: Change,
  recordId: string,
): void {
  const before = readRecord(schema, change, recordId, 'before')
  const after = readRecord(schema, change, recordId, 'after')
  if (!sameJson(before, records.get(recordId) ?? null)) throw mismatch(change.id)
  if (after === null) records.delete(recordId)
  else records.set(recordId, after)
}

/** A list of records while changes are applied to it; the list itself as long as none is. */
type Held<T> = {
  get(id: string): T | undefined
  set(id: string, record: T): void
  delete(id: string): void
  list(): T[]
}

/** Up to this many changes are cheaper to look for one by one than an index of ten thousand records is to make. */
const FEW = 8

const heldOneByOne = <T extends { readonly id: string }>(records: T[]): Held<T> => {
  let held = records
  /** Where a record was found last: each is asked for before it is changed. */
  let last: { readonly of: T[]; readonly id: string; readonly at: number } | null = null
  const placeOf = (id: string): number => {
    if (last?.of === held && last.id === id) return last.at
    const at = held.findIndex((record) => record.id === id)
    last = { of: held, id, at }
    return at
  }
  return {
    get: (id) => held[placeOf(id)],
    set: (id, record) => {
      const at = placeOf(id)
      held = at < 0 ? [...held, record] : held.with(at, record)
    },
    delete: (id) => {
      const at = placeOf(id)
      if (at >= 0) held = held.toSpliced(at, 1)
    },
    list: () => held,
  }
}

const heldByIndex = <T extends { readonly id: string }>(records: T[]): Held<T> => {
  const held = byId(records)
  return {
    get: (id) => held.get(id),
    set: (id, record) => void held.set(id, record),
    delete: (id) => void held.delete(id),
    list: () => [...held.values()],
  }
}

const mismatch = (id: Change['id']): ChangeError =>
  new ChangeError('before-mismatch', id, `The worksheet does not hold what the change of ${id} starts from.`)

/** A lone surrogate would become U+FFFD in the store and has no canonical JSON; a NUL ends texts in other tools. */
function isStorable(value: Json): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, member]) => isStorable(key) && isStorable(member))
}

const byId = <T extends { readonly id: string }>(records: readonly T[]): Map<string, T> =>
  new Map(records.map((record) => [record.id, record]))

function memberAfter(change: Change, member: Member, current: Readonly<Record<Member, unknown>>): unknown {
  if (!sameJson(change.before, current[member])) throw mismatch(change.id)
  const after = MEMBERS[member].safeParse(change.after)
  if (after.success) return after.data
  const why = after.error.issues[0]?.message ?? 'it cannot be read'
  throw new ChangeError('invalid', change.id, `The new ${member} is not one: ${why}.`)
}

/**
 * The worksheet after the changes, in order; the one given stays as it is, and lists that no change touches are its own. Added records stand last (`arrange` puts them
 * in their lasting order). `revision` and `submittedAs` are the store's and stay untouched.
 * Throws a `ChangeError` naming the first change whose `before` does not match or whose `after` is not valid.
 */
export function applyChanges(worksheet: Worksheet, changes: readonly Change[]): Worksheet {
  const hold = changes.length <= FEW ? heldOneByOne : heldByIndex
  const annotations = hold(worksheet.annotations)
  const relations = hold(worksheet.relations)
  const touches = (on: 'confirmed' | 'turn'): boolean => changes.some(({ id }) => id.startsWith(`${on}:`))
  const confirmed = touches('confirmed') ? confirmedOf(worksheet) : null
  const turns = touches('turn') ? turnsOf(worksheet) : null
  const members: Record<string, unknown> = {}
  for (const change of changes) {
    if (!isStorable(change.after))
      throw new ChangeError(
        'invalid',
        change.id,
        `${change.id} holds half a character or a NUL, which no file can store.`,
      )
    const at = target(change.id)
    if (at.on === 'member') members[at.member] = memberAfter(change, at.member, { ...worksheet, ...members })
    else if (at.on === 'annotation') applyToRecords(Annotation, annotations, change, at.recordId)
    else if (at.on === 'relation') applyToRecords(Relation, relations, change, at.recordId)
    else if (at.on === 'confirmed' && confirmed) applyToValues(Confirmed, confirmed, change, at.recordId)
    else if (at.on === 'turn' && turns) applyToValues(OfTurn, turns, change, String(turnPlace(at.recordId)))
  }
  return {
    ...worksheet,
    ...members,
    annotations: annotations.list(),
    relations: relations.list(),
    ...(confirmed ? { confirmed: [...confirmed.keys()].map((id) => AnnotationId.parse(id)) } : {}),
    ...(turns
      ? {
          turns: [...turns]
            .map(([turn, judgement]) => ({ turn: Number(turn), ...judgement }))
            .sort((a, b) => a.turn - b.turn),
        }
      : {}),
  }
}

/** The changes that take these back. */
export const invert = (changes: readonly Change[]): Change[] =>
  changes.toReversed().map(({ id, before, after }) => ({ id, before: after, after: before }))

/** One change for each record touched, from its first `before` to its last `after`; what came to nothing is left out. */
export function squash(changes: readonly Change[]): Change[] {
  const squashed = new Map<Change['id'], Change>()
  for (const change of changes) {
    const earlier = squashed.get(change.id)
    squashed.set(change.id, earlier ? { ...earlier, after: change.after } : change)
  }
  return [...squashed.values()].filter((change) => !sameJson(change.before, change.after))
}

function diffRecords(
  prefix: (typeof RECORDS)[number],
  then: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): Change[] {
  const ids = new Set([...then.keys(), ...now.keys()])
  return [...ids].map((id) => ({
    id: `${prefix}:${id}` as const,
    before: plain(then.get(id) ?? null),
    after: plain(now.get(id) ?? null),
  }))
}

/** The changes that make `after` of `before`; order within the lists is nothing. */
export const diff = (before: Worksheet, after: Worksheet): Change[] =>
  [
    ...diffRecords('annotation', byId(before.annotations), byId(after.annotations)),
    ...diffRecords('relation', byId(before.relations), byId(after.relations)),
    ...diffRecords('confirmed', confirmedOf(before), confirmedOf(after)),
    ...diffRecords('turn', turnsOf(before), turnsOf(after)),
    ...MEMBER_NAMES.map((id) => ({ id, before: plain(before[id]), after: plain(after[id]) })),
  ].filter((change) => !sameJson(change.before, change.after))

/**
 * The same wishes from where the worksheet stands now: each `before` is what it holds, and what already is as wished is
 * left out.
 */
export const rebase = (worksheet: Worksheet, changes: readonly Change[]): Change[] => {
  const held = ({ id }: Change): Json => {
    const at = target(id)
    if (at.on === 'member') return plain(worksheet[at.member])
    if (at.on === 'confirmed') return confirmedOf(worksheet).get(at.recordId) ?? null
    if (at.on === 'turn') return plain(turnsOf(worksheet).get(at.recordId) ?? null)
    const records = at.on === 'annotation' ? worksheet.annotations : worksheet.relations
    return plain(records.find((record) => record.id === at.recordId) ?? null)
  }
  return squash(changes)
    .map((change) => ({ ...change, before: held(change) }))
    .filter((change) => !sameJson(change.before, change.after))
}

/** A copy of a record that shares nothing with it and has no undefined members. */
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value))
