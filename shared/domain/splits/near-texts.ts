import { bandsFor } from './minhash.ts'
import type { Sets } from './sets.ts'
import { likeness } from './shingles.ts'

export type NearTexts = {
  /** By index; null for a text that says nothing, or none. */
  readonly signatures: readonly (Uint16Array | null)[]
  /** The whole set of an index, for the exact comparison. */
  readonly shingles: (index: number) => Uint32Array
  readonly threshold: number
  /** Called often, so that long work can show where it is, and be stopped. */
  readonly step: (done: number, total: number) => void
}

const keyOf = (signature: Uint16Array, from: number, to: number): number => {
  let [low, high] = [0x811c9dc5, 0x9747b28c]
  for (let at = from; at < to; at++) {
    const value = signature[at] ?? 0
    low = Math.imul(low ^ value, 0x01000193)
    high = Math.imul(high ^ value, 0x85ebca6b) ^ (high >>> 15)
  }
  return (low >>> 0) * 0x100000 + ((high >>> 0) & 0xfffff)
}

/** Indexes that are equal in these places of their signatures, where there are several. */
const bucketsOf = (
  indexes: readonly number[],
  signatures: NearTexts['signatures'],
  from: number,
  to: number,
): readonly (readonly number[])[] => {
  const buckets = new Map<number, number[]>()
  for (const index of indexes) {
    const signature = signatures[index]
    if (!signature) continue
    const key = keyOf(signature, from, to)
    const bucket = buckets.get(key)
    if (bucket) bucket.push(index)
    else buckets.set(key, [index])
  }
  return [...buckets.values()].filter(({ length }) => length > 1)
}

/** Joins texts that say the very same; answers one of each, which is alike to all that the others are. */
const joinRepeats = (sets: Sets, { signatures, shingles }: NearTexts): readonly number[] => {
  const repeats = new Uint8Array(signatures.length)
  const present = signatures.flatMap((signature, index) => (signature ? [index] : []))
  const whole = signatures.find((one) => one !== null)?.length ?? 0
  for (const bucket of bucketsOf(present, signatures, 0, whole)) {
    const firsts: { readonly index: number; readonly set: Uint32Array }[] = []
    for (const index of bucket) {
      const set = shingles(index)
      const first = firsts.find((one) => likeness(one.set, set) === 1)
      if (first === undefined) firsts.push({ index, set })
      else {
        repeats[index] = 1
        sets.join(index, first.index)
      }
    }
  }
  return present.filter((index) => repeats[index] === 0)
}

/** Larger buckets come of one template; those of all bands are looked through together, once. */
const CROWD = 50
/** Members compared between two looks at whether to stop. */
const MEMBERS_A_STEP = 200

/** Members of one set that hold some piece. */
type Holders = number[]

/**
 * Joins the members of a bucket that are as alike as the threshold. Two sets that share so much share one of the rarest
 * pieces of each (prefix filtering, Bayardo, Ma and Srikant 2007), so that texts made from one template, which all share its
 * pieces, are not all compared with each other.
 */
const joinBucket = (
  sets: Sets,
  members: readonly number[],
  { shingles, threshold }: NearTexts,
  step: () => void,
): void => {
  const own = new Map(members.map((index) => [index, shingles(index)]))
  const frequency = new Map<number, number>()
  for (const set of own.values()) for (const piece of set) frequency.set(piece, (frequency.get(piece) ?? 0) + 1)
  const holders = new Map<number, Holders[]>()
  let looked = 0
  for (const [index, set] of own) {
    if (++looked % MEMBERS_A_STEP === 0) step()
    const least = set.length - Math.ceil(threshold * set.length - 1e-9) + 1
    const rarest = [...set].sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || a - b).slice(0, least)
    const unlike = new Set<number>()
    for (const piece of rarest) {
      const groups = holders.get(piece) ?? []
      holders.set(piece, groups)
      for (const group of groups) joinGroup(sets, { index, set }, { group, own, threshold, unlike })
      const home = groups.find(([first = index]) => sets.same(first, index))
      if (home) home.push(index)
      else groups.push([index])
    }
  }
}

/** Compares with the members of a group until one is alike: it then belongs to them all. */
const joinGroup = (
  sets: Sets,
  { index, set }: { readonly index: number; readonly set: Uint32Array },
  beside: {
    readonly group: Holders
    readonly own: ReadonlyMap<number, Uint32Array>
    readonly threshold: number
    readonly unlike: Set<number>
  },
): void => {
  for (const member of beside.group) {
    if (sets.same(index, member)) return
    if (beside.unlike.has(member)) continue
    const other = beside.own.get(member)
    if (other && likeness(set, other) >= beside.threshold) {
      sets.join(index, member)
      return
    }
    beside.unlike.add(member)
  }
}

/**
 * Joins all texts that are as alike as the threshold, or more. Every pair joined was compared exactly; one in a million at
 * the threshold is not seen (`bandsFor`), and the likelier a pair, the fewer.
 */
export const joinNearTexts = (sets: Sets, texts: NearTexts): void => {
  const distinct = joinRepeats(sets, texts)
  const { rows, bands } = bandsFor(texts.threshold)
  const crowded = new Set<number>()
  for (let band = 0; band < bands; band++) {
    texts.step(band, bands + 1)
    for (const bucket of bucketsOf(distinct, texts.signatures, band * rows, (band + 1) * rows)) {
      const [first = 0] = bucket
      if (bucket.length > CROWD) for (const index of bucket) crowded.add(index)
      else if (!bucket.every((index) => sets.same(first, index)))
        joinBucket(sets, bucket, texts, () => texts.step(band, bands + 1))
    }
  }
  texts.step(bands, bands + 1)
  joinBucket(sets, [...crowded], texts, () => texts.step(bands, bands + 1))
  texts.step(bands + 1, bands + 1)
}
