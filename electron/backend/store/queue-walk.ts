import type { Where } from '../../../shared/domain/where/expression.ts'
import { type CaseSet, has, idsOf } from './case-sets.ts'
import { withStoredNames } from './label-names.ts'
import { declaredFields, whereSql } from './query.ts'
import type { Store } from './store.ts'

/** A stretch of the queue between two ranks, both left out, walked from one end. */
export type Stretch = {
  /** Only entries open so (1 waiting, 2 skipped); null for all. */
  readonly open: 1 | 2 | null
  readonly above: number
  readonly below: number
  readonly descending: boolean
}

type Entry = { readonly rank: number; readonly case_id: number }

/** Entries each asked for whether it fits, before the set of all that fit is made. */
const ASKED = 300
const STRIDE = 5000
/** With so few that fit, their ranks are looked up instead of walking past all others. */
const FEW = 5000

const entriesSql = (stretch: Stretch, condition: string): string =>
  `SELECT rank, case_id FROM queue_entries
   WHERE ${stretch.open === null ? '' : `open = ${stretch.open} AND `}rank > ? AND rank < ? ${condition}
   ORDER BY rank ${stretch.descending ? 'DESC' : 'ASC'} LIMIT ?`

const entries = (store: Store, stretch: Stretch, limit: number): Entry[] =>
  store.prepare<Entry>(entriesSql(stretch, '')).all(stretch.above, stretch.below, limit)

const rest = (stretch: Stretch, last: Entry): Stretch =>
  stretch.descending ? { ...stretch, below: last.rank } : { ...stretch, above: last.rank }

const asked = (store: Store, where: Where, walked: readonly Entry[]): number[] => {
  const { text, parameters } = whereSql(withStoredNames(where, store), declaredFields(store))
  return store.db
    .prepare<unknown[], number>(
      `SELECT c.id FROM json_each(?) j CROSS JOIN cases c ON c.id = j.value WHERE ${text} ORDER BY j.key`,
    )
    .pluck()
    .all(JSON.stringify(walked.map((entry) => entry.case_id)), ...parameters)
}

/**
 * The first cases of a stretch that fit, as row ids. `all` makes the set of all that fit, and is called only when the
 * first few hundred entries do not hold enough.
 */
export const walkQueue = (
  store: Store,
  stretch: Stretch,
  where: Where,
  limit: number,
  all: () => CaseSet,
): readonly number[] => {
  if (stretch.below <= stretch.above + 1) return []
  if (where.kind === 'everything') return entries(store, stretch, limit).map((entry) => entry.case_id)
  const near = entries(store, stretch, ASKED)
  const found = asked(store, where, near)
  let last = near.at(-1)
  if (found.length >= limit || near.length < ASKED || last === undefined) return found.slice(0, limit)
  const set = all()
  if (set.size <= FEW) {
    const sql = entriesSql(stretch, 'AND case_id IN (SELECT value FROM json_each(?))')
    const { above, below } = rest(stretch, last)
    const ids = JSON.stringify([...idsOf(set)])
    const far = store.prepare<Entry>(sql).all(above, below, ids, limit - found.length)
    return [...found, ...far.map((entry) => entry.case_id)]
  }
  while (last !== undefined && found.length < limit) {
    const walked = entries(store, rest(stretch, last), STRIDE)
    for (const entry of walked) if (has(set, entry.case_id)) found.push(entry.case_id)
    last = walked.at(-1)
  }
  return found.slice(0, limit)
}
