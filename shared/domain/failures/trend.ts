/** One period: how many of its reviews have the failure. `at` counts periods, so that gaps keep their length. */
export type Period = { readonly at: number; readonly count: number; readonly of: number }

export type Trend = {
  /** Null where no trend could show: fewer than two periods, or all reviews alike. */
  readonly p: number | null
  readonly way: 'rising' | 'falling' | null
  readonly method: 'exact' | 'normal' | null
}

const NO_TREND: Trend = { p: null, way: null, method: null }

/** Beyond so many steps the exact distribution is not worth its time, and the normal one is near. */
const MOST_STEPS = 4_000_000

/**
 * Whether a share rises or falls with time: the Cochran–Armitage test (Cochran 1954; Armitage 1955; Agresti,
 * Categorical Data Analysis, 5.3.5). Its statistic, the sum of period × count, is held against its permutation
 * distribution given all totals (multivariate hypergeometric), which is right however small the numbers are: two-sided,
 * all outcomes at least as far from the mean. Where that takes too long, its normal approximation with the
 * permutation variance.
 */
export const trendOf = (given: readonly Period[]): Trend => {
  const periods = given.filter(({ of }) => of > 0)
  const first = Math.min(...periods.map(({ at }) => at))
  const groups = periods.map(({ at, count, of }) => ({ score: at - first, count, of }))
  const n = sum(groups, ({ of }) => of)
  const hits = sum(groups, ({ count }) => count)
  if (groups.length < 2 || hits === 0 || hits === n) return NO_TREND
  const observed = sum(groups, ({ score, count }) => score * count)
  const mean = (hits * sum(groups, ({ score, of }) => score * of)) / n
  const way = observed === mean ? null : observed > mean ? 'rising' : 'falling'
  const exact = exactP(groups, n, hits, mean, Math.abs(observed - mean))
  return exact === null
    ? { p: normalP(groups, n, hits, observed - mean), way, method: 'normal' }
    : { p: exact, way, method: 'exact' }
}

type Group = { readonly score: number; readonly count: number; readonly of: number }

const sum = <T>(list: readonly T[], of: (item: T) => number): number =>
  list.reduce((total, item) => total + of(item), 0)

/** Variance of the statistic over all ways to deal the hits out: hits · misses / (n (n − 1)) · Σ of (score − mean score)². */
const normalP = (groups: readonly Group[], n: number, hits: number, off: number): number => {
  const centre = sum(groups, ({ score, of }) => score * of) / n
  const spread = sum(groups, ({ score, of }) => of * (score - centre) ** 2)
  const variance = (hits * (n - hits) * spread) / (n * (n - 1))
  return variance === 0 ? 1 : Math.min(1, erfc(Math.abs(off) / Math.sqrt(2 * variance)))
}

/**
 * Deals the hits to the groups one after the other, and keeps how likely each (hits dealt, statistic so far) is. Null where
 * that is too much. Groups of equal score are dealt to as one.
 */
const exactP = (groups: readonly Group[], n: number, hits: number, mean: number, far: number): number | null => {
  const highest = Math.max(...groups.map(({ score }) => score))
  const width = hits * highest + 1
  if ((hits + 1) * width * sum(groups, ({ of }) => Math.min(of, hits) + 1) > MOST_STEPS) return null
  const choose = logChoose(n)
  let states = new Float64Array((hits + 1) * width)
  states[0] = 1
  let left = n
  for (const { score, of } of groups) {
    const next = new Float64Array(states.length)
    for (let dealt = 0; dealt <= hits; dealt += 1) {
      const open = hits - dealt
      const shares = shareOf(choose, of, left - of, open)
      for (let so = 0; so < width; so += 1) {
        const likely = states[dealt * width + so] ?? 0
        if (likely === 0) continue
        for (const [k, share] of shares) {
          const to = (dealt + k) * width + so + k * score
          next[to] = (next[to] ?? 0) + likely * share
        }
      }
    }
    states = next
    left -= of
  }
  let p = 0
  for (let so = 0; so < width; so += 1) if (Math.abs(so - mean) >= far - 1e-9) p += states[hits * width + so] ?? 0
  return Math.min(1, p)
}

/** How likely it is that k of the open hits fall into `of` reviews rather than the `rest` (hypergeometric). */
const shareOf = (
  choose: (n: number, k: number) => number,
  of: number,
  rest: number,
  open: number,
): readonly (readonly [number, number])[] => {
  const shares: [number, number][] = []
  for (let k = Math.max(0, open - rest); k <= Math.min(of, open); k += 1)
    shares.push([k, Math.exp(choose(of, k) + choose(rest, open - k) - choose(of + rest, open))])
  return shares
}

const logChoose = (n: number): ((n: number, k: number) => number) => {
  const logFactorial = new Float64Array(n + 1)
  for (let i = 2; i <= n; i += 1) logFactorial[i] = (logFactorial[i - 1] ?? 0) + Math.log(i)
  const at = (i: number): number => logFactorial[i] ?? 0
  return (total, k) => at(total) - at(k) - at(total - k)
}

/** Complementary error function, relative error below 1.2e-7 (Numerical Recipes, 6.2, Chebyshev fit), for x ≥ 0. */
const erfc = (x: number): number => {
  const t = 1 / (1 + x / 2)
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ]
  return t * Math.exp(-x * x + terms.reduceRight((total, term) => term + t * total, 0))
}

/**
 * Adjusts the p-values of one report so that with 95 % of reports none of them is called a trend by chance (Holm 1979).
 * In the order given; null stays null and counts as no test.
 */
export const holm = (values: readonly (number | null)[]): readonly (number | null)[] => {
  const order = values.flatMap((p, at) => (p === null ? [] : [{ p, at }])).sort((a, b) => a.p - b.p)
  const adjusted: (number | null)[] = values.map(() => null)
  let highest = 0
  order.forEach(({ p, at }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (order.length - rank)))
    adjusted[at] = highest
  })
  return adjusted
}
