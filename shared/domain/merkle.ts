import type { Sha256Fn } from './hash.ts'

/** Merkle trees and proofs as RFC 6962 section 2.1 defines them. Hashes are 32 bytes. */

const concat = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

export const leafHash = (sha256: Sha256Fn, leaf: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(0), leaf))

export const nodeHash = (sha256: Sha256Fn, left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(concat(Uint8Array.of(1), left, right))

/** The largest power of two below `n` (n ≥ 2). */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1))

/** MTH of leaf hashes; of none: the hash of nothing. */
export const merkleRoot = (sha256: Sha256Fn, leaves: readonly Uint8Array[]): Uint8Array => {
  if (leaves.length === 0) return sha256(new Uint8Array(0))
  let level = [...leaves]
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i]
      const right = level[i + 1]
      if (left) above.push(right ? nodeHash(sha256, left, right) : left)
    }
    level = above
  }
  return level[0] ?? sha256(new Uint8Array(0))
}

/** Leaves of one block: a power of two, so that a tree's root follows from its blocks' hashes alone. */
export const BLOCK_LEAVES = 256

/** MTH of each block of `BLOCK_LEAVES` leaves, the last one possibly shorter. `merkleRoot` of these is that of the leaves. */
export const blockHashes = (sha256: Sha256Fn, leaves: readonly Uint8Array[]): Uint8Array[] =>
  Array.from({ length: Math.ceil(leaves.length / BLOCK_LEAVES) }, (_, block) =>
    merkleRoot(sha256, leaves.slice(block * BLOCK_LEAVES, (block + 1) * BLOCK_LEAVES)),
  )

/** PATH(m, D[n]): the siblings that lead from leaf `index` to the root, lowest first. */
export const inclusionProof = (sha256: Sha256Fn, leaves: readonly Uint8Array[], index: number): Uint8Array[] => {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError(`no leaf ${index} in a tree of ${leaves.length}`)
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return index < k
    ? [...inclusionProof(sha256, leaves.slice(0, k), index), merkleRoot(sha256, leaves.slice(k))]
    : [...inclusionProof(sha256, leaves.slice(k), index - k), merkleRoot(sha256, leaves.slice(0, k))]
}

/** PROOF(m, D[n]): that the tree of the first `size` leaves is a prefix of this one. */
export const consistencyProof = (sha256: Sha256Fn, leaves: readonly Uint8Array[], size: number): Uint8Array[] => {
  if (!(size > 0 && size <= leaves.length)) throw new RangeError(`no prefix of ${size} in a tree of ${leaves.length}`)
  const subProof = (part: readonly Uint8Array[], m: number, whole: boolean): Uint8Array[] => {
    if (m === part.length) return whole ? [] : [merkleRoot(sha256, part)]
    const k = split(part.length)
    return m <= k
      ? [...subProof(part.slice(0, k), m, whole), merkleRoot(sha256, part.slice(k))]
      : [...subProof(part.slice(k), m - k, false), merkleRoot(sha256, part.slice(0, k))]
  }
  return subProof(leaves, size, true)
}

/** RFC 9162 section 2.1.3.2 (the same tree): whether `proof` leads from the leaf to the root. */
export const verifyInclusion = (
  sha256: Sha256Fn,
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean => {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  if (leaf.length !== 32) return false
  let fn = index
  let sn = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sha256, sibling, hash)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      hash = nodeHash(sha256, hash, sibling)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equal(hash, root)
}

/** RFC 9162 section 2.1.4.2: whether the tree of `size1` with `root1` is a prefix of that of `size2` with `root2`. */
export const verifyConsistency = (
  sha256: Sha256Fn,
  size1: number,
  size2: number,
  proof: readonly Uint8Array[],
  root1: Uint8Array,
  root2: Uint8Array,
): boolean => {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 <= 0 || size1 > size2) return false
  if (size1 === size2) return proof.length === 0 && equal(root1, root2)
  if (proof.length === 0) return false
  const path = Number.isInteger(Math.log2(size1)) ? [root1, ...proof] : [...proof]
  let fn = size1 - 1
  let sn = size2 - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  const first = path.shift()
  if (!first) return false
  let fr = first
  let sr = first
  for (const sibling of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(sha256, sibling, fr)
      sr = nodeHash(sha256, sibling, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else {
      sr = nodeHash(sha256, sr, sibling)
    }
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && equal(fr, root1) && equal(sr, root2)
}
