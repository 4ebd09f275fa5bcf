import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  blocksOf,
  type Cell,
  indexMarks,
  layOutBlock,
  leavesOf,
  reindexMarks,
  type TextMark,
} from '../../renderer/text/text-layout.ts'
import { AnnotationId } from '../../shared/model/ids.ts'

const mark = (id: string, ...ranges: readonly (readonly [number, number])[]): TextMark => ({
  id: AnnotationId.parse(id),
  ranges: ranges.map(([start, end]) => ({ start, end })),
  chipWidth: 0,
})

const cellText = (cell: Cell): string =>
  cell === null ? '-' : cell === 'more' ? '+' : `${cell.id}${cell.gap ? '~' : ''}`

const layOut = (block: { start: number; end: number }, marks: readonly TextMark[], most = 9) => {
  const { segments, hidden } = layOutBlock(block, indexMarks(marks).within(block.start, block.end), most)
  return {
    segments: segments.map(({ start, end, lanes }) => [start, end, lanes.map(cellText).join(' ')]),
    chips: segments.flatMap(({ start, chips }) => chips.map(({ id, lane }) => `${id} at ${start} in ${lane}`)),
    hidden,
  }
}

test('a text is split at every kind of line break, and the breaks belong to no block', () => {
  expect(blocksOf('a\r\nbc\n\rd')).toEqual([
    { start: 0, end: 1 },
    { start: 3, end: 5 },
    { start: 6, end: 6 },
    { start: 7, end: 8 },
  ])
})

test('a paragraph without end is shown in pieces that cut no emoji and lose no character', () => {
  const text = `${'word '.repeat(1000)}${'👩‍👩‍👧‍👦'.repeat(800)}`
  const blocks = blocksOf(text)
  expect(blocks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text)
  expect(Math.max(...blocks.map(({ start, end }) => end - start))).toBeLessThanOrEqual(2000)
  expect(blocks.every(({ end }) => !text.slice(0, end).endsWith('\u200d') && text.slice(0, end).isWellFormed())).toBe(
    true,
  )
})

test('nested and overlapping spans get lanes of their own, and each has one chip where it begins', () => {
  const marks = [mark('long', [1, 8]), mark('nested', [2, 4]), mark('across', [6, 10])]
  expect(layOut({ start: 0, end: 10 }, marks)).toEqual({
    segments: [
      [0, 1, ''],
      [1, 2, 'long'],
      [2, 4, 'long nested'],
      [4, 6, 'long'],
      [6, 8, 'long across'],
      [8, 10, '- across'],
    ],
    chips: ['long at 1 in 0', 'nested at 2 in 1', 'across at 6 in 1'],
    hidden: [],
  })
})

test('a chip that is wider than its words keeps the next span out of its lane', () => {
  const wide = { ...mark('wide', [0, 2]), chipWidth: 6 }
  expect(layOut({ start: 0, end: 10 }, [wide, mark('next', [3, 5]), mark('later', [6, 8])]).chips).toEqual([
    'wide at 0 in 0',
    'next at 3 in 1',
    'later at 6 in 0',
  ])
})

test('the ranges of one span are joined through the gap, in one lane that nothing else takes', () => {
  expect(layOut({ start: 0, end: 12 }, [mark('split', [0, 2], [8, 10]), mark('in', [4, 6])])).toEqual({
    segments: [
      [0, 2, 'split'],
      [2, 4, 'split~'],
      [4, 6, 'split~ in'],
      [6, 8, 'split~'],
      [8, 10, 'split'],
      [10, 12, ''],
    ],
    chips: ['split at 0 in 0', 'in at 4 in 1'],
    hidden: [],
  })
})

test('a span across a line break is painted in both blocks and has its chip in the first', () => {
  const marks = [mark('x', [1, 4])]
  expect(blocksOf('ab\ncd').map((block) => layOut(block, marks))).toEqual([
    {
      segments: [
        [0, 1, ''],
        [1, 2, 'x'],
      ],
      chips: ['x at 1 in 0'],
      hidden: [],
    },
    {
      segments: [
        [3, 4, 'x'],
        [4, 5, ''],
      ],
      chips: [],
      hidden: [],
    },
  ])
})

test('what finds no lane is counted, and marked where it lies', () => {
  const marks = [mark('a', [0, 9]), mark('b', [1, 5]), mark('c', [2, 4]), mark('d', [3, 8])]
  expect(layOut({ start: 0, end: 9 }, marks, 2)).toEqual({
    segments: [
      [0, 1, 'a'],
      [1, 2, 'a b'],
      [2, 5, 'a b +'],
      [5, 8, 'a - +'],
      [8, 9, 'a'],
    ],
    chips: ['a at 0 in 0', 'b at 1 in 1'],
    hidden: ['c', 'd'],
  })
})

const range = fc
  .tuple(fc.nat(38), fc.integer({ min: 1, max: 10 }))
  .map(([start, size]) => [start, Math.min(40, start + size)] as const)

test('the index finds exactly the marks that touch a stretch', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), range, (ranges, [from, to]) => {
      const marks = ranges.map((one, i) => mark(`m${i}`, one))
      const touching = marks.filter(({ ranges: [one] }) => one && one.start < to && one.end > from)
      const found = indexMarks(marks).within(from, to)
      expect(found.map(({ id }) => id).sort()).toEqual(touching.map(({ id }) => id).sort())
    }),
  )
})

test('after an edit the index is the one that would be made anew', () => {
  const index = fc.nat(19)
  fc.assert(
    fc.property(
      fc.array(range, { minLength: 1, maxLength: 20 }),
      range,
      index,
      fc.boolean(),
      (ranges, added, at, whole) => {
        const before = ranges.map((one, i) => mark(`m${i}`, one))
        const rest = whole ? before : before.filter((_, i) => i !== at % before.length)
        const after = [...rest, mark('new', added)]
        const [edited, anew] = [reindexMarks(indexMarks(before), before, after), indexMarks(after)]
        const places = (marks: readonly TextMark[]) => marks.map(({ ranges: [one] }) => [one?.start, one?.end])
        expect([places(edited.sorted), edited.starts, edited.reach]).toEqual([
          places(anew.sorted),
          anew.starts,
          anew.reach,
        ])
        const found = [...before, ...after].map(({ id }) => [edited.byId.get(id), anew.byId.get(id)])
        for (const [kept, made] of found) expect(kept).toBe(made)
      },
    ),
  )
})

test('whatever the spans, segments cover the block once, each span is painted whole or counted, and no two share a lane', () => {
  const block = { start: 0, end: 40 }
  fc.assert(
    fc.property(fc.array(range, { maxLength: 14 }), fc.integer({ min: 1, max: 6 }), (ranges, most) => {
      const marks = ranges.map((one, i) => mark(`m${i}`, one))
      const { segments, hidden } = layOutBlock(block, indexMarks(marks).within(0, 40), most)
      expect(segments.map(({ start }) => start)).toEqual([0, ...segments.slice(0, -1).map(({ end }) => end)])
      const painted = new Map<string, number>()
      for (const { start, end, lanes } of segments)
        for (const cell of lanes)
          if (cell !== null && cell !== 'more') painted.set(cell.id, (painted.get(cell.id) ?? 0) + end - start)
      const seen = marks.filter(({ id }) => !hidden.includes(id))
      expect(Object.fromEntries(painted)).toEqual(
        Object.fromEntries(seen.map(({ id, ranges: [one] }) => [id, (one?.end ?? 0) - (one?.start ?? 0)])),
      )
      expect(segments.flatMap(({ chips }) => chips.map(({ id }) => id)).sort()).toEqual(seen.map(({ id }) => id).sort())
    }),
    { numRuns: 300 },
  )
})

test('adding a span never moves one that begins before it', () => {
  const block = { start: 0, end: 40 }
  const laneOf = (marks: readonly TextMark[]) =>
    new Map(
      layOutBlock(block, indexMarks(marks).within(0, 40), 99).segments.flatMap(({ chips }) =>
        chips.map(({ id, lane }) => [id, lane]),
      ),
    )
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, (ranges, added) => {
      const marks = ranges.map((one, i) => mark(`m${i}`, one))
      const after = laneOf([...marks, mark('new', added)])
      for (const [id, lane] of laneOf(marks)) {
        const begins = marks.find((one) => one.id === id)?.ranges[0]?.start ?? 0
        if (begins < added[0]) expect(after.get(id)).toBe(lane)
      }
    }),
  )
})

test('overrides are always shown by a glyph, blanks and zero-width characters on demand; a family stays one', () => {
  const text = 'a\u202eb\u200bc\td 👩‍👩‍👧'
  const glyphs = (all: boolean) => leavesOf(text, 0, text.length, all).flatMap(({ glyph }) => glyph ?? [])
  expect([glyphs(false), glyphs(true)]).toEqual([['RLO'], ['RLO', 'ZWSP', '→', '·']])
  expect(
    leavesOf(text, 0, text.length, true)
      .map((leaf) => leaf.text)
      .join(''),
  ).toBe(text)
})
