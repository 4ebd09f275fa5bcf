import { DeskError } from '../../../shared/contract/errors.ts'

// better-sqlite3's prebuilt binary needs Node-API 10; on an older Node it would end the process without a word.
const napi = Number(process.versions.napi ?? 0)
if (napi < 10) {
  throw new Error(
    `Second Look needs Node 22.14 or newer (this is ${process.version}, Node-API ${napi}). ` +
      'Run it through npm, which brings its own Node: npm start, or npx second-look.',
  )
}
const { default: Database } = await import('better-sqlite3')

export { Database }

/** The SQLite result code of an error thrown by better-sqlite3, such as `SQLITE_BUSY`; null for any other error. */
export const sqliteCode = (error: unknown): string | null => (error instanceof Database.SqliteError ? error.code : null)

/** The same error as one of the contract's, where SQLite's code says enough; otherwise unchanged. */
export const translateSqliteError = (error: unknown, projectPath: string): unknown => {
  const code = sqliteCode(error)
  if (code === null) return error
  if (code.startsWith('SQLITE_FULL')) {
    return new DeskError(
      'disk-full',
      `The disk that holds ${projectPath} is full. Nothing was half-written. Free some space and do it again.`,
    )
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new DeskError('busy', `Another program is writing to ${projectPath}. Wait until it is done and try again.`)
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN') {
    return new DeskError(
      'project-read-only',
      `${projectPath} cannot be written. Give yourself the right to write to the folder, or copy it to a disk you can write to.`,
    )
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new DeskError(
      'project-damaged',
      `The database of ${projectPath} is damaged. Close the project and open it again: it then offers its backups.`,
    )
  }
  return error
}
