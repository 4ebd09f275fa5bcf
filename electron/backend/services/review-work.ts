import { DeskError } from '../../../shared/contract/errors.ts'
import type { Applied } from '../../../shared/contract/reviews.ts'
import { queueOpen } from '../../../shared/domain/case-status.ts'
import { applyChanges, ChangeError, invert } from '../../../shared/domain/changes.ts'
import { isEdited } from '../../../shared/domain/propose.ts'
import { isUntouched } from '../../../shared/domain/same-value.ts'
import { textOfTurn, turnsProblem } from '../../../shared/domain/turns.ts'
import {
  arrange,
  namesProblem,
  objectsProblem,
  sameWork,
  spansProblem,
  startWorksheet,
} from '../../../shared/domain/worksheet.ts'
import type { CommandId, PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { CaseStatus, Change, HistoryEntry, Review, Subject, Worksheet } from '../../../shared/model/review.ts'
import type { CauseId } from '../../../shared/model/verdict.ts'
import { caseRowId, readCase } from '../store/cases.ts'
import {
  answerCommand,
  changesAfter,
  findCommand,
  type LoggedCommand,
  logCommand,
  readHistory,
  type StackTops,
} from '../store/commands.ts'
import { predictionRowId, readPredictions } from '../store/predictions.ts'
import { currentReading, predictionsOfCaseAsRead, type ReadingStore, reviewAsRead } from '../store/readings.ts'
import { activeReview } from '../store/reviews.ts'
import type { Write } from '../store/store.ts'
import { isAsked } from '../store/taxonomy-questions.ts'
import { currentStatus, readWorksheet, refreshCase, writeWorksheet } from '../store/worksheets.ts'
import { changesAsRead, worksheetAsRead } from './review-reading.ts'
import { unknownCause } from './review-taxonomy.ts'

/** A person's work on one subject, as it stands, and the rows it is stored in. */
export type Work = {
  readonly subject: Subject
  readonly personId: PersonId
  readonly caseRow: number
  readonly predictionRow: number | null
  /** In the words of the newest taxonomy, as all of this is. */
  readonly prediction: Prediction | null
  /** The same prediction as it was imported. */
  readonly stored: Prediction | null
  /** The person's active review of this prediction. */
  readonly active: Review | null
  readonly worksheet: Worksheet
  /** Where the case stands before the command. */
  readonly status: CaseStatus
}

/** Throws `not-found` for an unknown case, or a prediction that is not of it. `known`: the case's predictions, where read. */
export function findWork(
  store: ReadingStore,
  personId: PersonId,
  subject: Subject,
  known?: readonly Prediction[],
): Work {
  const caseRow = caseRowId(store, subject.caseId)
  if (caseRow === null)
    throw new DeskError('not-found', `There is no case ${subject.caseId} in this project. Read the queue again.`)
  const judged = subject.predictionId
  const found =
    judged === null ? null : ((known ?? readPredictions(store, caseRow)).find(({ id }) => id === judged) ?? null)
  if (judged !== null && found === null)
    throw new DeskError(
      'not-found',
      `Case ${subject.caseId} has no prediction ${judged}. Open the case again to see what was predicted.`,
    )
  const reading = currentReading(store)
  const imported = found === null ? [] : [found]
  const read = predictionsOfCaseAsRead(store, reading, caseRow, imported)
  const prediction = read[0] ?? null
  const predictionRow = found && predictionRowId(store, caseRow, found.id)
  const filed = activeReview(store, caseRow, personId, predictionRow)
  const active = filed && reviewAsRead(store, reading, caseRow, filed, imported).review
  const kept = readWorksheet(store, caseRow, personId, predictionRow, subject)
  const worksheet = kept
    ? withSubmission(store, worksheetAsRead(store, reading, { caseRow, stored: found }, kept), active)
    : withSubmission(store, startWorksheet(subject.caseId, personId, prediction, active), active)
  return {
    subject,
    personId,
    caseRow,
    predictionRow,
    prediction,
    stored: found,
    active,
    worksheet,
    status: currentStatus(store, caseRow),
  }
}

/** `submittedAs` holds while the worksheet says what the active review says, and nothing is asked about that one. */
const withSubmission = (
  store: ReadingStore,
  worksheet: Omit<Worksheet, 'submittedAs'>,
  active: Review | null,
): Worksheet => ({
  ...worksheet,
  submittedAs: active && sameWork(worksheet, active) && !isAsked(store, active.id) ? active.id : null,
})

const conflict = (work: Work, message: string): DeskError =>
  new DeskError('conflict', message, {
    subject: work.subject,
    revision: work.worksheet.revision,
    status: work.status,
    worksheet: work.worksheet,
  })

/** Throws `conflict`, with the current worksheet in its details, unless the command was made from it. */
export function requireBase(work: Work, baseRevision: number): void {
  if (work.worksheet.revision === baseRevision) return
  throw conflict(
    work,
    `This case was changed elsewhere: its worksheet is at revision ${work.worksheet.revision}, the change was made from ${baseRevision}. Read it again and repeat the change.`,
  )
}

/**
 * The worksheet after the changes, checked as a whole. Throws `conflict` where a `before` does not hold, `bad-input`
 * where the result would not be a worksheet.
 */
export function changed(write: Write, work: Work, changes: readonly Change[]): Worksheet {
  try {
    const after = arrange(applyChanges(work.worksheet, changes), work.prediction)
    const problem =
      objectsProblem(after.annotations, after.relations) ??
      nameProblem(after, changes) ??
      textProblem(write, work, after, changes)
    if (problem !== null)
      throw new DeskError('bad-input', `${problem} Nothing was changed; take the change back and repeat it.`)
    requireTurns(write, work, after, changes)
    const kept = new Set(causesOf(work.worksheet))
    const causes = causesOf(after).filter((cause) => !kept.has(cause))
    const unknown = changes.some(({ id }) => id === 'causes' || id.startsWith('turn:'))
      ? unknownCause(write, causes)
      : null
    if (unknown !== null)
      throw new DeskError(
        'bad-input',
        `There is no cause "${unknown.cause}". There are: ${unknown.known.join(', ')}. Nothing was changed.`,
      )
    if (work.prediction === null && after.verdict !== null)
      throw new DeskError(
        'bad-input',
        'Nothing was predicted for this case, so there is nothing to judge. Annotate it and submit it without a verdict.',
      )
    return after
  } catch (error) {
    if (!(error instanceof ChangeError)) throw error
    if (error.reason === 'before-mismatch')
      throw conflict(work, `${error.message} Read the case again and repeat the change.`)
    throw new DeskError('bad-input', `${error.message} Nothing was changed.`)
  }
}

const causesOf = ({ causes, turns }: Worksheet): readonly CauseId[] => [
  ...causes,
  ...turns.flatMap((turn) => turn.causes),
]

/** Only what the changes put there: an older record may hold what is refused now, and must not be in the way. */
function nameProblem({ annotations, relations }: Worksheet, changes: readonly Change[]): string | null {
  const touched = new Set<string>(changes.map(({ id }) => id))
  return namesProblem(
    annotations.filter(({ id }) => touched.has(`annotation:${id}`)),
    relations.filter(({ id }) => touched.has(`relation:${id}`)),
  )
}

/** Only spans that the changes put there are held against the text: everything else was checked before. */
function textProblem(write: Write, work: Work, after: Worksheet, changes: readonly Change[]): string | null {
  const touched = new Set<string>(changes.map((change) => change.id))
  const spans = after.annotations.filter(({ id, shape }) => shape.kind === 'span' && touched.has(`annotation:${id}`))
  if (spans.length === 0) return null
  const { content } = readCase(write, work.caseRow)
  return spansProblem(spans, (turn) => textOfTurn(content, turn))
}

/** Only an assistant's turn that is there can be judged, for causes that the taxonomy has. */
function requireTurns(write: Write, work: Work, after: Worksheet, changes: readonly Change[]): void {
  if (!changes.some(({ id }) => id.startsWith('turn:'))) return
  const problem = turnsProblem(readCase(write, work.caseRow).content.turns ?? [], after.turns, null)
  if (problem !== null) throw new DeskError('bad-input', `${problem} Nothing was changed.`)
}

/** Whether a worksheet holds anything that a fresh copy of the prediction does not. */
export const isBegun = (prediction: Prediction | null, worksheet: Worksheet): boolean =>
  worksheet.verdict !== null ||
  worksheet.causes.length > 0 ||
  worksheet.note !== '' ||
  worksheet.edgeCase ||
  worksheet.confirmed.length > 0 ||
  worksheet.turns.length > 0 ||
  isEdited(prediction, worksheet) ||
  saysMore(prediction, worksheet)

/** Attributes and marks that the model never gives are work too, though they make no prediction wrong. */
function saysMore(prediction: Prediction | null, { annotations }: Worksheet): boolean {
  const origins = new Map(prediction?.annotations.map((annotation) => [annotation.id, annotation]))
  return annotations.some((annotation) => {
    const origin = annotation.fromObjectId === undefined ? undefined : origins.get(annotation.fromObjectId)
    return origin !== undefined && !isUntouched(origin, annotation)
  })
}

export type Command = {
  readonly id: CommandId
  readonly kind: 'change' | 'submit' | 'bulk' | 'undo' | 'redo'
  readonly changes: readonly Change[]
  readonly label: string
  readonly undoes: CommandId | null
  readonly reviewId: ReviewId | null
  /** The history entry an undo or redo moved. */
  readonly entry: HistoryEntry | null
  /** The act on many cases that this is a part of. */
  readonly bulk?: CommandId | null
}

export type Outcome = {
  readonly applied: Applied
  readonly reviewId: ReviewId | null
  readonly history: StackTops | null
  readonly entry: HistoryEntry | null
  /** True where the queue changed: the case waits no more, or again, or was judged. */
  readonly moved: boolean
  /** Of an act on many cases: what it came to in each. */
  readonly others?: readonly Applied[]
}

const activeAsRead = (write: Write, { caseRow, personId, predictionRow, stored }: Work): Review | null => {
  const filed = activeReview(write, caseRow, personId, predictionRow)
  if (filed === null) return null
  return reviewAsRead(write, currentReading(write), caseRow, filed, stored ? [stored] : []).review
}

/** Writes the worksheet one revision on, logs the command with its answer, and brings the case in line. */
export function commit(write: Write, work: Work, after: Worksheet, command: Command): Outcome {
  const baseRevision = work.worksheet.revision
  const next = { ...after, revision: baseRevision + 1 }
  const worksheetRow = writeWorksheet(write, work.caseRow, work.predictionRow, next, isBegun(work.prediction, next))
  const { status, moved } = refreshCase(write, work.caseRow)
  // Only a submission, or one taken back or done again, changes which review is active.
  const active = command.reviewId === null ? work.active : activeAsRead(write, work)
  const worksheet = withSubmission(write, next, active)
  logCommand(write, { ...command, personId: work.personId, worksheetRow, baseRevision })
  const history = command.entry === null ? null : readHistory(write, work.personId)
  const { revision, submittedAs } = worksheet
  const { reviewId, entry } = command
  answerCommand(write, command.id, { revision, status, submittedAs, reviewId, history, entry })
  const applied: Applied = { subject: work.subject, revision, status, worksheet }
  return {
    applied,
    reviewId,
    history,
    entry,
    moved: moved || reviewId !== null || queueOpen(status) !== queueOpen(work.status),
  }
}

/**
 * What a command answered when it first came, where it did; null otherwise. Throws `bad-input` where its id belongs to
 * another kind of command or another person.
 */
export function answeredBefore(
  store: ReadingStore,
  personId: PersonId,
  id: CommandId,
  kind: LoggedCommand['kind'],
): Outcome | null {
  const logged = findCommand(store, id)
  if (!logged) return null
  if (logged.kind !== kind || logged.person_id !== personId)
    throw new DeskError(
      'bad-input',
      `The command id ${id} was used before, for something else. Send the command under a new id.`,
    )
  const subject: Subject = { caseId: logged.case_uid, predictionId: logged.prediction_uid }
  const work = findWork(store, personId, subject)
  const { revision, status, submittedAs, reviewId, history, entry } = logged.answer
  const later = changesAfter(store, logged).flatMap((each) => changesAsRead(store, work, each))
  const then = applyChanges(work.worksheet, invert(later))
  const worksheet = { ...arrange(then, work.prediction), revision, submittedAs }
  return { applied: { subject, revision, status, worksheet }, reviewId, history, entry, moved: false }
}
