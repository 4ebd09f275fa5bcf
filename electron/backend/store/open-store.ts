import { accessSync, constants, existsSync, mkdirSync, statfsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { DeskError } from '../../../shared/contract/errors.ts'
import { nextClock } from '../../../shared/domain/clock.ts'
import { type DeskId, ProjectId } from '../../../shared/model/ids.ts'
import { newActId } from '../files/sha256.ts'
import { backUpBefore, listBackups } from './backups.ts'
import { deskIdentity } from './desk-identity.ts'
import { missingIndexes } from './import-indexes.ts'
import { hasRunningImport, recordCutOff } from './imports.ts'
import { LATEST_VERSION, MIGRATIONS } from './migrations/list.ts'
import { lockJobs, lockProject, type ProjectLock } from './project-lock.ts'
import { appendEntry, lastSequence } from './record.ts'
import { Database, translateSqliteError } from './sqlite.ts'
import type { Store, Write } from './store.ts'
import { createTurns, deskTurn, jobTurn, type WriteTurns } from './write-turns.ts'

/** "SecL": tells a project's database from any other SQLite file. */
const APPLICATION_ID = 0x5365634c

export type OpenOptions = {
  /** Where machine-level state lives: desk ids, approved roots, recent projects. */
  readonly stateDir: string
  /** `desk` holds the project's lock; `beside` is the command line; `worker` is a job of an open desk. */
  readonly mode: 'desk' | 'beside' | 'worker'
  /** With `worker`: shared with the desk that started it. */
  readonly turns?: WriteTurns
  readonly deskId?: DeskId
}

/** Makes an empty project folder with its database. Throws `already-exists` when something stands there. */
export const createProjectFolder = (path: string, name: string): void => {
  if (existsSync(path)) {
    throw new DeskError('already-exists', `${path} is there already. Choose another name, or open it.`)
  }
  refuseNetworkDrive(resolve(path, '..'))
  mkdirSync(join(path, 'assets'), { recursive: true })
  mkdirSync(join(path, 'backups'))
  const db = new Database(join(path, 'project.db'))
  try {
    db.pragma(`application_id = ${APPLICATION_ID}`)
    configure(db)
    migrate(db, path)
    const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
    insert.run('projectId', newActId())
    insert.run('name', name)
  } finally {
    db.close()
  }
}

/**
 * Opens a project. Throws `not-a-project`, `network-drive`, `project-locked`, `project-read-only`, `project-newer` or
 * `project-damaged`; the last two carry the backups in their details.
 */
export const openStore = (projectPath: string, options: OpenOptions): Store => {
  const path = resolve(projectPath)
  const database = join(path, 'project.db')
  if (!existsSync(database)) {
    throw new DeskError(
      'not-a-project',
      `${path} is not a Second Look project: it holds no project.db. Choose a NAME.secondlook folder.`,
    )
  }
  refuseNetworkDrive(path)
  refuseReadOnly(path, database)
  const lock = options.mode === 'desk' ? lockProject(path) : null
  let db: BetterSqlite3.Database | null = null
  try {
    const unclean = options.mode !== 'worker' && bytesOf(`${database}-wal`) > 0
    db = new Database(database, { timeout: 10_000 })
    check(db, path)
    configure(db)
    if (unclean && options.mode === 'desk') quickCheck(db)
    if (options.mode !== 'worker') migrate(db, path)
    const store = createStore(db, path, options, lock)
    if (options.mode === 'desk') {
      makeIndexes(store)
      recordKilledImport(store)
    }
    return store
  } catch (error) {
    db?.close()
    lock?.release()
    throw withBackups(translateSqliteError(error, path), path)
  }
}

/** A first import that was killed left indexes out. Where nobody else has the project open, none is at work. */
const makeIndexes = (store: Store): void => {
  const missing = missingIndexes(store)
  if (missing.length > 0) store.write(({ db }) => missing.forEach((sql) => void db.exec(sql)))
}

/** What an import brought in until it was killed stands in the project, and so in the record. */
const recordKilledImport = (store: Store): void => {
  if (!hasRunningImport(store)) return
  // A command's import goes on beside desks that come and go.
  const lock = lockJobs(store.path)
  if (lock === null) return
  try {
    store.write(recordCutOff)
  } finally {
    lock.release()
  }
}

/** A project that will not open names the backups that could stand in for it. */
const withBackups = (error: unknown, path: string): unknown => {
  if (!(error instanceof DeskError)) return error
  if (error.code !== 'project-damaged' && error.code !== 'project-newer') return error
  const backups = listBackups(path)
  const remedy =
    backups.length > 0
      ? 'Open its last backup; the damaged file is kept beside it.'
      : 'It has no backup: put back a copy of your own, or import its files again into a new project.'
  const message = error.code === 'project-damaged' ? `The database of ${path} is damaged. ${remedy}` : error.message
  return new DeskError(error.code, message, { ...error.details, backups })
}

const createStore = (
  db: BetterSqlite3.Database,
  path: string,
  options: OpenOptions,
  lock: ProjectLock | null,
): Store => {
  const statements = new Map<string, BetterSqlite3.Statement<unknown[], unknown>>()
  function prepare<Row>(sql: string): BetterSqlite3.Statement<unknown[], Row>
  function prepare(sql: string): BetterSqlite3.Statement<unknown[], unknown> {
    const known = statements.get(sql)
    if (known) return known
    const statement = db.prepare<unknown[], unknown>(sql)
    // Both change a statement for good: whoever asks for one gets a statement of its own, not a changed shared one.
    const plucked = lazily(() => db.prepare<unknown[], unknown>(sql).pluck())
    const raw = lazily(() => db.prepare<unknown[], unknown>(sql).raw())
    Object.defineProperties(statement, { pluck: { value: plucked }, raw: { value: raw } })
    statements.set(sql, statement)
    return statement
  }
  const projectId = ProjectId.parse(
    prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'projectId'").get()?.value,
  )
  const identity = options.deskId
    ? { deskId: options.deskId, reached: () => {}, close: () => {} }
    : deskIdentity(
        options.stateDir,
        path,
        projectId,
        (deskId) => lastSequence({ prepare }, deskId),
        prepare("DELETE FROM meta WHERE key = 'restored'").run().changes > 0,
      )
  const turns = options.turns ?? createTurns()
  const takeTurn = options.mode === 'worker' ? jobTurn : deskTurn
  let open = true
  const write = <T>(work: (write: Write) => T): T =>
    takeTurn(turns, () => {
      db.exec('BEGIN IMMEDIATE')
      let logged = -1
      try {
        const clock = tick(prepare)
        const transaction: Write = {
          db,
          clock,
          deskId: identity.deskId,
          prepare,
          log: (entry) => {
            logged = appendEntry(transaction, entry)
            return logged
          },
        }
        const value = work(transaction)
        db.exec('COMMIT')
        if (logged >= 0) identity.reached(logged)
        return value
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK')
        throw translateSqliteError(error, path)
      }
    })
  return {
    db,
    path,
    projectId,
    deskId: identity.deskId,
    locked: lock !== null,
    write,
    prepare,
    close: () => {
      if (!open) return
      open = false
      // Entries that a job's worker appended are told here at the latest.
      identity.reached(lastSequence({ prepare }, identity.deskId))
      db.close()
      identity.close()
      lock?.release()
    },
  }
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Moves the project's hybrid logical clock on, in the transaction that uses it. */
const tick = (prepare: Store['prepare']): string => {
  const last = prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'clock'").get()?.value ?? null
  const clock = nextClock(last, Date.now())
  prepare(
    "INSERT INTO meta (key, value) VALUES ('clock', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  ).run(clock)
  return clock
}

const configure = (db: BetterSqlite3.Database): void => {
  db.pragma('journal_mode = WAL')
  // The default under WAL is NORMAL, which can lose the last commits when the power fails.
  db.pragma('synchronous = FULL')
  if (process.platform === 'darwin') {
    db.pragma('fullfsync = ON')
    db.pragma('checkpoint_fullfsync = ON')
  }
  db.pragma('foreign_keys = ON')
  // A project file may come from anybody: nothing in its schema may call a function with side effects.
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('cache_size = -65536')
}

const check = (db: BetterSqlite3.Database, path: string): void => {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new DeskError(
      'not-a-project',
      `${path} is not a Second Look project: its project.db was made by another program.`,
    )
  }
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > LATEST_VERSION) {
    throw new DeskError(
      'project-newer',
      `${path} was last opened by a newer Second Look (schema ${version}; this one knows ${LATEST_VERSION}). Update Second Look, or open a backup from before.`,
    )
  }
}

const quickCheck = (db: BetterSqlite3.Database): void => {
  const found = String(db.pragma('quick_check(1)', { simple: true }))
  if (found !== 'ok') throw new DeskError('project-damaged', `Its check says: ${found}`)
}

const migrate = (db: BetterSqlite3.Database, path: string): void => {
  const version = Number(db.pragma('user_version', { simple: true }))
  for (const migration of MIGRATIONS.filter((each) => each.version > version)) {
    if (version > 0) backUpBefore(db, path, migration.version, Date.now())
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(migration.sql)
      db.pragma(`user_version = ${migration.version}`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}

/** File systems that WAL cannot work on: it needs shared memory (nfs, smb, cifs, smb2, afs, ceph). */
const NETWORK_TYPES = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400])

const refuseNetworkDrive = (path: string): void => {
  const remote =
    process.platform === 'win32'
      ? path.startsWith('\\\\')
      : process.platform === 'linux' && existsSync(path) && NETWORK_TYPES.has(statfsSync(path).type)
  if (remote) {
    throw new DeskError(
      'network-drive',
      `${path} is on a network drive, where a project could be damaged. Copy it to a disk of this machine.`,
    )
  }
}

const refuseReadOnly = (path: string, database: string): void => {
  try {
    accessSync(path, constants.W_OK)
    accessSync(database, constants.W_OK)
  } catch {
    throw new DeskError(
      'project-read-only',
      `${path} cannot be written. Give yourself the right to write to it, or copy it to a disk you can write to.`,
      { backups: listBackups(path) },
    )
  }
}

const bytesOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
