import { drawOf } from '../seeded-sample.ts'
import { evenOut } from './even-out.ts'
import { fillEmpty } from './fill-empty.ts'
import { type Cluster, createWanted, type Wanted } from './wanted.ts'

export type SplitItems = {
  /** By item: an id that is its own whatever the order of the items. */
  readonly ids: readonly string[]
  /** By item: the numbers of its labels, each once, from 0 to `labelCount` - 1; they too must not depend on that order. */
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

const clusterOf = (items: readonly number[], { ids, labels, labelCount }: SplitItems, seed: number): Cluster => {
  const counts = new Map<number, number>([[labelCount, items.length]])
  let id: string | null = null
  for (const item of items) {
    const own = ids[item] ?? ''
    if (id === null || own < id) id = own
    for (const label of labels[item] ?? []) counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return {
    items,
    id: id ?? '',
    draw: drawOf(`${seed} ${id}`),
    counts: [...counts].sort(([a], [b]) => a - b),
    split: -1,
  }
}

/** Large sets first: small ones even out what they leave. Then as the seed draws. */
const byNeed = (a: Cluster, b: Cluster): number =>
  b.items.length - a.items.length || a.draw - b.draw || (a.id < b.id ? -1 : 1)

/**
 * Assigns sets of items to splits, so that each split has its share of the items and of every label: iterative
 * stratification (Sechidis, Tsoumakas and Vlahavas 2011) for sets instead of single items. Labels are taken from the rarest
 * to the commonest; each of their sets, the largest first, goes to the split that lacks most items of the label, among
 * equals to the one that lacks most items at all. What large sets left uneven, moving others evens out. No
 * split stays empty where there are sets enough. The same seed gives
 * the same splits, whatever order items come in.
 */
export const assignSplits = (items: SplitItems, { shares, seed, clusters, before }: SplitWish): SplitAnswer => {
  const all = clusters.map((members) => clusterOf(members, items, seed)).sort(byNeed)
  const wanted = createWanted(all, shares, items.labelCount + 1)
  const kept = keepSplits(all, before, wanted)
  const open = all.filter(({ split }) => split < 0)
  const ofLabel = byLabel(open, items.labelCount)
  for (const [label, own] of ofLabel)
    for (const cluster of own)
      if (cluster.split < 0) wanted.give(cluster, lacksMost(wanted, shares, label, items.labelCount))
  evenOut(new Map(ofLabel), wanted)
  fillEmpty(all, open, wanted)
  const split = new Int32Array(items.ids.length)
  for (const cluster of all) for (const item of cluster.items) split[item] = cluster.split
  return { split, ...kept }
}

const lacksMost = (wanted: Wanted, shares: readonly number[], label: number, all: number): number => {
  let best = 0
  for (let at = 1; at < shares.length; at++) {
    const more = wanted.lack(at, label) - wanted.lack(best, label)
    if (more > 1e-9 || (more > -1e-9 && wanted.lack(at, all) - wanted.lack(best, all) > 1e-9)) best = at
  }
  return best
}

/** The open sets of each label, the rarest label first, and last all of them, under the number that stands for any item. */
const byLabel = (
  open: readonly Cluster[],
  labelCount: number,
): readonly (readonly [label: number, own: readonly Cluster[]])[] => {
  const found = new Map<number, { own: Cluster[]; items: number }>()
  for (const cluster of open)
    for (const [label, count] of cluster.counts) {
      const list = found.get(label)
      if (list) {
        list.own.push(cluster)
        list.items += count
      } else found.set(label, { own: [cluster], items: count })
    }
  return [...found]
    .sort(([a, one], [b, other]) => (a === labelCount ? 1 : b === labelCount ? -1 : one.items - other.items || a - b))
    .map(([label, { own }]) => [label, own])
}

/** What was in a split before stays there. Of a set that was in several, all go to the split named first. */
const keepSplits = (
  clusters: readonly Cluster[],
  before: Int32Array,
  wanted: Wanted,
): Pick<SplitAnswer, 'conflicts' | 'moved'> => {
  let [conflicts, moved] = [0, 0]
  for (const cluster of clusters) {
    const had = cluster.items.map((item) => before[item] ?? -1).filter((one) => one >= 0)
    if (had.length === 0) continue
    const to = had.reduce((least, one) => Math.min(least, one))
    const others = had.filter((one) => one !== to).length
    if (others > 0) conflicts++
    moved += others
    wanted.give(cluster, to)
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
