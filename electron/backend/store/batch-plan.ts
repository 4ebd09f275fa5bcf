import type { BatchId } from '../../../shared/model/ids.ts'
import type { Selected } from './batch-items.ts'
import type { Store, Write } from './store.ts'

/**
 * Keeps a selection beside the project until it is written into it: a long read in one snapshot, then short writes that
 * a review need not wait for. Undecided and left-out cases are not kept.
 */
export const createPlan = (store: Store) => {
  store.db.exec(
    `DROP TABLE IF EXISTS temp.export_plan;
     CREATE TEMP TABLE export_plan (
       case_id INTEGER PRIMARY KEY, review_ids TEXT NOT NULL, withdrawn INTEGER NOT NULL, told TEXT NOT NULL
     )`,
  )
  const insert = store.db.prepare(
    'INSERT INTO temp.export_plan (case_id, review_ids, withdrawn, told) VALUES (?, ?, ?, ?)',
  )
  return {
    keep: (selected: Selected): void => {
      if (selected.is === 'item') insert.run(selected.caseRow, selected.reviewIds, 0, JSON.stringify(selected.told))
      if (selected.is === 'withdrawn') insert.run(selected.caseRow, selected.reviewIds, 1, '')
    },
    /** Copies up to `limit` rows after `afterCase`; answers the last one's case, or null when none were left. */
    copy: (write: Write, batchId: BatchId, afterCase: number, limit: number): number | null => {
      const rows = write.db
        .prepare<[string, number, number], { case_id: number }>(
          `INSERT INTO batch_items (batch_id, case_id, review_ids, withdrawn, told)
           SELECT ?, case_id, review_ids, withdrawn, told FROM temp.export_plan
           WHERE case_id > ? ORDER BY case_id LIMIT ? RETURNING case_id`,
        )
        .all(batchId, afterCase, limit)
      return rows.length === 0 ? null : rows.reduce((most, { case_id }) => Math.max(most, case_id), afterCase)
    },
    drop: (): void => void store.db.exec('DROP TABLE IF EXISTS temp.export_plan'),
  }
}
