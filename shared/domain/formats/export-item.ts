import type { Case } from '../../model/case.ts'
import type { ReviewId } from '../../model/ids.ts'
import type { Prediction } from '../../model/prediction.ts'
import type { Review } from '../../model/review.ts'
import type { QueueReason } from '../../model/trigger.ts'
import type { TruthStatus } from '../../model/truth.ts'

/** One case of a batch, as every writer gets it. */
export type ExportItem = {
  readonly case: Case
  /** The predictions that the reviews judge, in the words of the batch's taxonomy. */
  readonly predictions: readonly Prediction[]
  /** The same ones as they were imported, where some read otherwise. */
  readonly imported?: readonly Prediction[]
  readonly status: TruthStatus
  /** Speaks for the answer. */
  readonly review: Review
  /** All that agree on the answer, oldest first. */
  readonly reviews: readonly Review[]
  /** False: judged, not corrected. The annotations are the model's and must not be written as the truth. */
  readonly answered: boolean
  readonly why: readonly QueueReason[]
}

/** A case that an earlier batch held and whose answer of then no longer stands. */
export type WithdrawnItem = {
  readonly case: Case
  readonly reviewIds: readonly ReviewId[]
}

/** Something of the desk that a format has no place for. `example` names a case by its key. */
export type FormatLoss = {
  readonly what: string
  readonly count: number
  readonly example: string
  /** It stands beside the annotations: they are written as they are without it. */
  readonly beside?: true
}

/** Counts losses while items go by; the first of each kind is the example. */
export type LossTally = {
  readonly add: (what: string, example: string, count?: number) => void
  /** Counts what stands beside the annotations, such as verdicts and metadata. */
  readonly beside: (what: string, example: string, count?: number) => void
  /** In the order of their names, so that the same items give the same list. */
  readonly list: () => readonly FormatLoss[]
}

export const createLossTally = (): LossTally => {
  const found = new Map<string, { count: number; readonly rest: Omit<FormatLoss, 'what' | 'count'> }>()
  const note = (what: string, example: string, count: number, more: { readonly beside?: true }): void => {
    if (count === 0) return
    const known = found.get(what)
    if (known === undefined) found.set(what, { count, rest: { example: example.slice(0, 200), ...more } })
    else known.count += count
  }
  return {
    add: (what, example, count = 1) => note(what, example, count, {}),
    beside: (what, example, count = 1) => note(what, example, count, { beside: true }),
    list: () =>
      [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, { count, rest }]) => ({ what, count, ...rest })),
  }
}

/** What every format for training leaves out: the judgement itself. */
export const tallyJudgement = (item: ExportItem, tally: LossTally): void => {
  const { review, case: one } = item
  if (review.verdict !== null) tally.beside('verdicts, causes and error types', one.key)
  if (item.reviews.some((each) => each.note !== '')) tally.beside('notes', one.key)
  if (item.reviews.some((each) => each.edgeCase)) tally.beside('edge-case marks', one.key)
}

export const UNANSWERED = 'cases judged wrong and not corrected (left out: nobody said what is right)'
