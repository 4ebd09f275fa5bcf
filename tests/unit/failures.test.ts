import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Evidence, faultOf } from '../../shared/domain/failures/fault.ts'
import { findingsOf } from '../../shared/domain/failures/findings.ts'
import { added, NONE, rateOf, type Tally } from '../../shared/domain/failures/tally.ts'
import { errorTypes } from '../../shared/domain/propose.ts'
import { wilson } from '../../shared/domain/wilson.ts'
import { Annotation, Relation } from '../../shared/model/annotation.ts'
import { Prediction } from '../../shared/model/prediction.ts'
import { VERDICTS } from '../../shared/model/verdict.ts'

const LABELS = ['cat', 'dog', 'hen'] as const
const label = fc.constantFrom(...LABELS)
const score = fc.constantFrom(0.2, 0.6, 0.95)
const box = fc.constantFrom(0, 100, 200, 300).map((x) => ({ kind: 'box' as const, x, y: 0, w: 40, h: 40 }))

const objects = (prefix: string) =>
  fc
    .array(fc.record({ label, score, shape: box }), { maxLength: 4 })
    .map((list) => list.map((one, at) => Annotation.parse({ id: `${prefix}${at}`, ...one })))

const related = (list: readonly Annotation[], prefix: string) =>
  fc
    .array(fc.record({ type: fc.constantFrom('eats', 'sees'), from: fc.nat(), to: fc.nat(), score }), { maxLength: 2 })
    .map((given) =>
      list.length < 2
        ? []
        : given.map(({ type, from, to, score: sure }, at) =>
            Relation.parse({
              ...{ id: `${prefix}${at}`, type, score: sure },
              from: list[from % list.length]!.id,
              to: list[(from + 1 + (to % (list.length - 1))) % list.length]!.id,
            }),
          ),
    )

/** A prediction and a correction of it: some objects kept, some renamed or moved, some gone, some new. */
const judged = objects('p').chain((annotations) =>
  fc
    .record({
      relations: related(annotations, 'r'),
      fates: fc.array(fc.constantFrom('kept', 'gone', 'moved', ...LABELS), { minLength: 4, maxLength: 4 }),
      more: objects('n'),
      keepsRelations: fc.boolean(),
      accepted: fc.boolean(),
      verdict: fc.constantFrom(...VERDICTS),
      causes: fc.subarray(['model-error', 'ambiguous-input', 'own-cause']),
    })
    .map(({ relations, fates, more, keepsRelations, accepted, ...rest }) => {
      const prediction = Prediction.parse({
        ...{ id: 'a'.repeat(32), caseId: 'b'.repeat(32), model: { name: 'm', version: '1' }, annotations, relations },
        ...(accepted ? { decision: { action: 'accepted' } } : {}),
      })
      const kept = annotations.flatMap((one, at): Annotation[] => {
        const fate = fates[at] ?? 'kept'
        if (fate === 'gone') return []
        const copy = { ...one, fromObjectId: one.id }
        if (fate === 'kept') return [copy]
        return fate === 'moved' && copy.shape.kind === 'box'
          ? [{ ...copy, shape: { ...copy.shape, w: 25 } }]
          : [{ ...copy, label: fate }]
      })
      const there = new Set(kept.map(({ id }) => id))
      const left = keepsRelations ? relations.filter(({ from, to }) => there.has(from) && there.has(to)) : []
      return { prediction, work: { annotations: [...kept, ...more], relations: left }, ...rest }
    }),
)

test('findings tell the very error types and causes of the review, each with a row that counts once', () => {
  fc.assert(
    fc.property(judged, ({ prediction, work, verdict, causes }) => {
      const found = findingsOf({ prediction, work, verdict, causes })
      const of = (kind: string): string[] => found.filter((one) => one.kind === kind).map(({ what }) => what)
      const expected = verdict === 'cannot-tell' ? [] : errorTypes(prediction, work, verdict)
      expect(new Set(of('error'))).toEqual(new Set(expected))
      expect([...new Set([...of('first-cause'), ...of('cause')])]).toEqual(causes)
      expect(of('judged')).toEqual([verdict])
      expect(of('failure').length > 0).toBe(verdict !== 'correct' && verdict !== 'cannot-tell')
      const groups = Map.groupBy(found, ({ kind, what }) => `${kind} ${what}`)
      for (const rows of groups.values()) {
        expect(rows.filter(({ grain }) => grain === 2).length).toBe(1)
        for (const its of Map.groupBy(rows, (row) => row.label).values())
          expect(its.filter(({ grain }) => grain >= 1).length).toBe(1)
        expect(new Set(rows.map(({ label: name, to }) => `${name}>${to}`)).size).toBe(rows.length)
      }
      // A label that something is wrong with is one that there was to be right about.
      const there = new Set(found.filter(({ kind }) => kind === 'label').map((one) => one.label))
      for (const one of found) if (one.label !== null) expect(there).toContain(one.label)
    }),
    { numRuns: 500 },
  )
})

test('weighted shares are Hájek’s, with Wilson’s interval on the effective number; weights of 1 change nothing', () => {
  const one = (weight: number): Tally => ({ n: 1, weight, squares: weight ** 2 })
  const sum = (weights: readonly number[]): Tally => weights.map(one).reduce(added, NONE)
  const { count, of, rate, low } = rateOf(sum([100, 1]), sum([100, 1, 1, 100]))
  const effective = 202 ** 2 / 20_002
  expect([count, of, rate, low]).toEqual([2, 4, 0.5, wilson(effective / 2, effective).low])
  expect(rateOf(sum([1, 1, 1]), sum([1, 1, 1, 1, 1, 1]))).toEqual({ count: 3, of: 6, ...wilson(3, 6) })
  expect(rateOf(NONE, NONE)).toEqual({ count: 0, of: 0, rate: null, low: null, high: null })
})

const none = { count: 0, of: 0 }
const EVIDENCE: Evidence = {
  ...{ failed: 0, firstCauses: {}, lowAccepted: none, highWrong: none, cannotTell: none },
  ...{ disagreement: none, deprecated: none, places: [] },
}

test('one culprit is named only where its interval lies above all others’', () => {
  const says = (failed: number, firstCauses: Evidence['firstCauses']) => {
    const { says: said, culprit } = faultOf({ ...EVIDENCE, failed, firstCauses })
    return culprit ?? said
  }
  expect([
    says(0, {}),
    says(3, { model: 3 }),
    says(4, { model: 4 }),
    says(20, { data: 12, model: 8 }),
    says(60, { data: 40, model: 20 }),
    says(60, { data: 31, model: 29 }),
    says(20, { data: 2 }),
  ]).toEqual(['nothing-failed', 'too-little', 'model', 'too-little', 'data', 'too-little', 'mostly-unsaid'])
})

test('signs are told when they are sure, each for its culprit', () => {
  const place = { dimension: 'source' as const, value: 'cam2' }
  const { signs } = faultOf({
    ...EVIDENCE,
    failed: 40,
    lowAccepted: { count: 30, of: 40 },
    highWrong: { count: 8, of: 40 },
    disagreement: { count: 6, of: 10 },
    places: [
      { ...place, here: { count: 20, of: 30 }, elsewhere: { count: 20, of: 200 } },
      { ...place, value: 'cam3', here: { count: 2, of: 10 }, elsewhere: { count: 38, of: 220 } },
    ],
  })
  expect(signs.map(({ sign, culprit, place: where }) => [sign, culprit, where?.value])).toEqual([
    ['low-accepted', 'monitoring-threshold', undefined],
    ['disagreement', 'label-schema', undefined],
    ['concentrated', 'data', 'cam2'],
  ])
})
