import type { FailureDimension, FailureRate } from '../../model/failure.ts'
import { CULPRITS, type Culprit } from '../../model/verdict.ts'
import { plainRate } from './tally.ts'

/** Signs that something is at fault, beside the causes that people chose. */
export type Sign = 'low-accepted' | 'high-wrong' | 'cannot-tell' | 'disagreement' | 'deprecated' | 'concentrated'

/** So many of so many. */
export type Of = { readonly count: number; readonly of: number }

/** How often something failed in one place, and in all others together. */
export type Place = {
  readonly dimension: FailureDimension
  readonly value: string
  readonly here: Of
  readonly elsewhere: Of
}

export type Evidence = {
  /** Reviews that found it wrong, or could not tell. */
  readonly failed: number
  /** Of these, by the culprit of their first upstream cause. */
  readonly firstCauses: Readonly<Partial<Record<Culprit, number>>>
  /** Failures on what production accepted below its threshold; failures on what the model was sure of. */
  readonly lowAccepted: Of
  readonly highWrong: Of
  /** Reviews that could not tell. */
  readonly cannotTell: Of
  /** Predictions that several people judged, and on which one says right and another wrong. */
  readonly disagreement: Of
  /** Failures about a label that the taxonomy calls deprecated. */
  readonly deprecated: Of
  /** Failures by source and by model version. */
  readonly places: readonly Place[]
}

export type SignFound = FailureRate & {
  readonly sign: Sign
  readonly culprit: Culprit
  readonly place: {
    readonly dimension: FailureDimension
    readonly value: string
    readonly elsewhere: FailureRate
  } | null
}

export type FaultFound = {
  readonly says: 'nothing-failed' | 'too-little' | 'mostly-unsaid' | 'culprit'
  readonly culprit: Culprit | null
  readonly failed: number
  readonly shares: readonly (FailureRate & { readonly culprit: Culprit | null })[]
  readonly signs: readonly SignFound[]
}

/** A sign is spoken of when its share is surely (the lower end of its 95 % interval) at least this. */
const SPEAKS: Readonly<Record<Exclude<Sign, 'concentrated'>, number>> = {
  'low-accepted': 0.2,
  'high-wrong': 0.2,
  'cannot-tell': 0.1,
  disagreement: 0.2,
  deprecated: 0.1,
}

/** More than half of the failures surely carry no cause. */
const UNSAID = 0.5

/**
 * What is most likely at fault. Each failure speaks for the culprit of its first upstream cause. One culprit is named when
 * the 95 % interval of its share lies wholly above that of every other (those nobody named count as 0 of all); otherwise
 * there is too little to say, or most failures carry no cause. Signs that need nobody's judgement stand beside:
 *
 * | sign | speaks for | when |
 * |---|---|---|
 * | failures that production accepted below its threshold | the threshold | surely a fifth of failures |
 * | failures with a score of 0.9 and above | the model | surely a fifth of failures |
 * | reviews that cannot tell | the data | surely a tenth of reviews |
 * | people differ on whether it is right | the label schema | surely a fifth of predictions judged by several |
 * | failures about deprecated labels | the label schema | surely a tenth of failures |
 * | one source fails more often than all others together | the data | intervals do not touch |
 * | one model version fails more often than all others together | the model | intervals do not touch |
 *
 * The desk proposes "model error" where it knows nothing better, so a share for the model is the easiest to come by.
 */
export const faultOf = (evidence: Evidence): FaultFound => {
  const named = CULPRITS.reduce((sum, culprit) => sum + (evidence.firstCauses[culprit] ?? 0), 0)
  const failed = Math.max(evidence.failed, named)
  if (failed === 0) return { says: 'nothing-failed', culprit: null, failed, shares: [], signs: [] }
  const shares = CULPRITS.map((culprit) => ({
    ...plainRate(evidence.firstCauses[culprit] ?? 0, failed),
    culprit,
  })).sort((a, b) => b.count - a.count)
  const unsaid = { ...plainRate(failed - named, failed), culprit: null }
  const [first, second] = shares
  const above = first !== undefined && (first.low ?? 0) > (second?.high ?? 0)
  const mostlyUnsaid = (unsaid.low ?? 0) > UNSAID
  const culprit = above && !mostlyUnsaid ? first.culprit : null
  return {
    says: mostlyUnsaid ? 'mostly-unsaid' : culprit === null ? 'too-little' : 'culprit',
    culprit,
    failed,
    shares: [...shares, unsaid].filter(({ count }) => count > 0),
    signs: signsOf(evidence),
  }
}

const signsOf = (evidence: Evidence): SignFound[] => {
  const sign = (name: Exclude<Sign, 'concentrated'>, culprit: Culprit, { count, of }: Of): SignFound[] => {
    const rate = plainRate(count, of)
    return (rate.low ?? 0) >= SPEAKS[name] ? [{ ...rate, sign: name, culprit, place: null }] : []
  }
  return [
    ...sign('low-accepted', 'monitoring-threshold', evidence.lowAccepted),
    ...sign('high-wrong', 'model', evidence.highWrong),
    ...sign('cannot-tell', 'data', evidence.cannotTell),
    ...sign('disagreement', 'label-schema', evidence.disagreement),
    ...sign('deprecated', 'label-schema', evidence.deprecated),
    ...evidence.places.flatMap(gathered),
  ]
}

const gathered = ({ dimension, value, here, elsewhere }: Place): SignFound[] => {
  const [rate, rest] = [plainRate(here.count, here.of), plainRate(elsewhere.count, elsewhere.of)]
  if (rate.low === null || rest.high === null || rate.low <= rest.high) return []
  const culprit: Culprit = dimension === 'model' ? 'model' : 'data'
  return [{ ...rate, sign: 'concentrated', culprit, place: { dimension, value, elsewhere: rest } }]
}
