import type { Failure, Result } from '../../shared/contract/errors.ts'
import type { Input, Output } from '../../shared/contract/table.ts'
import { rebase } from '../../shared/domain/changes.ts'
import { Command, type Worksheet } from '../../shared/model/review.ts'
import { t } from '../i18n/t.ts'
import type { Journal, JournalEntry, RefusedEntry, SentName, Unsent } from './journal.ts'

/** Whose work on what, as it is sent: ids not yet branded. */
type SentSubject = Input<'review.change'>['subject']

/**
 * `saved` nothing is on its way; `saving` something is; `offline` the desk does not answer and the journal holds the
 * work; `waiting` the desk answered that it cannot write now (disk full, busy); `conflict` and `refused` need a person.
 */
export type SaveWord = 'saved' | 'saving' | 'offline' | 'waiting' | 'conflict' | 'refused'

export type SaveState = {
  readonly word: SaveWord
  readonly pending: number
  /** Work the desk did not take, kept until a person sends it again or discards it. */
  readonly refused: readonly RefusedEntry[]
  /** Why nothing moves, while `waiting`. */
  readonly reason: Failure | null
}

export type OutboxParts = {
  readonly journal: Journal
  call<N extends SentName>(name: N, input: Input<N>): Promise<Result<Output<N>>>
  isUnreachable(failure: Failure): boolean
  /** The worksheet as the desk has it now, after a conflict; null when it cannot be had. */
  refetch(subject: SentSubject): Promise<Worksheet | null>
  /** Whether each `before` of the changes is still what the worksheet holds. */
  stillHolds(worksheet: Worksheet, entry: Unsent): boolean
  onState(state: SaveState): void
}

type Waiter = (result: Result<never> | Result<unknown>) => void

/** Refusals the screen that sent the command explains at once; nothing is lost, since nothing was accepted. */
const EXPLAINED = new Set(['bad-input', 'not-allowed', 'not-found'])
/** The desk cannot write now but may soon: the entry keeps its place at the head. */
const LATER = new Set(['busy', 'disk-full'])

export type Outbox = {
  /** Adopts what was left unsent for this project and goes on from there. Null closes the outbox. */
  open(projectId: string | null): Promise<void>
  /** Journals, then sends in order. Resolves with the desk's answer, however long that takes; never rejects. */
  send<N extends SentName>(name: N, input: Input<N>): Promise<Result<Output<N>>>
  /** Tries the head again: the desk is back, or a person asked. */
  wake(): void
  retry(seq: number): Promise<void>
  discard(seq: number): Promise<void>
}

const subjectKey = (subject: SentSubject): string => `${subject.caseId}/${subject.predictionId ?? ''}`

const subjectOf = (entry: Unsent): string | null =>
  entry.name === 'review.change' || entry.name === 'review.submit' ? subjectKey(entry.input.subject) : null

const sameState = (a: SaveState | null, b: SaveState): boolean =>
  a !== null && a.word === b.word && a.pending === b.pending && a.refused === b.refused && a.reason === b.reason

const NO_PROJECT: Result<never> = {
  ok: false,
  error: {
    code: 'no-project',
    message: t('No project is open, so this was not kept. Open the project and do it again.'),
  },
}

/** Ordered, one in flight, journalled before sending, idempotent by command id. No timers: events and answers drive it. */
export const createOutbox = (parts: OutboxParts): Outbox => {
  let projectId: string | null = null
  let queue: JournalEntry[] = []
  let refused: readonly RefusedEntry[] = []
  let word: 'idle' | 'sending' | 'offline' | 'waiting' = 'idle'
  let reason: Failure | null = null
  let woken = false
  /** Given to `send`, not in the journal yet. */
  let journalling = 0
  let unjournalled = -1
  const waiters = new Map<number, Waiter>()
  /** How far the desk's revision ran ahead of what this page expected, for each subject that was rebased. */
  const shifts = new Map<string, number>()

  let published: SaveState | null = null
  const publish = (): void => {
    const stopped = word === 'offline' || word === 'waiting' ? word : null
    const unkept = refused.some((one) => one.failure.code === 'conflict')
      ? 'conflict'
      : refused.length > 0
        ? 'refused'
        : null
    const pending = queue.length + journalling
    const next: SaveState = { word: stopped ?? unkept ?? (pending > 0 ? 'saving' : 'saved'), pending, refused, reason }
    if (!sameState(published, next)) parts.onState(next)
    published = next
  }

  const rebased = (entry: JournalEntry): Unsent => {
    if (entry.name !== 'review.change' && entry.name !== 'review.submit') return entry
    const shift = shifts.get(subjectKey(entry.input.subject)) ?? 0
    if (shift === 0) return entry
    const baseRevision = entry.input.baseRevision + shift
    return entry.name === 'review.change'
      ? // The desk was ahead of this page: it must hear the whole.
        { name: entry.name, input: { ...entry.input, baseRevision, brief: false } }
      : { name: entry.name, input: { ...entry.input, baseRevision } }
  }

  const post = (unsent: Unsent): Promise<Result<unknown>> => {
    switch (unsent.name) {
      case 'review.change':
        return parts.call(unsent.name, unsent.input)
      case 'review.looked':
        return parts.call(unsent.name, unsent.input)
      case 'review.submit':
        return parts.call(unsent.name, unsent.input)
      case 'review.undo':
        return parts.call(unsent.name, unsent.input)
      case 'review.redo':
        return parts.call(unsent.name, unsent.input)
    }
  }

  /** Once, and only for a change whose every `before` still stands; a verdict on changed work needs the person. */
  const resend = async (entry: JournalEntry, first: Result<unknown>): Promise<Result<unknown>> => {
    if (entry.name !== 'review.change') return first
    const current = await parts.refetch(entry.input.subject)
    if (current === null || !parts.stillHolds(current, entry)) return first
    shifts.set(subjectKey(entry.input.subject), current.revision - entry.input.baseRevision)
    return post(rebased(entry))
  }

  const deliver = async (entry: JournalEntry): Promise<Result<unknown>> => {
    const result = await post(rebased(entry))
    return !result.ok && result.error.code === 'conflict' ? resend(entry, result) : result
  }

  const mustKeep = (entry: JournalEntry, failure: Failure): boolean => {
    const step = entry.name === 'review.undo' || entry.name === 'review.redo'
    if (step && failure.code === 'conflict') return false
    return !waiters.has(entry.seq) || !EXPLAINED.has(failure.code)
  }

  const settle = async (entry: JournalEntry, result: Result<unknown>): Promise<void> => {
    if (!result.ok && mustKeep(entry, result.error)) {
      refused = [...refused, { ...entry, failure: result.error }]
      await parts.journal.refuse(entry, result.error)
    } else if (entry.seq > 0) await parts.journal.remove(entry.seq)
    queue = queue.filter((one) => one.seq !== entry.seq)
    forgetShift(entry)
    // The word changes first: whoever waited for this answer finds the state that goes with it.
    publish()
    waiters.get(entry.seq)?.(result)
    waiters.delete(entry.seq)
  }

  /** With this answer the page knows the desk's revision: what it makes from now on needs no shift. */
  const forgetShift = (entry: JournalEntry): void => {
    const key = subjectOf(entry)
    if (key !== null && queue.every((one) => subjectOf(one) !== key)) shifts.delete(key)
  }

  const pump = async (): Promise<void> => {
    if (word === 'sending') return
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      woken = false
      word = 'sending'
      reason = null
      publish()
      const result = await deliver(head)
      const stop = !result.ok && (parts.isUnreachable(result.error) || LATER.has(result.error.code))
      if (stop && !woken) {
        word = parts.isUnreachable(result.error) ? 'offline' : 'waiting'
        reason = word === 'waiting' ? result.error : null
        return publish()
      }
      if (!stop) await settle(head, result)
    }
    word = 'idle'
    publish()
  }

  const enqueue = async (unsent: Unsent, waiter: Waiter | null): Promise<void> => {
    if (projectId === null) return
    const owned = projectId
    journalling += 1
    publish()
    const entry = await parts.journal
      .append(owned, unsent)
      // Without a journal (storage refused by the browser) the work still goes out in order, only not past a crash.
      .catch((): JournalEntry => ({ ...unsent, seq: unjournalled--, projectId: owned }))
    if (waiter) waiters.set(entry.seq, waiter)
    journalling -= 1
    queue = [...queue, entry]
    void pump()
  }

  /** A person who sends again what met a conflict means it for the work as it stands now. Null: that is so already. */
  const madeAgain = async (entry: RefusedEntry): Promise<Unsent | null> => {
    if (entry.failure.code !== 'conflict') return entry
    if (entry.name !== 'review.change' && entry.name !== 'review.submit') return entry
    const current = await parts.refetch(entry.input.subject)
    if (current === null) return entry
    const key = subjectKey(entry.input.subject)
    if (entry.name === 'review.submit') {
      shifts.set(key, current.revision - entry.input.baseRevision)
      return entry
    }
    const changes = rebase(current, Command.shape.changes.parse(entry.input.changes))
    const baseRevision = current.revision - (shifts.get(key) ?? 0)
    return changes.length === 0
      ? null
      : { name: entry.name, input: { ...entry.input, changes, baseRevision, brief: false } }
  }

  const take = async (seq: number): Promise<RefusedEntry | null> => {
    const found = refused.find((one) => one.seq === seq) ?? null
    refused = refused.filter((one) => one.seq !== seq)
    if (found) await parts.journal.forget(seq)
    return found
  }

  return {
    open: async (next) => {
      if (next === projectId) return
      projectId = next
      queue = []
      refused = []
      shifts.clear()
      if (next !== null) {
        const left = await parts.journal.adopt(next).catch(() => ({ unsent: [], refused: [] }))
        // What was sent while the journal was being read stands after what the journal held.
        queue = [...left.unsent, ...queue.filter((one) => left.unsent.every((old) => old.seq !== one.seq))]
        refused = left.refused
      }
      publish()
      await pump()
    },
    send: <N extends SentName>(name: N, input: Input<N>): Promise<Result<Output<N>>> =>
      projectId === null
        ? Promise.resolve(NO_PROJECT)
        : new Promise((resolve) => {
            // The waiter is kept beside the entry of this very name, so the answer is of this name's type.
            void enqueue({ name, input } as unknown as Unsent, resolve as Waiter)
          }),
    wake: () => {
      woken = true
      if (word === 'offline' || word === 'waiting') {
        word = 'idle'
        void pump()
      }
    },
    retry: async (seq) => {
      const entry = await take(seq)
      const again = entry === null ? null : await madeAgain(entry)
      if (again) await enqueue(again, null)
      publish()
    },
    discard: async (seq) => {
      await take(seq)
      publish()
    },
  }
}
