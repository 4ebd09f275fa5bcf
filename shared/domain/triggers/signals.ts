import type { Annotation } from '../../model/annotation.ts'
import type { Model } from '../../model/prediction.ts'
import { disagreementBetween } from './disagreement.ts'
import type { HighRiskOf } from './high-risk.ts'

/** What the triggers read of one prediction. Predictions of one and the same model are never set against each other. */
export type SignalPrediction = {
  readonly annotations: readonly Annotation[]
  readonly scores?: Readonly<Record<string, number>> | undefined
  readonly model?: Model | undefined
}

/** What is stored with a case so that rules and lists need not read its predictions again. Null is unknown, never 0. */
export type Signals = {
  /** Lowest known score of any annotation of any prediction. */
  readonly score: number | null
  /** Lowest distance between the two likeliest classes of any prediction that gave class scores. */
  readonly margin: number | null
  /** Largest share of objects on which two models differ (0..1); null with fewer than two models. */
  readonly disagreement: number | null
  /** Of all predictions together. */
  readonly annotations: number
  /** Of the lowest-scored annotation; of the first one where no score is known; null where nothing was predicted. */
  readonly label: string | null
  /** 1 when a label of high risk was predicted. A number, because it is stored as one. */
  readonly risk: 0 | 1
}

type ClassScores = Readonly<Record<string, number>>
type TopTwo = { readonly labels: readonly [string, string]; readonly margin: number }

/** The two likeliest classes, the likelier first; null with fewer than two. */
const topTwo = (scores: ClassScores): TopTwo | null => {
  let first: readonly [string, number] = ['', Number.NEGATIVE_INFINITY]
  let second = first
  for (const one of Object.entries(scores)) {
    if (one[1] > first[1]) [first, second] = [one, first]
    else if (one[1] > second[1]) second = one
  }
  if (second[1] === Number.NEGATIVE_INFINITY) return null
  return { labels: [first[0], second[0]], margin: first[1] - second[1] }
}

/** The two classes between which a case is closest, over the class scores of all its predictions; none if none has two. */
export const closestClasses = (ofPredictions: readonly ClassScores[]): readonly string[] =>
  ofPredictions.reduce<TopTwo | null>((closest, scores) => {
    const now = topTwo(scores)
    return now !== null && (closest === null || now.margin < closest.margin) ? now : closest
  }, null)?.labels ?? []

const sameModel = (a: Model | undefined, b: Model | undefined): boolean =>
  a !== undefined && b !== undefined && a.name === b.name && a.version === b.version

const largestDisagreement = (predictions: readonly SignalPrediction[]): number | null => {
  let largest: number | null = null
  predictions.forEach((ours, index) => {
    for (const theirs of predictions.slice(index + 1)) {
      if (sameModel(ours.model, theirs.model)) continue
      largest = Math.max(largest ?? 0, disagreementBetween(ours.annotations, theirs.annotations))
    }
  })
  return largest
}

/** Reads all predictions of one case. */
export const signals = (predictions: readonly SignalPrediction[], highRisk: HighRiskOf): Signals => {
  let score: number | null = null
  let margin: number | null = null
  let label: string | null = null
  let annotations = 0
  let risk: 0 | 1 = 0
  for (const prediction of predictions) {
    const ofClasses = topTwo(prediction.scores ?? {})?.margin ?? null
    if (ofClasses !== null && (margin === null || ofClasses < margin)) margin = ofClasses
    annotations += prediction.annotations.length
    const risky = highRisk(prediction.model?.name)
    for (const annotation of prediction.annotations) {
      if (risky.has(annotation.label)) risk = 1
      if (label === null) label = annotation.label
      if (annotation.score !== undefined && (score === null || annotation.score < score)) {
        score = annotation.score
        label = annotation.label
      }
    }
  }
  return { score, margin, disagreement: largestDisagreement(predictions), annotations, label, risk }
}

/** MurmurHash3 (x86, 32 bit; Austin Appleby, public domain) over whole 4-byte words. */
const murmur = (words: readonly number[], seed: number): number => {
  let hash = seed | 0
  for (const word of words) {
    let mixed = Math.imul(word, 0xcc9e2d51)
    mixed = (mixed << 15) | (mixed >>> 17)
    hash ^= Math.imul(mixed, 0x1b873593)
    hash = (hash << 13) | (hash >>> 19)
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0
  }
  hash ^= words.length * 4
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * The random audit's draw for one case: uniform in [0, 1) with 53 bits, a function of the project's seed and the case's
 * 16-byte uid alone, so that every desk draws the same cases whatever else it holds. A case is drawn when its draw is
 * below the share, so a larger share adds cases and keeps the ones already drawn.
 */
export const auditDraw = (seed: number, uid: Uint8Array): number => {
  const view = new DataView(uid.buffer, uid.byteOffset, uid.byteLength)
  const words = [
    view.getUint32(0, true),
    view.getUint32(4, true),
    view.getUint32(8, true),
    view.getUint32(12, true),
    seed >>> 0,
    Math.floor(seed / 0x1_0000_0000) >>> 0,
  ]
  const high = murmur(words, 0x5ec04d) >>> 5
  const low = murmur(words, 0x100c) >>> 6
  return (high * 0x400_0000 + low) / 0x20_0000_0000_0000
}
