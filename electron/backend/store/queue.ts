import { DeskError } from '../../../shared/contract/errors.ts'
import type { QueueRow } from '../../../shared/contract/queue.ts'
import { priorityOf, ruleAt } from '../../../shared/domain/triggers/rules.ts'
import type { Where } from '../../../shared/domain/where/expression.ts'
import { CASE_KINDS } from '../../../shared/model/case.ts'
import { CaseId } from '../../../shared/model/ids.ts'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import type { QueueReason } from '../../../shared/model/trigger.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { dataState, has } from './case-sets.ts'
import { caseRowId } from './cases.ts'
import { labelShown } from './label-names.ts'
import { parseWhere } from './query.ts'
import { createQueueLists, type Scope } from './queue-lists.ts'
import { walkQueue } from './queue-walk.ts'
import type { Store } from './store.ts'

type StoredRow = {
  readonly id: number
  readonly uid: Buffer
  readonly kind: number
  readonly status: number
  readonly score: number | null
  readonly verdict: number | null
  readonly label: string | null
  readonly key: string
  readonly title: string
  readonly lane: number | null
}

type StoredReason = {
  readonly rule: number
  readonly value: number | null
  readonly detail: string
  readonly inclusion: number
}

export type NextRequest = {
  readonly where: string
  readonly after?: CaseId | undefined
  readonly limit: number
  readonly direction: 'forward' | 'back'
}

const LANES = ['ranked', 'audit'] as const

const known = <T>(list: readonly T[], index: number, what: string): T => {
  const value = list[index]
  if (value === undefined) throw new DeskError('project-damaged', `A case's ${what} is ${index}, which means nothing.`)
  return value
}

/** Why a case is queued, its gravest reason first; empty for a case that no rule queues. */
export const readReasons = (store: Pick<Store, 'prepare'>, caseRowId: number): QueueReason[] =>
  store
    .prepare<StoredReason>('SELECT rule, value, detail, inclusion FROM queue_reasons WHERE case_id = ? ORDER BY rule')
    .all(caseRowId)
    .map(({ rule, ...rest }) => ({ rule: ruleAt(rule), ...rest }))
    .sort((a, b) => priorityOf(b.rule, b.value) - priorityOf(a.rule, a.value))

const ROW = `
  SELECT c.id, c.uid, c.kind, c.status, c.score, c.verdict, l.name AS label, k.key, k.title, e.lane
  FROM cases c JOIN case_contents k ON k.case_id = c.id
  LEFT JOIN labels l ON l.id = c.label_id LEFT JOIN queue_entries e ON e.case_id = c.id
  WHERE c.id = ?`

/** The model whose annotation gives a case its label: as in `signals`, the lowest-scored one, or else the first. */
const modelOfLabel = (store: Store, id: number): string | null =>
  store
    .prepare<string>(
      `SELECT m.name FROM cases c JOIN prediction_annotations a ON a.case_id = c.id AND a.label_id = c.label_id
       JOIN predictions p ON p.id = a.prediction_id JOIN models m ON m.id = p.model_id
       WHERE c.id = ? ORDER BY a.score IS NULL, a.score, p.id LIMIT 1`,
    )
    .pluck()
    .get(id) ?? null

const readRow = (store: Store, id: number, place: number): QueueRow | null => {
  const row = store.prepare<StoredRow>(ROW).get(id)
  if (row === undefined) return null
  return {
    place,
    caseId: CaseId.parse(row.uid.toString('hex')),
    key: row.key,
    kind: known(CASE_KINDS, row.kind, 'kind'),
    title: row.title,
    status: known(CASE_STATUSES, row.status, 'status'),
    lane: row.lane === null ? 'unqueued' : known(LANES, row.lane, 'lane'),
    reasons: readReasons(store, id),
    score: row.score,
    label: row.label === null ? null : labelShown(store, row.label, () => modelOfLabel(store, id)),
    verdict: row.verdict === null ? null : known(VERDICTS, row.verdict, 'verdict'),
  }
}

const rankOf = (store: Store, rowId: number | null): number =>
  rowId === null
    ? 0
    : (store.prepare<number>('SELECT rank FROM queue_entries WHERE case_id = ?').pluck().get(rowId) ?? 0)

/** The lists of one open project. Places are 1-based; offsets count from 0. */
export const createQueue = (store: Store) => {
  const lists = createQueueLists(store)

  const plainIds = (scope: Scope, offset: number, limit: number): readonly number[] => {
    if (scope === 'queued') {
      // Ranks have no gaps, so an offset is a place in the primary key.
      return store
        .prepare<number>('SELECT case_id FROM queue_entries WHERE rank > ? ORDER BY rank LIMIT ?')
        .pluck()
        .all(offset, limit)
    }
    const shape = store.prepare<{ gaps: number }>(
      'SELECT (SELECT max(id) FROM cases) - (SELECT count(*) FROM cases) AS gaps',
    )
    if (offset > 0 && shape.get()?.gaps !== 0) {
      return store.prepare<number>('SELECT id FROM cases ORDER BY id LIMIT ? OFFSET ?').pluck().all(limit, offset)
    }
    return store.prepare<number>('SELECT id FROM cases WHERE id > ? ORDER BY id LIMIT ?').pluck().all(offset, limit)
  }

  const toRows = (ids: readonly number[], place: (id: number, index: number) => number): QueueRow[] =>
    ids.flatMap((id, index) => readRow(store, id, place(id, index)) ?? [])

  const rows = (request: {
    readonly where: string
    readonly scope: Scope
    readonly offset: number
    readonly limit: number
    readonly fresh: boolean
  }): QueueRow[] => {
    const { scope, offset, limit, fresh } = request
    const where = parseWhere(request.where)
    const ids =
      where.kind === 'everything' ? plainIds(scope, offset, limit) : lists.window(where, scope, offset, limit, fresh)
    return toRows(ids, (_, index) => offset + index + 1)
  }

  const openCount = (): number =>
    store.prepare<number>('SELECT count(*) FROM queue_entries WHERE open = 1').pluck().get() ?? 0

  const count = (expression: string, scope: Scope, fresh: boolean): { total: number; waiting: number } => {
    const where = parseWhere(expression)
    if (where.kind === 'everything' && scope === 'queued') {
      return {
        total: store.prepare<number | null>('SELECT max(rank) FROM queue_entries').pluck().get() ?? 0,
        waiting: openCount(),
      }
    }
    const list = lists.list(where, scope, fresh)
    const waiting = lists.now(WAITING)
    if (scope === 'all') return { total: list.ids.length, waiting: lists.intersect(list.set, waiting).size }
    let left = 0
    for (const id of list.ids) if (has(waiting, id)) left += 1
    return { total: list.ids.length, waiting: left }
  }

  const place = (expression: string, scope: Scope, caseId: CaseId): number | null => {
    const where = parseWhere(expression)
    const id = caseRowId(store, caseId)
    if (id === null) return null
    if (where.kind === 'everything' && scope === 'queued') return rankOf(store, id) || null
    const index = lists.list(where, scope, false).ids.indexOf(id)
    return index < 0 ? null : index + 1
  }

  /** Row ids to look at next: each step takes what the ones before it left open. */
  const forward = (where: Where, after: number, limit: number): readonly number[] => {
    const all = () => lists.now(where)
    const behind = { above: after, below: Number.MAX_SAFE_INTEGER, descending: false }
    const before = { above: 0, below: after, descending: false }
    const found: number[] = []
    for (const open of [1, 2] as const) {
      for (const stretch of [behind, before]) {
        if (found.length >= limit) return found
        found.push(...walkQueue(store, { ...stretch, open }, where, limit - found.length, all))
      }
    }
    return found
  }

  const back = (where: Where, after: number, limit: number): readonly number[] => {
    const below = after === 0 ? Number.MAX_SAFE_INTEGER : after
    return walkQueue(store, { open: null, above: 0, below, descending: true }, where, limit, () => lists.now(where))
  }

  /**
   * What to look at after a case, or from the top. Forward: waiting and started cases behind it, then those before it,
   * then skipped ones in the same way; as things stand now, whatever the list on the screen shows. Back: the cases before
   * it in the queue, the nearest first, done with or not.
   */
  const next = ({ where: expression, after, limit, direction }: NextRequest): QueueRow[] => {
    const where = parseWhere(expression)
    const rank = after === undefined ? 0 : rankOf(store, caseRowId(store, after))
    const ids = direction === 'forward' ? forward(where, rank, limit) : back(where, rank, limit)
    return toRows(ids, (id) => rankOf(store, id))
  }

  return { rows, count, place, next, state: () => dataState(store), forget: () => lists.forget() }
}
export type Queue = ReturnType<typeof createQueue>

const WAITING: Where = {
  kind: 'test',
  field: 'status',
  values: [
    { kind: 'is', text: 'waiting' },
    { kind: 'is', text: 'started' },
  ],
}
