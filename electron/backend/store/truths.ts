import { type GroundTruth, groundTruth, pinnedTruth } from '../../../shared/domain/ground-truth.ts'
import { isAboutLabel, type Reading } from '../../../shared/domain/taxonomy/reading.ts'
import type { Case } from '../../../shared/model/case.ts'
import type { ReviewId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Review } from '../../../shared/model/review.ts'
import type { Adjudication, TruthRule } from '../../../shared/model/truth.ts'
import { adjudicationsOf } from './adjudications.ts'
import { readCases } from './cases.ts'
import { predictionsOf } from './predictions.ts'
import {
  currentReading,
  judgedBy,
  predictionsAsRead,
  type ReadingStore,
  type ReadReview,
  reviewAsRead,
} from './readings.ts'
import { reviewsOf } from './reviews.ts'

/** The words that answers are read in: the newest taxonomy's, those of one version, or as each was given (null). */
export type Words = Reading | null

/** Some cases with all that says something of them. */
export type TruthPage = {
  readonly cases: ReadonlyMap<number, Case>
  readonly predictions: ReadonlyMap<number, readonly Prediction[]>
  readonly reviews: ReadonlyMap<number, readonly Review[]>
  readonly adjudications: ReadonlyMap<number, Adjudication>
  /** The predictions in the words that the page is read in. */
  readonly asRead: ReadonlyMap<number, readonly Prediction[]>
  /** What a review judges, in the words that it was made in. */
  readonly judged: (caseRow: number, review: Review) => Prediction | undefined
  /** A review in these words, with what it leaves open. */
  readonly read: (caseRow: number, review: Review) => ReadReview
}

/** Cases read together: few enough to hold, however long their texts are, and to be one short turn of the desk. */
export const TRUTH_PAGE = 50

export function* pagesOf(caseRows: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < caseRows.length; at += TRUTH_PAGE) yield caseRows.slice(at, at + TRUTH_PAGE)
}

/** With `all`, reviews that were superseded or withdrawn too: what was pinned earlier. */
export const readTruthPage = (
  store: ReadingStore,
  caseRows: readonly number[],
  reviews: 'active' | 'all',
  words: Words = currentReading(store),
): TruthPage => {
  const predictions = predictionsOf(store, caseRows)
  const asRead = words === null ? predictions : predictionsAsRead(store, words, predictions)
  const known = new Map<string, ReadReview>()
  return {
    cases: readCases(store, caseRows),
    predictions,
    reviews: reviewsOf(store, caseRows, reviews),
    adjudications: adjudicationsOf(store, caseRows),
    asRead,
    read: (caseRow, review) => {
      if (words === null) return { review, questions: [] }
      const read = known.get(review.id) ?? reviewAsRead(store, words, caseRow, review, predictions.get(caseRow) ?? [])
      known.set(review.id, read)
      return read
    },
    judged: (caseRow, review) => judgedBy(store, caseRow, review, predictions.get(caseRow) ?? []),
  }
}

/** Whose answers take part, and how they are settled where people differ. */
export type TruthOptions = { readonly rule: TruthRule; readonly importedTruth: boolean }

/** Which reviews take part at all: active ones, and imported truth only when asked for. */
export const takingPart = (page: TruthPage, caseRow: number, importedTruth: boolean): readonly Review[] =>
  (page.reviews.get(caseRow) ?? []).filter((review) => importedTruth || review.origin !== 'truth')

/** The agreed answer of a case of the page: the one way in which lists, exports and dataset versions find it. */
export const truthOfCase = (page: TruthPage, caseRow: number, { rule, importedTruth }: TruthOptions): GroundTruth => {
  const question = questionOf(page, caseRow, takingPart(page, caseRow, importedTruth))
  const settled = question.reviews.filter((review) => !isSettled(page, caseRow, review, question.reviews))
  if (settled.some((review) => leavesLabelOpen(page, caseRow, review))) return { status: 'undecided' }
  return groundTruth({
    ...question,
    reviews: settled,
    adjudication: page.adjudications.get(caseRow) ?? null,
    rule,
  })
}

/** What reviews of a case say, in the words of the page. */
export const questionOf = (page: TruthPage, caseRow: number, reviews: readonly Review[]) => ({
  reviews,
  predictions: page.predictions.get(caseRow) ?? [],
  judged: (review: Review): Prediction | undefined => page.judged(caseRow, review),
  read: (review: Review): Review => page.read(caseRow, review).review,
})

/** A label that a version asks about is nobody's answer until a person said what it is. */
const leavesLabelOpen = (page: TruthPage, caseRow: number, review: Review): boolean =>
  page.read(caseRow, review).questions.some(isAboutLabel)

/** An answer that came since under the version that asks stands for one that leaves a label open. */
const isSettled = (page: TruthPage, caseRow: number, review: Review, others: readonly Review[]): boolean => {
  const { questions } = page.read(caseRow, review)
  if (!questions.some(isAboutLabel)) return false
  const asks = Math.max(...questions.map(({ version }) => version))
  return others.some((other) => other.taxonomyVersion >= asks && page.read(caseRow, other).questions.length === 0)
}

/** The answer of a batch or dataset version, from the reviews it was pinned to. Null where one of them was erased. */
export const pinnedTruthOfCase = (
  page: TruthPage,
  caseRow: number,
  reviewIds: readonly string[],
  decided: ReviewId | null,
): GroundTruth | null => {
  const pinned = new Set(reviewIds)
  const reviews = (page.reviews.get(caseRow) ?? []).filter(({ id }) => pinned.has(id))
  if (reviews.length !== pinned.size) return null
  return pinnedTruth(questionOf(page, caseRow, reviews), decided)
}
