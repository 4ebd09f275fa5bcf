import { create } from 'zustand'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { CsvColumns } from '../../../shared/contract/imports.ts'
import type { Input } from '../../../shared/contract/table.ts'
import type { ImportFormat } from '../../../shared/model/format.ts'
import { client } from '../../api/client.ts'
import { watchJob } from '../../api/jobs.ts'
import { type GivenFile, giveFiles } from '../../api/source-files.ts'

export type Role = 'prediction' | 'truth' | 'outcome'

export type ImportChoices = {
  /** Null: as detected. */
  readonly format: ImportFormat | null
  readonly role: Role
  readonly as: string
  readonly model: string
  readonly feed: string
  readonly link: boolean
  /** Null: as guessed. */
  readonly columns: CsvColumns | null
}

type ImportState = {
  readonly files: readonly GivenFile[]
  readonly choices: ImportChoices
  /** Bytes handed to the desk so far, while they are. */
  readonly handing: { readonly done: number; readonly total: number } | null
  /** The import that was started here last; its job says how far it is, and its report. */
  readonly jobId: string | null
  readonly failure: Failure | null
}

const AS_DETECTED: ImportChoices = {
  format: null,
  role: 'prediction',
  as: '',
  model: '',
  feed: '',
  link: false,
  columns: null,
}

const EMPTY: ImportState = { files: [], choices: AS_DETECTED, handing: null, jobId: null, failure: null }

export const useImport = create<ImportState>(() => EMPTY)

export const resetImport = (): void => {
  handingOver?.abort()
  useImport.setState(EMPTY)
}

export const choose = (changed: Partial<ImportChoices>): void =>
  useImport.setState(({ choices }) => ({ choices: { ...choices, ...changed } }))

let handingOver: AbortController | null = null

/** Hands files to the desk and shows what they would become. */
export const addFiles = async (files: readonly File[]): Promise<void> => {
  if (files.length === 0) return
  handingOver?.abort()
  const mine = new AbortController()
  handingOver = mine
  const total = files.reduce((sum, file) => sum + file.size, 0)
  useImport.setState({ handing: { done: 0, total }, failure: null, jobId: null })
  const given = await giveFiles(files, (done) => useImport.setState({ handing: { done, total } }), mine.signal)
  if (mine.signal.aborted) return
  if (given.ok) addGiven(given.value)
  else useImport.setState({ handing: null, failure: given.error })
}

export const addGiven = (given: readonly GivenFile[]): void =>
  useImport.setState(({ files }) => ({
    files: [...files, ...given],
    handing: null,
    jobId: null,
    failure: null,
  }))

export const removeFile = (index: number): void =>
  useImport.setState(({ files, choices }) => {
    const left = files.filter((_, at) => at !== index)
    return { files: left, choices: { ...choices, columns: null } }
  })

/** What the desk is asked to look at or to import. */
export const optionsOf = (files: readonly GivenFile[], choices: ImportChoices): Input<'import.start'> => ({
  files: files.map((file) => file.source),
  ...(choices.format === null ? {} : { format: choices.format }),
  ...(choices.model.trim() === '' ? {} : { model: choices.model.trim() }),
  role: choices.role,
  ...(choices.role === 'truth' && choices.as.trim() !== '' ? { as: choices.as.trim() } : {}),
  link: choices.link,
  feed: choices.feed.trim(),
  ...(choices.columns === null ? {} : { columns: choices.columns }),
})

export const startImport = async (): Promise<void> => {
  const { files, choices } = useImport.getState()
  const started = await client.call('import.start', optionsOf(files, choices))
  if (!started.ok) return useImport.setState({ failure: started.error })
  useImport.setState({ ...EMPTY, jobId: started.value.jobId })
  await watchJob(started.value.jobId)
}
