import { z } from 'zod'

/** The rules of a project's queue, as data. Shares and thresholds are 0..1. */
export const TriggerSettings = z.strictObject({
  lowConfidence: z.strictObject({ on: z.boolean(), below: z.number().min(0).max(1) }),
  lowMargin: z.strictObject({ on: z.boolean(), below: z.number().min(0).max(1) }),
  flagged: z.strictObject({ on: z.boolean() }),
  highRiskLabel: z.strictObject({ on: z.boolean() }),
  disagreement: z.strictObject({ on: z.boolean() }),
  nothingPredicted: z.strictObject({ on: z.boolean() }),
  /** Drawn from *all* cases by a seeded hash of the case id; every `oneIn`th queued case is one of them. */
  randomAudit: z.strictObject({
    on: z.boolean(),
    share: z.number().min(0).max(1),
    seed: z.int().nonnegative(),
    oneIn: z.int().min(2).max(1000),
  }),
})
export type TriggerSettings = z.infer<typeof TriggerSettings>

export const TRIGGER_RULES = [
  'low-confidence',
  'low-margin',
  'flagged',
  'high-risk-label',
  'disagreement',
  'nothing-predicted',
  'random-audit',
  'outdated-taxonomy',
  'relabel-plan',
] as const
export const TriggerRule = z.enum(TRIGGER_RULES)
export type TriggerRule = z.infer<typeof TriggerRule>

export const DEFAULT_TRIGGERS: TriggerSettings = {
  lowConfidence: { on: true, below: 0.5 },
  lowMargin: { on: true, below: 0.1 },
  flagged: { on: true },
  highRiskLabel: { on: true },
  disagreement: { on: true },
  nothingPredicted: { on: true },
  randomAudit: { on: true, share: 0.05, seed: 1, oneIn: 10 },
}

/** Why a case is in the queue: the rule, the value that put it there, and the probability with which the rule draws it. */
export const QueueReason = z.strictObject({
  rule: TriggerRule,
  /** The observed value: a score, a margin, a share of disagreeing objects, a draw. Null where the rule has none. */
  value: z.number().nullable(),
  /** The label, flag text or models concerned, for reading. */
  detail: z.string(),
  inclusion: z.number().gt(0).max(1),
})
export type QueueReason = z.infer<typeof QueueReason>
