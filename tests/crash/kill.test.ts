import { expect, test } from 'vitest'
import { crashRounds } from './rounds.ts'

test('a desk killed at 20 random moments of review, undo, import and export loses nothing it acknowledged', async () => {
  const report = await crashRounds(20, 7)
  expect(report).toEqual({
    rounds: 20,
    acknowledged: expect.any(Number),
    lost: [],
    corrupt: [],
    halfWritten: [],
    trouble: [],
  })
  expect(report.acknowledged).toBeGreaterThan(20)
}, 240_000)
