import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { disagreementBetween } from '../../shared/domain/triggers/disagreement.ts'
import { createHighRisk, NO_RISK } from '../../shared/domain/triggers/high-risk.ts'
import { type Queued, queueOrder } from '../../shared/domain/triggers/queue-order.ts'
import { highestPriority, hitsOf, priorityOf, type RuleFacts } from '../../shared/domain/triggers/rules.ts'
import { auditDraw, closestClasses, signals } from '../../shared/domain/triggers/signals.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { DEFAULT_TRIGGERS, type TriggerSettings } from '../../shared/model/trigger.ts'

const box = (label: string, x: number, score?: number): Annotation =>
  Annotation.parse({
    id: `${label}${x}`,
    label,
    shape: { kind: 'box', x, y: 0, w: 10, h: 10 },
    ...(score === undefined ? {} : { score }),
  })
const whole = (label: string): Annotation => Annotation.parse({ id: label, label, shape: { kind: 'case' } })
const span = (label: string, from: number, to: number): Annotation =>
  Annotation.parse({
    id: `${label}${from}`,
    label,
    shape: {
      kind: 'span',
      ranges: [
        { startUtf16: from, endUtf16: to, startCodePoint: from, endCodePoint: to, quote: 'x'.repeat(to - from) },
      ],
    },
  })

const facts: RuleFacts = {
  score: 0.9,
  margin: null,
  disagreement: null,
  predictions: 1,
  annotations: 2,
  severity: 0,
  risk: 0,
  draw: 0.99,
  inclusion: null,
  outdated: false,
  planned: false,
}

test('signals take the lowest known score, the lowest margin, and what two models differ on', () => {
  expect(
    signals(
      [
        {
          annotations: [box('person', 0, 0.8), box('cart', 50, 0.3), box('sign', 90)],
          scores: { a: 0.5, b: 0.42, c: 0.08 },
        },
        { annotations: [box('person', 1, 0.9)], scores: { a: 0.9, b: 0.1 } },
      ],
      createHighRisk({ names: ['sign'], ofModels: [] }),
    ),
  ).toEqual({
    score: 0.3,
    margin: expect.closeTo(0.08),
    disagreement: expect.closeTo(2 / 3),
    annotations: 4,
    label: 'cart',
    risk: 1,
  })
})

test('no score is unknown: not 0, and never low', () => {
  const unknown = signals([{ annotations: [box('person', 0)] }], NO_RISK)
  expect(unknown).toEqual({ score: null, margin: null, disagreement: null, annotations: 1, label: 'person', risk: 0 })
  const settings: TriggerSettings = {
    ...DEFAULT_TRIGGERS,
    lowConfidence: { on: true, below: 1 },
    lowMargin: { on: true, below: 1 },
  }
  expect(hitsOf({ ...facts, score: null }, settings)).toEqual([])
})

test('risk is what the model means by a name, where that is known, and else what every model means', () => {
  const highRisk = createHighRisk({
    names: ['theft', 'steal'],
    ofModels: [
      { model: 'other', name: 'odd', high: true },
      { model: 'other', name: 'steal', high: false },
    ],
  })
  const risk = (name: string | null, label: string) => {
    const model = name === null ? {} : { model: { name, version: '1' } }
    return signals([{ annotations: [whole(label)], ...model }], highRisk).risk
  }
  expect(['theft', 'steal', 'odd'].map((label) => [null, 'router', 'other'].map((name) => risk(name, label)))).toEqual([
    [1, 1, 1],
    [1, 1, 0],
    [0, 0, 1],
  ])
})

test('two predictions of one and the same model are not a disagreement', () => {
  const model = { name: 'shelf', version: '8' }
  expect(
    signals(
      [
        { model, annotations: [whole('busy')] },
        { model, annotations: [whole('calm')] },
      ],
      NO_RISK,
    ).disagreement,
  ).toBeNull()
})

test('disagreement is the share of objects that are not the same', () => {
  expect([
    disagreementBetween([], []),
    disagreementBetween([whole('busy')], [whole('busy')]),
    disagreementBetween([whole('busy')], [whole('calm')]),
    disagreementBetween([box('person', 0)], [box('person', 3)]),
    disagreementBetween([box('person', 0)], [box('person', 6)]),
    disagreementBetween([span('LOC', 0, 4), span('ORG', 9, 12)], [span('LOC', 0, 4), span('ORG', 9, 13)]),
    disagreementBetween([box('person', 0), box('person', 100)], [box('person', 1)]),
    disagreementBetween([box('person', 0)], []),
  ]).toEqual([0, 0, 1, 0, 1, expect.closeTo(2 / 3), 0.5, 1])
})

test('disagreement is symmetric, within 0 and 1, and 0 against itself', () => {
  const boxes = fc.array(
    fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 60 })).map(([label, x]) => box(label, x)),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(boxes, boxes, (ours, theirs) => {
      const share = disagreementBetween(ours, theirs)
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
      expect(disagreementBetween(theirs, ours)).toBeCloseTo(share, 12)
      expect(disagreementBetween(ours, ours)).toBe(0)
    }),
  )
})

test('areas that could pair in several ways pair the same from either side', () => {
  const [ours, theirs] = [
    [box('b', 57), box('b', 54)],
    [box('b', 55), box('b', 53)],
  ]
  expect([disagreementBetween(ours, theirs), disagreementBetween(theirs, ours)]).toEqual([0, 0])
})

test('each rule queues what it is for, with the value it saw and the probability it draws with', () => {
  const settings: TriggerSettings = { ...DEFAULT_TRIGGERS, randomAudit: { on: true, share: 0.2, seed: 1, oneIn: 10 } }
  expect(
    hitsOf(
      { ...facts, score: 0.2, margin: 0.05, disagreement: 0.5, severity: 3, risk: 1, draw: 0.1, inclusion: 0.01 },
      settings,
    ),
  ).toEqual([
    { rule: 'low-confidence', value: 0.2, inclusion: 0.01 },
    { rule: 'low-margin', value: 0.05, inclusion: 0.01 },
    { rule: 'flagged', value: 3, inclusion: 0.01 },
    { rule: 'high-risk-label', value: null, inclusion: 0.01 },
    { rule: 'disagreement', value: 0.5, inclusion: 0.01 },
    { rule: 'random-audit', value: 0.1, inclusion: 0.002 },
  ])
  expect(hitsOf({ ...facts, annotations: 0, score: null }, settings)).toEqual([
    { rule: 'nothing-predicted', value: null, inclusion: 1 },
  ])
  expect(hitsOf({ ...facts, annotations: 0, predictions: 0, score: null }, settings)).toEqual([])
  expect(hitsOf({ ...facts, draw: 0.1, inclusion: Number.MIN_VALUE }, settings)).toEqual([
    { rule: 'random-audit', value: 0.1, inclusion: Number.MIN_VALUE },
  ])
})

test('a rule that is off, or a value at its threshold, queues nothing', () => {
  const off: TriggerSettings = {
    lowConfidence: { on: false, below: 1 },
    lowMargin: { on: false, below: 1 },
    flagged: { on: false },
    highRiskLabel: { on: false },
    disagreement: { on: false },
    nothingPredicted: { on: false },
    randomAudit: { on: false, share: 1, seed: 1, oneIn: 2 },
  }
  const worst = { ...facts, score: 0, margin: 0, disagreement: 1, severity: 3, risk: 1, draw: 0, annotations: 0 }
  expect(hitsOf(worst, off)).toEqual([])
  expect(hitsOf({ ...facts, score: 0.5 }, DEFAULT_TRIGGERS)).toEqual([])
})

test('priority grows with severity, doubt and disagreement; flags come first', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)]
      expect(priorityOf('low-confidence', less)).toBeGreaterThanOrEqual(priorityOf('low-confidence', more))
      expect(priorityOf('low-margin', less)).toBeGreaterThanOrEqual(priorityOf('low-margin', more))
      expect(priorityOf('disagreement', more)).toBeGreaterThanOrEqual(priorityOf('disagreement', less))
      expect(priorityOf('flagged', 1)).toBeGreaterThan(priorityOf('low-confidence', a))
    }),
  )
  expect([1, 2, 3].map((severity) => priorityOf('flagged', severity))).toEqual([1 + 1 / 3, 1 + 2 / 3, 2])
  expect(
    highestPriority([
      { rule: 'low-confidence', value: 0.4 },
      { rule: 'nothing-predicted', value: null },
    ]),
  ).toBe(0.75)
})

const queuedOf = (items: readonly { key: number; audit: boolean }[]): Queued => ({
  caseIds: Float64Array.from(items, (_, index) => index * 3 + 1),
  keys: Float64Array.from(items, (item) => item.key),
  audit: Uint8Array.from(items, (item) => (item.audit ? 1 : 0)),
})

test('every queued case stands in the order exactly once, ranked worst first, audits in draw order at every k-th place', () => {
  const item = fc.record({ key: fc.constantFrom(0.1, 0.5, 0.9, 1.5), audit: fc.boolean() })
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), fc.integer({ min: 2, max: 7 }), (items, oneIn) => {
      const order = [...queueOrder(queuedOf(items), oneIn)]
      expect(order.toSorted((a, b) => a - b)).toEqual(items.map((_, index) => index))
      const lane = (audit: boolean) => order.filter((index) => items[index]?.audit === audit)
      const keys = (index: number) => items[index]?.key ?? 0
      expect(lane(false)).toEqual(lane(false).toSorted((a, b) => keys(b) - keys(a) || a - b))
      expect(lane(true)).toEqual(lane(true).toSorted((a, b) => keys(a) - keys(b) || a - b))
      const [ranked, audits] = [lane(false).length, lane(true).length]
      order.forEach((index, place) => {
        const before = order.slice(0, place)
        const both =
          before.filter((each) => !items[each]?.audit).length < ranked &&
          before.filter((each) => items[each]?.audit).length < audits
        if (both) expect(items[index]?.audit).toBe((place + 1) % oneIn === 0)
      })
    }),
  )
})

test('audit draws are uniform, differ between seeds, and are the same on every desk', () => {
  const uid = (index: number) => createHash('sha256').update(String(index)).digest().subarray(0, 16)
  const total = 20_000
  const buckets = Array.from({ length: 10 }, () => 0)
  let both = 0
  for (let index = 0; index < total; index += 1) {
    const draw = auditDraw(1, uid(index))
    expect(draw >= 0 && draw < 1).toBe(true)
    const bucket = Math.floor(draw * 10)
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
    if (draw < 0.1 && auditDraw(2, uid(index)) < 0.1) both += 1
  }
  // Chi-square with 9 degrees of freedom exceeds 27.9 in one of a thousand uniform samples.
  const chiSquare = buckets.reduce((sum, count) => sum + (count - total / 10) ** 2 / (total / 10), 0)
  expect(chiSquare).toBeLessThan(27.9)
  // Independent seeds draw one in a hundred twice: 200 ± 4 standard deviations.
  expect(Math.abs(both - total / 100)).toBeLessThan(4 * Math.sqrt(total / 100))
  expect([auditDraw(1, uid(0)), auditDraw(2 ** 40 + 1, uid(0)), auditDraw(7, uid(5))]).toMatchInlineSnapshot(`
    [
      0.7666224235287037,
      0.7606510476581166,
      0.32026871211058816,
    ]
  `)
})

test('a close call names the two classes it is between, of whichever prediction is closest', () => {
  const closest = closestClasses([{ a: 0.9, b: 0.1 }, { a: 0.1, c: 0.4, d: 0.45 }, { e: 0.5 }])
  expect([closest, closestClasses([{ e: 0.5 }]), closestClasses([])]).toEqual([['d', 'c'], [], []])
})
