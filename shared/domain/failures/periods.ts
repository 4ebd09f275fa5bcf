/** Days since 1970-01-01 UTC; that day was a Thursday, and weeks begin on Monday. */
const DAY_MS = 86_400_000
const THURSDAY = 3

export type Every = 'day' | 'week' | 'month'

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Which day, week or month a day lies in, counted so that neighbours differ by 1. */
export const periodAt = (every: Every, day: number): number => {
  switch (every) {
    case 'day':
      return day
    case 'week':
      return Math.floor((day + THURSDAY) / 7)
    case 'month': {
      const date = new Date(day * DAY_MS)
      return date.getUTCFullYear() * 12 + date.getUTCMonth()
    }
  }
}

/** A period's name: its day, the Monday of its week, or its month: "2026-06-02", "2026-06-01", "2026-06". */
export const periodName = (every: Every, period: number): string => {
  switch (every) {
    case 'day':
      return dateOf(period)
    case 'week':
      return dateOf(period * 7 - THURSDAY)
    case 'month':
      return new Date(Date.UTC(Math.floor(period / 12), period % 12)).toISOString().slice(0, 7)
  }
}

/** First and last day or month of the period, as the query language writes an inclusive range. */
export const periodEnds = (every: Every, name: string): readonly [string, string] => {
  if (every !== 'week') return [name, name]
  return [name, dateOf(Date.parse(`${name}T00:00:00Z`) / DAY_MS + 6)]
}
