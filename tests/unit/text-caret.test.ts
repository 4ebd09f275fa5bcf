import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moveCaret, selectedRange, snapToGrapheme } from '../../shared/domain/tools/text-caret.ts'

const FAMILY = '👩‍👩‍👧‍👦'
const text = `Zoë sent ${FAMILY} to שלום.\r\nNext line`

const boundaries = (value: string): readonly number[] => [
  ...[...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(value)].map(({ index }) => index),
  value.length,
]

test('a selection that cuts a family emoji takes the whole of it', () => {
  const inside = text.indexOf(FAMILY) + 3
  expect([snapToGrapheme(text, inside, 'back'), snapToGrapheme(text, inside, 'forward')]).toEqual([
    text.indexOf(FAMILY),
    text.indexOf(FAMILY) + FAMILY.length,
  ])
  expect(selectedRange(text, { anchor: inside + 2, focus: inside })).toEqual({
    start: text.indexOf(FAMILY),
    end: text.indexOf(FAMILY) + FAMILY.length,
  })
})

test('blank space at the ends is not part of a selection, and a selection of blanks is none', () => {
  expect(selectedRange(text, { anchor: 3, focus: 9 })).toEqual({ start: 4, end: 8 })
  expect(selectedRange(text, { anchor: 3, focus: 4 })).toBeNull()
  expect(selectedRange('', { anchor: 0, focus: 0 })).toBeNull()
})

test('words, paragraphs and the whole text are one step each, both ways', () => {
  const sentence = 'One two,\nthree'
  expect([
    moveCaret(sentence, 0, 'word', 'forward'),
    moveCaret(sentence, 3, 'word', 'forward'),
    moveCaret(sentence, 7, 'word', 'back'),
    moveCaret(sentence, 2, 'paragraph', 'forward'),
    moveCaret(sentence, 12, 'paragraph', 'back'),
    moveCaret(sentence, 9, 'paragraph', 'back'),
    moveCaret(sentence, 2, 'text', 'forward'),
    moveCaret(sentence, 2, 'text', 'back'),
  ]).toEqual([3, 7, 4, 9, 9, 0, 14, 0])
})

test('CRLF is crossed in one step', () => {
  const at = text.indexOf('\r\n')
  expect([moveCaret(text, at, 'grapheme', 'forward'), moveCaret(text, at + 2, 'grapheme', 'back')]).toEqual([
    at + 2,
    at,
  ])
})

test('every step lands on a grapheme boundary, and steps forward from the start reach the end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
      const stops: number[] = [0]
      for (let at = 0; at < value.length; ) {
        const next = moveCaret(value, at, 'grapheme', 'forward')
        if (next <= at) throw new Error(`the caret stands still at ${at}`)
        stops.push(next)
        at = next
      }
      expect(stops).toEqual([...new Set(boundaries(value))])
    }),
    { numRuns: 500 },
  )
})
