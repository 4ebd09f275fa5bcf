import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { FORMATS } from '../../shared/domain/formats/formats.ts'
import { createNativeReader } from '../../shared/domain/formats/native-read.ts'
import { nativeHeader, nativeLine, nativeRecords } from '../../shared/domain/formats/native-write.ts'
import { asWritten, createUnitOffsets } from '../../shared/domain/formats/offset-unit.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { OFFSET_UNITS } from '../../shared/model/format.ts'
import { BatchId } from '../../shared/model/ids.ts'
import { itemOf } from '../helpers/export-items.ts'
import { saidOfText } from '../helpers/text-arbitrary.ts'

const TEXT = 'e\u0301 👍🏽 \r\nend'

test('a range is told in code points, UTF-16 units, UTF-8 bytes and graphemes', () => {
  const told = OFFSET_UNITS.map((unit) => [unit, createUnitOffsets(TEXT, unit).fromUtf16(3, 7)])
  expect(Object.fromEntries(told)).toEqual({ codepoint: [3, 5], utf16: [3, 7], utf8: [4, 12], grapheme: [2, 3] })
})

test('an offset that lies inside a character of its unit, or beyond the text, is none', () => {
  const cut = OFFSET_UNITS.map((unit) => [unit, [4, 5, 99].map((at) => createUnitOffsets(TEXT, unit).toUtf16(at))])
  expect(Object.fromEntries(cut)).toEqual({
    codepoint: [5, 7, null],
    utf16: [null, 5, null],
    utf8: [3, null, null],
    grapheme: [8, 10, null],
  })
})

test('half a grapheme is told as the whole one', () => {
  const graphemes = createUnitOffsets(TEXT, 'grapheme')
  expect([graphemes.fromUtf16(0, 1), graphemes.fromUtf16(5, 9)]).toEqual([
    [0, 1],
    [2, 5],
  ])
  expect(asWritten(textRange(TEXT, 0, 1), graphemes)).toEqual(textRange(TEXT, 0, 2))
})

const BATCH = BatchId.parse('01900000-0000-7000-8000-000000000000')

test.each(OFFSET_UNITS)('the native file with offsets in %s reads back as it was, whatever the spans', (unit) => {
  fc.assert(
    fc.property(saidOfText, ({ text, annotations, relations }) => {
      const item = itemOf({
        case: { kind: 'text', content: { text } },
        predicted: null,
        reviewed: annotations,
        review: { relations },
      })
      const lines = [nativeHeader(null, BATCH, unit), ...nativeRecords(item, BATCH, unit)].map(nativeLine)
      const reader = createNativeReader('truth')
      const reads = lines.flatMap((line, index) => reader.line(line, index + 1))
      expect(reads).toHaveLength(1)
      const [read] = reads
      expect(read?.is === 'row' ? read.row.truth : read).toEqual({ annotations, relations })
    }),
    { numRuns: 60 },
  )
})

test('tokens that end inside a grapheme are said to be widened', () => {
  const tally = createLossTally()
  const item = itemOf({
    case: {
      kind: 'text',
      content: { text: TEXT },
      tokens: [
        [0, 1],
        [3, 7],
      ],
    },
    predicted: null,
    reviewed: [],
  })
  FORMATS.native.tally(item, tally, { format: 'native', tags: 'bio', offsets: 'grapheme' })
  expect(tally.list().map(({ what }) => what)).toEqual([
    'ends of tokens inside a grapheme (widened to whole graphemes)',
  ])
})
