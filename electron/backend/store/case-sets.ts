import { DeskError } from '../../../shared/contract/errors.ts'
import type { Leaf, Logic, Where } from '../../../shared/domain/where/expression.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { withStoredNames } from './label-names.ts'
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
/** How far the conditions of an `and` are read, in turn, until one is at its end: that one drives. */
const FEW = [4000, 50_000]
/** Asking one condition of one given case costs about as much as reading so many entries of an index in a row … */
const ASKING_COSTS_READS = 16
/** … or so many whole cases. */
const ASKING_COSTS_SCANS = 6
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

/** Every case there is; the ids of a million without a gap are not read one by one. */
const readEverything = (store: Store): CaseSet => {
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
    words[last >>> 5] = 0xffffffff >>> (31 - (last & 31))
    words[0] = (words[0] ?? 0) & 0xfffffffe
    return setOf(words)
  }
  for (const id of store.prepare<number>('SELECT id FROM cases').pluck().all()) {
    words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
  }
  return setOf(words)
}

const isGroup = (part: Logic<Leaf>): part is Exclude<Logic<Leaf>, Leaf> =>
  part.kind === 'and' || part.kind === 'or' || part.kind === 'not'

/** True when indexes alone answer it, so that it narrows down what the others are asked of. */
const isQuick = (part: Logic<Leaf>, declared: readonly string[]): boolean => {
  if (part.kind === 'not') return isQuick(part.part, declared)
  return isGroup(part) ? part.parts.every((inner) => isQuick(inner, declared)) : leafSql(part, declared).indexed
}

type Kept = { readonly state: string; readonly set: CaseSet }

/**
 * Evaluates expressions to sets of cases: each condition by the SELECT that suits it best, and/or/not by bits. A
 * condition's set is kept for as long as nothing has changed that it reads, the last 64 of them (8 MB at a million cases).
 */
export const createCaseSets = (store: Store, few: readonly number[] = FEW) => {
  const kept = new Map<string, Kept>()

  const recall = (key: string, state: string): CaseSet | null => {
    const known = kept.get(key)
    return known?.state === state ? known.set : null
  }

  const keep = (key: string, state: string, set: CaseSet): CaseSet => {
    kept.delete(key)
    kept.set(key, { state, set })
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return set
  }

  const fromIds = (ids: readonly number[], universe: CaseSet): CaseSet => {
    const words = new Uint32Array(universe.words.length)
    for (const id of ids) words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
    return setOf(words)
  }

  /** Every case there is. */
  const everything = (state: DataState): CaseSet =>
    recall('', state.imported) ?? keep('', state.imported, readEverything(store))

  const ids = (text: string, parameters: readonly (string | number)[]): number[] =>
    store.db
      .prepare<unknown[], number>(text)
      .pluck()
      .all(...parameters)

  /** The cases that fit one condition; null when reading them takes more than `most` rows. */
  const leaf = (of: Leaf, form: LeafSql, state: DataState, most: number): CaseSet | null => {
    const key = printWhere(of)
    const reads = form.changedBy === 'work' ? state.worked : state.imported
    const known = recall(key, reads)
    if (known !== null) return known
    const found = ids(`${form.ids.text} LIMIT ?`, [...form.ids.parameters, most + 1])
    if (found.length > most) return null
    const fitting = fromIds(found, everything(state))
    return keep(
      key,
      reads,
      form.complement ? without(everything(state), fitting) : intersect(everything(state), fitting),
    )
  }

  /** Which of some cases fit all the parts, asked of each. */
  const among = (candidates: CaseSet, parts: readonly Logic<Leaf>[], declared: readonly string[], state: DataState) => {
    const condition = joined(
      parts.map((part) => whereSql(part, declared)),
      'AND',
    )
    const found = build`SELECT c.id FROM json_each(${sql('?', JSON.stringify([...idsOf(candidates)]))}) d
      CROSS JOIN cases c ON c.id = d.value WHERE ${condition}`
    return fromIds(ids(found.text, found.parameters), everything(state))
  }

  /** The part that leaves the fewest cases, as far as one is found by reading a little of each, then more. */
  const driver = (parts: readonly Logic<Leaf>[], declared: readonly string[], state: DataState) => {
    for (const most of few) {
      let best: { readonly part: Logic<Leaf>; readonly set: CaseSet } | null = null
      for (const part of parts) {
        if (isGroup(part)) continue
        const form = leafSql(part, declared)
        const set = form.indexed && !form.complement ? leaf(part, form, state, most) : null
        if (set !== null && set.size <= most && (best === null || set.size < best.set.size)) best = { part, set }
      }
      if (best !== null) return best
    }
    return null
  }

  /** A condition, or its opposite, read straight off an index in at most `most` rows. */
  const readWithin = (
    part: Logic<Leaf>,
    declared: readonly string[],
    state: DataState,
    most: number,
  ): CaseSet | null => {
    if (part.kind === 'not') {
      const inner = readWithin(part.part, declared, state, most)
      return inner === null ? null : without(everything(state), inner)
    }
    if (isGroup(part)) return null
    const form = leafSql(part, declared)
    return form.indexed ? leaf(part, form, state, most) : null
  }

  const conjunction = (parts: readonly Logic<Leaf>[], declared: readonly string[], state: DataState): CaseSet => {
    const first = driver(parts, declared, state)
    let found = first?.set ?? everything(state)
    const rest = parts.filter((part) => part !== first?.part)
    const [quick, slow] = [
      rest.filter((part) => isQuick(part, declared)),
      rest.filter((part) => !isQuick(part, declared)),
    ]
    const asked: Logic<Leaf>[] = []
    for (const part of [...quick, ...slow]) {
      const read = readWithin(part, declared, state, found.size * ASKING_COSTS_READS)
      if (read !== null) found = intersect(found, read)
      else if (found.size * ASKING_COSTS_SCANS < everything(state).size) asked.push(part)
      else found = intersect(found, evaluate(part, declared, state))
    }
    return asked.length === 0 ? found : among(found, asked, declared, state)
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
        return leaf(where, leafSql(where, declared), state, Number.MAX_SAFE_INTEGER - 1) ?? everything(state)
    }
  }

  return {
    /** The cases that fit now. Throws `bad-input` for a metadata field that is not declared. */
    find: (where: Where, state: DataState): CaseSet =>
      evaluate(withStoredNames(where, store), declaredFields(store), state),
    /** Drops what is kept, as if the desk had just been opened. */
    forget: () => kept.clear(),
  }
}
export type CaseSets = ReturnType<typeof createCaseSets>
