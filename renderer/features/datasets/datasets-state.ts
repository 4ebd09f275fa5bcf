import { create } from 'zustand'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { Input } from '../../../shared/contract/table.ts'
import type { LineageSubject } from '../../../shared/model/lineage.ts'
import { client } from '../../api/client.ts'
import { watchJob } from '../../api/jobs.ts'

export const PARTS = ['versions', 'new', 'disagreements', 'models', 'lineage'] as const
export type Part = (typeof PARTS)[number]

/** The form of a new version, as it is being filled in. Shares are in percent. */
export type Draft = {
  readonly name: string
  readonly where: string
  readonly truth: 'equal' | 'majority' | 'reviewer'
  readonly majority: number
  readonly atLeast: number
  readonly reviewer: string
  readonly importedTruth: boolean
  readonly splits: readonly { readonly id: number; readonly name: string; readonly percent: number }[]
  readonly seed: number
  readonly groupBy: string
  /** In percent; null: not looked for. */
  readonly text: number | null
  readonly image: number | null
  readonly keepSplits: boolean
  readonly golden: string
  readonly note: string
}

type DatasetsState = {
  readonly part: Part
  /** The version in sight, by its id; the newest where none was chosen. */
  readonly chosen: string | null
  /** The version it is compared with. */
  readonly against: string | null
  /** The model or dataset version that the lineage is asked of; the first there is where none was chosen. */
  readonly subject: LineageSubject | null
  readonly draft: Draft
  readonly previewJob: string | null
  /** What was asked of that preview: another form is another question. */
  readonly previewed: string
  readonly buildJob: string | null
  /** Checks and files of the version in sight. */
  readonly checkJob: string | null
  readonly filesJob: string | null
  readonly failure: Failure | null
}

const AS_USUAL: DatasetsState = {
  part: 'versions',
  chosen: null,
  against: null,
  subject: null,
  draft: {
    name: '',
    where: '',
    truth: 'equal',
    majority: 60,
    atLeast: 2,
    reviewer: '',
    importedTruth: true,
    splits: [
      { id: 1, name: 'train', percent: 80 },
      { id: 2, name: 'validation', percent: 10 },
      { id: 3, name: 'test', percent: 10 },
    ],
    seed: 1,
    groupBy: 'group',
    text: 80,
    image: 90,
    keepSplits: true,
    golden: '',
    note: '',
  },
  previewJob: null,
  previewed: '',
  buildJob: null,
  checkJob: null,
  filesJob: null,
  failure: null,
}

export const useDatasets = create<DatasetsState>(() => AS_USUAL)

/** Another project has other versions. */
export const resetDatasets = (): void => useDatasets.setState(AS_USUAL)

export const showPart = (part: Part): void => useDatasets.setState({ part, failure: null })

export const choose = (id: string): void =>
  useDatasets.setState({ part: 'versions', chosen: id, against: null, checkJob: null, filesJob: null, failure: null })

export const compareWith = (id: string | null): void => useDatasets.setState({ against: id })

export const showLineage = (subject: LineageSubject): void => useDatasets.setState({ part: 'lineage', subject })

export const setDraft = (changed: Partial<Draft>): void =>
  useDatasets.setState(({ draft }) => ({ draft: { ...draft, ...changed } }))

/** What the form asks for. Throws nothing: what is wrong with it the desk says. */
export const optionsOf = (draft: Draft): Input<'dataset.build'> => ({
  name: draft.name.trim(),
  where: draft.where.trim(),
  truth:
    draft.truth === 'majority'
      ? { by: 'majority', share: draft.majority / 100, atLeast: draft.atLeast }
      : draft.truth === 'reviewer'
        ? { by: 'reviewer', reviewer: draft.reviewer }
        : { by: 'equal' },
  importedTruth: draft.importedTruth,
  splits: draft.splits.map(({ name, percent }) => ({ name: name.trim(), share: percent / 100 })),
  seed: draft.seed,
  groupBy: draft.groupBy.trim(),
  nearDuplicates: {
    text: draft.text === null ? null : draft.text / 100,
    image: draft.image === null ? null : draft.image / 100,
  },
  keepSplits: draft.keepSplits,
  golden: draft.golden.trim(),
  note: draft.note.trim(),
})

type JobSlot = 'previewJob' | 'buildJob' | 'checkJob' | 'filesJob'

const begin = async <N extends 'dataset.preview' | 'dataset.build' | 'dataset.verify' | 'dataset.export'>(
  slot: JobSlot,
  operation: N,
  input: Input<N>,
): Promise<void> => {
  useDatasets.setState({ failure: null, [slot]: null })
  const started = await client.call(operation, input)
  if (!started.ok) return useDatasets.setState({ failure: started.error })
  useDatasets.setState({ [slot]: started.value.jobId })
  await watchJob(started.value.jobId)
}

export const previewVersion = async (draft: Draft): Promise<void> => {
  const options = optionsOf(draft)
  useDatasets.setState({ previewed: JSON.stringify(options), buildJob: null })
  await begin('previewJob', 'dataset.preview', options)
}

export const buildVersion = (draft: Draft): Promise<void> => begin('buildJob', 'dataset.build', optionsOf(draft))

export const checkVersion = (dataset: string): Promise<void> => begin('checkJob', 'dataset.verify', { dataset })

export const exportVersion = (dataset: string, to: string | null): Promise<void> =>
  begin('filesJob', 'dataset.export', { dataset, ...(to === null ? {} : { to }) })
