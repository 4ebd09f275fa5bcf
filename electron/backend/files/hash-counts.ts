/**
 * Remembers a number for each 64-bit hash, in 12 bytes a slot: ten million keys of a file fit into 200 MB, a million into
 * 25. Two keys share a hash with a probability below 10⁻⁷ at a million keys.
 */
export class HashCounts {
  #low = new Uint32Array(1024)
  #high = new Uint32Array(1024)
  #values = new Uint32Array(1024)
  #used = 0

  /** The number last set for the hash's first 8 bytes; 0 where none was. */
  get(hash: Uint8Array): number {
    const [low, high] = halves(hash)
    return this.#values[this.#find(low, high)] ?? 0
  }

  /** `value` must be above 0. */
  set(hash: Uint8Array, value: number): void {
    const [low, high] = halves(hash)
    const at = this.#find(low, high)
    if (this.#values[at] === 0) {
      this.#used += 1
      this.#low[at] = low
      this.#high[at] = high
    }
    this.#values[at] = value
    if (this.#used * 2 > this.#values.length) this.#grow()
  }

  /** Linear probing; the hash is uniform, so its own bits are the place. */
  #find(low: number, high: number): number {
    const mask = this.#values.length - 1
    let at = low & mask
    while (this.#values[at] !== 0 && (this.#low[at] !== low || this.#high[at] !== high)) at = (at + 1) & mask
    return at
  }

  #grow(): void {
    const [low, high, values] = [this.#low, this.#high, this.#values]
    this.#low = new Uint32Array(values.length * 2)
    this.#high = new Uint32Array(values.length * 2)
    this.#values = new Uint32Array(values.length * 2)
    for (let from = 0; from < values.length; from += 1) {
      const value = values[from] ?? 0
      if (value === 0) continue
      const at = this.#find(low[from] ?? 0, high[from] ?? 0)
      this.#low[at] = low[from] ?? 0
      this.#high[at] = high[from] ?? 0
      this.#values[at] = value
    }
  }
}

const halves = (hash: Uint8Array): [number, number] => [
  ((hash[0] ?? 0) | ((hash[1] ?? 0) << 8) | ((hash[2] ?? 0) << 16) | ((hash[3] ?? 0) << 24)) >>> 0,
  ((hash[4] ?? 0) | ((hash[5] ?? 0) << 8) | ((hash[6] ?? 0) << 16) | ((hash[7] ?? 0) << 24)) >>> 0,
]
