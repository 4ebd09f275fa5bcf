import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseValue } from '../../shared/domain/fields/normalise.ts'
import { recordFields } from '../../shared/domain/fields/record-fields.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { FieldDefinition } from '../../shared/model/taxonomy.ts'

const read = (value: string) => ({ state: 'read', value })
const unclear = (...values: string[]) => ({ state: 'unclear', values })
const INVALID = { state: 'invalid' }

test.each([
  ['number', '1234.50', read('1234.5')],
  ['number', '1,234.50', read('1234.5')],
  ['number', '1.234,50', read('1234.5')],
  ['number', '1 234,5', read('1234.5')],
  ['number', '1’234’567', read('1234567')],
  ['number', '1,234,567', read('1234567')],
  ['number', '1,234', unclear('1.234', '1234')],
  ['number', '0,125', read('0.125')],
  ['number', '12345678901234567890.10', read('12345678901234567890.1')],
  ['number', '−3', read('-3')],
  ['number', '-0', read('0')],
  ['number', '2e3', read('2000')],
  ['number', '1,23,4', INVALID],
  ['number', '12 apples', INVALID],
  ['amount', '€ 1.234,50', read('1234.5')],
  ['amount', '12.00 EUR', read('12')],
  ['amount', '(45.10)', read('-45.1')],
  ['amount', 'free', INVALID],
  ['date', '2026-04-03', read('2026-04-03')],
  ['date', '3.4.2026', read('2026-04-03')],
  ['date', '03/04/2026', unclear('2026-04-03', '2026-03-04')],
  ['date', '25/12/26', read('2026-12-25')],
  ['date', '12/25/2026', read('2026-12-25')],
  ['date', 'April 3, 2026', read('2026-04-03')],
  ['date', '3 Apr 2026', read('2026-04-03')],
  ['date', '2026-02-30', INVALID],
  ['boolean', 'Yes', read('true')],
  ['boolean', 'perhaps', INVALID],
  ['choice', 'Bank_Transfer', read('bank transfer')],
  ['choice', 'cash', INVALID],
  ['text', '  Zoë ', read('Zoë')],
  ['text', '  ', { state: 'empty' }],
] as const)('as %s, “%s” is read as it is meant', (kind, text, expected) => {
  expect(normaliseValue(kind, text, kind === 'choice' ? ['card', 'bank transfer'] : [])).toEqual(expected)
})

test('what was read once reads as itself', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('number', 'amount', 'date', 'boolean', 'text'),
      fc.string({ unit: 'grapheme' }),
      (kind, text) => {
        const first = normaliseValue(kind, text)
        if (first.state !== 'read') return
        const again = normaliseValue(kind, first.value)
        expect(again.state === 'unclear' ? again.values : [again.state === 'read' ? again.value : null]).toContain(
          first.value,
        )
      },
    ),
  )
})

test('a record stands in the order of its schema, with what changed, what is missing and what the schema does not know', () => {
  const define = (name: string, more: object = {}) => FieldDefinition.parse({ name, ...more })
  const definitions = [
    define('income', { kind: 'amount', unit: 'EUR', group: 'Household', required: true }),
    define('proof', { kind: 'boolean', group: 'Household', required: true }),
    define('pets', { kind: 'number', group: 'Household' }),
    define('term', { group: 'Loan' }),
  ]
  const said = Annotation.parse({ id: 's', label: 'term', shape: { kind: 'field', value: '24' } })
  const groups = recordFields({
    fields: { term: 12, income: 100, extra: { a: [1] } },
    meta: { before: { income: 90, term: 12 } },
    annotations: [said],
    definitions,
  })
  expect(
    groups.map(({ heading, fields }) => [
      heading,
      fields.map(({ name, given, before, missing, said: by }) => ({ name, given, before, missing, said: by?.id })),
    ]),
  ).toEqual([
    [
      'Household',
      [
        { name: 'income', given: 100, before: 90, missing: false, said: undefined },
        { name: 'proof', given: undefined, before: undefined, missing: true, said: undefined },
      ],
    ],
    ['Loan', [{ name: 'term', given: 12, before: undefined, missing: false, said: 's' }]],
    [null, [{ name: 'extra', given: { a: [1] }, before: undefined, missing: false, said: undefined }]],
  ])
})
