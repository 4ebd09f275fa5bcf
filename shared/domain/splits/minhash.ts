/** Hash functions of a signature. */
export const HASHES = 128

/** Multipliers (odd) and addends of the hash functions: xorshift32 (Marsaglia 2003) from a fixed start, so that signatures stay. */
const FUNCTIONS = (() => {
  let state = 0x9e3779b9
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const [multipliers, addends] = [new Uint32Array(HASHES), new Uint32Array(HASHES)]
  for (let index = 0; index < HASHES; index++) {
    multipliers[index] = next() | 1
    addends[index] = next()
  }
  return { multipliers, addends }
})()

/**
 * The MinHash signature of a set of 32-bit hashes (Broder 1997): of each of 128 hash functions the least value, of which 16
 * bits are kept (Li and König 2010). Two sets have equal values in as large a share of places, on average, as they are alike.
 * Null for the empty set.
 */
export const signatureOf = (shingles: Uint32Array): Uint16Array | null => {
  if (shingles.length === 0) return null
  const signature = new Uint16Array(HASHES)
  for (let index = 0; index < HASHES; index++) {
    const multiplier = FUNCTIONS.multipliers[index] ?? 1
    const addend = FUNCTIONS.addends[index] ?? 0
    let least = 0xffffffff
    for (const shingle of shingles) {
      const value = (Math.imul(shingle, multiplier) + addend) >>> 0
      if (value < least) least = value
    }
    signature[index] = least & 0xffff
  }
  return signature
}

/** A pair as alike as the threshold is missed with this probability at most. */
const MISSED = 1e-6

/**
 * How a signature is cut into bands (locality-sensitive hashing, Indyk and Motwani 1998): pairs that agree on all `rows` of
 * some band are compared. As many rows as let no more than one in a million pairs at the threshold through unseen:
 * (1 - threshold^rows)^bands.
 */
export const bandsFor = (threshold: number): { readonly rows: number; readonly bands: number } => {
  for (let rows = HASHES; rows > 1; rows--) {
    const bands = Math.floor(HASHES / rows)
    if ((1 - threshold ** rows) ** bands <= MISSED) return { rows, bands }
  }
  return { rows: 1, bands: HASHES }
}
