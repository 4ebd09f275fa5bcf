import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as moment } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Database } from '../../electron/backend/store/sqlite.ts'
import { writeRows } from '../bench/import-rows.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'

const inDatabase = <T>(desk: Desk, work: (db: InstanceType<typeof Database>) => T): T => {
  const db = new Database(join(desk.path, 'project.db'))
  try {
    return work(db)
  } finally {
    db.close()
  }
}

type Index = { name: string; sql: string }
/** The queue's own are made anew with every queue. */
const indexesOf = (desk: Desk): Index[] =>
  inDatabase(desk, (db) =>
    db
      .prepare<[], Index>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name NOT LIKE 'queue%' AND sql IS NOT NULL ORDER BY name",
      )
      .all(),
  )

const fileOf = (desk: Desk, rows: number): string => {
  const path = join(desk.folder, 'rows.jsonl')
  writeRows(path, rows)
  return path
}

const ROWS = 25_000

test('a large first import leaves indexes out meanwhile, and the schema has all of its own at the end', async () => {
  await using desk = await temporaryDesk()
  const before = indexesOf(desk)
  const path = fileOf(desk, ROWS)
  expect(statSync(path).size).toBeGreaterThan(8_000_000)
  const { jobId } = await desk.call('import.start', { files: [{ from: 'path', path }] })
  const seen = new Set<number>()
  let job = await desk.call('job.get', { jobId })
  while (job.state === 'running') {
    seen.add(indexesOf(desk).length)
    await moment()
    job = await desk.call('job.get', { jobId })
  }
  expect(Math.min(...seen)).toBeLessThan(before.length)
  expect(indexesOf(desk)).toEqual(before)
  inDatabase(desk, (db) => {
    expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(db.pragma('foreign_key_check')).toEqual([])
    expect(db.prepare('SELECT count(*) AS cases, min(id) AS first, max(id) AS last FROM cases').get()).toEqual({
      cases: ROWS,
      first: 1,
      last: ROWS,
    })
  })
})

test('an import that is stopped half way makes the indexes it left out', async () => {
  await using desk = await temporaryDesk()
  const before = indexesOf(desk)
  const { jobId } = await desk.call('import.start', { files: [{ from: 'path', path: fileOf(desk, ROWS * 2) }] })
  let job = await desk.call('job.get', { jobId })
  while (job.state === 'running' && job.done === 0) {
    await moment()
    job = await desk.call('job.get', { jobId })
  }
  await desk.call('job.cancel', { jobId })
  await desk.idle()
  expect((await desk.call('job.get', { jobId })).state).toBe('cancelled')
  expect(indexesOf(desk)).toEqual(before)
})

test('a project whose first import was killed has its indexes again once it is opened', async () => {
  await using desk = await temporaryDesk()
  const before = indexesOf(desk)
  inDatabase(desk, (db) => db.exec('DROP INDEX cases_by_score; DROP INDEX prediction_annotations_by_label'))
  await desk.restart()
  expect(indexesOf(desk)).toEqual(before)
})
