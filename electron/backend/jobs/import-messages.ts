import type { MessagePort } from 'node:worker_threads'
import type { ErrorCode } from '../../../shared/contract/errors.ts'
import type { ReadFailure } from '../../../shared/domain/formats/read-row.ts'
import type { HighRiskNames } from '../../../shared/domain/triggers/high-risk.ts'
import type { Model } from '../../../shared/model/prediction.ts'
import type { SkeletonTemplate } from '../../../shared/model/taxonomy.ts'
import type { PackedRows } from './import-pack.ts'
import type { ImportJobInput } from './job.ts'

/** What the reading thread is started with. It has no connection that writes. */
export type ReadingOrder = {
  readonly input: ImportJobInput
  readonly projectPath: string
  readonly stateDir: string
  readonly model: Model | null
  readonly highRisk: HighRiskNames
  readonly seed: number
  readonly port: MessagePort
  /** How many messages were PRODUCED and CONSUMED; STOP. */
  readonly cells: Int32Array<SharedArrayBuffer>
}

export const PRODUCED = 0
export const CONSUMED = 1
export const STOP = 2
/** Messages under way between the threads: more would only take memory. */
export const MOST_WAITING = 6

export type Batch = {
  readonly type: 'batch'
  readonly file: string
  readonly rows: PackedRows
  readonly failures: readonly ReadFailure[]
  readonly warnings: readonly string[]
  /** Labels first met in this batch, or first met on this kind of shape. */
  readonly labels: readonly (readonly [name: string, shape: string])[]
  /** How the skeletons of labels are made, where the file says it. */
  readonly skeletons: readonly (readonly [label: string, skeleton: SkeletonTemplate])[]
  /** Share of all bytes read so far. */
  readonly read: number
}

export type ReadingMessage =
  | { readonly type: 'sources'; readonly formats: readonly string[]; readonly files: readonly string[] }
  /** With role truth: all labels, before the first row. */
  | { readonly type: 'labels'; readonly labels: Batch['labels']; readonly skeletons: Batch['skeletons'] }
  | Batch
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }
