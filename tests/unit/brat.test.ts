import { expect, test } from 'vitest'
import { readBrat } from '../../shared/domain/formats/brat-read.ts'
import { bratSaid, bratText, createBratNames } from '../../shared/domain/formats/brat-write.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { itemOf } from '../helpers/export-items.ts'

const TEXT = '😀 Sony formed\na joint venture.'

const read = (ann: string, text = TEXT) =>
  readBrat({ name: 'a/doc.txt', text, ann }, 'truth').map((each) =>
    each.is === 'row'
      ? each.row.truth
      : each.is === 'failure'
        ? [each.failure.line, each.failure.reason, each.failure.excerpt]
        : each.is === 'warning' && each.text,
  )

test('entities, pieces of one, events, attributes, codes, notes and equivalents of brat’s own files', () => {
  const ann = [
    'T1\tOrg 2 6\tSony',
    'T2\tForm 7 13\tformed',
    'T3\tThing 14 15;22 29\ta venture',
    'E1\tForm:T2 Who:T1 What:T3',
    'A1\tNegation E1',
    'M1\tConfidence T1 Likely',
    'N1\tReference T1 Wikidata:Q41187\tSony',
    'N2\tReference T1 Wikidata:Q2\tother',
    '#1\tAnnotatorNotes T1\tcheck this',
    'R1\tOwns Arg1:T1 Arg2:T3',
    '*\tEquiv T1 T3',
    '',
  ].join('\r\n')
  const [said] = read(ann)
  expect(said).toMatchObject({
    annotations: [
      {
        id: 'T1',
        label: 'Org',
        shape: { ranges: [{ startUtf16: 3, endUtf16: 7, quote: 'Sony' }] },
        attributes: { Confidence: 'Likely', Wikidata: ['Q41187', 'Q2'], note: 'check this' },
      },
      { id: 'T2', label: 'Form', attributes: { Negation: true } },
      { id: 'T3', label: 'Thing', shape: { ranges: [{ quote: 'a' }, { quote: 'venture' }] } },
    ],
    relations: [
      { type: 'Owns', from: 'T1', to: 'T3' },
      { type: 'Who', from: 'T2', to: 'T1' },
      { type: 'What', from: 'T2', to: 'T3' },
      { type: 'Equiv', from: 'T1', to: 'T3' },
    ],
  })
})

test('a line that is wrong is set aside by itself, with what refers to it', () => {
  const lines = [
    'T1\tOrg 2 6\tSony',
    'T1\tOrg 2 6\tSony',
    'T2\tOrg 2 600\tSony',
    'T3\tOrg 3 7\tSony',
    'T4\tOrg two 6\tSony',
    'R1\tOwns Arg1:T1 Arg2:T2',
    'A1\tNegation T9',
    'E1\tForm:T8 Who:T1',
    'X1\twhat is this',
    'N1\tReference T1 none\tx',
  ]
  const reads = read(lines.join('\n'))
  expect(reads.slice(0, -1)).toEqual([
    [2, 'duplicate-object-id', lines[1]],
    [3, 'bad-span', lines[2]],
    [4, 'quote-mismatch', lines[3]],
    [5, 'bad-span', lines[4]],
    [8, 'bad-annotation', lines[7]],
    [6, 'unknown-object-id', lines[5]],
    [7, 'unknown-object-id', lines[6]],
    [10, 'bad-annotation', lines[9]],
    [9, 'bad-annotation', lines[8]],
  ])
  expect(reads.at(-1)).toMatchObject({ annotations: [{ id: 'T1' }], relations: [] })
})

test('what is written: pieces of lines, plain names, and a configuration that brat can show them with', () => {
  const tally = createLossTally()
  const item = itemOf({
    case: { kind: 'text', key: 'doc.txt', content: { text: TEXT }, meta: { site: 'north' } },
    predicted: null,
    reviewed: [
      {
        id: 'x',
        label: 'joint venture',
        shape: { kind: 'span', ranges: [textRange(TEXT, 8, 16)] },
        attributes: { negated: true, degree: 2, why: 'so it is' },
      },
      {
        id: 'y',
        label: 'Org',
        shape: { kind: 'span', ranges: [textRange(TEXT, 0, 2), textRange(TEXT, 3, 7)] },
        attributes: {},
      },
      { id: 'z', label: 'news', shape: { kind: 'case' }, attributes: {} },
    ],
    review: { relations: [{ id: 'r', type: 'made by', from: 'x', to: 'y' }] },
  })
  const said = bratSaid(item, tally)
  if (said === null) throw new Error('it has a text')
  expect(bratText(said, TEXT)).toBe(
    [
      'T1\tjoint_venture 7 13;14 15\tformed a',
      'T2\tOrg 0 1;2 6\t😀 Sony',
      'A1\tnegated T1',
      'A2\tdegree T1 2',
      'A3\twhy T1 so_it_is',
      'R1\tmade_by Arg1:T1 Arg2:T2',
      '',
    ].join('\n'),
  )
  expect(tally.list().map(({ what, count }) => [what, count])).toEqual([
    ['attributes that are no plain word (written as one)', 2],
    ['classes of the whole case', 1],
    ['metadata', 1],
    ['white space in names (written as _)', 2],
  ])
  const names = createBratNames()
  names.add(said)
  expect(names.text()).toBe(
    '[entities]\nOrg\njoint_venture\n\n[relations]\nmade_by\tArg1:<ENTITY>, Arg2:<ENTITY>\n\n[events]\n\n[attributes]\n' +
      'degree\tArg:<ENTITY>, Value:2\nnegated\tArg:<ENTITY>\nwhy\tArg:<ENTITY>, Value:so_it_is\n',
  )
})
