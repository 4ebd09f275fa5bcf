import type { Queued, QueueOrder } from '../../../shared/domain/triggers/queue-order.ts'
import type { Store } from '../store/store.ts'
import { type Turns, writeMeta } from './in-turns.ts'

/** Status → `queue_entries.open`; the same as `queueOpen` in shared/domain/case-status.ts says by name. */
const openOf = (status: string): string => `CASE ${status} WHEN 0 THEN 1 WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 0 END`

/** An index's name belongs to it for good, so two names take turns. */
const OPEN_INDEXES = ['queue_entries_open', 'queue_entries_open_too'] as const

/** True when the queue stands in this order already, without a gap. */
export const sameEntries = (store: Store, queued: Queued, order: QueueOrder): boolean => {
  const count = store.prepare<number>('SELECT count(*) FROM queue_entries').pluck().get() ?? 0
  if (count !== order.length) return false
  const read = store.prepare<{ rank: number; case_id: number; lane: number }>(
    'SELECT rank, case_id, lane FROM queue_entries WHERE rank > ? ORDER BY rank LIMIT 10000',
  )
  for (let rank = 0; rank < order.length; ) {
    const rows = read.all(rank)
    if (rows.length === 0) return false
    for (const row of rows) {
      const index = order[rank++] ?? -1
      if (row.rank !== rank) return false
      if (queued.caseIds[index] !== row.case_id || queued.audit[index] !== row.lane) return false
    }
  }
  return true
}

/** Takes away what a stopped or killed run left. */
export const dropSideTables = (store: Store): void => {
  const left = store
    .prepare("SELECT 1 FROM sqlite_schema WHERE name IN ('queue_entries_next', 'queue_entries_before') LIMIT 1")
    .get()
  if (left === undefined) return
  store.write(({ db }) => {
    db.exec('DROP TRIGGER IF EXISTS queue_entries_follow')
    db.exec('DROP TABLE IF EXISTS queue_entries_next')
    db.exec('DROP TABLE IF EXISTS queue_entries_before')
  })
}

const createSideTable = (store: Store): void =>
  store.write(({ db }) => {
    const taken = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'index'").pluck().all()
    const index = OPEN_INDEXES.find((name) => !taken.includes(name))
    db.exec(`
      CREATE TABLE queue_entries_next (
        rank INTEGER PRIMARY KEY,
        case_id INTEGER NOT NULL UNIQUE REFERENCES cases (id),
        lane INTEGER NOT NULL,
        open INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX ${index} ON queue_entries_next (open, rank) WHERE open > 0;
      CREATE TRIGGER queue_entries_follow AFTER UPDATE OF status ON cases BEGIN
        UPDATE queue_entries_next SET open = ${openOf('new.status')} WHERE case_id = new.id;
      END;`)
  })

const fill = (turns: Turns, queued: Queued, order: QueueOrder): void => {
  let place = 0
  turns.steps((write) => {
    const index = order[place]
    if (index === undefined) return false
    place += 1
    write
      .prepare('INSERT INTO queue_entries_next (rank, case_id, lane, open) VALUES (?, ?, ?, 1)')
      .run(place, queued.caseIds[index], queued.audit[index])
    if (place % 1000 === 0) turns.context.progress(place, order.length, 'places')
    return true
  })
}

/** Cases that are not simply waiting; whatever changes from here on, the trigger follows. */
const fillStatuses = (turns: Turns): void => {
  const begun = turns.context.store.prepare<number>('SELECT id FROM cases WHERE status > 0').pluck().all()
  let next = 0
  turns.steps((write) => {
    const id = begun[next++]
    if (id === undefined) return false
    write
      .prepare(
        `UPDATE queue_entries_next SET open = ${openOf('(SELECT status FROM cases WHERE id = case_id)')} WHERE case_id = ?`,
      )
      .run(id)
    return true
  })
}

/**
 * Builds the new order beside the old one and puts it in its place. Until then the desk works with the old one; its
 * changes reach the new one through a trigger. The swap renames two tables, whatever their size.
 */
export const layEntries = (turns: Turns, queued: Queued, order: QueueOrder): void => {
  const { store } = turns.context
  createSideTable(store)
  // The ids were read from `cases`, which loses none: a million look-ups to prove it would double the time.
  store.db.pragma('foreign_keys = OFF')
  try {
    fill(turns, queued, order)
    fillStatuses(turns)
  } catch (error) {
    dropSideTables(store)
    throw error
  } finally {
    store.db.pragma('foreign_keys = ON')
  }
  store.write((write) => {
    write.db.exec(`
      DROP TRIGGER queue_entries_follow;
      ALTER TABLE queue_entries RENAME TO queue_entries_before;
      ALTER TABLE queue_entries_next RENAME TO queue_entries;`)
    writeMeta(write, 'queueVersion', write.clock)
  })
  turns.context.yieldToDesk()
  dropSideTables(store)
}
