import { z } from 'zod'
import { CauseId, Culprit, ErrorType } from './verdict.ts'

/**
 * What one row of a review's findings says. `judged`: a prediction was judged at all. `label`: a label that it could be
 * right or wrong about. `failure`: the verdict says that something is wrong. `error`: an error type. `first-cause`: the
 * first upstream cause; `cause`: a further one. The order is stored.
 */
export const FINDING_KINDS = ['judged', 'label', 'failure', 'error', 'first-cause', 'cause'] as const
export const FindingKind = z.enum(FINDING_KINDS)
export type FindingKind = z.infer<typeof FindingKind>

/** What a row of the failure board counts: any failure at all, one error type, or one cause. */
export const FailureKind = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('any') }),
  z.strictObject({ kind: z.literal('error'), error: ErrorType }),
  z.strictObject({ kind: z.literal('cause'), cause: CauseId, culprit: Culprit.nullable() }),
])
export type FailureKind = z.infer<typeof FailureKind>

/**
 * What failures are laid out by: the label (as predicted, of something missing as corrected), or something of the case
 * or of the model. Days, weeks (from Monday) and months are those of the case's own time, in UTC.
 */
const MetaDimension = z.templateLiteral(['meta.', z.string().min(1).max(200)])
const OfCase = z.enum(['source', 'model', 'day', 'week', 'month'])
export const FailureDimension = z.union([z.literal('label'), OfCase, MetaDimension])
export type FailureDimension = z.infer<typeof FailureDimension>

/**
 * So many reviews of so many, with the share and its 95 % Wilson interval; null where there was none. Where reviews are
 * weighted by how likely they were drawn, the share is the weighted one.
 */
export const FailureRate = z.strictObject({
  count: z.int(),
  of: z.int(),
  rate: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type FailureRate = z.infer<typeof FailureRate>

/** A plan's id: UUIDv7. */
export const PlanId = z.uuid({ version: 'v7' }).brand('PlanId')
export type PlanId = z.infer<typeof PlanId>

/** Which failures a relabel plan must cover, and how. */
export const PlanOptions = z.strictObject({
  /** Failures of the cases that fit, in the query language. */
  where: z.string().max(10_000).default(''),
  /** Cells are error types, causes, or both, by label, and by this slice where one is named. */
  what: z.enum(['errors', 'causes', 'both']).default('both'),
  slice: z.union([OfCase, MetaDimension]).nullable().default(null),
  /** So many cases for each cell, where there are as many. */
  perCell: z.int().min(1).max(100).default(1),
  /** Near-duplicates count as one case. */
  collapse: z.boolean().default(true),
})
export type PlanOptions = z.infer<typeof PlanOptions>
