import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backUpDaily, listBackups, restoreBackup } from '../../electron/backend/store/backups.ts'
import { LATEST_VERSION } from '../../electron/backend/store/migrations/list.ts'
import { createProjectFolder, openStore } from '../../electron/backend/store/open-store.ts'
import { checkRecord } from '../../electron/backend/store/record-check.ts'
import { Database } from '../../electron/backend/store/sqlite.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { DeskError } from '../../shared/contract/errors.ts'
import { PersonId } from '../../shared/model/ids.ts'

let folder: string
let path: string
let opened: Store[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-look-store-'))
  path = join(folder, 'p.secondlook')
  opened = []
  createProjectFolder(path, 'p')
})
afterEach(() => {
  for (const store of opened) store.close()
  rmSync(folder, { recursive: true, force: true })
})

const person = PersonId.parse('ada')
const open = (mode: 'desk' | 'beside' = 'desk', at = path): Store => {
  const store = openStore(at, { stateDir: join(folder, 'state'), mode })
  opened.push(store)
  return store
}
const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof DeskError) return error.code
    throw error
  }
  return 'nothing was thrown'
}
const log = (store: Store, n: number): void =>
  void store.write((write) =>
    write.log({ kind: 'settings', personId: person, summary: { n }, payload: { text: `p${n}` } }),
  )

test('a new project is durable, strict about keys, and says whose file it is', () => {
  const { db } = open()
  const pragma = (name: string) => db.pragma(name, { simple: true })
  expect({
    journal: pragma('journal_mode'),
    synchronous: pragma('synchronous'),
    keys: pragma('foreign_keys'),
    trusted: pragma('trusted_schema'),
    version: pragma('user_version'),
  }).toEqual({ journal: 'wal', synchronous: 2, keys: 1, trusted: 0, version: LATEST_VERSION })
})

test('a second desk is refused while the first is open, and may follow it', () => {
  const first = open()
  expect(codeOf(() => open())).toBe('project-locked')
  first.close()
  expect(codeOf(() => open())).toBe('nothing was thrown')
})

test('the command line opens beside a desk and both write', () => {
  const desk = open()
  const beside = open('beside')
  log(desk, 1)
  log(beside, 2)
  log(desk, 3)
  expect(checkRecord(desk)).toMatchObject({ ok: true, desks: [{ deskId: desk.deskId, entries: 3 }] })
})

test('the lock goes with the process that held it, however it ends', async () => {
  const script = `
    const { openStore } = await import(${JSON.stringify(new URL('../../electron/backend/store/open-store.ts', import.meta.url).href)})
    globalThis.kept = openStore(${JSON.stringify(path)}, { stateDir: ${JSON.stringify(join(folder, 'state'))}, mode: 'desk' })
    console.log('open')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  await once(child.stdout, 'data')
  expect(codeOf(() => open())).toBe('project-locked')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(codeOf(() => open())).toBe('nothing was thrown')
})

test('a folder without a database, and a database of another program, are no projects', () => {
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, 'other'))
  const other = new Database(join(folder, 'other', 'project.db'))
  other.exec('CREATE TABLE t (x)')
  other.close()
  expect(['empty', 'other'].map((name) => codeOf(() => open('desk', join(folder, name))))).toEqual([
    'not-a-project',
    'not-a-project',
  ])
})

test('a project from the future is refused by name and left as it is', () => {
  const db = new Database(join(path, 'project.db'))
  db.pragma(`user_version = ${LATEST_VERSION + 10}`)
  db.close()
  expect(codeOf(() => open())).toBe('project-newer')
})

test('a damaged database is refused with its backups named, also when the damage shows late', async () => {
  const store = open()
  for (const n of [1, 2]) log(store, n)
  await backUpDaily(store, Date.now())
  store.close()
  truncateSync(join(path, 'project.db'), 5000)
  let caught: unknown
  try {
    open()
  } catch (error) {
    caught = error
  }
  expect(caught).toMatchObject({
    code: 'project-damaged',
    details: { backups: [{ file: listBackups(path)[0]?.file }] },
  })
  writeFileSync(
    join(path, 'project.db'),
    'this is not SQLite, and long enough to be looked at as if it were one. '.repeat(20),
  )
  expect(codeOf(() => open())).toBe('project-damaged')
})

test('a backup is made once a day as soon as there is work to keep, three are kept, and restoring one puts the damaged file aside', async () => {
  const store = open()
  const day = 24 * 60 * 60 * 1000
  const start = Date.parse('2026-01-01T00:00:00Z')
  await backUpDaily(store, start)
  expect(listBackups(path)).toEqual([])
  for (const n of [1, 2]) log(store, n)
  for (const hours of [0, 23, 25, 50, 75]) await backUpDaily(store, start + (hours * day) / 24)
  expect(listBackups(path).map(({ file }) => file)).toEqual([
    'project-2026-01-04T03-00-00Z.db',
    'project-2026-01-03T02-00-00Z.db',
    'project-2026-01-02T01-00-00Z.db',
  ])
  store.close()
  writeFileSync(join(path, 'project.db'), 'broken')
  restoreBackup(path, 'project-2026-01-02T01-00-00Z.db', cpSync)
  expect(readdirSync(path)).toContain('project.db.damaged-1')
  const restored = open()
  expect(restored.deskId).not.toBe(store.deskId)
  restored.close()
  expect(open().deskId).toBe(restored.deskId)
  expect(codeOf(() => restoreBackup(path, '../../etc/passwd', cpSync))).toBe('not-found')
})

test('a copied project, and one put back to an earlier state, get a new desk; a reopened one keeps its own', () => {
  const first = open()
  log(first, 1)
  first.close()
  cpSync(join(path, 'project.db'), join(folder, 'earlier.db'))
  const again = open()
  log(again, 2)
  again.close()
  cpSync(path, join(folder, 'copy.secondlook'), { recursive: true })
  const copy = open('desk', join(folder, 'copy.secondlook'))
  cpSync(join(folder, 'earlier.db'), join(path, 'project.db'))
  const restored = open()
  log(restored, 3)
  expect(again.deskId).toBe(first.deskId)
  expect(new Set([first.deskId, copy.deskId, restored.deskId]).size).toBe(3)
  expect(checkRecord(restored)).toMatchObject({ ok: true })
})

test('a write that throws leaves nothing, not even its clock or its entry', () => {
  const store = open()
  log(store, 1)
  const clock = () => store.prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'clock'").get()?.value
  const before = clock()
  expect(() =>
    store.write((write) => {
      write.log({ kind: 'settings', personId: person, summary: {}, payload: null })
      throw new Error('stop')
    }),
  ).toThrow('stop')
  expect([clock(), checkRecord(store).desks[0]?.entries]).toEqual([before, 1])
})

test.each([
  ['metadata', "UPDATE log_entries SET metadata = replace(metadata, 'settings', 'import') WHERE sequence = 1", 1],
  ['payload', `UPDATE log_entries SET payload = '{"text":"other"}' WHERE sequence = 1`, 1],
  ['person', "UPDATE log_entries SET person_id = 'eve' WHERE sequence = 1", 1],
  ['a deletion', 'DELETE FROM log_entries WHERE sequence = 1', 2],
])('tampering with %s of the record is located', (_, sql, sequence) => {
  const store = open()
  for (const n of [0, 1, 2]) log(store, n)
  expect(checkRecord(store).ok).toBe(true)
  store.db.exec(sql)
  const { ok, problems } = checkRecord(store)
  expect([ok, problems[0]?.sequence]).toEqual([false, sequence])
})

test('erasing a payload and its salt together leaves the record valid, once an entry says so', () => {
  const store = open()
  for (const n of [0, 1, 2]) log(store, n)
  store.db.exec('UPDATE log_entries SET payload = NULL, salt = NULL WHERE sequence = 1')
  expect(checkRecord(store).problems.map(({ code }) => code)).toEqual(['erased-unsaid'])
  const entries = [`${store.deskId} 1`]
  store.write((write) => write.log({ kind: 'erasure', personId: person, summary: { entries }, payload: null }))
  expect(checkRecord(store).ok).toBe(true)
})

test('plucking a prepared statement does not change it for others', () => {
  const store = open()
  const sql = "SELECT value FROM meta WHERE key = 'name'"
  expect([store.prepare(sql).pluck().get(), store.prepare(sql).get(), store.prepare(sql).raw().get()]).toEqual([
    'p',
    { value: 'p' },
    ['p'],
  ])
})
