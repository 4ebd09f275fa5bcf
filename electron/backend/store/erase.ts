import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { ErasureReport } from '../../../shared/contract/record.ts'
import { nextClock } from '../../../shared/domain/clock.ts'
import { DeskId, type PersonId } from '../../../shared/model/ids.ts'
import { newActId } from '../files/sha256.ts'
import { listBackups } from './backups.ts'
import { removeFiles } from './erase-files.ts'
import { type ErasedRows, eraseRows, type FoundCase, findCases } from './erase-rows.ts'
import { isTelling } from './erase-words.ts'
import { appendEntry } from './record.ts'
import { Database } from './sqlite.ts'
import type { LogEntry, Store } from './store.ts'
import { forgetTaxonomies } from './taxonomies.ts'

export type Erasure = {
  readonly key: string
  readonly feed: string | null
  readonly reason: string
  readonly dryRun: boolean
}

/** Ends the transaction of a dry run, whose counts are those of the real one. */
class RolledBack extends Error {}

/**
 * Takes the cases of a key out of the project for good, backups first: whatever cuts it off, doing it again completes it.
 * The record keeps one entry that says so, and stays valid. The caller makes sure that nobody else has the project open.
 */
export const eraseCases = (store: Store, personId: PersonId, wanted: Erasure): ErasureReport => {
  const cases = findCases(store, wanted.key, wanted.feed)
  if (cases.length === 0) {
    throw new DeskError(
      'not-found',
      `No case has the key ${JSON.stringify(wanted.key)}${wanted.feed === null ? '' : ` in the feed ${JSON.stringify(wanted.feed)}`}. Look it up in the queue's list of all cases.`,
    )
  }
  const named = cases.find(({ key }) => isTelling(key) && wanted.reason.includes(key))
  if (named) {
    throw new DeskError(
      'bad-input',
      `The reason names ${JSON.stringify(named.key)}, and stays in the record for good. Say why without the case's key.`,
    )
  }
  const copies = copiesOf(store.path)
  const backups = copies.flatMap((file) => eraseInCopy(join(store.path, file), file, personId, wanted))
  store.db.pragma('secure_delete = ON')
  let erased: ErasedRows | null = null
  try {
    store.write((write) => {
      erased = eraseRows(write, cases)
      write.log(tombstone(personId, cases, erased, wanted.reason))
      write.prepare("UPDATE meta SET value = ? WHERE key = 'queueVersion'").run(write.clock)
      if (wanted.dryRun) throw new RolledBack()
      const left = copies.map((file) => join(store.path, file))
      removeFiles(store, erased, left)
    })
    forgetTaxonomies(store)
    store.db.exec('VACUUM')
    store.db.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  } finally {
    store.db.pragma('secure_delete = OFF')
  }
  return reportOf(wanted.dryRun, cases, erased, backups)
}

const reportOf = (
  dryRun: boolean,
  cases: readonly FoundCase[],
  erased: ErasedRows | null,
  backups: ErasureReport['backups'],
): ErasureReport => ({
  dryRun,
  cases: cases.map(({ rowId: _, ...shown }) => shown),
  rows: erased?.rows ?? [],
  entries: erased?.entries.length ?? 0,
  assets: erased?.assets ?? [],
  backups,
  batches: erased?.batches ?? [],
})

/** The reason is text of a person, and could itself have to go one day: it is payload. */
const tombstone = (
  personId: PersonId,
  cases: readonly FoundCase[],
  { entries, rows, assets, batches }: ErasedRows,
  reason: string,
): LogEntry => ({
  kind: 'erasure',
  personId,
  summary: { cases: cases.map(({ caseId }) => caseId), entries, assets: assets.length, batches },
  payload: { reason, rows },
})

/** Every other database of the project: its backups, and what was put aside as damaged. */
const copiesOf = (projectPath: string): readonly string[] => [
  ...listBackups(projectPath).map(({ file }) => join('backups', file)),
  ...readdirSync(projectPath).filter((file) => /^project\.db\.damaged-\d+$/.test(file)),
]

/** A copy that is of an older form, or cannot be read, is removed whole: nobody could say what it still holds. */
const eraseInCopy = (path: string, file: string, personId: PersonId, wanted: Erasure): ErasureReport['backups'] => {
  try {
    return eraseInside(path, personId, wanted) ? [{ file, what: 'erased' }] : []
  } catch {
    if (!wanted.dryRun) for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    return [{ file, what: 'removed' }]
  }
}

/** False where the copy does not hold the case. */
const eraseInside = (path: string, personId: PersonId, wanted: Erasure): boolean => {
  const db = new Database(path)
  try {
    db.pragma('secure_delete = ON')
    const prepare: Store['prepare'] = <Row>(sql: string) => db.prepare<unknown[], Row>(sql)
    const cases = findCases({ prepare }, wanted.key, wanted.feed)
    if (cases.length === 0) return false
    db.exec('BEGIN IMMEDIATE')
    const erased = eraseRows({ prepare }, cases)
    const last = prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'clock'").get()?.value ?? null
    // A log of its own: the desk's next entry is another one, and no two may have one name.
    appendEntry(
      { prepare, deskId: DeskId.parse(newActId()), clock: nextClock(last, Date.now()) },
      tombstone(personId, cases, erased, wanted.reason),
    )
    db.exec(wanted.dryRun ? 'ROLLBACK' : 'COMMIT')
    if (wanted.dryRun) return true
    db.exec('VACUUM')
    if (existsSync(`${path}-wal`)) db.pragma('wal_checkpoint(TRUNCATE)')
    return true
  } finally {
    db.close()
  }
}
