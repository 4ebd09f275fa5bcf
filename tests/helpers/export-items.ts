import type { ExportItem } from '../../shared/domain/formats/export-item.ts'
import { groundTruth } from '../../shared/domain/ground-truth.ts'
import { Case } from '../../shared/model/case.ts'
import { Prediction } from '../../shared/model/prediction.ts'
import { Review } from '../../shared/model/review.ts'

const CASE = 'c'.repeat(32)
const PREDICTION = 'd'.repeat(32)

type Said = {
  readonly case: Record<string, unknown>
  /** Null: nothing was predicted. */
  readonly predicted: readonly unknown[] | null
  readonly reviewed: readonly unknown[]
  readonly review?: Record<string, unknown>
  readonly prediction?: Record<string, unknown>
}

/** An item as a batch would hold it: one case, one prediction or none, one review. */
export const itemOf = (said: Said): ExportItem => {
  const predictions =
    said.predicted === null
      ? []
      : [
          Prediction.parse({
            id: PREDICTION,
            caseId: CASE,
            model: { name: 'm', version: '1' },
            annotations: said.predicted,
            relations: [],
            ...said.prediction,
          }),
        ]
  const review = Review.parse({
    id: 'e'.repeat(32),
    caseId: CASE,
    predictionId: said.predicted === null ? null : PREDICTION,
    personId: 'ada',
    at: '2026-06-02T10:11:12.000Z',
    origin: said.predicted === null ? 'truth' : 'desk',
    activeMs: 1200,
    blind: false,
    verdict: said.predicted === null ? null : 'incorrect',
    causes: [],
    errors: [],
    proposed: { verdict: null, causes: [], errors: [] },
    annotations: said.reviewed,
    relations: [],
    note: '',
    edgeCase: false,
    taxonomyVersion: 1,
    supersedes: null,
    withdrawnAt: null,
    ...said.review,
  })
  const truth = groundTruth({ reviews: [review], predictions })
  if (truth.status !== 'single') throw new Error('one review must be one answer')
  return {
    case: Case.parse({ id: CASE, key: 'k1', feed: '', meta: {}, ...said.case }),
    predictions,
    status: truth.status,
    review: truth.review,
    reviews: truth.reviews,
    answered: truth.answered,
    why: [],
  }
}
