import { likeness, shinglesOf } from '../../shared/domain/splits/shingles.ts'

/**
 * All pairs of texts as alike as the threshold, none missed: two sets that share so much share one of their rarest pieces
 * (prefix filtering, Bayardo, Ma and Srikant 2007). Nothing of the desk's own search is in it.
 */
export const exactNearPairs = (texts: readonly string[], threshold: number): readonly (readonly [number, number])[] => {
  const sets = texts.map(shinglesOf)
  const frequency = new Map<number, number>()
  for (const set of sets) for (const shingle of set) frequency.set(shingle, (frequency.get(shingle) ?? 0) + 1)
  const holders = new Map<number, number[]>()
  const pairs: (readonly [number, number])[] = []
  sets.forEach((set, index) => {
    const rarest = [...set].sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || a - b)
    const prefix = rarest.slice(0, set.length - Math.ceil(threshold * set.length - 1e-9) + 1)
    const candidates = new Set<number>()
    for (const shingle of prefix) {
      const list = holders.get(shingle)
      for (const earlier of list ?? []) candidates.add(earlier)
      if (list) list.push(index)
      else holders.set(shingle, [index])
    }
    for (const earlier of candidates) {
      const other = sets[earlier]
      if (other && likeness(set, other) >= threshold) pairs.push([earlier, index])
    }
  })
  return pairs
}
