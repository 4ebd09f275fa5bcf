import { DeskError } from '../../../shared/contract/errors.ts'
import type { Leaf, Logic, Where } from '../../../shared/domain/where/expression.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { declaredFields, whereSql } from './query.ts'
import { type LeafSql, leafSql } from './query-leaves.ts'
import { build, joined, sql } from './sql.ts'
import type { Store } from './store.ts'

/** Which cases fit, one bit for each row id: 125 kB for a million cases. */
export type CaseSet = { readonly words: Uint32Array; readonly size: number }

/** What the database looked like: equal states answer every expression alike. */
export type DataState = {
  /** Cases, predictions, declared fields and the queue: changed by imports and jobs. */
  readonly imported: string
  /** Everything else: changed by people's work too. */
  readonly worked: string
}

/** Beyond this a row id is not one that this program gave. */
const HIGHEST_ID = 1 << 28
/** A condition with at most so many cases drives; the others are asked of those cases only. */
const FEW = 4000
/** Asking a condition of one given case costs about as much as reading so many cases in a row. */
const ASKING_COSTS = 6
const MOST_KEPT = 64

export const dataState = (store: Store): DataState => {
  const row = store
    .prepare<{ imported: string; changes: number }>(
      `SELECT (SELECT max(id) FROM cases) || ' ' || coalesce((SELECT max(id) FROM predictions), 0)
         || ' ' || coalesce((SELECT group_concat(value, ' ') FROM meta WHERE key IN ('fieldsVersion', 'queueVersion')), '')
         AS imported, total_changes() AS changes`,
    )
    .get()
  const imported = row?.imported ?? ''
  return { imported, worked: `${imported} ${store.db.pragma('data_version', { simple: true })} ${row?.changes}` }
}

const population = (words: Uint32Array): number => {
  let size = 0
  for (let index = 0; index < words.length; index += 1) {
    let bits = words[index] ?? 0
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    size += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
  }
  return size
}

const setOf = (words: Uint32Array): CaseSet => ({ words, size: population(words) })

export const has = (set: CaseSet, id: number): boolean => (((set.words[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1

/** The ids in it, ascending. */
export const idsOf = (set: CaseSet): Int32Array => {
  const ids = new Int32Array(set.size)
  let next = 0
  for (let index = 0; index < set.words.length; index += 1) {
    let bits = set.words[index] ?? 0
    while (bits !== 0) {
      ids[next++] = index * 32 + (31 - Math.clz32(bits & -bits))
      bits &= bits - 1
    }
  }
  return ids
}

export const intersect = (a: CaseSet, b: CaseSet): CaseSet =>
  setOf(a.words.map((word, index) => word & (b.words[index] ?? 0)))
const unite = (a: CaseSet, b: CaseSet): CaseSet => setOf(a.words.map((word, index) => word | (b.words[index] ?? 0)))
const without = (a: CaseSet, b: CaseSet): CaseSet => setOf(a.words.map((word, index) => word & ~(b.words[index] ?? 0)))

type Kept = { readonly state: string; readonly set: CaseSet }

/**
 * Evaluates expressions to sets of cases: each condition by the SELECT that suits it best, and/or/not by bits. A
 * condition's set is kept for as long as nothing has changed that it reads, the last 64 of them (8 MB at a million cases).
 */
export const createCaseSets = (store: Store, few = FEW) => {
  const kept = new Map<string, Kept>()

  const remember = (key: string, state: string, find: () => CaseSet): CaseSet => {
    const known = kept.get(key)
    kept.delete(key)
    const entry = known?.state === state ? known : { state, set: find() }
    kept.set(key, entry)
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return entry.set
  }

  const fromIds = (ids: readonly number[], universe: CaseSet): CaseSet => {
    const words = new Uint32Array(universe.words.length)
    for (const id of ids) words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
    return setOf(words)
  }

  /** Every case there is. */
  const everything = (state: DataState): CaseSet =>
    remember('', state.imported, () => {
      const { highest, count } = store
        .prepare<{ highest: number | null; count: number }>('SELECT max(id) AS highest, count(*) AS count FROM cases')
        .get() ?? { highest: 0, count: 0 }
      const last = highest ?? 0
      if (last > HIGHEST_ID) {
        throw new DeskError('project-damaged', `The project's cases are numbered up to ${last}. Open a backup of it.`)
      }
      const words = new Uint32Array((last >>> 5) + 1)
      if (count === last) {
        words.fill(0xffffffff)
        words[0] = 0xfffffffe
        words[last >>> 5] = (words[last >>> 5] ?? 0) & (0xffffffff >>> (31 - (last & 31)))
        return setOf(words)
      }
      for (const id of store.prepare<number>('SELECT id FROM cases').pluck().all()) {
        words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
      }
      return setOf(words)
    })

  const ids = (text: string, parameters: readonly (string | number)[]): number[] =>
    store.db
      .prepare<unknown[], number>(text)
      .pluck()
      .all(...parameters)

  const leaf = (of: Leaf, form: LeafSql, state: DataState): CaseSet => {
    const all = everything(state)
    return remember(printWhere(of), form.changedBy === 'work' ? state.worked : state.imported, () => {
      const found = fromIds(ids(form.ids.text, form.ids.parameters), all)
      return form.complement ? without(all, found) : intersect(all, found)
    })
  }

  /** The fewest cases that one of the parts leaves, when they are few; and which part. */
  const fewest = (parts: readonly Logic<Leaf>[], declared: readonly string[]) => {
    let best: { readonly part: Logic<Leaf>; readonly ids: readonly number[] } | null = null
    for (const part of parts) {
      if (part.kind === 'and' || part.kind === 'or' || part.kind === 'not') continue
      const form = leafSql(part, declared)
      if (!form.indexed || form.complement) continue
      const found = ids(`${form.ids.text} LIMIT ${few + 1}`, form.ids.parameters)
      if (found.length <= few && (best === null || found.length < best.ids.length)) best = { part, ids: found }
    }
    return best
  }

  /** Which of some cases fit all the parts. */
  const among = (
    candidates: readonly number[] | Int32Array,
    parts: readonly Logic<Leaf>[],
    declared: readonly string[],
    state: DataState,
  ) => {
    const condition = joined(
      parts.map((part) => whereSql(part, declared)),
      'AND',
    )
    const found = build`SELECT c.id FROM json_each(${sql('?', JSON.stringify([...candidates]))}) d CROSS JOIN cases c ON c.id = d.value WHERE ${condition}`
    return fromIds(ids(found.text, found.parameters), everything(state))
  }

  /** True for what only reading every case could answer. */
  const scans = (part: Logic<Leaf>, declared: readonly string[]): boolean => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return part.parts.some((inner) => scans(inner, declared))
      case 'not':
        return scans(part.part, declared)
      default:
        return !leafSql(part, declared).indexed
    }
  }

  const conjunction = (parts: readonly Logic<Leaf>[], declared: readonly string[], state: DataState): CaseSet => {
    const driver = fewest(parts, declared)
    if (driver !== null) {
      return among(
        driver.ids,
        parts.filter((part) => part !== driver.part),
        declared,
        state,
      )
    }
    const [costly, cheap] = [
      parts.filter((part) => scans(part, declared)),
      parts.filter((part) => !scans(part, declared)),
    ]
    const found = cheap.map((part) => evaluate(part, declared, state)).reduce(intersect, everything(state))
    if (costly.length === 0) return found
    if (found.size * ASKING_COSTS < everything(state).size) return among(idsOf(found), costly, declared, state)
    return costly.map((part) => evaluate(part, declared, state)).reduce(intersect, found)
  }

  const evaluate = (where: Where, declared: readonly string[], state: DataState): CaseSet => {
    switch (where.kind) {
      case 'everything':
        return everything(state)
      case 'and':
        return conjunction(where.parts, declared, state)
      case 'or':
        return where.parts.map((part) => evaluate(part, declared, state)).reduce(unite)
      case 'not':
        return without(everything(state), evaluate(where.part, declared, state))
      default:
        return leaf(where, leafSql(where, declared), state)
    }
  }

  return {
    /** The cases that fit now. Throws `bad-input` for a metadata field that is not declared. */
    find: (where: Where, state: DataState): CaseSet => evaluate(where, declaredFields(store), state),
    /** Drops what is kept, as if the desk had just been opened. */
    forget: () => kept.clear(),
  }
}
export type CaseSets = ReturnType<typeof createCaseSets>
