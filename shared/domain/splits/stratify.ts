import { drawOf } from '../seeded-sample.ts'

export type SplitItems = {
  /** By item: an id that is its own whatever the order of the items. */
  readonly ids: readonly string[]
  /** By item: the numbers of its labels, each once, from 0 to `labelCount` - 1. */
  readonly labels: readonly (readonly number[])[]
  readonly labelCount: number
}

export type SplitWish = {
  /** Add up to 1. */
  readonly shares: readonly number[]
  readonly seed: number
  /** Sets of items that stay together; every item is in exactly one. */
  readonly clusters: readonly (readonly number[])[]
  /** By item: the split it had before, or -1. A set with several goes to the one that is named first. */
  readonly before: Int32Array
}

export type SplitAnswer = {
  /** By item. */
  readonly split: Int32Array
  /** Sets whose items had different splits before. */
  readonly conflicts: number
  /** Items that have another split than before, because of that. */
  readonly moved: number
}

type Cluster = {
  readonly items: readonly number[]
  /** Of its smallest id, so that it does not depend on the order in which items came. */
  readonly draw: number
  readonly id: string
  /** How many of its items have each label. */
  readonly labels: ReadonlyMap<number, number>
}

const clusterOf = (items: readonly number[], { ids, labels }: SplitItems, seed: number): Cluster => {
  const counts = new Map<number, number>()
  let id: string | null = null
  for (const item of items) {
    const own = ids[item] ?? ''
    if (id === null || own < id) id = own
    for (const label of labels[item] ?? []) counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return { items, id: id ?? '', draw: drawOf(`${seed} ${id}`), labels: counts }
}

/** How many items, and how many with each label, each split still lacks; fewer than none where it has too many. */
type Wanted = { readonly items: Float64Array; readonly labels: Float64Array }

const wantedOf = ({ labels, labelCount, ids }: SplitItems, shares: readonly number[]): Wanted => {
  const totals = new Float64Array(labelCount)
  for (const own of labels) for (const label of own) totals[label] = (totals[label] ?? 0) + 1
  return {
    items: Float64Array.from(shares, (share) => share * ids.length),
    labels: Float64Array.from({ length: shares.length * labelCount }, (_, at) => {
      const [split, label] = [Math.floor(at / labelCount), at % labelCount]
      return (shares[split] ?? 0) * (totals[label] ?? 0)
    }),
  }
}

/** Large sets first: small ones even out what they leave. Then as the seed draws. */
const byNeed = (a: Cluster, b: Cluster): number =>
  b.items.length - a.items.length || a.draw - b.draw || (a.id < b.id ? -1 : 1)

/**
 * Assigns sets of items to splits, so that each split has its share of the items and of every label: iterative
 * stratification (Sechidis, Tsoumakas and Vlahavas 2011) for sets instead of single items. Labels are taken from the rarest
 * to the commonest; each of their sets, the largest first, goes to the split that lacks most items of the label, among
 * equals to the one that lacks most items at all. The same seed gives the same splits, whatever order items come in.
 */
export const assignSplits = (items: SplitItems, { shares, seed, clusters, before }: SplitWish): SplitAnswer => {
  const { labelCount } = items
  const wanted = wantedOf(items, shares)
  const split = new Int32Array(items.ids.length).fill(-1)
  const give = (cluster: Cluster, to: number): void => {
    for (const item of cluster.items) split[item] = to
    wanted.items[to] = (wanted.items[to] ?? 0) - cluster.items.length
    for (const [label, count] of cluster.labels) {
      const at = to * labelCount + label
      wanted.labels[at] = (wanted.labels[at] ?? 0) - count
    }
  }
  const all = clusters.map((members) => clusterOf(members, items, seed)).sort(byNeed)
  const kept = keepSplits(all, before, give)
  const open = all.filter(({ items: [first = 0] }) => split[first] === -1)
  const lacksMost = (label: number | null): number => {
    const lack = (at: number): number => (label === null ? 0 : (wanted.labels[at * labelCount + label] ?? 0))
    let best = 0
    for (let at = 1; at < shares.length; at++) {
      const more = lack(at) - lack(best) || (wanted.items[at] ?? 0) - (wanted.items[best] ?? 0)
      if (more > 1e-9) best = at
    }
    return best
  }
  for (const [label, own] of byLabel(open, items))
    for (const cluster of own) if (split[cluster.items[0] ?? 0] === -1) give(cluster, lacksMost(label))
  for (const cluster of open) if (split[cluster.items[0] ?? 0] === -1) give(cluster, lacksMost(null))
  return { split, ...kept }
}

/** The open sets of each label, the rarest label first. */
const byLabel = (
  open: readonly Cluster[],
  { labels }: SplitItems,
): readonly (readonly [label: number, own: readonly Cluster[]])[] => {
  const totals = new Map<number, number>()
  for (const own of labels) for (const label of own) totals.set(label, (totals.get(label) ?? 0) + 1)
  const found = new Map<number, Cluster[]>()
  for (const cluster of open)
    for (const label of cluster.labels.keys()) {
      const list = found.get(label)
      if (list) list.push(cluster)
      else found.set(label, [cluster])
    }
  return [...found].sort(([a], [b]) => (totals.get(a) ?? 0) - (totals.get(b) ?? 0) || a - b)
}

/** What was in a split before stays there. Of a set that was in several, all go to the split named first. */
const keepSplits = (
  clusters: readonly Cluster[],
  before: Int32Array,
  give: (cluster: Cluster, to: number) => void,
): Pick<SplitAnswer, 'conflicts' | 'moved'> => {
  let [conflicts, moved] = [0, 0]
  for (const cluster of clusters) {
    const had = cluster.items.map((item) => before[item] ?? -1).filter((one) => one >= 0)
    if (had.length === 0) continue
    const to = had.reduce((least, one) => Math.min(least, one))
    const others = had.filter((one) => one !== to).length
    if (others > 0) conflicts++
    moved += others
    give(cluster, to)
  }
  return { conflicts, moved }
}

export type WorstShare = { readonly difference: number; readonly label: number; readonly split: number }

/**
 * The largest difference between a label's share in a split and in the whole, as shares of items that have it. Null where
 * there is nothing to compare.
 */
export const worstShare = (
  { labels, labelCount, ids }: SplitItems,
  split: Int32Array,
  splits: number,
): WorstShare | null => {
  if (splits < 2 || labelCount === 0) return null
  const sizes = new Float64Array(splits)
  const counts = new Float64Array(splits * labelCount)
  const totals = new Float64Array(labelCount)
  labels.forEach((own, item) => {
    const at = split[item] ?? 0
    sizes[at] = (sizes[at] ?? 0) + 1
    for (const label of own) {
      counts[at * labelCount + label] = (counts[at * labelCount + label] ?? 0) + 1
      totals[label] = (totals[label] ?? 0) + 1
    }
  })
  let worst: WorstShare | null = null
  for (let at = 0; at < splits; at++)
    for (let label = 0; label < labelCount && (sizes[at] ?? 0) > 0; label++) {
      const share = (counts[at * labelCount + label] ?? 0) / (sizes[at] ?? 1)
      const difference = Math.abs(share - (totals[label] ?? 0) / ids.length)
      if (worst === null || difference > worst.difference) worst = { difference, label, split: at }
    }
  return worst
}
