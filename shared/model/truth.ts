import { z } from 'zod'
import { Instant, PersonId, ReviewId } from './ids.ts'

/**
 * How the agreed answer is found where several people reviewed a case. `equal`: all say the same. `majority`: at least
 * `share` of them do. An adjudication comes before either; a case neither settles is left out, and counted.
 */
export const TruthRule = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('equal') }),
  z.strictObject({ by: z.literal('majority'), share: z.number().gt(0.5).max(1), atLeast: z.int().min(2).max(100) }),
  z.strictObject({ by: z.literal('reviewer'), reviewer: PersonId }),
])
export type TruthRule = z.infer<typeof TruthRule>

export const TRUTH_STATUSES = ['single', 'consensus', 'adjudicated'] as const
export const TruthStatus = z.enum(TRUTH_STATUSES)
export type TruthStatus = z.infer<typeof TruthStatus>

/** An adjudicator's decision between answers that differ. It stands for as long as no other review joins them. */
export const Adjudication = z.strictObject({
  /** UUIDv7. */
  id: z.uuid({ version: 'v7' }),
  /** The review whose answer stands. */
  reviewId: ReviewId,
  /** The reviews it decided between, in the order of their ids. */
  between: z.array(ReviewId),
  why: z.string(),
  personId: PersonId,
  at: Instant,
})
export type Adjudication = z.infer<typeof Adjudication>
