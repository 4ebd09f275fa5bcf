import type { Where } from '../../../shared/domain/where/expression.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { type CaseSet, createCaseSets, type DataState, dataState, has, idsOf, intersect } from './case-sets.ts'
import { withStoredNames } from './label-names.ts'
import { declaredFields, whereSql } from './query.ts'
import type { Store } from './store.ts'

export type Scope = 'queued' | 'all'

/** A list's cases in its order, and what the database looked like when it was made. */
export type CaseList = {
  readonly key: string
  readonly state: DataState
  readonly ids: Int32Array
  readonly set: CaseSet
}

/** So many places are looked through for the first rows before the whole list is made. */
const PROBED = 1000
/** … or so many, when a few were found among those. */
const PROBED_AT_MOST = 8000
const MOST_LISTS = 6
/** A list this short gets its order from the cases' own ranks. */
const SHORT = 5000

const listKey = (where: Where, scope: Scope): string => `${scope} ${printWhere(where)}`

/**
 * Makes lists of cases in the queue's or the source's order, and keeps the last few.
 *
 * The list last asked for, the one on the screen, is *held*: while people's work alone changes (a review takes a case out
 * of `status:waiting`), it stays as it was made, so that nothing jumps under the reader. It is made again when it is
 * asked for fresh, after another list was on the screen, or after an import or a new queue.
 */
export const createQueueLists = (store: Store) => {
  const sets = createCaseSets(store)
  const lists = new Map<string, CaseList>()
  let held: string | null = null
  let order: { readonly state: string; readonly ids: Int32Array } | null = null

  /** Case ids by rank; 4 MB at a million. */
  const queueIds = (state: DataState): Int32Array => {
    if (order?.state !== state.imported) {
      const ids = store.prepare<number>('SELECT case_id FROM queue_entries ORDER BY rank').pluck().all()
      order = { state: state.imported, ids: Int32Array.from(ids) }
    }
    return order.ids
  }

  const inQueueOrder = (set: CaseSet, state: DataState): Int32Array => {
    if (set.size <= SHORT && order?.state !== state.imported) {
      const ids = store
        .prepare<number>(
          'SELECT case_id FROM queue_entries WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY rank',
        )
        .pluck()
        .all(JSON.stringify([...idsOf(set)]))
      return Int32Array.from(ids)
    }
    const found = new Int32Array(set.size)
    let next = 0
    for (const id of queueIds(state)) if (has(set, id)) found[next++] = id
    return found.subarray(0, next)
  }

  const make = (where: Where, scope: Scope, state: DataState): CaseList => {
    const set = sets.find(where, state)
    const ids = scope === 'all' ? idsOf(set) : inQueueOrder(set, state)
    return { key: listKey(where, scope), state, ids, set }
  }

  const keep = (list: CaseList): CaseList => {
    lists.delete(list.key)
    lists.set(list.key, list)
    const oldest = [...lists.keys()].find((key) => key !== held)
    if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest)
    return list
  }

  /** The list as it may still be shown; null when it has to be made. */
  const kept = (key: string, state: DataState): CaseList | null => {
    const list = lists.get(key)
    if (list === undefined || list.state.imported !== state.imported) return null
    return key === held || list.state.worked === state.worked ? list : null
  }

  /** Which of the first so many places fit, in order. */
  const walk = (where: Where, scope: Scope, places: number, count: number): number[] => {
    const { text, parameters } = whereSql(withStoredNames(where, store), declaredFields(store))
    const first =
      scope === 'all'
        ? 'SELECT id AS case_id, id AS place FROM cases ORDER BY id LIMIT ?'
        : 'SELECT case_id, rank AS place FROM queue_entries ORDER BY rank LIMIT ?'
    return store.db
      .prepare<unknown[], number>(
        `SELECT c.id FROM (${first}) f CROSS JOIN cases c ON c.id = f.case_id WHERE ${text} ORDER BY f.place LIMIT ?`,
      )
      .pluck()
      .all(places, ...parameters, count)
  }

  /** The first few rows without the list, where they are likely to stand near the top; null where they are not. */
  const probe = (where: Where, scope: Scope, count: number): readonly number[] | null => {
    const near = walk(where, scope, PROBED, count)
    if (near.length === count) return near
    const needed = Math.ceil((PROBED * count * 1.5) / Math.max(1, near.length))
    const far = needed <= PROBED_AT_MOST ? walk(where, scope, needed, count) : []
    return far.length === count ? far : null
  }

  /** Text is cheapest asked of the index for all cases at once. */
  const searchesText = (where: Where): boolean => {
    switch (where.kind) {
      case 'and':
      case 'or':
        return where.parts.some(searchesText)
      case 'not':
        return searchesText(where.part)
      default:
        return where.kind === 'text'
    }
  }

  const list = (where: Where, scope: Scope, fresh: boolean): CaseList => {
    const key = listKey(where, scope)
    const state = dataState(store)
    if (fresh) lists.delete(key)
    const known = kept(key, state)
    return known ?? keep(make(where, scope, state))
  }

  return {
    /** The list, whole. */
    list,
    /** A window of the list on the screen, which is held from here on. `fresh` makes it again first. */
    window: (where: Where, scope: Scope, offset: number, limit: number, fresh: boolean): readonly number[] => {
      const key = listKey(where, scope)
      const state = dataState(store)
      if (held !== key) {
        const other = lists.get(key)
        if (other !== undefined && other.state.worked !== state.worked) lists.delete(key)
      }
      if (fresh) lists.delete(key)
      held = key
      const known = kept(key, state)
      if (known === null && offset + limit <= 200 && !searchesText(where)) {
        const found = probe(where, scope, offset + limit)
        if (found !== null) return found.slice(offset)
      }
      return [...(known ?? keep(make(where, scope, state))).ids.subarray(offset, offset + limit)]
    },
    /** The cases that fit as things stand now, whatever the screen shows. */
    now: (where: Where): CaseSet => sets.find(where, dataState(store)),
    intersect,
    queueIds: (): Int32Array => queueIds(dataState(store)),
    /** Drops all that is kept, as if the desk had just been opened. */
    forget: () => {
      sets.forget()
      lists.clear()
      held = null
    },
  }
}
export type QueueLists = ReturnType<typeof createQueueLists>
