import type { Cluster, Wanted } from './wanted.ts'

/**
 * Leaves no split empty where there are sets enough: a few large groups would otherwise all be drawn to the largest
 * split. The smallest free set of the split that has most sets goes to the empty one; sets that kept an earlier split
 * stay.
 */
export const fillEmpty = (clusters: readonly Cluster[], open: readonly Cluster[], wanted: Wanted): void => {
  for (let at = 0; at < wanted.splits; at++) {
    if (clusters.some(({ split }) => split === at)) continue
    const many = new Map<number, number>()
    for (const { split } of clusters) many.set(split, (many.get(split) ?? 0) + 1)
    const [spare] = open
      .filter(({ split }) => (many.get(split) ?? 0) > 1)
      .sort(
        (a, b) =>
          a.items.length - b.items.length ||
          (many.get(b.split) ?? 0) - (many.get(a.split) ?? 0) ||
          a.draw - b.draw ||
          (a.id < b.id ? -1 : 1),
      )
    if (spare === undefined) return
    wanted.give(spare, at)
  }
}
