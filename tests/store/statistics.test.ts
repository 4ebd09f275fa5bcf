import { expect, test } from 'vitest'
import { DEFAULT_TRIGGERS, type TriggerSettings } from '../../shared/model/trigger.ts'
import type { Verdict } from '../../shared/model/verdict.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { judge } from '../helpers/review-desk.ts'

const rules = async (desk: Desk, audit: boolean, lowConfidence: boolean): Promise<void> => {
  const triggers: TriggerSettings = {
    ...DEFAULT_TRIGGERS,
    lowConfidence: { on: lowConfidence, below: 0.5 },
    randomAudit: { ...DEFAULT_TRIGGERS.randomAudit, on: audit, share: 1 },
  }
  await desk.call('project.settings', { triggers })
  await desk.idle()
}
const judgeAll = async (desk: Desk, where: string, verdict: Verdict, most = 1000): Promise<void> => {
  const { rows } = await desk.call('queue.rows', { scope: 'all', where })
  for (const { caseId } of rows.slice(0, most)) {
    const { predictionId } = await desk.call('review.open', { caseId })
    await judge(desk, { caseId, predictionId }, verdict)
  }
}
const errorRate = async (desk: Desk) => (await desk.call('project.stats', {})).errorRate
const cases = (prefix: string, count: number, more: object) =>
  Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, text: `${prefix} ${index}`, ...more }))

test('the error rate is that of the audited cases, with the Wilson interval, and cannot tell counts neither way', async () => {
  await using desk = await temporaryDesk()
  await rules(desk, true, false)
  const prediction = { class: 'a' }
  await importing(desk, { files: [nativeFile(desk, cases('c', 12, { prediction }))] })
  expect(await errorRate(desk)).toEqual(null)
  await judgeAll(desk, 'key:c0,c1', 'cannot-tell')
  expect(await errorRate(desk)).toEqual(null)
  await judgeAll(desk, 'key:c2', 'incomplete')
  await judgeAll(desk, 'key:c3,c4,c5', 'correct')
  const { rate = 0, low = 0, high = 0, ...counts } = (await errorRate(desk)) ?? {}
  expect([counts, [rate, low, high].map((number) => number.toFixed(4))]).toEqual([
    { reviewed: 4, wrong: 1 },
    ['0.2500', '0.0456', '0.6994'],
  ])
})

test('a case that production seldom let through stands for as many as it was drawn from', async () => {
  await using desk = await temporaryDesk()
  await rules(desk, true, false)
  const prediction = { class: 'a' }
  const rows = [...cases('all', 10, { prediction }), ...cases('tenth', 10, { prediction, inclusion: 0.1 })]
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await judgeAll(desk, 'key:all*', 'incorrect')
  await judgeAll(desk, 'key:tenth*', 'correct')
  const { rate, high = 0, ...rest } = (await errorRate(desk)) ?? {}
  expect(rate).toBeCloseTo(10 / 110, 12)
  // 110² / (10 · 1² + 10 · 10²) = 11.98 cases' worth: less is known than of twenty alike.
  expect(high).toBeCloseTo(0.36324, 5)
  expect(rest).toMatchObject({ reviewed: 20, wrong: 10 })
})

test('what the other rules had reviewed before the audit began neither vanishes from the rate nor outweighs it', async () => {
  await using desk = await temporaryDesk()
  await rules(desk, false, true)
  const scored = (score: number) => ({ prediction: { objects: [{ label: 'a', score }] } })
  const rows = [...cases('low', 10, scored(0.2)), ...cases('high', 30, scored(0.9))]
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await judgeAll(desk, 'key:low*', 'incorrect')
  await rules(desk, true, true)
  await judgeAll(desk, 'key:high*', 'correct', 10)
  const { rate, ...rest } = (await errorRate(desk)) ?? {}
  expect(rate).toBeCloseTo(10 / 40, 12)
  expect(rest).toMatchObject({ reviewed: 20, wrong: 10 })
})

test('a row set aside is counted once, however often its file is imported', async () => {
  await using desk = await temporaryDesk()
  const file = nativeFile(desk, [{ key: 'a', text: 'a', prediction: { class: 'b', scores: { b: 7 } } }])
  for (const _ of [1, 2]) await importing(desk, { files: [file] })
  const { counts } = await desk.call('project.overview', {})
  expect([counts.rejects, (await desk.call('project.stats', {})).rejects]).toEqual([1, 1])
})
