import type { Store } from './store.ts'

/** What a case will be stored as once its split is known: `hashes` are those of the item in each split, 32 bytes each. */
export type PlannedItem = {
  readonly caseRow: number
  readonly reviewIds: readonly string[]
  readonly answerHash: Uint8Array
  readonly hashes: Uint8Array
}

type Row = { case_id: number; review_ids: string; answer_hash: Buffer; hashes: Buffer }

/** Keeps a version's items beside the project while they are being found: a long read, then short writes. */
export const createDatasetPlan = (store: Store) => {
  store.db.exec(
    `DROP TABLE IF EXISTS temp.dataset_plan;
     CREATE TEMP TABLE dataset_plan (
       case_id INTEGER PRIMARY KEY, review_ids TEXT NOT NULL, answer_hash BLOB NOT NULL, hashes BLOB NOT NULL
     )`,
  )
  const insert = store.db.prepare(
    'INSERT INTO temp.dataset_plan (case_id, review_ids, answer_hash, hashes) VALUES (?, ?, ?, ?)',
  )
  const find = store.db.prepare<[number], Row>('SELECT * FROM temp.dataset_plan WHERE case_id = ?')
  return {
    keep: ({ caseRow, reviewIds, answerHash, hashes }: PlannedItem): void =>
      void insert.run(caseRow, reviewIds.join(' '), answerHash, hashes),
    /** Throws a plain Error for a case that was not kept. */
    read: (caseRow: number): PlannedItem => {
      const row = find.get(caseRow)
      if (row === undefined) throw new Error(`case row ${caseRow} is not in the plan`)
      return { caseRow, reviewIds: row.review_ids.split(' '), answerHash: row.answer_hash, hashes: row.hashes }
    },
    drop: (): void => void store.db.exec('DROP TABLE IF EXISTS temp.dataset_plan'),
  }
}

export type DatasetPlan = ReturnType<typeof createDatasetPlan>
