import { DeskError } from '../../../shared/contract/errors.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { adjudicationStands, answersOf, speakingReviews } from '../../../shared/domain/ground-truth.ts'
import type { CaseId, PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Review } from '../../../shared/model/review.ts'
import { Adjudication } from '../../../shared/model/truth.ts'
import { newActId } from '../files/sha256.ts'
import { readPredictions } from './predictions.ts'
import { currentReading, judgedBy, reviewAsRead } from './readings.ts'
import { activeReviews } from './reviews.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

type Row = {
  id: string
  case_id: number
  review_id: string
  between_ids: string
  why: string
  person_id: string
  clock: string
}

const toAdjudication = (row: Row): Adjudication =>
  Adjudication.parse({
    id: row.id,
    reviewId: row.review_id,
    between: row.between_ids.split(' '),
    why: row.why,
    personId: row.person_id,
    at: clockToInstant(row.clock),
  })

/** The decision in force for each of these cases; whether it still stands is for `adjudicationStands`. */
export const adjudicationsOf = (store: Reader, caseRows: readonly number[]): ReadonlyMap<number, Adjudication> =>
  new Map(
    store
      .prepare<Row>(
        `SELECT id, case_id, review_id, between_ids, why, person_id, clock FROM adjudications
         WHERE case_id IN (SELECT value FROM json_each(?)) AND active = 1 ORDER BY clock`,
      )
      .all(JSON.stringify(caseRows))
      .map((row) => [row.case_id, toAdjudication(row)]),
  )

/** The decisions that were in force at a clock; the record tells which had been taken back. */
export const adjudicationsAt = (
  store: Reader,
  caseRows: readonly number[],
  clock: string,
): ReadonlyMap<number, Adjudication> => {
  const made = store
    .prepare<Row & { active: 0 | 1 }>(
      `SELECT id, case_id, review_id, between_ids, why, person_id, clock, active FROM adjudications
       WHERE case_id IN (SELECT value FROM json_each(?)) AND clock <= ? ORDER BY clock`,
    )
    .all(JSON.stringify(caseRows), clock)
  const newest = new Map(made.map((row) => [row.case_id, row]))
  const withdrawn = made.every(({ active }) => active === 1) ? new Set<string>() : withdrawnBy(store, clock)
  return new Map(
    [...newest].flatMap(([caseRow, row]) => (withdrawn.has(row.id) ? [] : [[caseRow, toAdjudication(row)] as const])),
  )
}

const withdrawnBy = (store: Reader, clock: string): ReadonlySet<string> =>
  new Set(
    store
      .prepare<string>(
        `SELECT metadata ->> '$.summary.adjudication' FROM log_entries
         WHERE kind = 'truth' AND clock <= ? AND metadata ->> '$.summary.is' = 'withdrawn'`,
      )
      .pluck()
      .all(clock),
  )

/** Why an adjudicator chose each of these reviews, by the review; the newest decision where there were several. */
export const decisionsFor = (store: Reader, reviewIds: readonly string[]): ReadonlyMap<string, Adjudication> =>
  new Map(
    store
      .prepare<Row>(
        `SELECT id, case_id, review_id, between_ids, why, person_id, clock FROM adjudications
         WHERE case_id IN (SELECT case_id FROM reviews WHERE id IN (SELECT value FROM json_each(?)))
           AND review_id IN (SELECT value FROM json_each(?)) ORDER BY clock`,
      )
      .all(JSON.stringify(reviewIds), JSON.stringify(reviewIds))
      .map((row) => [row.review_id, toAdjudication(row)]),
  )

export type Decision = {
  readonly caseRow: number
  readonly caseId: CaseId
  /** The review whose answer stands. */
  readonly reviewId: ReviewId
  readonly why: string
}

/**
 * Settles answers that differ: one entry of the record. Deciding the same again changes nothing. Throws `bad-input` where
 * there is nothing to decide, `conflict` where the review is not (or no longer) one of the answers.
 */
export const decideTruth = (
  write: Write,
  personId: PersonId,
  { caseRow, caseId, reviewId, why }: Decision,
): Adjudication => {
  const reviews = activeReviews(write, caseRow)
  const words = currentReading(write)
  const predictions = readPredictions(write, caseRow)
  const read = (review: Review): Review => reviewAsRead(write, words, caseRow, review, predictions).review
  const judged = (review: Review): Prediction | undefined => judgedBy(write, caseRow, review, predictions)
  const question = { reviews, predictions, judged, read }
  const speaking = speakingReviews(question)
  if (!speaking.some(({ id }) => id === reviewId))
    throw new DeskError(
      'conflict',
      `Review ${reviewId} is not among the answers that stand for this case. Read them again, and choose one of ${speaking.map(({ id, personId: by }) => `${id} (${by})`).join(', ') || 'none'}.`,
    )
  if (answersOf(question).length < 2)
    throw new DeskError('bad-input', 'There is nothing to decide: everybody who reviewed this case says the same.')
  const before = adjudicationsOf(write, [caseRow]).get(caseRow)
  if (before?.reviewId === reviewId && before.why === why && adjudicationStands(before, speaking)) return before
  const between = speaking.map(({ id }) => id).sort()
  const made = { id: newActId(), reviewId, between, why, personId, at: clockToInstant(write.clock) }
  write.prepare('UPDATE adjudications SET active = 0 WHERE case_id = ? AND active = 1').run(caseRow)
  write
    .prepare(
      `INSERT INTO adjudications (id, case_id, review_id, between_ids, why, person_id, desk_id, clock, active)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
    )
    .run(made.id, caseRow, reviewId, between.join(' '), why, personId, write.deskId, write.clock)
  write.log({
    kind: 'truth',
    personId,
    summary: {
      is: 'decided',
      adjudication: made.id,
      case: caseId,
      review: reviewId,
      between,
      replaces: before?.id ?? null,
    },
    payload: { case: caseId, review: reviewId, why },
  })
  return Adjudication.parse(made)
}

/** Takes the decision in force back. Throws `not-found` where there is none. */
export const withdrawTruth = (
  write: Write,
  personId: PersonId,
  { caseRow, caseId, why }: Omit<Decision, 'reviewId'>,
): Adjudication => {
  const before = adjudicationsOf(write, [caseRow]).get(caseRow)
  if (before === undefined) throw new DeskError('not-found', 'Nobody decided between the answers of this case.')
  write.prepare('UPDATE adjudications SET active = 0 WHERE case_id = ? AND active = 1').run(caseRow)
  write.log({
    kind: 'truth',
    personId,
    summary: { is: 'withdrawn', adjudication: before.id, case: caseId, review: before.reviewId },
    payload: { case: caseId, review: before.reviewId, why },
  })
  return before
}
