import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rulerStep } from '../../renderer/canvas/paint-frame.ts'
import {
  carriedOver,
  cellOfStep,
  cellRect,
  cellsInSight,
  emptyCoverage,
  lookedAt,
  nextUnseen,
  seenOf,
  stepOfCell,
} from '../../shared/domain/sweep.ts'
import { Coverage } from '../../shared/model/review.ts'

const image = { width: 4000, height: 3000 }
const stage = { width: 1000, height: 800 }

test('the walk goes over every cell once, and each step is a neighbour of the last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (columns, rows) => {
      const grid = { columns, rows }
      const walk = Array.from({ length: columns * rows }, (_, step) => cellOfStep(grid, step))
      expect(new Set(walk).size).toBe(columns * rows)
      for (const [step, cell] of walk.entries()) {
        expect(stepOfCell(grid, cell)).toBe(step)
        const before = walk[step - 1]
        if (before === undefined) continue
        const apart =
          Math.abs((cell % columns) - (before % columns)) +
          Math.abs(Math.floor(cell / columns) - Math.floor(before / columns))
        expect(apart).toBe(1)
      }
    }),
  )
})

test('cells cover the image without gaps, each fits the stage, and any size makes a coverage that can be stored', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40_000 }),
      fc.integer({ min: 1, max: 40_000 }),
      fc.double({ min: 0.01, max: 32, noNaN: true }),
      (width, height, scale) => {
        const coverage = emptyCoverage({ width, height }, stage, scale)
        expect(Coverage.safeParse(coverage).success).toBe(true)
        const last = cellRect(coverage, { width, height }, coverage.ms.length - 1)
        expect(last.x + last.w).toBeCloseTo(width, 6)
        expect(last.y + last.h).toBeCloseTo(height, 6)
        if (coverage.columns < 400) expect(last.w * scale).toBeLessThanOrEqual(stage.width)
        if (coverage.rows < 400) expect(last.h * scale).toBeLessThanOrEqual(stage.height)
      },
    ),
  )
})

test('time goes to the cells that are in sight, and the next step leads to what was not looked at', () => {
  const fresh = emptyCoverage(image, stage, 0.5)
  expect([fresh.columns, fresh.rows]).toEqual([3, 3])
  const first = cellRect(fresh, image, 0)
  const inSight = cellsInSight(fresh, image, first)
  expect(inSight).toEqual([0])
  expect(cellsInSight(fresh, image, { x: 0, y: 0, w: 4000, h: 1000 })).toEqual([0, 1, 2])
  expect(cellsInSight(fresh, image, { x: 100, y: 0, w: 1000, h: 1000 })).toEqual([])
  const after = lookedAt(lookedAt(fresh, inSight, 700), [0, 1], 300)
  expect(after.ms.slice(0, 3)).toEqual([1000, 300, 0])
  expect(seenOf(after)).toEqual({ seen: 2, of: 9 })
  expect(nextUnseen(after, 0)).toBe(2)
  expect(nextUnseen({ ...after, ms: after.ms.map(() => 1) }, 0)).toBeNull()
})

test('an earlier walk counts for a later one that is no nearer, and not for a nearer one', () => {
  const far = emptyCoverage(image, stage, 0.5)
  const near = emptyCoverage(image, stage, 1)
  const seenNear = lookedAt(
    near,
    near.ms.map((_, at) => at),
    500,
  )
  expect(seenOf(carriedOver(seenNear, far))).toEqual({ seen: 9, of: 9 })
  expect(carriedOver(lookedAt(far, [0], 500), near)).toEqual(near)
  expect(carriedOver(null, far)).toEqual(far)
  expect(carriedOver({ ...seenNear, page: 1 }, far)).toEqual(far)
})

test('rulers count in ones, twos and fives, never less than a pixel apart', () => {
  expect([32, 8, 1, 0.5, 0.2, 0.03].map(rulerStep)).toEqual([2, 10, 100, 200, 500, 2000])
})
