import { basename } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { SourceFile } from '../../../shared/contract/imports.ts'
import type { Caller } from '../backend.ts'
import type { LocalFile } from '../jobs/job.ts'
import type { ServiceContext } from './context.ts'

/** The file that a caller means: an upload's own, or a path where the caller may name one. */
export const fileOf = (context: ServiceContext, file: SourceFile, caller: Caller): LocalFile => {
  if (file.from === 'upload') return context.uploaded(file.uploadId)
  if (!caller.mayNamePaths)
    throw new DeskError('not-allowed', 'A browser cannot name files of this machine. Choose or drop the files instead.')
  return { path: file.path, name: basename(file.path) }
}
