import { expect, test } from 'vitest'
import { conllSentence, conllText } from '../../shared/domain/formats/conll-write.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { itemOf } from '../helpers/export-items.ts'

const span = (text: string, id: string, label: string, start: number, end: number) => ({
  id,
  label,
  shape: { kind: 'span', ranges: [textRange(text, start, end)] },
  attributes: {},
})

const written = (text: string, spans: readonly unknown[], tokens?: readonly (readonly [number, number])[]) => {
  const tally = createLossTally()
  const item = itemOf({
    case: { kind: 'text', content: { text }, ...(tokens === undefined ? {} : { tokens }) },
    predicted: null,
    reviewed: spans,
  })
  const sentence = conllSentence(item, 'bio', tally)
  const losses = Object.fromEntries(tally.list().map(({ what, count }) => [what, count]))
  return { text: sentence === null ? null : conllText(sentence), losses }
}

const KEYS = { 'case keys (a reader matches by the tokens)': 1 }

test("the source's own tokens are written as they were, with BIO tags; neighbours of one label stay apart", () => {
  const text = 'Jay-Z met Kim in L.A.'
  const tokens = [
    [0, 5],
    [6, 9],
    [10, 13],
    [14, 16],
    [17, 21],
  ] as const
  const spans = [span(text, '1', 'person', 0, 5), span(text, '2', 'place', 17, 21), span(text, '3', 'person', 6, 13)]
  expect(written(text, spans, tokens)).toEqual({
    text: 'Jay-Z\tB-person\nmet\tB-person\nKim\tI-person\nin\tO\nL.A.\tB-place\n\n',
    losses: KEYS,
  })
})

test('a text without tokens is cut at white space and ASCII punctuation, the same on every machine', () => {
  expect(written('Zoë’s "fun", 👩‍👩‍👧 ok.', []).text).toBe(
    'Zoë’s\tO\n"\tO\nfun\tO\n"\tO\n,\tO\n👩‍👩‍👧\tO\nok\tO\n.\tO\n\n',
  )
})

test('what CoNLL cannot carry is said, with its count, and the rest is written', () => {
  const text = 'New York Times in York'
  const spans = [
    span(text, '1', 'org', 0, 14),
    span(text, '2', 'place', 0, 8),
    span(text, '3', 'my place', 19, 22),
    span(text, '4', 'gap', 3, 4),
    { id: '5', label: 'news', shape: { kind: 'case' }, attributes: { tone: 'dry' } },
  ]
  expect(written(text, spans)).toEqual({
    text: 'New\tB-org\nYork\tI-org\nTimes\tI-org\nin\tO\nYork\tB-my_place\n\n',
    losses: {
      ...KEYS,
      attributes: 1,
      'classes of the whole case': 1,
      'overlapping spans (the first and longest is kept)': 1,
      'span boundaries inside a token (widened to whole tokens)': 1,
      'spans over white space only': 1,
      'white space in labels (written as _)': 1,
    },
  })
})

test('a case judged wrong and not corrected is left out, not written with the tags that are wrong', () => {
  const text = 'Ada met Bob'
  const predicted = [span(text, '1', 'person', 0, 3)]
  const tally = createLossTally()
  const item = itemOf({ case: { kind: 'text', content: { text } }, predicted, reviewed: predicted })
  expect(conllSentence(item, 'bio', tally)).toBe(null)
  expect(tally.list()).toEqual([
    {
      what: 'cases judged wrong and not corrected (left out: nobody said what is right)',
      count: 1,
      example: 'k1',
      beside: true,
    },
  ])
})

test('BILOU marks the last token of a span, and spans of one token', () => {
  const text = 'Kim met Jay Z Smith'
  const item = itemOf({
    case: { kind: 'text', content: { text } },
    predicted: null,
    reviewed: [span(text, '1', 'person', 0, 3), span(text, '2', 'person', 8, 19)],
  })
  expect(conllSentence(item, 'bilou', createLossTally())?.tags).toEqual([
    'U-person',
    'O',
    'B-person',
    'I-person',
    'L-person',
  ])
})

test('what a reader in Python takes for white space separates no columns', () => {
  const text = 'so\u0085 well\u001cdone'
  const { text: lines, losses } = written(text, [span(text, '1', 'my\u0085mood', 0, 3)])
  expect(lines).toBe('so_\tB-my_mood\nwell_done\tO\n\n')
  expect(losses).toEqual({
    ...KEYS,
    'white space in labels (written as _)': 1,
    'white space inside tokens (written as _)': 2,
  })
})
