import { create } from 'zustand'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { ExportContract } from '../../../shared/contract/exports.ts'
import type { Input } from '../../../shared/contract/table.ts'
import { FORMATS } from '../../../shared/domain/formats/formats.ts'
import type { ExportFormat, LossChoice, OffsetUnit, TagScheme } from '../../../shared/model/format.ts'
import type { Verdict } from '../../../shared/model/verdict.ts'
import { client } from '../../api/client.ts'
import { watchJob } from '../../api/jobs.ts'

type ExportState = {
  readonly format: ExportFormat
  readonly where: string
  /** Empty: all of them. */
  readonly verdicts: readonly Verdict[]
  readonly truth: boolean
  /** Whose answer counts where several differ; empty: such cases are left out. */
  readonly reviewer: string
  /** A batch id, `last`, or empty: everything. */
  readonly since: string
  readonly images: 'copy' | 'reference'
  /** What text offsets count; null: as the format does usually. */
  readonly offsets: OffsetUnit | null
  /** Of CoNLL. */
  readonly tags: TagScheme
  /** What becomes of annotations that the format cannot carry as they are. */
  readonly losses: LossChoice
  readonly contract: ExportContract | null
  /** The folder to make, on the desktop; null: not chosen yet. */
  readonly to: string | null
  readonly jobId: string | null
  readonly failure: Failure | null
}

const AS_USUAL: ExportState = {
  format: 'native',
  where: '',
  verdicts: [],
  truth: true,
  reviewer: '',
  since: '',
  images: 'reference',
  offsets: null,
  tags: 'bio',
  losses: 'convert',
  contract: null,
  to: null,
  jobId: null,
  failure: null,
}

export const useExport = create<ExportState>(() => AS_USUAL)

/** Another project is another export. */
export const resetExport = (): void => useExport.setState(AS_USUAL)

export const setExport = (changed: Partial<ExportState>): void => useExport.setState(changed)

export const exportOptions = (state: ExportState): Input<'export.start'> => ({
  format: state.format,
  where: state.where.trim(),
  verdicts: [...state.verdicts],
  truth: state.truth,
  ...(state.reviewer === '' ? {} : { reviewer: state.reviewer }),
  ...(state.since === '' ? {} : { since: state.since }),
  images: state.images,
  ...(state.offsets === null || !(FORMATS[state.format].offsets ?? []).includes(state.offsets)
    ? {}
    : { offsets: state.offsets }),
  tags: state.tags,
  losses: state.losses,
  ...(state.contract === null ? {} : { contract: state.contract }),
  ...(state.to === null ? {} : { to: state.to }),
})

export const startExport = async (options: Input<'export.start'>): Promise<void> => {
  useExport.setState({ failure: null })
  const started = await client.call('export.start', options)
  if (!started.ok) return useExport.setState({ failure: started.error })
  useExport.setState({ jobId: started.value.jobId, to: null })
  await watchJob(started.value.jobId)
}
