import type { Database } from 'better-sqlite3'

/** What takes each migration back, newest first. */
const BACK: readonly (readonly [version: number, sql: string])[] = [
  [
    70,
    `DROP INDEX reviews_by_edge; DROP INDEX reviews_by_clock; ALTER TABLE models DROP COLUMN clock;
     DROP TABLE relabel_cases; DROP TABLE relabel_plans; DROP TABLE model_trainings; DROP TABLE case_fingerprints;
     DROP TABLE dataset_items; DROP TABLE dataset_versions; DROP TABLE adjudications`,
  ],
  [
    60,
    `DROP TABLE review_findings; DROP TABLE cause_names; DROP INDEX reviews_not_found;
     ALTER TABLE reviews DROP COLUMN found`,
  ],
  [
    50,
    `DROP TABLE taxonomy_questions; DROP TABLE label_mappings; DROP TABLE taxonomy_drafts;
     ALTER TABLE worksheets DROP COLUMN taxonomy_version;
     ALTER TABLE taxonomy_versions DROP COLUMN withdraws`,
  ],
  [40, 'DROP TABLE log_checkpoints; DROP INDEX log_entries_by_clock'],
  [30, 'DROP INDEX commands_by_bulk; ALTER TABLE commands DROP COLUMN bulk'],
  [20, 'DROP TABLE code_search; DROP TABLE codes; DROP TABLE code_lists'],
]

/** Makes a project's database one of an earlier version, with what it holds. */
export const setBack = (db: Database, version: number): void => {
  for (const [made, sql] of BACK) if (made > version) db.exec(sql)
  db.pragma(`user_version = ${version}`)
}
