import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOffsets, cutsPair, textRange } from '../../shared/domain/text-offsets.ts'
import { PIECES } from '../helpers/offset-texts.ts'

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 400, size: 'max' }).map((pieces) => pieces.join(''))

test('code points and UTF-8 bytes agree with counting by hand, at every offset of any text', () => {
  fc.assert(
    fc.property(text, (sample) => {
      const offsets = createOffsets(sample)
      for (let at = 0; at <= sample.length; at += 1) {
        if (cutsPair(sample, at)) continue
        const before = sample.slice(0, at)
        const [points, bytes] = [[...before].length, Buffer.byteLength(before)]
        expect([
          offsets.toCodePoint(at),
          offsets.toUtf8(at),
          offsets.toUtf16(points),
          offsets.utf8ToUtf16(bytes),
        ]).toEqual([points, bytes, at, at])
      }
    }),
    { numRuns: 40 },
  )
})

test('what lies beyond the text, or inside a character, is no offset', () => {
  const offsets = createOffsets('a😀b')
  expect([
    offsets.toUtf16(3),
    offsets.toUtf16(4),
    offsets.toUtf16(-1),
    offsets.utf8ToUtf16(2),
    offsets.utf8ToUtf16(7),
  ]).toEqual([4, null, null, null, null])
  expect([createOffsets('abc').toUtf16(4), createOffsets('abc').utf8ToUtf16(-1)]).toEqual([null, null])
})

test('a range carries its quote and both units, and refuses to cut a character', () => {
  expect(textRange('a😀b', 1, 3)).toEqual({
    startUtf16: 1,
    endUtf16: 3,
    startCodePoint: 1,
    endCodePoint: 2,
    quote: '😀',
  })
  expect(() => textRange('a😀b', 2, 3)).toThrow('cuts a character')
  expect(() => textRange('ab', 1, 3)).toThrow('does not lie within')
})
