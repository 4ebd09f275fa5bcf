import type { Result } from '../../shared/contract/errors.ts'
import type { DeskEvent } from '../../shared/contract/events.ts'
import type { Input, OperationName, Output, Parsed } from '../../shared/contract/table.ts'
import type { PersonId } from '../../shared/model/ids.ts'

/** Who calls, through which host, and what that host may do. Made by the host, never by the message. */
export type Caller = {
  readonly host: 'desktop' | 'web' | 'cli'
  readonly personId: PersonId
  /** A browser cannot name paths: it uploads, downloads, and opens projects under the host's roots only. */
  readonly mayNamePaths: boolean
}

/** One function for each operation. A missing one, or a wrong field, does not compile. */
export type Handlers = {
  readonly [N in OperationName]: (input: Parsed<N>, caller: Caller) => Promise<Output<N>> | Output<N>
}

/** A file the page may show: an asset of the open project, or a finished export. */
export type ServedFile = {
  readonly path: string
  readonly mime: string
  readonly bytes: number
}

/** The desk without a host. Hosts carry messages to it and facts from it; they decide nothing. */
export type Backend = {
  /** Validates, runs, answers. Never rejects. */
  dispatch<N extends OperationName>(name: N, input: Input<N>, caller: Caller): Promise<Result<Output<N>>>
  /** The same for a name and input that came from outside and are not known to be right. */
  dispatchUnknown(name: string, input: unknown, caller: Caller): Promise<Result<unknown>>
  subscribe(listener: (event: DeskEvent) => void): () => void
  /** The stored file of an asset of the open project, by hash; null when there is none. */
  asset(sha256: string): Promise<ServedFile | null>
  /** What is made of such a file to be shown, by the name of the rendition (files/renditions.ts); null when there is none. */
  rendition(sha256: string, name: string): Promise<ServedFile | null>
  /** A finished export's zip, by batch id; null when there is none. */
  download(batchId: string): Promise<ServedFile | null>
  /** Where a host puts an upload's bytes while it streams in; `import.*` finds it by its id. */
  upload(name: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly uploadId: string; readonly bytes: number }>
  /** Waits for running work to stop at a safe point and closes the project. */
  close(): Promise<void>
}
