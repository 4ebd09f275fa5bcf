import { z } from 'zod'
import { CaseKind } from '../model/case.ts'
import { CaseId, Instant, PersonId, ReviewId } from '../model/ids.ts'
import { Adjudication, TruthRule, TruthStatus } from '../model/truth.ts'
import { CauseId, Verdict } from '../model/verdict.ts'
import { command, query } from './operation.ts'
import { Where } from './queue.ts'

/** One answer to a case, and who gives it. Their annotations are in `review.list`. */
export const TruthAnswer = z.strictObject({
  /** False: the prediction was judged and not corrected, so that nobody said what is right. */
  answered: z.boolean(),
  /** Objects by label, of the review that speaks for it. */
  labels: z.record(z.string(), z.int()),
  /** Oldest first; of each person one: the newest that says what is there, or the newest. */
  reviews: z.array(
    z.strictObject({
      id: ReviewId,
      personId: PersonId,
      at: Instant,
      origin: z.enum(['desk', 'file', 'truth']),
      verdict: Verdict.nullable(),
      causes: z.array(CauseId),
      note: z.string(),
    }),
  ),
})
export type TruthAnswer = z.infer<typeof TruthAnswer>

export const CaseTruth = z.strictObject({
  caseId: CaseId,
  key: z.string(),
  title: z.string(),
  kind: CaseKind,
  status: z.enum(['none', 'undecided', ...TruthStatus.options]),
  /** The decision in force; `stale` where somebody answered since, so that it no longer stands. */
  adjudication: Adjudication.extend({ stale: z.boolean() }).nullable(),
  answers: z.array(TruthAnswer),
})
export type CaseTruth = z.infer<typeof CaseTruth>

const Rule = { rule: TruthRule.default({ by: 'equal' }), importedTruth: z.boolean().default(true) }

export const truths = {
  /** The answers to one case, and which of them is agreed on. */
  'truth.get': query(z.strictObject({ caseId: CaseId, ...Rule }), CaseTruth),
  /**
   * Cases on which people differ and nothing settles it, or those that an adjudicator settled. A window may hold fewer rows
   * than asked for, and still not be the last: go on from `next` until it is null.
   */
  'truth.list': query(
    z.strictObject({
      which: z.enum(['undecided', 'adjudicated']),
      where: Where.default(''),
      ...Rule,
      after: CaseId.nullable().default(null),
      limit: z.int().min(1).max(200).default(50),
    }),
    z.strictObject({ rows: z.array(CaseTruth), next: CaseId.nullable() }),
  ),
  /**
   * Says which of a case's differing answers stands, and why. To give another answer than theirs, review the case, and
   * choose that review.
   */
  'truth.decide': command(
    z.strictObject({ caseId: CaseId, reviewId: ReviewId, why: z.string().max(2000).default('') }),
    z.strictObject({ adjudication: Adjudication }),
  ),
  /** Takes the decision back: the case is undecided again. */
  'truth.withdraw': command(
    z.strictObject({ caseId: CaseId, why: z.string().max(2000).default('') }),
    z.strictObject({ adjudication: Adjudication }),
  ),
} as const
