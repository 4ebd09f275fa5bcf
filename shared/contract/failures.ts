import { z } from 'zod'
import { FailureDimension, FailureKind, FailureRate } from '../model/failure.ts'
import { Culprit } from '../model/verdict.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'
import { Where } from './queue.ts'

/** Which reviews are counted: active ones of predictions, of the cases that fit. */
const Which = z.strictObject({
  where: Where.default(''),
  /**
   * Only the cases that the random audit drew, weighted by how likely each came to be reviewed, so that shares are those
   * of production. Without, shares are those of what was reviewed, which the queue's rules chose.
   */
  production: z.boolean().default(false),
})

export const FailureCell = FailureRate.extend({ where: Where })
export type FailureCell = z.infer<typeof FailureCell>

const Counts = z.strictObject({
  /** Active reviews of a prediction; `decided` leaves out those that cannot tell, `failed` are those that found it wrong. */
  reviewed: z.int(),
  decided: z.int(),
  failed: z.int(),
  /** Reviews by the audit's sample; 0: shares of production cannot be told. */
  audited: z.int(),
  /** Reviews still to be worked out: in no count yet, or counted as they read before the taxonomy changed. */
  uncounted: z.int(),
})

export const FailureBoard = z.strictObject({
  by: z.array(FailureDimension),
  counts: Counts,
  /** Values of the dimensions in their order; null: unknown. Time goes forward, others have the most failures first. */
  slices: z.array(z.strictObject({ values: z.array(z.string().nullable()), reviewed: z.int(), decided: z.int() })),
  /** How many slices are not listed. */
  moreSlices: z.int(),
  /**
   * Any failure first, then error types, then causes, each the most frequent first. An error's share is of the reviews that
   * could tell, a cause's of all. A review counts once a row and slice, however many objects were wrong.
   */
  rows: z.array(
    z.strictObject({
      what: FailureKind,
      total: FailureCell,
      /** One for each slice. */
      cells: z.array(FailureCell),
    }),
  ),
})
export type FailureBoard = z.infer<typeof FailureBoard>

export const FailureTrend = z.strictObject({
  every: z.enum(['day', 'week', 'month']),
  /** Periods in which something was reviewed, in order. */
  periods: z.array(z.string()),
  /** Reviews of cases whose time is not known; they are in no period. */
  untimed: z.int(),
  rows: z.array(
    z.strictObject({
      what: FailureKind,
      cells: z.array(FailureRate),
      /**
       * Cochran–Armitage test, two-sided: by its exact permutation distribution, or the normal one where that takes too
       * long. `adjusted` holds for all rows together (Holm). Null where no trend could show.
       */
      p: z.number().nullable(),
      adjusted: z.number().nullable(),
      method: z.enum(['exact', 'normal']).nullable(),
      /** What may be said: null where the numbers do not show a trend. */
      trend: z.enum(['rising', 'falling']).nullable(),
    }),
  ),
})
export type FailureTrend = z.infer<typeof FailureTrend>

export const FAULT_SIGNS = [
  'low-accepted',
  'high-wrong',
  'cannot-tell',
  'disagreement',
  'deprecated',
  'concentrated',
] as const

/** One thing that speaks for a culprit: how many of how many, and where it is about one thing, of what. */
export const FaultSign = FailureRate.extend({
  sign: z.enum(FAULT_SIGNS),
  culprit: Culprit,
  /** Of `concentrated`: the dimension and value in which failures gather, and the share elsewhere. */
  place: z.strictObject({ dimension: FailureDimension, value: z.string(), elsewhere: FailureRate }).nullable(),
})
export type FaultSign = z.infer<typeof FaultSign>

/** What is most likely at fault, by the rule of shared/domain/failures/fault.ts. */
export const Fault = z.strictObject({
  says: z.enum(['nothing-failed', 'too-little', 'mostly-unsaid', 'culprit']),
  culprit: Culprit.nullable(),
  failed: z.int(),
  /** Failures by the culprit of their first upstream cause, the most frequent first; null: no cause, or one unknown now. */
  shares: z.array(FailureRate.extend({ culprit: Culprit.nullable() })),
  /** What speaks for the culprit beside the causes, and what speaks for others. */
  signs: z.array(FaultSign),
})
export type Fault = z.infer<typeof Fault>

export const failures = {
  /** Error types and causes by one or two dimensions. */
  'failures.board': query(
    Which.extend({
      by: z.array(FailureDimension).max(2).default(['label']),
      /** How many values of each dimension are listed at most; of time the latest. */
      most: z.int().min(1).max(200).default(12),
    }),
    FailureBoard,
  ),
  /** How often each error type and cause was found, period by period of the cases' own time. */
  'failures.trend': query(
    Which.extend({
      every: z.enum(['day', 'week', 'month']).default('week'),
      most: z.int().min(2).max(400).default(60),
    }),
    FailureTrend,
  ),
  'failures.fault': query(z.strictObject({ where: Where.default('') }), Fault),
  /** Works out what older reviews found wrong; the job is `find-failures`. */
  'failures.find': command(z.strictObject({}), JobStarted),
} as const
