import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNativeReader } from '../../shared/domain/formats/native-read.ts'
import { createReviewReader } from '../../shared/domain/formats/native-review-read.ts'
import { nativeHeader, nativeLine, nativeRecords } from '../../shared/domain/formats/native-write.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { BatchId } from '../../shared/model/ids.ts'
import { itemOf } from '../helpers/export-items.ts'

const BATCH = BatchId.parse('01900000-0000-7000-8000-000000000000')

/** What an import makes of the lines an export writes. */
const readBack = (item: Parameters<typeof nativeRecords>[0], role: 'prediction' | 'truth') => {
  const reader = createNativeReader(role)
  const lines = [nativeHeader({ name: 'labels', version: 3 }, BATCH), ...nativeRecords(item, BATCH)].map(nativeLine)
  return lines.flatMap((line, index) => reader.line(line.trimEnd(), index + 1))
}

test('one line a review: the case as imported, the judged prediction, the review, the truth, why, and the batch', () => {
  const text = '👍 Kim paid'
  const at = (start: number, end: number) => ({ kind: 'span', ranges: [textRange(text, start, end)] })
  const item = itemOf({
    case: {
      kind: 'text',
      content: { text },
      tokens: [
        [0, 2],
        [3, 6],
        [7, 11],
      ],
      source: 'mail',
      meta: { lang: 'en' },
      inclusion: 0.5,
    },
    predicted: [
      { id: 'class', label: 'thanks', shape: { kind: 'case' }, attributes: {}, score: 0.7 },
      { id: 'o1', label: 'verb', shape: at(3, 6), attributes: {}, score: 0.4 },
      { id: 'o2', label: 'noise', shape: at(0, 2), attributes: {} },
    ],
    prediction: {
      scores: { thanks: 0.7, complaint: 0.3 },
      sourceId: 'r9',
      decision: { action: 'accepted', threshold: 0.5 },
    },
    reviewed: [
      { id: 'class', label: 'thanks', shape: { kind: 'case' }, attributes: {}, score: 0.7, fromObjectId: 'class' },
      { id: 'o1', label: 'person', shape: at(3, 6), attributes: {}, score: 0.4, fromObjectId: 'o1' },
      { id: 'new', label: 'verb', shape: at(7, 11), attributes: { tense: 'past' } },
    ],
    review: { verdict: 'partially-correct', causes: ['model-error'] },
  })
  expect(
    nativeRecords({ ...item, why: [{ rule: 'low-confidence', value: 0.4, detail: 'verb', inclusion: 1 }] }, BATCH),
  ).toEqual([
    {
      key: 'k1',
      kind: 'text',
      text,
      tokens: [
        [0, 1],
        [2, 5],
        [6, 10],
      ],
      source: 'mail',
      meta: { lang: 'en' },
      inclusion: 0.5,
      prediction: {
        id: 'r9',
        model: { name: 'm', version: '1' },
        class: 'thanks',
        scores: { thanks: 0.7, complaint: 0.3 },
        objects: [
          { id: 'o1', label: 'verb', score: 0.4, span: [2, 5], spanUtf16: [3, 6], quote: 'Kim' },
          { id: 'o2', label: 'noise', span: [0, 1], spanUtf16: [0, 2], quote: '👍' },
        ],
      },
      decision: { action: 'accepted', threshold: 0.5 },
      review: {
        id: 'e'.repeat(32),
        of: 'd'.repeat(32),
        by: 'ada',
        at: '2026-06-02T10:11:12.000Z',
        origin: 'desk',
        activeMs: 1200,
        blind: false,
        verdict: 'partially-correct',
        errors: [],
        causes: ['model-error'],
        proposed: { verdict: null, causes: [], errors: [] },
        edgeCase: false,
        taxonomy: 1,
      },
      truth: {
        status: 'single',
        objects: [
          { id: 'class', label: 'thanks', score: 0.7, from: 'class', change: 'kept' },
          {
            id: 'o1',
            label: 'person',
            score: 0.4,
            span: [2, 5],
            spanUtf16: [3, 6],
            quote: 'Kim',
            from: 'o1',
            change: 'relabelled',
          },
          {
            id: 'new',
            label: 'verb',
            span: [6, 10],
            spanUtf16: [7, 11],
            quote: 'paid',
            attributes: { tense: 'past' },
            change: 'added',
          },
        ],
        removed: ['o2'],
      },
      why: [{ rule: 'low-confidence', value: 0.4, detail: 'verb', inclusion: 1 }],
      batch: BATCH,
    },
  ])
})

test('a prediction judged wrong and not corrected is no truth: its objects stand in the prediction only', () => {
  const cat = { id: 'o1', label: 'cat', shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 }, attributes: {} }
  const item = itemOf({
    case: { kind: 'image', content: {} },
    predicted: [cat],
    reviewed: [{ ...cat, fromObjectId: 'o1' }],
  })
  expect(nativeRecords(item, BATCH)[0]?.truth).toEqual({ status: 'undecided' })
})

test('marks, groups, layers and evidence stand beside an object; confirmed objects, turns, coverage and the bulk act beside the review', () => {
  const rich = {
    id: 'o1',
    label: 'cat',
    shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 },
    attributes: { breed: 'tabby' },
    evidence: { breed: ['o2'] },
    marks: ['occluded', 'difficult'],
    group: 'litter',
    z: -2,
  }
  const judged = {
    confirmed: ['o2'],
    turns: [{ turn: 1, verdict: 'incorrect', causes: ['model-error'] }],
    coverage: { columns: 2, rows: 1, scale: 1.5, ms: [900, 0], page: 1 },
    bulk: 'act-1',
  }
  const item = itemOf({
    case: { kind: 'image', content: { turns: [{ role: 'user', text: '?' }] } },
    predicted: [rich, { ...rich, id: 'o2' }],
    reviewed: [
      { ...rich, marks: ['truncated'], attributes: { breed: 'lynx' }, fromObjectId: 'o1' },
      { ...rich, id: 'o2', fromObjectId: 'o2' },
    ],
    review: judged,
  })
  const [record] = nativeRecords(item, BATCH)
  expect(record).toMatchObject({
    prediction: {
      objects: [{ group: 'litter', marks: ['occluded', 'difficult'], z: -2, evidence: { breed: ['o2'] } }, {}],
    },
    review: judged,
    truth: { objects: [{ change: 'attributes-changed' }, { change: 'kept' }] },
  })
  const reader = createReviewReader()
  const read = reader.line(nativeLine(record ?? {}).trimEnd(), 1)
  expect({ ...read, truth: read?.truth(item.case.content) }).toMatchObject({
    ...judged,
    truth: { annotations: item.review.annotations },
  })
})

const px = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0)
const size = fc.double({ min: 0.001, max: 1e4, noNaN: true })
const point = fc.tuple(px, px)
const shape = fc.oneof(
  fc.record({ kind: fc.constant('box'), x: px, y: px, w: size, h: size }),
  fc.record({ kind: fc.constant('box'), x: px, y: px, w: size, h: size, page: fc.nat(9) }),
  fc.record({ kind: fc.constant('rotated-box'), cx: px, cy: px, w: size, h: size, angle: px }),
  fc.record({ kind: fc.constant('ellipse'), cx: px, cy: px, rx: size, ry: size, angle: px }),
  fc.record({
    kind: fc.constant('polygon'),
    parts: fc.array(fc.array(fc.array(point, { minLength: 3, maxLength: 5 }), { minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
  fc.record({ kind: fc.constant('polyline'), points: fc.array(point, { minLength: 2, maxLength: 5 }) }),
  fc.record({ kind: fc.constant('point'), x: px, y: px }),
  fc.record({
    kind: fc.constant('skeleton'),
    joints: fc.array(fc.record({ name: fc.string(), x: px, y: px, visibility: fc.nat(2) }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
  fc.constant({ kind: 'mask', width: 3, height: 2, counts: [1, 2, 3] }),
  fc.record({
    kind: fc.constant('field'),
    value: fc.option(fc.string({ unit: 'grapheme' })),
    box: fc.record({ x: px, y: px, w: size, h: size, page: fc.nat(3) }),
  }),
  fc.record({
    kind: fc.constant('item'),
    itemId: fc.string(),
    rank: fc.nat(),
    relevance: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('case') }),
  fc.record({ kind: fc.constant('case'), turn: fc.constant(0) }),
)
/** Zero-width joiners, flags, combining marks, line ends, a byte order mark, right-to-left, beyond the BMP. */
const piece = fc.constantFrom('a', 'é', '👩‍👩‍👧', '🇫🇷', '\r\n', '\ufeff', 'שלום', '𠀀', '\t', '\u2028', '"')

test('every shape, and spans over any text, read back as they were written', () => {
  const spans = fc.tuple(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat()).map(([pieces, a, b]) => {
    const text = pieces.join('')
    const cuts = [0]
    for (const char of text) cuts.push((cuts.at(-1) ?? 0) + char.length)
    const [first = 0, second = 0] = [cuts[a % cuts.length], cuts[b % cuts.length]]
    return { text, span: { kind: 'span', ranges: [textRange(text, Math.min(first, second), Math.max(first, second))] } }
  })
  fc.assert(
    fc.property(
      spans,
      fc.array(shape, { maxLength: 5 }),
      fc.constantFrom('cat', '__proto__', 'a b', '猫'),
      (marked, shapes, label) => {
        const annotations = [marked.span, ...shapes].map((each, index) => ({
          id: `a${index}`,
          label,
          shape: each,
          attributes: {},
        }))
        const turns = [{ role: 'user', text: 'hello' }]
        const item = itemOf({
          case: { kind: 'text', content: { text: marked.text, turns } },
          predicted: null,
          reviewed: annotations,
        })
        const reads = readBack(item, 'truth')
        expect(reads.map((read) => (read.is === 'row' ? read.row.truth?.annotations : read))).toEqual([
          item.review.annotations,
        ])
      },
    ),
    { numRuns: 300 },
  )
})
