import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut, paragraphRanges, type TextMark } from '../../renderer/text/text-layout.ts'
import { AnnotationId } from '../../shared/model/ids.ts'

const mark = (id: string, ...ranges: readonly (readonly [number, number])[]): TextMark => ({
  id: AnnotationId.parse(id),
  ranges: ranges.map(([start, end]) => ({ start, end })),
})

test('a text is split at every kind of line break, and the breaks belong to no paragraph', () => {
  expect(paragraphRanges('a\r\nbc\n\rd')).toEqual([
    { start: 0, end: 1 },
    { start: 3, end: 5 },
    { start: 6, end: 6 },
    { start: 7, end: 8 },
  ])
})

test('nested and overlapping spans get lanes of their own, and each chip follows the end of its span', () => {
  expect(layOut('abcdefghij', [mark('long', [1, 8]), mark('nested', [2, 4]), mark('across', [6, 10])])).toEqual([
    {
      start: 0,
      end: 10,
      laneCount: 2,
      segments: [
        { start: 0, end: 1, lanes: [], endings: [] },
        { start: 1, end: 2, lanes: ['long'], endings: [] },
        { start: 2, end: 4, lanes: ['long', 'nested'], endings: ['nested'] },
        { start: 4, end: 6, lanes: ['long'], endings: [] },
        { start: 6, end: 8, lanes: ['long', 'across'], endings: ['long'] },
        { start: 8, end: 10, lanes: [null, 'across'], endings: ['across'] },
      ],
    },
  ])
})

test('a span across a line break is painted in both paragraphs and ends once', () => {
  expect(layOut('ab\ncd', [mark('x', [1, 4])]).map(({ segments }) => segments)).toEqual([
    [
      { start: 0, end: 1, lanes: [], endings: [] },
      { start: 1, end: 2, lanes: ['x'], endings: [] },
    ],
    [
      { start: 3, end: 4, lanes: ['x'], endings: ['x'] },
      { start: 4, end: 5, lanes: [], endings: [] },
    ],
  ])
})

test('a span that ends with its line break still has its chip', () => {
  expect(layOut('ab\ncd', [mark('x', [0, 3])])[0]?.segments).toEqual([
    { start: 0, end: 2, lanes: ['x'], endings: ['x'] },
  ])
})

test('paragraphs that no change touched keep their identity', () => {
  const text = 'one\ntwo\nthree'
  const before = layOut(text, [mark('a', [0, 3]), mark('b', [8, 13])])
  const after = layOut(text, [mark('a', [0, 3]), mark('b', [8, 10])], before)
  expect(after.map((paragraph, i) => paragraph === before[i])).toEqual([true, true, false])
})

test('whatever the spans, the segments cover the paragraph once and no two spans share a lane', () => {
  const text = 'x'.repeat(40)
  const range = fc
    .tuple(fc.nat(39), fc.integer({ min: 1, max: 10 }))
    .map(([start, size]) => [start, Math.min(40, start + size)] as const)
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
      const marks = ranges.map((one, i) => mark(`m${i}`, one))
      const [paragraph] = layOut(text, marks)
      const segments = paragraph?.segments ?? []
      expect(segments.map(({ start }) => start)).toEqual([0, ...segments.slice(0, -1).map(({ end }) => end)])
      const painted = new Map<string, number>()
      for (const { start, end, lanes } of segments) {
        for (const id of lanes) if (id !== null) painted.set(id, (painted.get(id) ?? 0) + end - start)
      }
      expect(Object.fromEntries(painted)).toEqual(
        Object.fromEntries(marks.map(({ id, ranges: [one] }) => [id, (one?.end ?? 0) - (one?.start ?? 0)])),
      )
      expect(segments.flatMap(({ endings }) => endings).sort()).toEqual(marks.map(({ id }) => id).sort())
    }),
    { numRuns: 300 },
  )
})
