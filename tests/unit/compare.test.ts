import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestPairs, type Edge } from '../../shared/domain/assignment.ts'
import { compare, comparedRecords, compareWork, differing } from '../../shared/domain/compare.ts'
import { aboutOf } from '../../shared/domain/compare-about.ts'
import { compareRelations } from '../../shared/domain/compare-relations.ts'
import { overlap, sameBoundary } from '../../shared/domain/overlap.ts'
import { sameValue } from '../../shared/domain/same-value.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Shape } from '../../shared/model/shape.ts'
import { Taxonomy } from '../../shared/model/taxonomy.ts'
import { box, relation, someAnnotation, span, whole } from '../helpers/objects.ts'
import { voc } from '../helpers/voc-objects.ts'

const states = (predicted: readonly Annotation[], corrected: readonly Annotation[]) =>
  compare(predicted, corrected).map(({ state, predictedId, correctedId }) => `${predictedId}>${correctedId} ${state}`)

test('each state an object can have is told apart by id', () => {
  const predicted = [
    box('ok', 'dog', [0, 0, 10, 10], { score: 0.9 }),
    box('label', 'dog', [20, 0, 10, 10]),
    box('place', 'dog', [40, 0, 10, 10]),
    box('both', 'dog', [60, 0, 10, 10]),
    box('attribute', 'dog', [80, 0, 10, 10], { attributes: { pose: 'up' } }),
    box('twice', 'dog', [0, 1, 10, 10]),
    box('nothing', 'dog', [200, 200, 10, 10]),
  ]
  const corrected = [
    box('ok', 'dog', [0.009, 0, 10, 10], { fromObjectId: 'ok' }),
    box('label', 'cat', [20, 0, 10, 10], { fromObjectId: 'label' }),
    box('place', 'dog', [40.02, 0, 10, 10], { fromObjectId: 'place' }),
    box('both', 'cat', [90, 90, 10, 10], { fromObjectId: 'both' }),
    box('attribute', 'dog', [80, 0, 10, 10], { fromObjectId: 'attribute', attributes: { pose: 'down' } }),
    box('new', 'dog', [300, 300, 5, 5]),
  ]
  expect(compare(predicted, corrected)).toEqual([
    { state: 'confirmed', predictedId: 'ok', correctedId: 'ok', score: 0.9 },
    { state: 'wrong-label', predictedId: 'label', correctedId: 'label' },
    { state: 'wrong-boundary', predictedId: 'place', correctedId: 'place' },
    { state: 'wrong-label-and-boundary', predictedId: 'both', correctedId: 'both' },
    { state: 'wrong-attribute', predictedId: 'attribute', correctedId: 'attribute' },
    { state: 'duplicate', predictedId: 'twice', correctedId: null },
    { state: 'spurious', predictedId: 'nothing', correctedId: null },
    { state: 'missing', predictedId: null, correctedId: 'new' },
  ])
})

test('without ids objects are paired by overlap, same label first, and so that the whole fits best', () => {
  const predicted = [box('p1', 'dog', [0, 0, 10, 10]), box('p2', 'cat', [0, 0, 10, 10])]
  expect(states(predicted, [box('c', 'cat', [1, 0, 10, 10])])).toEqual(['p1>null spurious', 'p2>c wrong-boundary'])
  // Taken one by one, p1 would take the best partner of p2 and leave it with none.
  const row = [box('p1', 'dog', [0, 0, 10, 10]), box('p2', 'dog', [3, 0, 10, 10])]
  const truth = [box('c1', 'dog', [1, 0, 10, 10]), box('c2', 'dog', [-2.5, 0, 10, 10])]
  expect(states(row, truth)).toEqual(['p1>c2 wrong-boundary', 'p2>c1 wrong-boundary'])
  expect(states([box('p', 'dog', [0, 0, 10, 10])], [box('c', 'dog', [8, 0, 10, 10])])).toEqual([
    'p>null spurious',
    'null>c missing',
  ])
})

test('spans are one thing from one shared character on, classes when they are of one turn', () => {
  expect(states([span('p', 'drug', 0, 'aspirin')], [span('c', 'drug', 0, 'aspirin 100 mg')])).toEqual([
    'p>c wrong-boundary',
  ])
  expect(states([span('p', 'drug', 0, 'aspirin')], [span('c', 'drug', 7, ' 100 mg')])).toEqual([
    'p>null spurious',
    'null>c missing',
  ])
  expect(states([whole('p', 'busy')], [whole('c', 'calm')])).toEqual(['p>c wrong-label'])
  expect(states([whole('p', 'a'), whole('q', 'b')], [whole('c', 'b'), whole('d', 'x')])).toEqual([
    'p>d wrong-label',
    'q>c confirmed',
  ])
})

test('a second copy of one predicted object is an object of its own', () => {
  const copy = box('n', 'dog', [50, 50, 10, 10], { fromObjectId: 'p' })
  expect(
    states([box('p', 'dog', [0, 0, 10, 10])], [box('p', 'dog', [0, 0, 10, 10], { fromObjectId: 'p' }), copy]),
  ).toEqual(['p>p confirmed', 'null>n missing'])
})

test('every predicted and every corrected object is spoken of exactly once, and a copy is confirmed throughout', () => {
  const list = fc.uniqueArray(someAnnotation(fc.string({ minLength: 1, maxLength: 3 })), {
    selector: ({ id }) => id,
    maxLength: 12,
  })
  fc.assert(
    fc.property(list, list, (predicted, corrected) => {
      const found = compare(predicted, corrected)
      expect(found.flatMap(({ predictedId }) => predictedId ?? [])).toEqual(predicted.map(({ id }) => id))
      expect(found.flatMap(({ correctedId }) => correctedId ?? []).sort()).toEqual(corrected.map(({ id }) => id).sort())
      expect(compare(predicted, predicted).every(({ state }) => state === 'confirmed')).toBe(true)
    }),
  )
})

test('what an object says beside its label and place: empty is absent, marks count, what serves the work does not', () => {
  const said = (was: object, is: object) => {
    const [state] = compare(
      [Annotation.parse({ ...box('p', 'dog', [0, 0, 9, 9]), ...was })],
      [Annotation.parse({ ...box('c', 'dog', [0, 0, 9, 9]), fromObjectId: 'p', ...is })],
    )
    return state?.state
  }
  expect({
    empty: said({ attributes: { a: '', b: null } }, { attributes: { c: [] } }),
    sameSet: said({ attributes: { a: ['x', 'y'] } }, { attributes: { a: ['y', 'x'] } }),
    otherSet: said({ attributes: { a: ['x', 'y'] } }, { attributes: { a: ['x'] } }),
    answeredNo: said({ attributes: { a: null } }, { attributes: { a: false } }),
    notItsToSay: said({}, { attributes: { a: false }, marks: ['occluded'] }),
    marked: said({ marks: ['difficult'] }, { marks: ['occluded'] }),
    markedAlike: said({ marks: ['occluded', 'difficult'] }, { marks: ['difficult', 'occluded'] }),
    grouped: said({}, { group: 'g', z: 4, evidence: { a: ['o9'] } }),
  }).toEqual({
    empty: 'confirmed',
    sameSet: 'confirmed',
    otherSet: 'wrong-attribute',
    answeredNo: 'wrong-attribute',
    notItsToSay: 'confirmed',
    marked: 'wrong-attribute',
    markedAlike: 'confirmed',
    grouped: 'confirmed',
  })
})

test('values of fields are compared as read, and a ranked list by its order and relevance', () => {
  const field = (id: string, value: string | null) =>
    Annotation.parse({ id, label: 'total', shape: { kind: 'field', value } })
  const values = (was: string | null, is: string | null) => compare([field('p', was)], [field('c', is)])[0]?.state
  expect([values('12  €', ' 12 € '), values('', null), values('12', '13')]).toEqual([
    'confirmed',
    'confirmed',
    'wrong-attribute',
  ])
  const list = (...ranked: readonly (readonly [id: string, relevance?: number])[]) =>
    ranked.map(([id, relevance], rank) => {
      const shape = { kind: 'item', itemId: id, rank, ...(relevance === undefined ? {} : { relevance }) }
      return Annotation.parse({ id, label: 'item', shape })
    })
  expect(
    states(list(['a'], ['b'], ['c'], ['d'], ['e', 1]), list(['d'], ['a', 1], ['b', 0.25], ['c'], ['e', 0.5])),
  ).toEqual(['a>a confirmed', 'b>b wrong-attribute', 'c>c confirmed', 'd>d wrong-attribute', 'e>e wrong-attribute'])
})

test('an object that is right with a relation that is not has a state of its own', () => {
  const predicted = [span('a', 'drug', 0, 'aspirin'), span('b', 'dose', 8, '100 mg'), span('c', 'dose', 20, 'twice')]
  const found = compareWork(
    { annotations: predicted, relations: [relation('r', 'has', 'a', 'b')] },
    { annotations: [...predicted], relations: [relation('r', 'has', 'a', 'c')] },
  )
  expect(found.objects.map(({ predictedId, state }) => [predictedId, state])).toEqual([
    ['a', 'wrong-relation'],
    ['b', 'wrong-relation'],
    ['c', 'wrong-relation'],
  ])
})

test('comparing edit by edit finds what comparing once finds', () => {
  const list = fc.uniqueArray(someAnnotation(fc.stringMatching(/^[a-f]{1,2}$/)), {
    selector: ({ id }) => id,
    maxLength: 9,
  })
  const edited = (base: readonly Annotation[], others: readonly Annotation[], picks: readonly number[]) =>
    picks.reduce<readonly Annotation[]>((now, pick) => {
      const [at, other] = [pick % (now.length + 1), others[pick % Math.max(1, others.length)]]
      if (pick % 3 === 0) return now.filter((_, index) => index !== at)
      const copied = now[at]
      // A copy of an object knows the same origin, before or behind it in the list.
      if (pick % 7 === 2 && copied) return now.toSpliced(pick % 2, 0, { ...copied, id: AnnotationId.parse(`m${pick}`) })
      if (pick % 3 === 1 && other) return now.concat({ ...other, id: AnnotationId.parse(`n${pick}`) })
      return now.map((each, index) =>
        index === at && other ? { ...each, label: other.label, shape: other.shape } : each,
      )
    }, base)
  fc.assert(
    fc.property(
      list,
      list,
      fc.array(fc.array(fc.nat(40), { maxLength: 3 }), { maxLength: 6 }),
      (predicted, others, steps) => {
        let now: readonly Annotation[] = predicted.map((each) => ({ ...each, fromObjectId: each.id }))
        for (const picks of steps) {
          now = edited(now, others, picks)
          expect(compare(predicted, now)).toEqual(compare([...predicted], [...now]))
          const found = compare(predicted, now)
          expect(new Set(differing(found))).toEqual(new Set(found.filter(({ state }) => state !== 'confirmed')))
          const records = comparedRecords(predicted, now)
          expect(records.map((each) => [each.predicted?.id ?? null, each.corrected?.id ?? null])).toEqual(
            compare(predicted, now).map(({ predictedId, correctedId }) => [predictedId, correctedId]),
          )
        }
      },
    ),
    { numRuns: 1500 },
  )
})

test('relations compare through what became of their ends', () => {
  const objects = compare(
    [span('a', 'drug', 0, 'aspirin'), span('b', 'dose', 8, '100 mg'), span('x', 'dose', 20, 'noise')],
    [span('a', 'drug', 0, 'aspirin'), span('c', 'dose', 8, '100 mg')],
  )
  const predicted = [relation('r1', 'has', 'a', 'b'), relation('r2', 'has', 'b', 'a'), relation('r3', 'has', 'a', 'x')]
  const corrected = [relation('n1', 'has', 'a', 'c'), relation('r2', 'is', 'c', 'a'), relation('n2', 'has', 'c', 'c')]
  expect(compareRelations(predicted, corrected, objects)).toEqual([
    { state: 'confirmed', predictedId: 'r1', correctedId: 'n1' },
    { state: 'wrong', predictedId: 'r2', correctedId: 'r2' },
    { state: 'spurious', predictedId: 'r3', correctedId: null },
    { state: 'missing', predictedId: null, correctedId: 'n2' },
  ])
})

test('the assignment is worth as much as the best of all assignments', () => {
  const best = (edges: readonly Edge[]): number => {
    const [first, ...rest] = edges
    if (!first) return 0
    const taken = rest.filter((edge) => edge.row !== first.row && edge.column !== first.column)
    return Math.max(best(rest), first.weight + best(taken))
  }
  const edge = fc.record({ row: fc.nat(5), column: fc.nat(5), weight: fc.integer({ min: 1, max: 40 }) })
  const graph = fc.uniqueArray(edge, { selector: ({ row, column }) => `${row} ${column}`, maxLength: 14 })
  fc.assert(
    fc.property(graph, (edges) => {
      const pairs = bestPairs(edges)
      expect(new Set(pairs.map(({ row }) => row)).size).toEqual(pairs.length)
      expect(new Set(pairs.map(({ column }) => column)).size).toEqual(pairs.length)
      expect(pairs.reduce((sum, { weight }) => sum + weight, 0)).toEqual(best(edges))
    }),
    { numRuns: 300 },
  )
})

test('overlap is the share of area, characters or place, for each kind of shape', () => {
  const square = (x: number): Shape => ({
    kind: 'polygon',
    parts: [
      [
        [
          [x, 0],
          [x + 10, 0],
          [x + 10, 10],
          [x, 10],
        ],
      ],
    ],
  })
  const holed: Shape = {
    kind: 'polygon',
    parts: [
      [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ],
        [
          [0, 0],
          [5, 0],
          [5, 10],
          [0, 10],
        ],
      ],
    ],
  }
  const mask = (counts: number[]): Shape => ({ kind: 'mask', width: 4, height: 4, counts })
  const turned = (angle: number): Shape => ({ kind: 'rotated-box', cx: 0, cy: 0, w: 10, h: 10, angle })
  expect(overlap(square(0), square(5))).toBeCloseTo(1 / 3, 2)
  expect(overlap(square(0), holed)).toBeCloseTo(1 / 2, 2)
  // Two squares turned 45° against each other share a regular octagon of 200·(√2 − 1) of each one's 100.
  const octagon = 200 * (Math.SQRT2 - 1)
  expect(overlap(turned(0), turned(45))).toBeCloseTo(octagon / (200 - octagon), 2)
  expect(
    overlap(
      { kind: 'ellipse', cx: 0, cy: 0, rx: 4, ry: 4, angle: 0 },
      { kind: 'ellipse', cx: 0, cy: 0, rx: 2, ry: 4, angle: 0 },
    ),
  ).toBeCloseTo(0.5, 2)
  expect(overlap(mask([0, 8, 8]), mask([4, 8, 4]))).toBeCloseTo(1 / 3)
  expect(overlap(mask([16]), mask([16]))).toEqual(1)
  expect(overlap({ kind: 'point', x: 0, y: 0 }, { kind: 'point', x: 10, y: 0 })).toEqual(0.5)
  expect(overlap({ kind: 'box', x: 0, y: 0, w: 0, h: 0 }, { kind: 'box', x: 0, y: 0, w: 0, h: 0 })).toEqual(1)
  expect(
    overlap({ kind: 'box', x: 0, y: 0, w: 5, h: 5, page: 1 }, { kind: 'box', x: 0, y: 0, w: 5, h: 5, page: 2 }),
  ).toEqual(0)
  expect(sameBoundary(turned(0), turned(180))).toBe(true)
  expect(sameBoundary(turned(0), turned(1))).toBe(false)
})

test('ten thousand boxes on one spot do not stall the comparison', () => {
  const pile = (prefix: string, shift: number) =>
    Array.from({ length: 10_000 }, (_, index) =>
      box(`${prefix}${index}`, `l${shift}`, [index / 1e6 + shift, 0, 50, 50]),
    )
  const started = performance.now()
  const found = compare(pile('p', 0), pile('c', 1))
  expect(found.length).toBeGreaterThanOrEqual(10_000)
  expect(performance.now() - started).toBeLessThan(10_000)
})

test.skipIf(voc === null)('real detections against real human boxes: every box accounted for once', () => {
  let [given, wanted, wrongPartner] = [0, 0, 0]
  for (const { predicted, corrected } of voc ?? []) {
    const at = (list: readonly Annotation[], id: string | null) => list.find((object) => object.id === id)
    for (const { predictedId, correctedId } of compare(predicted, corrected)) {
      const [left, right] = [at(predicted, predictedId), at(corrected, correctedId)]
      given += left ? 1 : 0
      wanted += right ? 1 : 0
      if (left && right && overlap(left.shape, right.shape) < 0.5) wrongPartner++
    }
  }
  const count = (side: 'predicted' | 'corrected') => (voc ?? []).reduce((sum, image) => sum + image[side].length, 0)
  expect({ given, wanted, wrongPartner }).toEqual({
    given: count('predicted'),
    wanted: count('corrected'),
    wrongPartner: 0,
  })
})

test('a value written another way is the same number, day or choice; another currency is not', () => {
  const fields = [
    { name: 'total', kind: 'amount' as const },
    { name: 'date', kind: 'date' as const },
    { name: 'paid', kind: 'choice' as const, values: ['Cash', 'Card'] },
    { name: 'vendor', kind: 'text' as const },
  ]
  const about = aboutOf(
    null,
    Taxonomy.parse({ name: 't', labels: [], causes: [], fields, version: 1, publishedAt: '2026-01-01T00:00:00.000Z' }),
  )
  const same = (name: string, predicted: string, corrected: string): boolean => {
    return sameValue({ kind: 'field', value: predicted }, { kind: 'field', value: corrected }, about.fields?.get(name))
  }
  expect({
    amount: same('total', '1,234.50', '1234.5'),
    sign: same('total', '€ 12.00', '12'),
    currency: same('total', '€12.00', '$12.00'),
    twoMeanings: same('total', '1.234', '1234'),
    day: same('date', '3 Apr 2026', '2026-04-03'),
    otherDay: same('date', '3.4.2026', '2026-04-04'),
    choice: same('paid', 'card', 'Card'),
    text: same('vendor', 'ACME', 'Acme'),
  }).toEqual({
    amount: true,
    sign: true,
    currency: false,
    twoMeanings: false,
    day: true,
    otherDay: false,
    choice: true,
    text: false,
  })
})
