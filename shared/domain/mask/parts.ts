import { eachPiece, pushSpan, type Spans } from './runs.ts'

/** The stretches of spans, column by column, with the part (4-connected) that each belongs to. */
type Labelled = {
  readonly xs: readonly number[]
  readonly tops: readonly number[]
  readonly bottoms: readonly number[]
  /** For each stretch, the first stretch of its part. */
  readonly roots: readonly number[]
}

const rootOf = (parents: number[], of: number): number => {
  let root = of
  while (parents[root] !== root) root = parents[root] ?? root
  // Flattens the way, so that the next question is answered at once.
  for (let at = of; at !== root; ) {
    const next = parents[at] ?? root
    parents[at] = root
    at = next
  }
  return root
}

const label = (spans: Spans, height: number): Labelled => {
  const xs: number[] = []
  const tops: number[] = []
  const bottoms: number[] = []
  const parents: number[] = []
  let [column, columnStart, before, beforeStart] = [-2, 0, -2, 0]
  let scan = 0
  eachPiece(spans, height, (x, top, bottom) => {
    const own = xs.length
    if (x !== column) {
      ;[before, beforeStart] = [column, columnStart]
      ;[column, columnStart] = [x, own]
      scan = beforeStart
    }
    xs.push(x)
    tops.push(top)
    bottoms.push(bottom)
    parents.push(own)
    if (before !== x - 1) return
    while (scan < columnStart && (bottoms[scan] ?? 0) <= top) scan++
    for (let other = scan; other < columnStart && (tops[other] ?? 0) < bottom; other++) {
      const [a, b] = [rootOf(parents, other), rootOf(parents, own)]
      if (a < b) parents[b] = a
      else parents[a] = b
    }
  })
  return { xs, tops, bottoms, roots: xs.map((_, i) => rootOf(parents, i)) }
}

/** What hangs together by the sides of pixels, part by part, in the order of their first pixel down the columns. */
export const partsOf = (spans: Spans, height: number): readonly Spans[] => {
  const { xs, tops, bottoms, roots } = label(spans, height)
  const parts = new Map<number, number[]>()
  for (const [i, root] of roots.entries()) {
    const part = parts.get(root) ?? []
    if (part.length === 0) parts.set(root, part)
    const base = (xs[i] ?? 0) * height
    pushSpan(part, base + (tops[i] ?? 0), base + (bottoms[i] ?? 0))
  }
  return [...parts.values()]
}
