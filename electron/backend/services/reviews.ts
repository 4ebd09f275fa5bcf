import { DeskError } from '../../../shared/contract/errors.ts'
import type { OpenCase } from '../../../shared/contract/reviews.ts'
import type { Parsed } from '../../../shared/contract/table.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { type About, aboutOf } from '../../../shared/domain/compare-about.ts'
import { errorTypes, isEdited } from '../../../shared/domain/propose.ts'
import { NO_RISK } from '../../../shared/domain/triggers/high-risk.ts'
import { signals } from '../../../shared/domain/triggers/signals.ts'
import { turnsProblem } from '../../../shared/domain/turns.ts'
import { sightAfter } from '../../../shared/domain/worksheet.ts'
import { type CaseId, type PersonId, PredictionId, ReviewId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { QueueReason } from '../../../shared/model/trigger.ts'
import type { Caller, Handlers } from '../backend.ts'
import { newActId } from '../files/sha256.ts'
import { caseRowId, readCase } from '../store/cases.ts'
import { readHistory, type StackTops } from '../store/commands.ts'
import { readPredictions } from '../store/predictions.ts'
import { readReasons } from '../store/queue.ts'
import { currentReading, predictionsOfCaseAsRead, reviewAsRead } from '../store/readings.ts'
import { activeReviews, insertReview, readReviews, recordReview } from '../store/reviews.ts'
import type { Store, Write } from '../store/store.ts'
import { isAsked, questionsOf } from '../store/taxonomy-questions.ts'
import { currentStatus, writeWorksheet } from '../store/worksheets.ts'
import type { ServiceContext } from './context.ts'
import { applyBulk, previewBulk } from './review-bulk.ts'
import { redo, undo } from './review-history.ts'
import { importReviews } from './review-import.ts'
import { replacedByAnswers, requireAnswers } from './review-questions.ts'
import { pinTaxonomy } from './review-taxonomy.ts'
import {
  answeredBefore,
  changed,
  commit,
  findWork,
  isBegun,
  type Outcome,
  requireBase,
  type Work,
} from './review-work.ts'

type Room =
  | 'review.open'
  | 'review.change'
  | 'review.looked'
  | 'review.submit'
  | 'review.history'
  | 'review.undo'
  | 'review.redo'
  | 'review.bulkPreview'
  | 'review.bulkApply'
  | 'review.list'
  | 'review.import'

export const createReviews = (context: ServiceContext): Pick<Handlers, Room> => {
  const run = <T extends Outcome>(work: (write: Write) => T): T => {
    const outcome = context.store().write(work)
    const { subject, revision, status } = outcome.applied
    context.emit({ type: 'case.changed', caseId: subject.caseId, revision, status })
    for (const { subject: other, ...each } of outcome.others ?? [])
      context.emit({ type: 'case.changed', caseId: other.caseId, revision: each.revision, status: each.status })
    if (outcome.moved) context.emit({ type: 'queue.changed' })
    return outcome
  }
  return {
    'review.open': ({ caseId, predictionId }, caller) => openCase(context.store(), caller, caseId, predictionId),
    'review.change': (input, caller) => {
      const { applied } = run((write) => change(write, caller.personId, input))
      // What was submitted and is now the same again is news to the page.
      if (!input.brief || applied.worksheet.submittedAs !== null) return applied
      const { worksheet: _known, ...brief } = applied
      return brief
    },
    'review.looked': ({ subject, coverage, sight }, caller) => {
      context.store().write((write) => {
        const { caseRow, predictionRow, prediction, worksheet } = findWork(write, caller.personId, subject)
        const seen = { sight: sightAfter(worksheet.sight, sight), ...(coverage ? { coverage } : {}) }
        const after = { ...worksheet, ...seen }
        writeWorksheet(write, caseRow, predictionRow, after, isBegun(prediction, worksheet))
      })
      return {}
    },
    'review.submit': (input, caller) => {
      const outcome = run((write) => submit(write, caller.personId, input))
      if (outcome.published !== null) context.emit({ type: 'taxonomy.published', version: outcome.published })
      return { ...outcome.applied, reviewId: writtenReview(outcome) }
    },
    'review.history': (_input, caller) => readHistory(context.store(), caller.personId),
    'review.undo': (input, caller) => {
      const outcome = run((write) => undo(write, caller.personId, input))
      return { ...outcome.applied, history: stacks(outcome), undone: moved(outcome) }
    },
    'review.redo': (input, caller) => {
      const outcome = run((write) => redo(write, caller.personId, input))
      return { ...outcome.applied, history: stacks(outcome), redone: moved(outcome) }
    },
    'review.bulkPreview': (input, caller) => previewBulk(context.store(), caller.personId, input),
    'review.bulkApply': (input, caller) => {
      const outcome = run((write) => applyBulk(write, caller.personId, input))
      return { ...outcome.applied, filed: outcome.filed, refused: outcome.refused }
    },
    'review.list': ({ caseId }) => ({ reviews: readReviews(context.store(), rowOf(context.store(), caseId)) }),
    'review.import': (input, caller) => importReviews(context, caller, input),
  }
}

/** Every logged command of these kinds has one; a log without it was tampered with. */
const missing = (what: string): Error => new Error(`The command was logged without its ${what}.`)

function writtenReview({ reviewId }: Outcome): ReviewId {
  if (reviewId === null) throw missing('review')
  return reviewId
}

function stacks({ history }: Outcome): StackTops {
  if (history === null) throw missing('history')
  return history
}

function moved({ entry }: Outcome) {
  if (entry === null) throw missing('entry')
  return entry
}

function rowOf(store: Store, caseId: CaseId): number {
  const caseRow = caseRowId(store, caseId)
  if (caseRow !== null) return caseRow
  throw new DeskError('not-found', `There is no case ${caseId} in this project. Read the queue again.`)
}

function openCase(
  store: Store,
  { personId }: Caller,
  caseId: CaseId,
  asked: PredictionId | null | undefined,
): OpenCase {
  const caseRow = rowOf(store, caseId)
  const reading = currentReading(store)
  const stored = readPredictions(store, caseRow)
  const predictions = predictionsOfCaseAsRead(store, reading, caseRow, stored)
  const active = activeReviews(store, caseRow).map(
    (review) => reviewAsRead(store, reading, caseRow, review, stored).review,
  )
  const own = active.filter((review) => review.personId === personId)
  const judged = new Set(own.map((review) => review.predictionId))
  const reasons = readReasons(store, caseRow)
  const newest = newestPredictions(store, caseRow)
  const unjudged = newest.filter((id) => !judged.has(id))
  // Reasons name labels as they were imported.
  const open = stored.filter(({ id }) => unjudged.includes(id))
  const questioned = own.find(({ id }) => isAsked(store, id))
  const preferred = questioned
    ? questioned.predictionId
    : (queuedFor(open, reasons) ?? unjudged[0] ?? newest[0] ?? null)
  const predictionId = asked === undefined ? preferred : asked
  return {
    case: readCase(store, caseRow),
    predictions: [...predictions],
    predictionId,
    worksheet: findWork(store, personId, { caseId, predictionId }, stored).worksheet,
    reasons,
    status: currentStatus(store, caseRow),
    questions: questionsOf(store, caseRow),
    reviews: [...own, ...active.filter((review) => review.personId !== personId)],
  }
}

/** A case's predictions, those of the newest import first. */
const newestPredictions = (store: Store, caseRow: number): PredictionId[] =>
  store
    .prepare<{ uid: Buffer }>(
      `SELECT p.uid FROM predictions p JOIN imports i ON i.id = p.import_id
       WHERE p.case_id = ? ORDER BY i.clock DESC, p.id DESC`,
    )
    .all(caseRow)
    .map(({ uid }) => PredictionId.parse(uid.toString('hex')))

/** The prediction that the worst reason tells of, where it tells of one: what is asked about is shown first. */
const queuedFor = (predictions: readonly Prediction[], reasons: readonly QueueReason[]): PredictionId | null => {
  for (const { rule, value, detail } of reasons) {
    const found = predictions.find((prediction) => {
      if (rule === 'nothing-predicted') return prediction.annotations.length === 0
      if (rule === 'high-risk-label')
        return prediction.annotations.some(({ label }) => detail.split(', ').includes(label))
      if (value === null || (rule !== 'low-confidence' && rule !== 'low-margin')) return false
      const { score, margin } = signals([prediction], NO_RISK)
      return value === (rule === 'low-margin' ? margin : score)
    })
    if (found) return found.id
  }
  return null
}

function change(write: Write, personId: PersonId, input: Parsed<'review.change'>): Outcome {
  const { commandId, subject, baseRevision, changes, label } = input
  const before = answeredBefore(write, personId, commandId, 'change')
  if (before) return before
  const work = findWork(write, personId, subject)
  requireBase(work, baseRevision)
  const command = { id: commandId, kind: 'change', changes, label, undoes: null, reviewId: null, entry: null } as const
  const after = changed(write, work, changes)
  return commit(write, work, { ...after, sight: sightAfter(after.sight, input.sight) }, command)
}

type Submitted = Outcome & { readonly published: number | null }

function submit(write: Write, personId: PersonId, input: Parsed<'review.submit'>): Submitted {
  const before = answeredBefore(write, personId, input.commandId, 'submit')
  if (before) return { ...before, published: null }
  const work = findWork(write, personId, input.subject)
  requireBase(work, input.baseRevision)
  requireAnswers(write, work)
  requireJudgement(write, work)
  const { annotations, relations, verdict, causes, note, edgeCase, confirmed, turns, coverage } = work.worksheet
  const taxonomy = pinTaxonomy(write, personId, annotations, work.prediction)
  const review = insertReview(write, {
    caseRow: work.caseRow,
    predictionRow: work.predictionRow,
    importId: null,
    review: {
      id: ReviewId.parse(newActId()),
      ...input.subject,
      personId,
      at: clockToInstant(write.clock),
      origin: 'desk',
      activeMs: input.activeMs,
      blind: input.blind,
      errors: errorTypes(work.prediction, work.worksheet, verdict, aboutWork(write, work)),
      proposed: input.proposed,
      taxonomyVersion: taxonomy.version,
      ...{ annotations, relations, verdict, causes, note, edgeCase, confirmed, turns, coverage },
      bulk: null,
    },
  })
  if (!review) throw new Error('A fresh review id was taken already.')
  recordReview(write, review)
  const label = verdict === null ? 'submit annotations' : `submit ${verdict}`
  const command = { id: input.commandId, kind: 'submit', changes: [], label, undoes: null, entry: null } as const
  const outcome = commit(write, work, work.worksheet, { ...command, reviewId: review.id })
  return { ...outcome, published: taxonomy.published ? taxonomy.version : null }
}

const aboutWork = (write: Write, work: Work): About => {
  const about = aboutOf(readCase(write, work.caseRow).content, currentReading(write).taxonomy)
  const replaced = replacedByAnswers(write, work)
  return replaced.size === 0 ? about : { ...about, replaced: new Map([...(about.replaced ?? []), ...replaced]) }
}

/**
 * A prediction is judged with a verdict, with a cause where the taxonomy asks for one, and *correct* says that nothing was
 * to be changed and no turn was wrong.
 */
function requireJudgement(write: Write, work: Work): void {
  const { prediction, worksheet, caseRow } = work
  if (prediction === null) return
  if (worksheet.verdict === null)
    throw new DeskError('bad-input', 'This case has no verdict yet. Choose one, then submit it.')
  if (worksheet.verdict === 'correct' && isEdited(prediction, worksheet, aboutWork(write, work)))
    throw new DeskError(
      'bad-input',
      'The annotations were edited, so the prediction was not correct. Choose the verdict that fits, or take the edits back.',
      { hint: 'edited-not-correct' },
    )
  if (worksheet.causes.length === 0 && currentReading(write).taxonomy?.causesRequiredFor.includes(worksheet.verdict))
    throw new DeskError(
      'bad-input',
      `This project’s taxonomy asks for a cause with the verdict ${worksheet.verdict}. Choose one, then submit.`,
      { hint: 'cause-required' },
    )
  if (worksheet.verdict !== 'correct' || worksheet.turns.length === 0) return
  const problem = turnsProblem(readCase(write, caseRow).content.turns ?? [], worksheet.turns, worksheet.verdict)
  if (problem !== null)
    throw new DeskError('bad-input', `${problem} Choose the gravest for the whole, or judge the turn again.`, {
      hint: 'turn-not-correct',
    })
}
