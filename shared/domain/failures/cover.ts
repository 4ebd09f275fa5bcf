/**
 * The smallest set of cases that covers every cell as often as it asks for: set multicover (Garey and Johnson 1979, SP5).
 * `sets[i]` are the cells that case i covers, as places in `demands`.
 */
export type CoverProblem = {
  readonly demands: readonly number[]
  readonly sets: readonly (readonly number[])[]
}

export type Cover = {
  /** Places in `sets`, in the order in which they were taken: those that cover most first. */
  readonly chosen: readonly number[]
  /** No cover has fewer; equal to the number chosen exactly where that is proved the smallest. */
  readonly atLeast: number
}

/** Cells looked at by the exact search, some tenths of a second; beyond them the greedy cover stands, with its bound. */
const MOST_LOOKS = 20_000_000

/**
 * Cells that no chain of cases joins are covered apart, so that each part is small. Of each, greedy (Chvátal 1979; Dobson 1982
 * for several times): the case that covers most of what is still asked for, again and again, at most 1 + ln(cells of a
 * case) times the smallest; cases that turned out to be needless are taken out. Where a lower bound does not prove it the
 * smallest, branch and bound looks for a smaller one, for as long as it may.
 * A cell never asks for more cases than there are: that is the caller's to see to, and is cut here.
 */
export const coverOf = (problem: CoverProblem): Cover => {
  const parts = partsOf(problem).map(begun)
  const unproved = parts.filter(({ found, atLeast }) => found.length > atLeast).length
  const covers = parts.map((part) => ({ part, ...finished(part, MOST_LOOKS / Math.max(unproved, 1)) }))
  const cellsOf = (at: number): number => problem.sets[at]?.length ?? 0
  return {
    chosen: covers
      .flatMap(({ part, chosen }) => chosen.flatMap((at) => part.places[at] ?? []))
      .sort((a, b) => cellsOf(b) - cellsOf(a)),
    atLeast: covers.reduce((sum, { atLeast }) => sum + atLeast, 0),
  }
}

/** Cells and sets that nothing joins with others; `places` are those of its sets in the whole. */
type Part = CoverProblem & { readonly places: readonly number[] }

const partsOf = ({ demands, sets }: CoverProblem): readonly Part[] => {
  const above = demands.map((_, cell) => cell)
  const topOf = (cell: number): number => {
    let top = cell
    for (let next = above[top] ?? top; next !== top; next = above[top] ?? top) {
      above[top] = above[next] ?? next
      top = next
    }
    return top
  }
  for (const [first, ...others] of sets) {
    if (first === undefined) continue
    for (const cell of others) above[topOf(cell)] = topOf(first)
  }
  const cells = Map.groupBy(demands.keys(), topOf)
  const places = Map.groupBy(sets.keys(), (at) => topOf(sets[at]?.[0] ?? -1))
  return [...cells].map(([top, own]) => {
    const local = new Map(own.map((cell, at) => [cell, at]))
    const here = places.get(top) ?? []
    return {
      demands: own.map((cell) => demands[cell] ?? 0),
      sets: here.map((at) => (sets[at] ?? []).flatMap((cell) => local.get(cell) ?? [])),
      places: here,
    }
  })
}

type Begun = Part & {
  readonly covering: readonly (readonly number[])[]
  readonly asked: readonly number[]
  readonly found: readonly number[]
  readonly atLeast: number
}

const begun = (part: Part): Begun => {
  const { demands, sets } = part
  const covering: number[][] = demands.map(() => [])
  sets.forEach((cells, at) => {
    for (const cell of cells) covering[cell]?.push(at)
  })
  const asked = demands.map((demand, cell) => Math.min(demand, covering[cell]?.length ?? 0))
  const found = withoutNeedless(sets, asked, greedy(sets, asked))
  return { ...part, covering, asked, found, atLeast: lowerBound(sets, covering, asked) }
}

const finished = (part: Begun, mostLooks: number): Cover =>
  part.found.length <= part.atLeast ? { chosen: part.found, atLeast: part.found.length } : search(part, mostLooks)

type Sets = CoverProblem['sets']

/** How much of what is still asked for a case covers. */
const gainOf = (cells: readonly number[] | undefined, open: readonly number[]): number =>
  (cells ?? []).reduce((gain, cell) => gain + ((open[cell] ?? 0) > 0 ? 1 : 0), 0)

/** A case's gain only falls: the one on top is taken if it still is the best once it was counted anew. */
const greedy = (sets: Sets, asked: readonly number[]): number[] => {
  const open = [...asked]
  let left = open.reduce((sum, demand) => sum + demand, 0)
  const most = sets.reduce((size, cells) => Math.max(size, cells.length), 0)
  const byGain: number[][] = Array.from({ length: most + 1 }, () => [])
  for (const [at, cells] of [...sets.entries()].reverse()) byGain[cells.length]?.push(at)
  const chosen: number[] = []
  for (let gain = most; gain > 0 && left > 0; ) {
    const at = byGain[gain]?.pop()
    if (at === undefined) {
      gain -= 1
      continue
    }
    const now = gainOf(sets[at], open)
    if (now < gain) {
      byGain[now]?.push(at)
      continue
    }
    chosen.push(at)
    left -= now
    for (const cell of sets[at] ?? []) open[cell] = Math.max(0, (open[cell] ?? 0) - 1)
  }
  return chosen
}

const withoutNeedless = (sets: Sets, asked: readonly number[], chosen: readonly number[]): number[] => {
  const covered = asked.map(() => 0)
  for (const at of chosen) for (const cell of sets[at] ?? []) covered[cell] = (covered[cell] ?? 0) + 1
  return chosen
    .toReversed()
    .filter((at) => {
      const cells = sets[at] ?? []
      if (cells.some((cell) => (covered[cell] ?? 0) <= (asked[cell] ?? 0))) return true
      for (const cell of cells) covered[cell] = (covered[cell] ?? 0) - 1
      return false
    })
    .toReversed()
}

/** Cells that share no case need cases of their own; and no case covers more than the largest does. */
const lowerBound = (sets: Sets, covering: readonly (readonly number[])[], asked: readonly number[]): number => {
  const used = new Set<number>()
  const order = asked
    .map((demand, cell) => ({ demand, cell, cases: covering[cell] ?? [] }))
    .filter(({ demand }) => demand > 0)
    .sort((a, b) => a.cases.length / a.demand - b.cases.length / b.demand)
  let apart = 0
  for (const { demand, cases } of order) {
    if (cases.some((at) => used.has(at))) continue
    apart += demand
    for (const at of cases) used.add(at)
  }
  const total = order.reduce((sum, { demand }) => sum + demand, 0)
  const largest = sets.reduce((size, cells) => Math.max(size, gainOf(cells, asked)), 0)
  return Math.max(apart, largest === 0 ? 0 : Math.ceil(total / largest))
}

/**
 * Depth first: the open cell with the fewest cases left is covered by each of them in turn; one that was tried is ruled out
 * for what follows. A branch ends where what is still asked for needs as many cases as the best cover has.
 */
const search = ({ sets, covering, asked, found, atLeast }: Begun, mostLooks: number): Cover => {
  const open = [...asked]
  const out = new Set<number>()
  const taken: number[] = []
  let best = found
  const looks = sets.reduce((sum, cells) => sum + cells.length, asked.length) + 1
  const mostSteps = Math.floor(mostLooks / looks)
  let steps = 0
  const bound = (): number => {
    const left = open.reduce((sum, demand) => sum + Math.max(0, demand), 0)
    let largest = 0
    for (const [at, cells] of sets.entries()) if (!out.has(at)) largest = Math.max(largest, gainOf(cells, open))
    return left === 0 ? 0 : largest === 0 ? Number.POSITIVE_INFINITY : Math.ceil(left / largest)
  }
  const hardest = (): readonly number[] | null => {
    let fewest: readonly number[] | null = null
    for (const [cell, demand] of open.entries()) {
      if (demand <= 0) continue
      const cases = (covering[cell] ?? []).filter((at) => !out.has(at))
      if (fewest === null || cases.length < fewest.length) fewest = cases
    }
    return fewest
  }
  const take = (at: number, sign: 1 | -1): void => {
    for (const cell of sets[at] ?? []) open[cell] = (open[cell] ?? 0) - sign
  }
  const visit = (): void => {
    if (best.length === atLeast || steps > mostSteps) return
    steps += 1
    if (taken.length + bound() >= best.length) return
    const cases = hardest()
    if (cases === null) {
      best = [...taken]
      return
    }
    const tried: number[] = []
    for (const at of cases.toSorted((a, b) => gainOf(sets[b], open) - gainOf(sets[a], open))) {
      out.add(at)
      tried.push(at)
      taken.push(at)
      take(at, 1)
      visit()
      take(at, -1)
      taken.pop()
    }
    for (const at of tried) out.delete(at)
  }
  visit()
  const complete = steps <= mostSteps
  return { chosen: best, atLeast: complete ? best.length : atLeast }
}
