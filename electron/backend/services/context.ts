import type { DeskEvent } from '../../../shared/contract/events.ts'
import type { Job } from '../../../shared/contract/jobs.ts'
import type { JobInput, JobKind } from '../jobs/job.ts'
import type { Store } from '../store/store.ts'

/** What a room's services are made from. `createX(context)` answers the handlers of room X. */
export type ServiceContext = {
  /** The open project. Throws `no-project` when there is none (dispatch checks first). */
  store(): Store
  emit(event: DeskEvent): void
  jobs: {
    /** Starts work in a worker thread of its own; resolves at once. One writing job at a time: `busy` otherwise. */
    start<K extends JobKind>(kind: K, title: string, input: JobInput[K]): Job
    get(jobId: string): Job
    list(): readonly Job[]
    cancel(jobId: string): Job
    /** Resolves when the job has ended. */
    ended(jobId: string): Promise<Job>
  }
  /** The path of an uploaded file and the name it came with; throws `not-found`. */
  uploaded(uploadId: string): { readonly path: string; readonly name: string }
}
