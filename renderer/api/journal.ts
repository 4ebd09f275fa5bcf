import type { Failure } from '../../shared/contract/errors.ts'
import type { Input } from '../../shared/contract/table.ts'

export type SentName = 'review.change' | 'review.looked' | 'review.submit' | 'review.undo' | 'review.redo'

/** One command on its way to the desk. */
export type Unsent = { readonly [N in SentName]: { readonly name: N; readonly input: Input<N> } }[SentName]

/** `seq` gives the order; negative while the browser refuses to store anything. */
export type JournalEntry = Unsent & { readonly seq: number; readonly projectId: string }
export type RefusedEntry = JournalEntry & { readonly failure: Failure }

/** Where commands stand between the gesture and the desk's answer. Survives a reload and a crash of the page. */
export type Journal = {
  append(projectId: string, unsent: Unsent): Promise<JournalEntry>
  remove(seq: number): Promise<void>
  /** Moves an entry out of the way of later ones, to be decided by a person. */
  refuse(entry: JournalEntry, failure: Failure): Promise<void>
  forget(seq: number): Promise<void>
  /** Entries of this project that no living page is sending, in order; they belong to this page from now on. */
  adopt(projectId: string): Promise<{ unsent: readonly JournalEntry[]; refused: readonly RefusedEntry[] }>
}
