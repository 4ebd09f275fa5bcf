import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow, neutralise, restore } from '../../shared/domain/formats/csv-safe.ts'
import { createColumnCollector, csvCells, csvHeader } from '../../shared/domain/formats/csv-write.ts'
import { itemOf } from '../helpers/export-items.ts'

/** What a spreadsheet runs: the first character decides. */
const RUNS = /^[=+\-@\t\r]/

test('no text cell begins with a character that a spreadsheet runs, and the guard comes off again without loss', () => {
  const tricky = fc.stringMatching(/^['=+\-@\t\r＝a-c ]{0,6}$/)
  fc.assert(
    fc.property(fc.oneof(tricky, fc.string({ unit: 'binary' })), (cell) => {
      expect(RUNS.test(neutralise(cell))).toBe(false)
      expect(restore(neutralise(cell))).toBe(cell)
    }),
    { numRuns: 2000 },
  )
  expect(neutralise('=HYPERLINK("http://x")')).toBe('\'=HYPERLINK("http://x")')
  expect(neutralise("'=already guarded")).toBe("''=already guarded")
  expect(neutralise("it's fine")).toBe("it's fine")
})

test('a row reads back as it was, whatever stands in its cells', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), (cells) => {
      const rows: string[][] = parse(csvRow(['first', ...cells]))
      expect(rows).toEqual([['first', ...cells.map(neutralise)]])
    }),
  )
})

test('numbers stay numbers: only text can be a formula', () => {
  expect(csvRow([-5, '-5', 0.25, null])).toBe("-5,'-5,0.25,\r\n")
})

test('a reviewed text is one row: its corrected label, the judgement, the prediction and its metadata', () => {
  const whole = { id: 'class', label: 'refund', shape: { kind: 'case' }, attributes: {} }
  const item = itemOf({
    case: { kind: 'text', content: { text: '=cmd' }, meta: { lang: 'en', tries: -2 } },
    predicted: [{ ...whole, label: 'delivery', score: 0.4 }],
    reviewed: [{ ...whole, fromObjectId: 'class' }],
    review: { causes: ['model-error'], note: '@home' },
  })
  const columns = createColumnCollector()
  columns.add(item)
  const header = csvHeader(columns.list())
  const cells = csvCells(item, columns.list())
  const filled = header.map((name, index) => [name, cells[index]] as const).filter(([, cell]) => cell !== null)
  expect(Object.fromEntries(filled)).toEqual({
    key: 'k1',
    kind: 'text',
    text: '=cmd',
    label: 'refund',
    verdict: 'incorrect',
    causes: 'model-error',
    truth: 'single',
    reviewer: 'ada',
    reviewed_at: '2026-06-02T10:11:12.000Z',
    edge_case: 'no',
    note: '@home',
    predicted_label: 'delivery',
    predicted_score: 0.4,
    model: 'm@1',
    'meta.lang': 'en',
    'meta.tries': -2,
  })
})

test('what was judged wrong and not corrected has no label', () => {
  const whole = { id: 'class', label: 'delivery', shape: { kind: 'case' }, attributes: {}, score: 0.4 }
  const item = itemOf({
    case: { kind: 'text', content: { text: 'Where is it?' } },
    predicted: [whole],
    reviewed: [{ ...whole, fromObjectId: 'class' }],
  })
  const cells = csvCells(item, [])
  const header = csvHeader([])
  expect([cells[header.indexOf('label')], cells[header.indexOf('truth')]]).toEqual([null, 'undecided'])
})

test('attributes of a case that has no class are no class of it: they stand among the objects', () => {
  const holder = { id: 'a', label: 'whole case', shape: { kind: 'case' }, attributes: { urgency: 'high' } }
  const item = itemOf({
    case: { kind: 'text', content: { text: 'Where is it?' } },
    predicted: [],
    reviewed: [holder],
  })
  const cells = csvCells(item, [])
  const header = csvHeader([])
  const objects = cells[header.indexOf('objects')]
  expect([cells[header.indexOf('label')], JSON.parse(String(objects))]).toEqual([
    null,
    [expect.objectContaining({ attributes: { urgency: 'high' } })],
  ])
})
