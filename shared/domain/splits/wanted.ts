/** Items that stay together. `split` is where they are, -1 while nowhere. */
export type Cluster = {
  readonly items: readonly number[]
  /** Of its smallest id, so that it does not depend on the order in which items came. */
  readonly draw: number
  readonly id: string
  /** How many of its items have each label; under the last number, how many there are. */
  readonly counts: readonly (readonly [label: number, count: number])[]
  split: number
}

/** How many items of each label each split still lacks of its share; fewer than none where it has too many. */
export type Wanted = {
  readonly splits: number
  readonly numbers: number
  readonly lack: (split: number, label: number) => number
  /** The same as a share of the split's intended size. */
  readonly uneven: (split: number, label: number) => number
  /** Puts a set into a split, out of the one it is in. */
  readonly give: (cluster: Cluster, to: number) => void
  /** By how much moving the set would reduce the sum of the squares of all that is uneven. */
  readonly gain: (cluster: Cluster, to: number) => number
}

/** `numbers`: how many labels there are, and one for any item. */
export const createWanted = (clusters: readonly Cluster[], shares: readonly number[], numbers: number): Wanted => {
  const totals = new Float64Array(numbers)
  for (const { counts } of clusters) for (const [label, count] of counts) totals[label] = (totals[label] ?? 0) + count
  const sizes = shares.map((share) => Math.max(1, share * (totals[numbers - 1] ?? 0)))
  const lacks = Float64Array.from(
    { length: shares.length * numbers },
    (_, at) => (shares[Math.floor(at / numbers)] ?? 0) * (totals[at % numbers] ?? 0),
  )
  const lack = (split: number, label: number): number => lacks[split * numbers + label] ?? 0
  const change = (cluster: Cluster, split: number, sign: 1 | -1): void => {
    for (const [label, count] of cluster.counts) {
      const at = split * numbers + label
      lacks[at] = (lacks[at] ?? 0) + sign * count
    }
  }
  /** What a square falls by when so many items come into the split. */
  const falls = (split: number, label: number, count: number): number => {
    const now = lack(split, label)
    return (now * now - (now - count) * (now - count)) / (sizes[split] ?? 1) ** 2
  }
  return {
    splits: shares.length,
    numbers,
    lack,
    uneven: (split, label) => lack(split, label) / (sizes[split] ?? 1),
    give: (cluster, to) => {
      if (cluster.split >= 0) change(cluster, cluster.split, 1)
      change(cluster, to, -1)
      cluster.split = to
    },
    gain: (cluster, to) =>
      cluster.counts.reduce(
        (sum, [label, count]) => sum + falls(to, label, count) + falls(cluster.split, label, -count),
        0,
      ),
  }
}
