import type { Result } from './errors.ts'
import type { DeskEvent } from './events.ts'
import type { Input, OperationName, Output } from './table.ts'

/** How anything outside the backend speaks to it: over IPC, HTTP, or directly. Never rejects. */
export type Client = {
  call<N extends OperationName>(name: N, input: Input<N>): Promise<Result<Output<N>>>
  /** Calls back for each event until the returned function is called. */
  subscribe(listener: (event: DeskEvent) => void): () => void
}
