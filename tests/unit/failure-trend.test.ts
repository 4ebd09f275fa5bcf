import fc from 'fast-check'
import { expect, test } from 'vitest'
import { periodAt, periodEnds, periodName } from '../../shared/domain/failures/periods.ts'
import { holm, type Period, trendOf } from '../../shared/domain/failures/trend.ts'

const periods = (counts: readonly number[], of: readonly number[], at?: readonly number[]): Period[] =>
  counts.map((count, index) => ({ at: at?.[index] ?? index, count, of: of[index] ?? 0 }))

test('the normal p-value is that of Agresti’s table of alcohol and malformation (z² = 6.57)', () => {
  // Categorical Data Analysis, 5.3.5: scores 0, 0.5, 1.5, 4, 7, here doubled; p from scipy 1.17.1, 2 · norm.sf(|z|).
  const alcohol = periods([48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38], [0, 1, 3, 8, 14])
  const { p, way, method } = trendOf(alcohol)
  expect([p?.toFixed(6), way, method]).toEqual(['0.010372', 'rising', 'normal'])
})

test('the exact p-value is that of counting every outcome', () => {
  // By scipy 1.17.1 (hypergeom) and, for four and five groups, by adding up all outcomes in Python.
  const values = [
    trendOf(periods([3, 9], [10, 12])),
    trendOf(periods([0, 5], [15, 15])),
    trendOf(periods([1, 2, 4, 6], [10, 10, 10, 10])),
    trendOf(periods([0, 1, 0, 3, 4], [5, 6, 4, 7, 5])),
  ]
  expect(values.map(({ p, method }) => [p?.toFixed(10), method])).toEqual([
    ['0.0835573096', 'exact'],
    ['0.0421455939', 'exact'],
    ['0.0153114558', 'exact'],
    ['0.0034061912', 'exact'],
  ])
})

test('turning time round turns the way and keeps the p-value; periods without reviews change nothing', () => {
  const period = fc.record({ of: fc.nat({ max: 12 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  fc.assert(
    fc.property(fc.array(period, { minLength: 2, maxLength: 6 }), (list) => {
      const given = list.map(({ of, share }, at): Period => ({ at, of, count: Math.round(of * share) }))
      const [forth, back] = [trendOf(given), trendOf(given.map((one) => ({ ...one, at: list.length - one.at })))]
      const without = trendOf(given.filter(({ of }) => of > 0))
      expect(forth.p === null ? null : forth.p.toFixed(9)).toBe(back.p === null ? null : back.p.toFixed(9))
      expect([forth.way, without]).toEqual([
        back.way === null ? null : back.way === 'rising' ? 'falling' : 'rising',
        forth,
      ])
      expect(forth.p === null || (forth.p > 0 && forth.p <= 1)).toBe(true)
    }),
  )
})

test('where nothing changes, hardly one report in twenty speaks of a trend', () => {
  let state = 7
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const reports = 400
  let spoken = 0
  for (let report = 0; report < reports; report += 1) {
    const rows = Array.from({ length: 8 }, () =>
      trendOf(
        Array.from({ length: 6 }, (_, at): Period => {
          const of = 5 + Math.floor(random() * 20)
          return { at, of, count: Array.from({ length: of }, random).filter((draw) => draw < 0.2).length }
        }),
      ),
    )
    if (holm(rows.map(({ p }) => p)).some((p) => p !== null && p < 0.05)) spoken += 1
  }
  expect(spoken / reports).toBeLessThan(0.07)
})

test('Holm’s adjustment is the published one, and skips what was not tested', () => {
  // Wikipedia, Holm–Bonferroni method: p = 0.01, 0.04, 0.03, 0.005.
  expect(holm([0.01, 0.04, null, 0.03, 0.005])).toEqual([0.03, 0.06, null, 0.06, 0.02])
})

test('weeks begin on Monday, in every century', () => {
  const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000
  const week = (text: string): string => periodName('week', periodAt('week', day(text)))
  expect([week('2026-06-07'), week('2026-06-08'), week('1969-12-31'), week('1970-01-01')]).toEqual([
    ...['2026-06-01', '2026-06-08'],
    ...['1969-12-29', '1969-12-29'],
  ])
  expect([periodEnds('week', '2026-12-28'), periodName('month', periodAt('month', day('1969-12-31')))]).toEqual([
    ['2026-12-28', '2027-01-03'],
    '1969-12',
  ])
})
