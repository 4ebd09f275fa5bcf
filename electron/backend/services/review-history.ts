import { DeskError } from '../../../shared/contract/errors.ts'
import { invert } from '../../../shared/domain/changes.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { CommandId, type PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { Change, HistoryEntry, Review } from '../../../shared/model/review.ts'
import { newActId } from '../files/sha256.ts'
import { commandsOfBulk, entryOf, type LoggedCommand, readHistory, topOf } from '../store/commands.ts'
import { insertReview, readReview, recordBulk, recordReview, withdrawBulk, withdrawReview } from '../store/reviews.ts'
import type { Write } from '../store/store.ts'
import { changesAsRead, fittedTo, isOfEarlierVersion } from './review-reading.ts'
import { answeredBefore, changed, commit, findWork, type Outcome, type Work } from './review-work.ts'

type Step = { readonly commandId: CommandId; readonly expects: CommandId }

/** Takes back the top of the person's undo stack. Throws `conflict` where that is not what the caller expects. */
export const undo = (write: Write, personId: PersonId, step: Step): Outcome => move(write, personId, step, 'undo')

/** Does again the top of the person's redo stack. Throws `conflict` where that is not what the caller expects. */
export const redo = (write: Write, personId: PersonId, step: Step): Outcome => move(write, personId, step, 'redo')

function move(write: Write, personId: PersonId, { commandId, expects }: Step, kind: 'undo' | 'redo'): Outcome {
  const before = answeredBefore(write, personId, commandId, kind)
  if (before) return before
  const top = topOf(write, personId, kind)
  if (top?.id !== expects) throw notOnTop(write, personId, kind, top)
  const entry = entryOf(top)
  const work = findWork(write, personId, entry.subject)
  if (top.kind === 'bulk') return moveBulk(write, work, top, { commandId, kind, entry })
  const command = { id: commandId, kind, label: `${kind}: ${top.label}`.slice(0, 200), undoes: top.id, entry }
  if (top.kind === 'submit') {
    const reviewId = kind === 'undo' ? withdrawSubmission(write, personId, top) : submitAgain(write, work, top)
    return commit(write, work, work.worksheet, { ...command, changes: [], reviewId })
  }
  const changes = stepOf(write, work, top, kind)
  return commit(write, work, changed(write, work, changes), { ...command, changes, reviewId: null })
}

/** What undoing or doing again a logged command changes in the worksheet as it reads now. */
function stepOf(write: Write, work: Work, logged: LoggedCommand, kind: 'undo' | 'redo'): readonly Change[] {
  const read = changesAsRead(write, work, logged)
  const changes = kind === 'undo' ? invert(read) : read
  return isOfEarlierVersion(write, logged) ? fittedTo(work.worksheet, changes) : changes
}

function notOnTop(write: Write, personId: PersonId, kind: 'undo' | 'redo', top: LoggedCommand | null): DeskError {
  const message = top
    ? `The next step to ${kind} is "${top.label}", which is not the one meant. Read review.history and try again.`
    : `There is nothing to ${kind}. Read review.history to see both stacks.`
  return new DeskError('conflict', message, { history: readHistory(write, personId) })
}

type Moving = { readonly commandId: CommandId; readonly kind: 'undo' | 'redo'; readonly entry: HistoryEntry }

/** Takes an answer that was given to many cases back from all of them, or gives it again. */
function moveBulk(write: Write, head: Work, top: LoggedCommand, { commandId, kind, entry }: Moving): Outcome {
  const parts = commandsOfBulk(write, top.id)
  const before = parts.map((part) => submittedReview(write, part))
  if (kind === 'undo') withdrawBulk(write, head.personId, top.id, before)
  const others = parts.map((part) => {
    const work = findWork(write, head.personId, { caseId: part.case_uid, predictionId: part.prediction_uid })
    const changes = stepOf(write, work, part, kind)
    const after = changed(write, work, changes)
    const reviewId = kind === 'undo' ? part.review_id : writeAgain(write, work, part).id
    const id = CommandId.parse(newActId())
    const label = `${kind}: ${part.label}`.slice(0, 200)
    return commit(write, work, after, {
      id,
      kind,
      label,
      changes,
      undoes: part.id,
      reviewId,
      entry: null,
      bulk: top.id,
    })
  })
  const again = kind === 'redo' ? others.flatMap(({ reviewId }) => (reviewId && readReview(write, reviewId)) || []) : []
  if (again.length > 0) recordBulk(write, head.personId, top.id, again)
  // The case it was taken from may have been one of them.
  const work = findWork(write, head.personId, head.subject)
  const label = `${kind}: ${top.label}`.slice(0, 200)
  const command = { id: commandId, kind, label, changes: [], undoes: top.id, reviewId: null, entry }
  return { ...commit(write, work, work.worksheet, command), moved: true, others: others.map(({ applied }) => applied) }
}

function submittedReview(write: Write, top: LoggedCommand) {
  const review = top.review_id === null ? null : readReview(write, top.review_id)
  if (!review) throw new Error(`The submission ${top.id} names a review that is not there.`)
  return review
}

function withdrawSubmission(write: Write, personId: PersonId, top: LoggedCommand): ReviewId {
  const review = submittedReview(write, top)
  withdrawReview(write, review, personId)
  return review.id
}

/** A new review that says what the withdrawn one said; that one stays withdrawn. */
function submitAgain(write: Write, work: Work, top: LoggedCommand): ReviewId {
  const written = writeAgain(write, work, top)
  recordReview(write, written)
  return written.id
}

function writeAgain(write: Write, { caseRow, predictionRow }: Work, top: LoggedCommand): Review {
  const { supersedes: _, withdrawnAt: __, ...said } = submittedReview(write, top)
  const review = { ...said, id: ReviewId.parse(newActId()), at: clockToInstant(write.clock) }
  const written = insertReview(write, { caseRow, predictionRow, review, importId: null })
  if (!written) throw new Error('A fresh review id was taken already.')
  return written
}
