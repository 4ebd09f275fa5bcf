/** Pixels a side that an image is reduced to before it is hashed. */
export const HASHED_SIDE = 32
/** Frequencies a side that are kept: the lowest. */
const KEPT_SIDE = 8
/** What rounding and compression make of a frequency that is not there, in grey values summed over the image. */
const NOISE = 64

export const HASH_BITS = KEPT_SIDE * KEPT_SIDE

/** Cosines of the DCT-II for the kept frequencies 0..7. */
const COSINES = Float64Array.from({ length: KEPT_SIDE * HASHED_SIDE }, (_, at) => {
  const [frequency, place] = [Math.floor(at / HASHED_SIDE), at % HASHED_SIDE]
  return Math.cos((Math.PI / HASHED_SIDE) * (place + 0.5) * frequency)
})

/**
 * The perceptual hash of an image (pHash, Zauner 2010): of its 32 × 32 grey values, row by row, the cosine transform's 8 × 8
 * lowest frequencies, each as one bit, whether it lies above their median; the first, which is the brightness of the whole,
 * is left out. Resizing, recompressing and adjusting brightness leave most bits as they are. Eight bytes.
 */
export const perceptualHash = (grey: Uint8Array): Uint8Array => {
  if (grey.length !== HASHED_SIDE * HASHED_SIDE) throw new RangeError(`${grey.length} grey values instead of 32 × 32`)
  const rows = new Float64Array(HASHED_SIDE * KEPT_SIDE)
  for (let y = 0; y < HASHED_SIDE; y++)
    for (let u = 0; u < KEPT_SIDE; u++) {
      let sum = 0
      for (let x = 0; x < HASHED_SIDE; x++)
        sum += (grey[y * HASHED_SIDE + x] ?? 0) * (COSINES[u * HASHED_SIDE + x] ?? 0)
      rows[y * KEPT_SIDE + u] = sum
    }
  const frequencies = new Float64Array(HASH_BITS)
  for (let v = 0; v < KEPT_SIDE; v++)
    for (let u = 0; u < KEPT_SIDE; u++) {
      let sum = 0
      for (let y = 0; y < HASHED_SIDE; y++) sum += (rows[y * KEPT_SIDE + u] ?? 0) * (COSINES[v * HASHED_SIDE + y] ?? 0)
      frequencies[v * KEPT_SIDE + u] = sum
    }
  const median = frequencies.slice(1).sort()[(HASH_BITS - 2) / 2] ?? 0
  const hash = new Uint8Array(HASH_BITS / 8)
  for (let bit = 1; bit < HASH_BITS; bit++)
    if ((frequencies[bit] ?? 0) > median + NOISE) hash[bit >> 3] = (hash[bit >> 3] ?? 0) | (1 << (bit & 7))
  return hash
}

const bitsOf = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** In how many bits two hashes differ, each given as two 32-bit words. */
export const hashDistance = (lowA: number, highA: number, lowB: number, highB: number): number =>
  bitsOf(lowA ^ lowB) + bitsOf(highA ^ highB)
