import { DeskError } from '../../../shared/contract/errors.ts'
import type { ImportOptions, Reject, SourceFile } from '../../../shared/contract/imports.ts'
import type { Caller, Handlers } from '../backend.ts'
import { previewImport } from '../jobs/import-preview.ts'
import type { ImportJobInput, LocalFile } from '../jobs/job.ts'
import { listImports, readImport, readRejects } from '../store/imports.ts'
import type { ServiceContext } from './context.ts'
import { tileLargeImages } from './images.ts'
import { fileOf } from './source-file.ts'

type Name = 'import.preview' | 'import.start' | 'import.list' | 'import.rejects'

export const createImports = (context: ServiceContext): Pick<Handlers, Name> => ({
  'import.preview': (options, caller) => previewImport(jobInput(context, options, caller)),
  'import.start': (options, caller) => {
    const input = jobInput(context, options, caller)
    const first = input.files[0]?.name ?? ''
    const title = input.files.length === 1 ? `Import of ${first}` : `Import of ${input.files.length} files`
    const { id: jobId } = context.jobs.start('import', title, input)
    void context.jobs.ended(jobId).then(() => tileLargeImages(context))
    return { jobId }
  },
  'import.list': () => ({ imports: listImports(context.store()) }),
  'import.rejects': ({ importId, offset, limit }) => {
    if (readImport(context.store(), importId) === null)
      throw new DeskError('not-found', `There is no import ${importId}. List them with import.list.`)
    const found: { total: number; rejects: Reject[] } = readRejects(context.store(), importId, offset, limit)
    return found
  },
})

/** Resolves uploads and checks what this caller may do. */
const jobInput = (context: ServiceContext, options: ImportOptions, caller: Caller): ImportJobInput => {
  const { files, images, instances, ...rest } = options
  const resolve = (file: SourceFile): LocalFile => fileOf(context, file, caller)
  if (rest.link && !caller.mayNamePaths)
    throw new DeskError('not-allowed', 'A browser cannot link files in place. Copy them in, or use the desktop app.')
  if (rest.role === 'outcome' && rest.format !== undefined && rest.format !== 'native' && rest.format !== 'csv')
    throw new DeskError(
      'bad-input',
      'Outcomes come from the native file or a CSV, by key. Choose one of these formats.',
    )
  return {
    personId: caller.personId,
    options: rest,
    files: files.map(resolve),
    images: images?.map(resolve) ?? [],
    instances: instances ? resolve(instances) : null,
  }
}
