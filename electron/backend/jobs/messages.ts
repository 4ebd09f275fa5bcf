import type { Failure } from '../../../shared/contract/errors.ts'
import type { DeskId } from '../../../shared/model/ids.ts'
import type { JobInput, JobKind } from './job.ts'

/** What a worker is started with. `cells` is the memory it shares with its desk (store/write-turns.ts). */
export type WorkOrder = {
  [K in JobKind]: {
    readonly kind: K
    readonly input: JobInput[K]
    readonly projectPath: string
    readonly stateDir: string
    readonly deskId: DeskId
    /** The backend runs beside a desk of another process, whose writes it cannot see coming. */
    readonly beside: boolean
    readonly cells: Int32Array<SharedArrayBuffer>
  }
}[JobKind]

/** What a worker says while it works, and once at its end. */
export type WorkerMessage =
  | { readonly type: 'progress'; readonly done: number; readonly total: number | null; readonly unit: string }
  | { readonly type: 'changed' }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: Failure }
