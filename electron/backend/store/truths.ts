import { type GroundTruth, groundTruth, pinnedTruth } from '../../../shared/domain/ground-truth.ts'
import type { Case } from '../../../shared/model/case.ts'
import type { ReviewId } from '../../../shared/model/ids.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Review } from '../../../shared/model/review.ts'
import type { Adjudication, TruthRule } from '../../../shared/model/truth.ts'
import { adjudicationsOf } from './adjudications.ts'
import { readCases } from './cases.ts'
import { predictionsOf } from './predictions.ts'
import { reviewsOf } from './reviews.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** Some cases with all that says something of them. */
export type TruthPage = {
  readonly cases: ReadonlyMap<number, Case>
  readonly predictions: ReadonlyMap<number, readonly Prediction[]>
  readonly reviews: ReadonlyMap<number, readonly Review[]>
  readonly adjudications: ReadonlyMap<number, Adjudication>
}

/** Cases read together: few enough to hold, however long their texts are, and to be one short turn of the desk. */
export const TRUTH_PAGE = 50

export function* pagesOf(caseRows: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < caseRows.length; at += TRUTH_PAGE) yield caseRows.slice(at, at + TRUTH_PAGE)
}

/** With `all`, reviews that were superseded or withdrawn too: what was pinned earlier. */
export const readTruthPage = (store: Reader, caseRows: readonly number[], reviews: 'active' | 'all'): TruthPage => ({
  cases: readCases(store, caseRows),
  predictions: predictionsOf(store, caseRows),
  reviews: reviewsOf(store, caseRows, reviews),
  adjudications: adjudicationsOf(store, caseRows),
})

/** Whose answers take part, and how they are settled where people differ. */
export type TruthOptions = { readonly rule: TruthRule; readonly importedTruth: boolean }

/** Which reviews take part at all: active ones, and imported truth only when asked for. */
export const takingPart = (page: TruthPage, caseRow: number, importedTruth: boolean): readonly Review[] =>
  (page.reviews.get(caseRow) ?? []).filter((review) => importedTruth || review.origin !== 'truth')

/** The agreed answer of a case of the page: the one way in which lists, exports and dataset versions find it. */
export const truthOfCase = (page: TruthPage, caseRow: number, { rule, importedTruth }: TruthOptions): GroundTruth =>
  groundTruth({
    reviews: takingPart(page, caseRow, importedTruth),
    predictions: page.predictions.get(caseRow) ?? [],
    adjudication: page.adjudications.get(caseRow) ?? null,
    rule,
  })

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
  return pinnedTruth({ reviews, predictions: page.predictions.get(caseRow) ?? [] }, decided)
}
