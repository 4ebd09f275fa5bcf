/** Characters of a shingle. Shorter texts are one shingle as a whole. */
const SHINGLE = 5

/** What counts of a text: NFKC, lower case, runs of anything but letters, marks and numbers as one space. */
export const plainWords = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** FNV-1a over UTF-16 units with Murmur3's finalizer: 32 bits that are even in all of them. */
const hashOf = (text: string, from: number, to: number): number => {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * A text as the set of its overlapping pieces of five UTF-16 units (Broder 1997), each hashed to 32 bits, in ascending
 * order without repetition. Empty for a text without letters and numbers.
 */
export const shinglesOf = (text: string): Uint32Array => {
  const plain = plainWords(text)
  if (plain === '') return new Uint32Array(0)
  const count = Math.max(1, plain.length - SHINGLE + 1)
  const hashes = new Uint32Array(count)
  for (let at = 0; at < count; at++) hashes[at] = hashOf(plain, at, Math.min(at + SHINGLE, plain.length))
  hashes.sort()
  let kept = 1
  for (let at = 1; at < count; at++) {
    const hash = hashes[at] ?? 0
    if (hash !== hashes[kept - 1]) hashes[kept++] = hash
  }
  return hashes.slice(0, kept)
}

/** What two sets share, of what either has (Jaccard 1901), 0..1; 0 where one is empty. */
export const likeness = (a: Uint32Array, b: Uint32Array): number => {
  if (a.length === 0 || b.length === 0) return 0
  let [at, beside, shared] = [0, 0, 0]
  while (at < a.length && beside < b.length) {
    const [x, y] = [a[at] ?? 0, b[beside] ?? 0]
    if (x === y) shared++
    if (x <= y) at++
    if (y <= x) beside++
  }
  return shared / (a.length + b.length - shared)
}
