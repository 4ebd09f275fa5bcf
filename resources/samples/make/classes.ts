import { type Mistake, round } from './records.ts'
import type { Seeded } from './seeded.ts'

/** A probability for each class, most for `first`, next for `second`, adding to 1 within rounding. */
export const classShares = (
  seed: Seeded,
  classes: readonly string[],
  first: string,
  second: string,
  sure: number,
): Readonly<Record<string, number>> => {
  const rest = 1 - sure
  // What is said is the likeliest.
  const runner = Math.min(rest * seed.range(0.5, 0.8), sure * 0.94)
  const others = classes.filter((name) => name !== first && name !== second)
  const weights = new Map(others.map((name) => [name, seed.range(0.2, 1)]))
  const sum = [...weights.values()].reduce((a, b) => a + b, 0) || 1
  return Object.fromEntries(
    classes.map((name) => {
      if (name === first) return [name, round(sure, 3)]
      if (name === second) return [name, round(runner, 3)]
      return [name, round(((rest - runner) * (weights.get(name) ?? 0)) / sum, 3)]
    }),
  )
}

export type Classed = {
  readonly name: string
  readonly scores: Readonly<Record<string, number>>
  readonly sure: number
}

/** What a classifier that errs says where `right` is right and `rival` its nearest neighbour. */
export const classify = (
  seed: Seeded,
  classes: readonly string[],
  { right, rival, hard, threshold }: { right: string; rival: string; hard: boolean; threshold: number },
  mistakes: Mistake[],
): Classed => {
  const said = (name: string, other: string, sure: number): Classed => ({
    name,
    scores: classShares(seed, classes, name, other, sure),
    sure: round(sure, 3),
  })
  const draw = seed.next()
  if (draw < (hard ? 0.32 : 0.08)) {
    mistakes.push('wrong-label')
    const confident = seed.chance(0.2)
    if (confident) mistakes.push('confident-wrong')
    return said(rival, right, confident ? seed.range(0.91, 0.97) : seed.range(0.36, 0.6))
  }
  if (draw < (hard ? 0.5 : 0.15)) {
    const sure = seed.range(0.35, 0.52)
    if (sure < threshold) mistakes.push('low-score-accepted')
    return said(right, rival, sure)
  }
  return said(right, rival, seed.range(0.66, 0.985))
}
