import type { FailureKind, FailureRate } from '../../model/failure.ts'
import { type Every, periodAt } from './periods.ts'
import { baseOf, type Counted, NONE, rateOf, rowsOf, whatKey, wholeOf } from './tally.ts'
import { holm, type Trend, trendOf } from './trend.ts'

/** From here on a trend may be spoken of: in 95 % of reports without any, none is. */
const CHANCE = 0.05

export type PeriodTrends = {
  readonly periods: string[]
  readonly untimed: number
  readonly rows: {
    readonly what: FailureKind
    readonly cells: FailureRate[]
    readonly p: number | null
    readonly adjusted: number | null
    readonly method: Trend['method']
    readonly trend: Trend['way']
  }[]
}

const DAY_MS = 86_400_000
const placeOf = (every: Every, name: string): number =>
  periodAt(every, Math.floor(Date.parse(every === 'month' ? `${name}-01` : name) / DAY_MS))

/**
 * Each row's share in the latest `most` periods, and whether it rises or falls. Weighted reviews are not dealt out like
 * equal ones, so that no trend is tested for where they are weighted.
 */
export const periodTrends = (
  every: Every,
  counted: readonly Counted[],
  most: number,
  weighted: boolean,
): PeriodTrends => {
  const byPeriod = Map.groupBy(counted, ({ slice }) => slice[0] ?? null)
  const untimed = wholeOf(byPeriod.get(null) ?? []).reviewed.n
  const periods = [...byPeriod.keys()]
    .flatMap((name) => name ?? [])
    .sort()
    .slice(-most)
  const wholes = periods.map((period) => wholeOf(byPeriod.get(period) ?? []))
  const found = periods.map(
    (period) => new Map(rowsOf(byPeriod.get(period) ?? []).map(({ what, tally }) => [whatKey(what), tally])),
  )
  const shown = counted.filter(({ slice }) => periods.includes(slice[0] ?? ''))
  const rows = rowsOf(shown).map(({ what }) => {
    const tallies = periods.map((_, at) => found[at]?.get(whatKey(what)) ?? NONE)
    const bases = wholes.map((whole) => baseOf(what, whole))
    const test = trendOf(
      weighted
        ? []
        : periods.map((period, at) => ({
            at: placeOf(every, period),
            count: tallies[at]?.n ?? 0,
            of: bases[at]?.n ?? 0,
          })),
    )
    return { what, cells: tallies.map((tally, at) => rateOf(tally, bases[at] ?? NONE)), test }
  })
  const adjusted = holm(rows.map(({ test }) => test.p))
  return {
    periods,
    untimed,
    rows: rows.map(({ what, cells, test }, at) => {
      const p = adjusted[at] ?? null
      return {
        ...{ what, cells, p: test.p, adjusted: p, method: test.method },
        trend: p !== null && p < CHANCE ? test.way : null,
      }
    }),
  }
}
