import { create } from 'zustand'
import type { Result } from '../../shared/contract/errors.ts'
import type { Input, Output } from '../../shared/contract/table.ts'
import { applyChanges, ChangeError } from '../../shared/domain/changes.ts'
import { Command, Worksheet } from '../../shared/model/review.ts'
import { client, isUnreachable } from './client.ts'
import type { SentName, Unsent } from './journal.ts'
import { indexedDbJournal } from './journal-indexeddb.ts'
import { createOutbox, type SaveState } from './outbox-queue.ts'
import { useTransport } from './transport.ts'

/** The word in the top bar and what stands behind it. */
export const useSaveState = create<SaveState>(() => ({ word: 'saved', pending: 0, refused: [], reason: null }))

const stillHolds = (worksheet: Worksheet, entry: Unsent): boolean => {
  if (entry.name !== 'review.change') return false
  try {
    applyChanges(worksheet, Command.shape.changes.parse(entry.input.changes))
    return true
  } catch (error) {
    if (error instanceof ChangeError) return false
    throw error
  }
}

const outbox = createOutbox({
  journal: indexedDbJournal(),
  call: client.call,
  isUnreachable,
  refetch: async (subject) => {
    const opened = await client.call('review.open', subject)
    return opened.ok ? Worksheet.parse(opened.value.worksheet) : null
  },
  stillHolds,
  onState: (state) => useSaveState.setState(state),
})

useTransport.subscribe(({ state }) => {
  if (state === 'online') outbox.wake()
})

/** Journals the command, sends it after those before it, and resolves with the desk's answer. Never rejects. */
export const send = <N extends SentName>(name: N, input: Input<N>): Promise<Result<Output<N>>> =>
  outbox.send(name, input)

/** Called when another project is opened: what was left unsent for it goes out first. */
export const openOutbox = outbox.open
/** Sends again at once what the desk could not take a moment ago. */
export const wakeOutbox = outbox.wake
export const retryRefused = outbox.retry
export const discardRefused = outbox.discard
