import { TRIGGER_RULES, type TriggerRule, type TriggerSettings } from '../../model/trigger.ts'

/** What a case's stored row tells the rules. Null is unknown, never 0. */
export type RuleFacts = {
  readonly score: number | null
  readonly margin: number | null
  readonly disagreement: number | null
  readonly predictions: number
  readonly annotations: number
  /** 0 not flagged, 1 low, 2 medium, 3 high. */
  readonly severity: number
  readonly risk: number
  /** The random audit's draw for this case under the settings' seed. */
  readonly draw: number
  /** Probability with which production's sampling let the case through; null is unknown. */
  readonly inclusion: number | null
  /** A taxonomy version asks something about a review of the case. */
  readonly outdated: boolean
  /** A relabel plan asks for the case. */
  readonly planned: boolean
}

/** A rule that queues the case, the value it saw, and the probability with which such a case comes to the desk by it. */
export type Hit = { readonly rule: TriggerRule; readonly value: number | null; readonly inclusion: number }

/**
 * The rules that queue a case. A deterministic rule takes every case that it fits, so its probability is that of the
 * case having reached the desk at all; the audit's is that times its share. Where production did not say how it
 * sampled, everything is taken to have been sent (1).
 */
export const hitsOf = (facts: RuleFacts, settings: TriggerSettings): readonly Hit[] => {
  const upstream = facts.inclusion ?? 1
  const hits: Hit[] = []
  const hit = (rule: TriggerRule, value: number | null, share = 1) =>
    // A product too small for a number is not impossible.
    hits.push({ rule, value, inclusion: Math.max(upstream * share, Number.MIN_VALUE) })
  if (settings.lowConfidence.on && facts.score !== null && facts.score < settings.lowConfidence.below) {
    hit('low-confidence', facts.score)
  }
  if (settings.lowMargin.on && facts.margin !== null && facts.margin < settings.lowMargin.below) {
    hit('low-margin', facts.margin)
  }
  if (settings.flagged.on && facts.severity > 0) hit('flagged', facts.severity)
  if (settings.highRiskLabel.on && facts.risk > 0) hit('high-risk-label', null)
  if (settings.disagreement.on && facts.disagreement !== null && facts.disagreement > 0) {
    hit('disagreement', facts.disagreement)
  }
  if (settings.nothingPredicted.on && facts.predictions > 0 && facts.annotations === 0) hit('nothing-predicted', null)
  const { on, share } = settings.randomAudit
  if (on && facts.draw < share) hit('random-audit', facts.draw, share)
  // No setting: what a version left open is work that publishing it made.
  if (facts.outdated) hit('outdated-taxonomy', null)
  if (facts.planned) hit('relabel-plan', null)
  return hits
}

/**
 * How badly one reason wants a person; more is sooner. Upstream flags come before everything, by severity (above 1);
 * the rest meet between 0 and 1, each growing with what it measures:
 * - low confidence: 1 − score
 * - low margin: (1 − margin) / 2, the doubt of a two-class model with that margin
 * - disagreement: (1 + share of differing objects) / 2
 * - nothing predicted: 0.75; a label of high risk: 0.9
 * - outdated label taxonomy, relabel plan: 1, before what a rule only suspects: a person is known to be needed
 * The random audit has no priority: its cases are never ranked.
 */
export const priorityOf = (rule: TriggerRule, value: number | null): number => {
  switch (rule) {
    case 'flagged':
      return 1 + (value ?? 1) / 3
    case 'low-confidence':
      return 1 - (value ?? 1)
    case 'low-margin':
      return (1 - (value ?? 1)) / 2
    case 'disagreement':
      return (1 + (value ?? 0)) / 2
    case 'nothing-predicted':
      return 0.75
    case 'high-risk-label':
      return 0.9
    case 'outdated-taxonomy':
    case 'relabel-plan':
      return 1
    case 'random-audit':
      return 0
  }
}

/** A case's priority is the highest of its reasons'. */
export const highestPriority = (hits: readonly Pick<Hit, 'rule' | 'value'>[]): number =>
  hits.reduce((highest, hit) => Math.max(highest, priorityOf(hit.rule, hit.value)), 0)

export const ruleAt = (index: number): TriggerRule => {
  const rule = TRIGGER_RULES[index]
  if (rule === undefined) throw new Error(`There is no trigger rule number ${index}.`)
  return rule
}
