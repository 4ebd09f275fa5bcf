import { HASH_BITS, hashDistance } from './perceptual-hash.ts'
import type { Sets } from './sets.ts'

export type NearImages = {
  /** Which case each hash is of; a case of several pictures has several. */
  readonly owners: Int32Array
  /** The hashes, 8 bytes each, in the order of `owners`. */
  readonly hashes: Uint8Array
  /** 1 - differing bits / 64. */
  readonly threshold: number
  readonly step: (done: number, total: number) => void
}

/** Of 64 bits in two words, those from a place on. */
const part = (low: number, high: number, from: number, bits: number): number => {
  let value = 0
  for (let at = 0; at < bits; at++) {
    const place = from + at
    const bit = place < 32 ? (low >>> place) & 1 : (high >>> (place - 32)) & 1
    value += bit * 2 ** at
  }
  return value
}

/**
 * Joins all cases of which any two pictures are as alike as the threshold, or more. Exact: hashes that differ in at most d
 * bits are equal in one of d + 1 parts at least (multi-index hashing, Norouzi et al. 2012).
 */
export const joinNearImages = (sets: Sets, { owners, hashes, threshold, step }: NearImages): void => {
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength)
  const low = Uint32Array.from(owners, (_, at) => view.getUint32(at * 8, true))
  const high = Uint32Array.from(owners, (_, at) => view.getUint32(at * 8 + 4, true))
  const most = Math.floor((1 - threshold) * HASH_BITS + 1e-9)
  const distinct = joinEqual(sets, owners, low, high)
  const parts = most + 1
  for (let index = 0; index < parts; index++) {
    step(index, parts)
    const from = Math.floor((index * HASH_BITS) / parts)
    const bits = Math.floor(((index + 1) * HASH_BITS) / parts) - from
    const last = new Map<number, number>()
    const before = new Int32Array(owners.length).fill(-1)
    for (const at of distinct) {
      const [l, h, owner] = [low[at] ?? 0, high[at] ?? 0, owners[at] ?? 0]
      const key = part(l, h, from, bits)
      const head = last.get(key) ?? -1
      for (let earlier = head; earlier >= 0; earlier = before[earlier] ?? -1)
        if (hashDistance(l, h, low[earlier] ?? 0, high[earlier] ?? 0) <= most) sets.join(owner, owners[earlier] ?? 0)
      before[at] = head
      last.set(key, at)
    }
  }
  step(parts, parts)
}

/** Joins the owners of equal hashes; answers one place of each hash. */
const joinEqual = (sets: Sets, owners: Int32Array, low: Uint32Array, high: Uint32Array): readonly number[] => {
  const first = new Map<bigint, number>()
  const distinct: number[] = []
  owners.forEach((owner, at) => {
    const key = (BigInt(high[at] ?? 0) << 32n) | BigInt(low[at] ?? 0)
    const known = first.get(key)
    if (known === undefined) {
      first.set(key, at)
      distinct.push(at)
    } else sets.join(owner, owners[known] ?? 0)
  })
  return distinct
}
