import { expect, test } from 'vitest'
import { detectFormat } from '../../shared/domain/formats/detect.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { readWebAnno } from '../../shared/domain/formats/webanno-read.ts'
import { webannoDoc, webannoText } from '../../shared/domain/formats/webanno-write.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { itemOf } from '../helpers/export-items.ts'

const NER = '#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value'
const POS = '#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue'

const file = (...lines: readonly string[]): string => ['#FORMAT=WebAnno TSV 3.3', ...lines, ''].join('\n')

const said = (text: string) => {
  const reads = readWebAnno(text, 'doc.tsv', 'truth')
  const row = reads.find((each) => each.is === 'row')
  const failure = reads.find((each) => each.is === 'failure')
  if (failure?.is === 'failure') {
    const { line, reason, message } = failure.failure
    return `${line} ${reason}: ${message}`
  }
  if (row?.is !== 'row') return null
  const { truth } = row.row
  const labels = new Map(truth?.annotations.map(({ id, label }) => [id, label]))
  return {
    text: row.row.case.text,
    spans: truth?.annotations.map(({ label, shape, attributes }) => [
      label,
      shape.kind === 'span' ? shape.ranges[0]?.quote : null,
      ...(Object.keys(attributes).length > 0 ? [attributes] : []),
    ]),
    ...(truth !== undefined && truth.relations.length > 0
      ? { relations: truth.relations.map(({ type, from, to }) => [labels.get(from), type, labels.get(to)]) }
      : {}),
  }
}

test('entities over several tokens, stacked ones, parts of tokens, and a machine’s analysis left out', () => {
  const text = file(
    POS,
    NER,
    '',
    '',
    '#Text=Ms. Haag plays',
    '1-1\t0-3\tMs.\tNNP\tPER[1]|PERpart[2]\t',
    '1-2\t4-8\tHaag\tNNP\tPER[1]\t',
    '1-3\t9-14\tplays\tVBZ\t_\t',
    '1-3.1\t9-13\tplay\t_\tACT\t',
    '',
    '#Sentence.id=s2',
    '#Text=I like 😊\\r',
    '#Text=it\\t\\[x\\]',
    '2-1\t16-17\tI\t_\t*\t',
    '2-2\t23-25\t😊\t_\ta\\|b\\[1\\]\t',
  )
  expect(said(text)).toEqual({
    text: 'Ms. Haag plays \nI like 😊\r\nit\t[x]',
    spans: [
      ['PER', 'Ms. Haag'],
      ['PERpart', 'Ms.'],
      ['ACT', 'play'],
      ['NamedEntity', 'I'],
      ['a|b[1]', '😊'],
    ],
  })
  expect(readWebAnno(text, 'doc.tsv', 'truth')[0]).toEqual({
    is: 'warning',
    text: 'Layers of linguistic analysis were left out: POS.',
  })
  expect(detectFormat('doc.tsv', text)?.format).toBe('webanno')
})

test('relations name where they come from; numbers tell which of several annotations is meant', () => {
  const text = file(
    NER,
    '#T_RL=webanno.custom.Relation|value|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity',
    '',
    '',
    '#Text=This is a test .',
    '1-1\t0-4\tThis\tA\t_\t_',
    '1-2\t5-7\tis\t_\t_\t_',
    '1-5\t15-16\t.\tB[1]|C[2]\tnext|*\t1-1[0_1]|1-1[0_2]',
  )
  expect(said(text)).toMatchObject({
    relations: [
      ['A', 'next', 'B'],
      ['A', 'Relation', 'C'],
    ],
  })
  expect(said(text.replace('1-1[0_1]', '1-2[0_1]'))).toContain('9 bad-line: Nothing lies at 1-2[0]')
})

test('slots and chains become relations; further features become attributes', () => {
  const frames = file(
    '#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink|webanno.custom.Lu',
    '#T_SP=webanno.custom.Lu|luvalue',
    '',
    '',
    '#Text=Bob auctioned the clock',
    '1-1\t0-3\tBob\t_\t_\t_\tbob',
    '1-2\t4-13\tauctioned\ttransaction\tseller;goods\t1-1;1-3[4]\t_',
    '1-3\t14-17\tthe\t_\t_\t_\tclock[4]',
    '1-4\t18-23\tclock\t_\t_\t_\tclock[4]',
  )
  expect(said(frames)).toEqual({
    text: 'Bob auctioned the clock',
    spans: [
      ['bob', 'Bob', { layer: 'Lu' }],
      ['transaction', 'auctioned', { layer: 'Frame' }],
      ['clock', 'the clock', { layer: 'Lu' }],
    ],
    relations: [
      ['transaction', 'seller', 'bob'],
      ['transaction', 'goods', 'clock'],
    ],
  })
  const chain = file(
    '#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation',
    '',
    '',
    '#Text=He shot himself with his revolver',
    '1-1\t0-2\tHe\tpr[1]\tcoref->1-1',
    '1-3\t8-15\thimself\tself[1]\tcoref->1-2',
    '1-5\t21-24\this\tposs[1]\t*->1-3',
  )
  expect(said(chain)).toMatchObject({
    relations: [
      ['pr', 'coref', 'self'],
      ['self', 'coref', 'poss'],
    ],
  })
  const features = file('#T_SP=webanno.custom.Pred|bestSense|value', '', '', '#Text=is', '1-1\t0-2\tis\tbe.01\tPRED')
  expect(said(features)).toMatchObject({ spans: [['PRED', 'is', { bestSense: 'be.01' }]] })
})

test('what is wrong sets the document aside with its line', () => {
  const body = (line: string) => file(NER, '', '', '#Text=Kim paid', line)
  expect(
    [
      body('1-1\t0-4\tKim\tPER'),
      body('1-1\t0-400\tKim\tPER'),
      body('1-1\tzero-3\tKim\tPER'),
      body('what is this'),
      file(NER, '', '', '#Text=Kim paid', '1-1\t99999999-100000002\tKim\tPER'),
      file(NER),
    ].map(said),
  ).toEqual([
    '6 bad-line: The token reads “Kim”, its place “Kim ”.',
    '6 bad-line: The token reads “Kim”, its place “Kim paid”.',
    '6 bad-line: Neither a comment nor a token.',
    '6 bad-line: Neither a comment nor a token.',
    '6 bad-line: The sentence begins inside the one before it.',
    '1 bad-line: doc.tsv has no token.',
  ])
})

test('what is written: one sentence of all lines, parts of tokens, numbers where they are needed', () => {
  const text = ' New York\nTimes\\ [x]'
  const span = (id: string, label: string, start: number, end: number) => ({
    id,
    label,
    shape: { kind: 'span', ranges: [textRange(text, start, end)] },
    attributes: {},
  })
  const item = itemOf({
    case: {
      kind: 'text',
      key: 'a/doc',
      content: { text },
      tokens: [
        [1, 4],
        [5, 9],
        [10, 16],
        [17, 20],
      ],
    },
    predicted: null,
    reviewed: [span('1', 'org', 1, 15), span('2', 'pla|ce', 1, 9), span('3', '_', 17, 20)],
    review: { relations: [{ id: 'r', type: 'in', from: '3', to: '2' }] },
  })
  const tally = createLossTally()
  const doc = webannoDoc(item, tally)
  expect(tally.list()).toEqual([])
  expect(doc === null ? null : webannoText(doc)).toBe(
    file(
      NER,
      '#T_RL=webanno.custom.Relation|label|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity',
      '',
      '',
      '#Text=New York',
      '#Text=Times\\\\ [x]',
      '1-1\t1-4\tNew\torg[1]|pla\\|ce[2]\tin\t1-4[0_2]',
      '1-2\t5-9\tYork\torg[1]|pla\\|ce[2]\t_\t_',
      '1-3\t10-16\tTimes\\\\\t_\t_\t_',
      '1-3.1\t10-15\tTimes\torg[1]\t_\t_',
      '1-4\t17-20\t[x]\t\\_\t_\t_',
      '',
    ),
  )
})
