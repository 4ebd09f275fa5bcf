import type { Database } from 'better-sqlite3'

/** What takes each migration back, newest first. */
const BACK: readonly (readonly [version: number, sql: string])[] = [
  [40, 'DROP TABLE log_checkpoints; DROP INDEX log_entries_by_clock'],
  [30, 'DROP INDEX commands_by_bulk; ALTER TABLE commands DROP COLUMN bulk'],
  [20, 'DROP TABLE code_search; DROP TABLE codes; DROP TABLE code_lists'],
]

/** Makes a project's database one of an earlier version, with what it holds. */
export const setBack = (db: Database, version: number): void => {
  for (const [made, sql] of BACK) if (made > version) db.exec(sql)
  db.pragma(`user_version = ${version}`)
}
