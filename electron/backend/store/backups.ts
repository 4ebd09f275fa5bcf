import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { DeskError } from '../../../shared/contract/errors.ts'
import { Database } from './sqlite.ts'
import type { Store } from './store.ts'

export type Backup = { readonly file: string; readonly at: string; readonly bytes: number }

const KEPT = 3
const DAY_MS = 24 * 60 * 60 * 1000
const NAME = /^project-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z(?:-before-\d+)?\.db$/

/** The project's backups, newest first. */
export const listBackups = (projectPath: string): Backup[] => {
  const folder = join(projectPath, 'backups')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((file) => {
      const match = NAME.exec(file)
      if (!match) return []
      const at = `${match[1]}T${match[2]}:${match[3]}:${match[4]}.000Z`
      return [{ file, at, bytes: statSync(join(folder, file)).size }]
    })
    .sort((a, b) => (a.file < b.file ? 1 : -1))
}

const nameFor = (nowMs: number, suffix: string): string =>
  `project-${new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-')}Z${suffix}.db`

const prune = (projectPath: string): void => {
  for (const old of listBackups(projectPath).slice(KEPT)) rmSync(join(projectPath, 'backups', old.file))
}

/**
 * Copies the open database aside, a few pages at a time, unless the newest copy is younger than a day or the project
 * holds nothing yet but its own beginning.
 */
export const backUpDaily = async (store: Pick<Store, 'db' | 'path'>, nowMs: number): Promise<void> => {
  const { db, path: projectPath } = store
  if (db.prepare('SELECT 1 FROM log_entries LIMIT 1 OFFSET 1').get() === undefined) return
  const newest = listBackups(projectPath)[0]
  if (newest && nowMs - Date.parse(newest.at) < DAY_MS) return
  const folder = join(projectPath, 'backups')
  mkdirSync(folder, { recursive: true })
  const target = join(folder, nameFor(nowMs, ''))
  const unfinished = `${target}.part`
  try {
    await db.backup(unfinished)
    renameSync(unfinished, target)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
  prune(projectPath)
}

/** The same at once, before a migration. */
export const backUpBefore = (db: BetterSqlite3.Database, projectPath: string, version: number, nowMs: number): void => {
  const folder = join(projectPath, 'backups')
  mkdirSync(folder, { recursive: true })
  const target = join(folder, nameFor(nowMs, `-before-${version}`))
  const unfinished = `${target}.part`
  rmSync(unfinished, { force: true })
  db.prepare('VACUUM INTO ?').run(unfinished)
  renameSync(unfinished, target)
  prune(projectPath)
}

/**
 * Puts the project's database aside as `project.db.damaged-N`, never deleting it, and a copy of the named backup in its
 * place. The caller holds the project's lock.
 */
export const restoreBackup = (
  projectPath: string,
  backup: string,
  copy: (from: string, to: string) => void,
): string => {
  const source = join(projectPath, 'backups', basename(backup))
  if (!NAME.test(backup) || !existsSync(source)) {
    throw new DeskError('not-found', `${projectPath} has no backup named ${backup}. Choose one that is listed.`)
  }
  const database = join(projectPath, 'project.db')
  let n = 1
  while (existsSync(`${database}.damaged-${n}`)) n++
  const aside = `${database}.damaged-${n}`
  copy(source, `${database}.restored`)
  const restored = new Database(`${database}.restored`)
  try {
    restored.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('restored', ?)").run(backup)
    restored.pragma('journal_mode = DELETE')
  } finally {
    restored.close()
  }
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(database + ending)) renameSync(database + ending, aside + ending)
  }
  renameSync(`${database}.restored`, database)
  return aside
}
