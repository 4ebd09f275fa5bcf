import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coverOf } from '../../shared/domain/failures/cover.ts'
import { type CaseFailure, planRelabelling } from '../../shared/domain/failures/relabel-plan.ts'

const coverProblem = fc.record({
  demands: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }),
  sets: fc.array(fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 9 }),
})

/** The size of the smallest cover, by looking at every one. */
const smallest = (asked: readonly number[], sets: readonly (readonly number[])[]): number => {
  let best = Number.POSITIVE_INFINITY
  for (let bits = 0; bits < 1 << sets.length; bits += 1) {
    const chosen = sets.filter((_, at) => (bits >> at) & 1)
    if (asked.every((demand, cell) => chosen.filter((cells) => cells.includes(cell)).length >= demand))
      best = Math.min(best, chosen.length)
  }
  return best
}

test('a cover has every cell as often as asked for, or as often as there is, and none is smaller', () => {
  fc.assert(
    fc.property(coverProblem, ({ demands, sets: any }) => {
      const sets = any.map((cells) => cells.filter((cell) => cell < demands.length))
      const asked = demands.map((demand, cell) => Math.min(demand, sets.filter((cells) => cells.includes(cell)).length))
      const { chosen, atLeast } = coverOf({ demands, sets })
      const covered = demands.map((_, cell) => chosen.filter((at) => sets[at]?.includes(cell)).length)
      expect(covered.every((count, cell) => count >= (asked[cell] ?? 0))).toBe(true)
      expect([new Set(chosen).size, atLeast, chosen.length]).toEqual([
        chosen.length,
        smallest(asked, sets),
        smallest(asked, sets),
      ])
    }),
    { numRuns: 300 },
  )
})

test('the greedy trap: the case that covers most is not in the smallest set', () => {
  const sets = [
    [0, 1, 2, 3],
    [0, 1, 4],
    [2, 3, 5],
  ]
  expect(coverOf({ demands: [1, 1, 1, 1, 1, 1], sets })).toEqual({ chosen: [2, 1], atLeast: 2 })
})

test('what no case joins is covered apart, so that the smallest set is found among hundreds of cells', () => {
  // Two of these cover all six cells, and greedy takes three.
  const trap = [
    [0, 3, 4],
    [1, 2, 4],
    [0, 4],
    [5, 0, 3],
    [2, 1, 0],
    [1, 2],
    [5, 4, 1],
  ]
  const sets = Array.from({ length: 100 }, (_, nr) => trap.map((cells) => cells.map((cell) => cell * 100 + nr))).flat()
  const { chosen, atLeast } = coverOf({ demands: Array.from({ length: 600 }, () => 1), sets })
  expect([chosen.length, atLeast]).toEqual([200, 200])
})

test('thousands of cases in hundreds of cells are planned within a second, and the bound never lies above the plan', () => {
  const sets = Array.from({ length: 20_000 }, (_, at) => [(at * 7919) % 400, (at * 104_729) % 400, (at * 31) % 400])
  const started = performance.now()
  const { chosen, atLeast } = coverOf({ demands: Array.from({ length: 400 }, () => 2), sets })
  expect(performance.now() - started).toBeLessThan(5000)
  expect([atLeast <= chosen.length, atLeast >= 800 / 3]).toEqual([true, true])
})

const failure = (caseRow: number, error: 'spurious' | 'duplicate', label: string): CaseFailure => ({
  ...{ caseRow, label, slice: null },
  what: { kind: 'error', error },
})

test('near-duplicates are taken for one: that with most failures stands for the others', () => {
  const failures = [
    failure(1, 'spurious', 'cat'),
    failure(2, 'spurious', 'cat'),
    failure(2, 'duplicate', 'cat'),
    failure(3, 'spurious', 'dog'),
  ]
  const plan = planRelabelling(failures, { perCell: 2, twins: [[1, 2]] })
  expect(plan).toEqual({
    cells: [
      { what: { kind: 'error', error: 'spurious' }, label: 'cat', slice: null, cases: 1, asked: 1 },
      { what: { kind: 'error', error: 'duplicate' }, label: 'cat', slice: null, cases: 1, asked: 1 },
      { what: { kind: 'error', error: 'spurious' }, label: 'dog', slice: null, cases: 1, asked: 1 },
    ],
    cases: [
      { caseRow: 2, cells: [0, 1], standsFor: [1] },
      { caseRow: 3, cells: [2], standsFor: [] },
    ],
    atLeast: 2,
    failing: 3,
  })
})
