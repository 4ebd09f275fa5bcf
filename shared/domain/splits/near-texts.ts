import { bandsFor, estimate } from './minhash.ts'
import type { Sets } from './sets.ts'
import { likeness } from './shingles.ts'

/** Where the estimate lies this far below the threshold, the pair cannot be at it: five deviations. */
const MARGIN = 0.25

export type NearTexts = {
  /** By index; null for a text that says nothing, or none. */
  readonly signatures: readonly (Uint16Array | null)[]
  /** The whole set of an index, for the exact comparison. */
  readonly shingles: (index: number) => Uint32Array
  readonly threshold: number
  /** Called for each band, so that long work can show where it is, and be stopped. */
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

/** Calls `pair` for all that are equal in these places of their signatures: the later one, then an earlier one. */
const eachPair = (
  indexes: readonly number[],
  signatures: NearTexts['signatures'],
  from: number,
  to: number,
  pair: (index: number, earlier: number) => void,
): void => {
  const last = new Map<number, number>()
  const before = new Int32Array(signatures.length).fill(-1)
  for (const index of indexes) {
    const signature = signatures[index]
    if (!signature) continue
    const key = keyOf(signature, from, to)
    const head = last.get(key) ?? -1
    for (let earlier = head; earlier >= 0; earlier = before[earlier] ?? -1) pair(index, earlier)
    before[index] = head
    last.set(key, index)
  }
}

/**
 * Joins all texts that are as alike as the threshold, or more. Every pair joined was compared exactly; one in a million at
 * the threshold is not seen (`bandsFor`), and the likelier a pair, the fewer.
 */
export const joinNearTexts = (sets: Sets, { signatures, shingles, threshold, step }: NearTexts): void => {
  const present = signatures.flatMap((signature, index) => (signature ? [index] : []))
  // A text that says the very same as an earlier one is alike to the same others: that one stands for it from here on.
  const repeats = new Uint8Array(signatures.length)
  const { rows, bands } = bandsFor(threshold)
  const compared = (index: number, other: number): number => likeness(shingles(index), shingles(other))
  eachPair(present, signatures, 0, signatures.find((one) => one !== null)?.length ?? 0, (index, earlier) => {
    if (repeats[index] === 1 || repeats[earlier] === 1 || compared(index, earlier) < 1) return
    repeats[index] = 1
    sets.join(index, earlier)
  })
  const distinct = present.filter((index) => repeats[index] === 0)
  for (let band = 0; band < bands; band++) {
    step(band, bands)
    eachPair(distinct, signatures, band * rows, (band + 1) * rows, (index, earlier) => {
      if (sets.same(index, earlier)) return
      const [a, b] = [signatures[index], signatures[earlier]]
      if (!a || !b || estimate(a, b) < threshold - MARGIN) return
      if (compared(index, earlier) >= threshold) sets.join(index, earlier)
    })
  }
  step(bands, bands)
}
