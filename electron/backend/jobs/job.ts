import type { DatasetRef } from '../../../shared/contract/datasets.ts'
import type { ExportOptions } from '../../../shared/contract/exports.ts'
import type { ImportOptions } from '../../../shared/contract/imports.ts'
import type { DatasetOptions } from '../../../shared/model/dataset.ts'
import type { PlanOptions } from '../../../shared/model/failure.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import type { RecordHead } from '../../../shared/model/record.ts'
import type { TriggerSettings } from '../../../shared/model/trigger.ts'
import type { Store } from '../store/store.ts'

/** A file whose path the host has vouched for. `name` is what the person called it. */
export type LocalFile = { readonly path: string; readonly name: string }

/** `files`, `images` and `instances` of the options, with uploads turned into paths. */
export type ImportJobInput = {
  readonly personId: PersonId
  readonly options: Omit<ImportOptions, 'files' | 'images' | 'instances'>
  readonly files: readonly LocalFile[]
  readonly images: readonly LocalFile[]
  readonly instances: LocalFile | null
}

/** Work on dataset versions: finding out what one would be, freezing it, checking it, writing its manifest. */
export type DatasetJobInput =
  | { readonly act: 'preview' | 'build'; readonly personId: PersonId; readonly options: DatasetOptions }
  | { readonly act: 'verify'; readonly dataset: DatasetRef }
  | {
      readonly act: 'export'
      readonly personId: PersonId
      readonly dataset: DatasetRef
      /** The folder to make, or null: make a zip among the project's downloads. */
      readonly to: string | null
    }

export type JobInput = {
  import: ImportJobInput
  export: {
    readonly personId: PersonId
    readonly options: ExportOptions
    /** The folder to make, or null: make a zip among the project's downloads. */
    readonly to: string | null
  }
  requeue: { readonly personId: PersonId; readonly triggers: TriggerSettings }
  /** Large images without tiles are found in the store; `first` is somebody's who waits. */
  tiles: { readonly first: string | null }
  'index-fields': { readonly fields: readonly string[] }
  /** Older reviews, whose findings were never kept. */
  'find-failures': Readonly<Record<string, never>>
  verify: { readonly head: RecordHead | null }
  dataset: DatasetJobInput
  /** A relabel plan; without a name only what one would be. */
  plan: { readonly personId: PersonId; readonly options: PlanOptions; readonly name: string | null }
  codes: { readonly personId: PersonId; readonly list: string; readonly version: string; readonly file: LocalFile }
}
export type JobKind = keyof JobInput

/** Work that writes nothing but files of its own: it runs beside other work, and nothing waits for it. */
export const isAside = (kind: string): boolean => kind === 'tiles'

/** What work in a worker sees. Its store is a connection of its own. */
export type JobContext = {
  readonly store: Store
  /** Machine-level state: approved folders of linked images. */
  readonly stateDir: string
  /** Free of charge to call often; reported a few times a second. */
  progress(done: number, total: number | null, unit: string): void
  /** True once somebody asked to stop: finish the transaction, leave a consistent state, throw `cancelled`. */
  cancelled(): boolean
  /** True while the desk itself wants to write: commit and call `yieldToDesk` soon (50 ms at most). */
  deskWaits(): boolean
  /** Between transactions: lets the desk's own writes through. */
  yieldToDesk(): void
  /** Says that what lists show has changed. */
  changed(): void
}

/** The work itself; what it answers becomes the job's `result`. */
export type JobRun<K extends JobKind> = (context: JobContext, input: JobInput[K]) => Promise<unknown>
