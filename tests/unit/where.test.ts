import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIELD_NAMES } from '../../shared/domain/where/fields.ts'
import { periodOf } from '../../shared/domain/where/period.ts'
import { printWhere } from '../../shared/domain/where/print.ts'
import { readWhere } from '../../shared/domain/where/read.ts'
import { arbitraryWhere } from '../helpers/where-arbitrary.ts'

const canonical = (source: string): string => {
  const read = readWhere(source)
  if (!read.ok) throw new Error(`${source}: ${read.problem.message}`)
  return printWhere(read.where)
}

/** The problem's message, with the part of the source it points at. */
const problem = (source: string): readonly [string, string] => {
  const read = readWhere(source)
  if (read.ok) throw new Error(`${source} reads as ${printWhere(read.where)}`)
  return [source.slice(read.problem.from, read.problem.to), read.problem.message]
}

test('any expression prints to a text that reads back as the same expression', () => {
  const words = {
    names: {},
    metaFields: ['aisle', 'a.b', 'unit price', 'x"y', 'Straße'],
    metaValues: [],
    text: ['cat', 'and', 'not', 'any', 'meta', 'naïve', 'say "hi"', 'back\\slash', '10:30', '日本'],
    times: ['2026', '2026-06', '2026-06-02', '2026-06-02T10:11', '2026-06-02T10:11:12.5Z', '2026-06-02T10:11:12+02:00'],
  }
  fc.assert(
    fc.property(arbitraryWhere(words, FIELD_NAMES), (where) => {
      expect(readWhere(printWhere(where))).toEqual({ ok: true, where })
    }),
    { numRuns: 3000 },
  )
})

test('reading any text at all answers, and a problem points into the text', () => {
  const scraps = fc.constantFrom(
    '(',
    ')',
    '"',
    ' and ',
    ' or ',
    'not ',
    'any(',
    'label:',
    'score<',
    'meta.',
    '..',
    '*',
    ',',
    '\\',
    'x',
    '0.5',
    ':',
    '!=',
    '\u0000',
    '\ud800',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(scraps).map((parts) => parts.join('')),
      ),
      (source) => {
        const read = readWhere(source)
        if (read.ok) {
          expect(canonical(printWhere(read.where))).toBe(printWhere(read.where))
        } else {
          const { from, to } = read.problem
          expect(0 <= from && from <= to && to <= source.length + 1).toBe(true)
        }
      },
    ),
    { numRuns: 5000 },
  )
})

test('spellings of the same thing have one canonical text', () => {
  expect(
    [
      '   ',
      'STATUS:Waiting',
      'score=0.50 label:a',
      'score:0.2.. AND score:..0.40',
      'a or b c',
      '(a or b) c',
      'not (a and b)',
      'label!=person',
      'any( label:person   score<0.5 )',
      'label:person,"shopping cart",tro*',
      'text:"wet floor"',
      'meta."unit price">=10',
      'time:2026-06..2026-07',
      'key:s7/123 source:cam2',
      'label:*',
    ].map(canonical),
  ).toEqual([
    '',
    'status:waiting',
    'score:0.5 and label:a',
    'score>=0.2 and score<=0.4',
    'a or b and c',
    '(a or b) and c',
    'not (a and b)',
    'not label:person',
    'any(label:person and score<0.5)',
    'label:person,"shopping cart",tro*',
    '"wet floor"',
    'meta."unit price">=10',
    'time:2026-06..2026-07',
    'key:s7/123 and source:cam2',
    'label:*',
  ])
})

test('a mistake is shown where it is, with what could stand there', () => {
  const fields = `${FIELD_NAMES.join(', ')}, meta.NAME, text`
  expect(
    [
      'lable:person',
      'status:wating',
      'score<high',
      'time>=2026-02-30',
      'label<3',
      '(a or b',
      'a)',
      'a and',
      'or b',
      '"open',
      'label:',
      'any(source:cam2)',
      'status:wait*',
      'score:..',
      'meta.:4',
      '!!!',
    ].map(problem),
  ).toEqual([
    [
      'lable',
      `There is no field "lable". Did you mean label? Fields are ${fields}. To search for the text, put it in quotes.`,
    ],
    [
      'wating',
      'status is never "wating". Did you mean waiting? It is one of waiting, started, skipped, flagged, reviewed.',
    ],
    [
      'high',
      '"high" is not a number, and score is compared with numbers. Write for example score<0.5 or score:0.2..0.4.',
    ],
    [
      '2026-02-30',
      '"2026-02-30" is not a date or time. Write for example time:2026-06, time>=2026-06-02 or time<2026-06-02T10:11:12Z.',
    ],
    ['<3', 'label cannot be compared with <. Write label:value.'],
    ['(', 'This parenthesis is never closed. Write ) where it ends.'],
    [')', 'This parenthesis closes nothing, or nothing stands before it.'],
    ['', 'The expression ends where a condition should stand.'],
    ['or', 'A condition should stand here instead of "or". To search for the word, write "or" in quotes.'],
    ['"open', 'This quotation mark is never closed. Write a second " where the quoted text ends.'],
    ['', 'A value is missing after label. Quote it if it holds spaces: label:"two words".'],
    [
      'source',
      'Inside any(…) stand conditions on one predicted annotation: label, score, model. Move "source" outside.',
    ],
    ['wait*', 'A * at the end works for names and text, not for status. status:* alone asks whether there is one.'],
    ['..', 'A range needs at least one end: score:0.2..0.4, score:0.2.. or score:..0.4.'],
    ['meta.', 'A metadata field needs its name: meta.aisle:4 or meta."unit price">10.'],
    ['!!!', 'There is no word to search for here. Letters or digits are needed.'],
  ])
})

test('an expression deep or long beyond reason is refused with a message, not a crash', () => {
  expect(problem(`${'('.repeat(4000)}a`)[1]).toMatch(/nested deeper than 60/)
  expect(problem('not '.repeat(2000))[1]).toMatch(/nested deeper than 60/)
  expect(problem(Array.from({ length: 3000 }, () => 'a').join(' '))[1]).toMatch(/more than 400 parts/)
  expect(problem(`label:${Array.from({ length: 3000 }, () => 'a').join(',')}`)[1]).toMatch(/more than 400 parts/)
})

test('a date stands for its whole period, in UTC unless it says otherwise', () => {
  expect(
    [
      '2026',
      '2026-12',
      '2024-02-29',
      '2026-06-02T10:11',
      '2026-06-02T10:11:12.5Z',
      '2026-06-02T01:00:00+02:00',
      '2025-02-29',
      '2026-13',
      'june',
    ].map(periodOf),
  ).toEqual([
    { start: '2026-01-01T00:00:00.000Z', end: '2027-01-01T00:00:00.000Z' },
    { start: '2026-12-01T00:00:00.000Z', end: '2027-01-01T00:00:00.000Z' },
    { start: '2024-02-29T00:00:00.000Z', end: '2024-03-01T00:00:00.000Z' },
    { start: '2026-06-02T10:11:00.000Z', end: '2026-06-02T10:12:00.000Z' },
    { start: '2026-06-02T10:11:12.500Z', end: '2026-06-02T10:11:12.600Z' },
    { start: '2026-06-01T23:00:00.000Z', end: '2026-06-01T23:00:01.000Z' },
    null,
    null,
    null,
  ])
})

test('a comparison may have white space around its sign; a colon stands directly behind its field', () => {
  expect([canonical('score < 0.4 and label != person'), canonical('any(score>= 0.2 label =person)')]).toEqual([
    canonical('score<0.4 and label!=person'),
    canonical('any(score>=0.2 label:person)'),
  ])
  expect(problem('label : person')[0]).toBe(':')
})
