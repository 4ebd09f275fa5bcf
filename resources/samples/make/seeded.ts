/** A small seeded generator (mulberry32): the samples come out the same on every machine. */
export type Seeded = {
  /** In [0, 1). */
  next(): number
  range(low: number, high: number): number
  /** Whole number in [low, high]. */
  int(low: number, high: number): number
  pick<T>(from: readonly T[]): T
  chance(probability: number): boolean
  /** Normal, by the central limit of four draws; mean 0, deviation 1, never beyond ±3.5. */
  normal(): number
  shuffle<T>(from: readonly T[]): T[]
}

const hashText = (text: string): number => {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  return hash >>> 0
}

export const seeded = (seed: string): Seeded => {
  let state = hashText(seed)
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[int(0, from.length - 1)]
    if (chosen === undefined) throw new Error('pick from an empty list')
    return chosen
  }
  return {
    next,
    range: (low, high) => low + next() * (high - low),
    int,
    pick,
    chance: (probability) => next() < probability,
    normal: () => (next() + next() + next() + next() - 2) * Math.sqrt(3),
    shuffle: (from) => {
      const rest = [...from]
      const out: (typeof rest)[number][] = []
      while (rest.length > 0) out.push(...rest.splice(int(0, rest.length - 1), 1))
      return out
    },
  }
}
