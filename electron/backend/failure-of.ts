import { DeskError, type Failure } from '../../shared/contract/errors.ts'
import { translateSqliteError } from './store/sqlite.ts'

const SYSTEM_ERRORS: Readonly<Record<string, (path: string) => DeskError>> = {
  ENOSPC: (path) =>
    new DeskError('disk-full', `The disk is full${path}. Nothing was half-written. Free some space and do it again.`),
  EACCES: (path) =>
    new DeskError('bad-file', `Reading or writing was refused${path}. Give yourself the right to, and try again.`),
  EPERM: (path) =>
    new DeskError('bad-file', `Reading or writing was refused${path}. Give yourself the right to, and try again.`),
  EROFS: (path) => new DeskError('bad-file', `The disk cannot be written${path}. Choose another folder.`),
  ENOENT: (path) => new DeskError('bad-file', `There is no such file or folder${path}. Check its name.`),
  EISDIR: (path) => new DeskError('bad-file', `A file was expected, not a folder${path}.`),
  ENOTDIR: (path) => new DeskError('bad-file', `A folder was expected, not a file${path}.`),
}

/** Any thrown thing as the contract's plain data. What nobody foresaw becomes `internal`, with its message. */
export const failureOf = (thrown: unknown, projectPath: string): Failure => {
  const error = translateSqliteError(thrown, projectPath)
  if (error instanceof DeskError) return error.toFailure()
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ERR_INVALID_ARG_VALUE' && error.message.includes('null bytes'))
    return new DeskError('bad-input', 'A name of a file holds a NUL, which no disk has. Check the name.').toFailure()
  const path = 'path' in error && typeof error.path === 'string' ? `: ${error.path}` : ''
  const known = SYSTEM_ERRORS[code]
  if (known) return known(path).toFailure()
  return {
    code: 'internal',
    message: `Something went wrong that nobody foresaw: ${error.message}. Your work up to here is saved; the log has the details.`,
  }
}
