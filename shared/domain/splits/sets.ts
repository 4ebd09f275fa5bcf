/** Which of `size` things belong together, grown by joining two at a time (union by size, path halving: Tarjan 1975). */
export type Sets = {
  readonly join: (a: number, b: number) => void
  readonly same: (a: number, b: number) => boolean
  /** The sets, each in ascending order, in the order of their first members. */
  readonly list: () => readonly (readonly number[])[]
}

export const createSets = (size: number): Sets => {
  const parent = Int32Array.from({ length: size }, (_, index) => index)
  const sizes = new Int32Array(size).fill(1)
  const rootOf = (of: number): number => {
    let at = of
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      const above = parent[up] ?? up
      parent[at] = above
      at = above
    }
    return at
  }
  return {
    join: (a, b) => {
      const [first, second] = [rootOf(a), rootOf(b)]
      if (first === second) return
      const [large, small] = (sizes[first] ?? 0) >= (sizes[second] ?? 0) ? [first, second] : [second, first]
      parent[small] = large
      sizes[large] = (sizes[large] ?? 0) + (sizes[small] ?? 0)
    },
    same: (a, b) => rootOf(a) === rootOf(b),
    list: () => {
      const byRoot = new Map<number, number[]>()
      for (let index = 0; index < size; index++) {
        const root = rootOf(index)
        const set = byRoot.get(root)
        if (set) set.push(index)
        else byRoot.set(root, [index])
      }
      return [...byRoot.values()]
    },
  }
}
