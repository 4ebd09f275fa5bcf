import { expect, test } from 'vitest'
import { cocoShapes } from '../../shared/domain/formats/coco-shape.ts'
import { createConllReader } from '../../shared/domain/formats/conll-read.ts'
import { guessColumns, guessDelimiter } from '../../shared/domain/formats/csv-columns.ts'
import { readCsvRecord } from '../../shared/domain/formats/csv-read.ts'
import { detectFormat } from '../../shared/domain/formats/detect.ts'
import { parseJsonLine } from '../../shared/domain/formats/json-line.ts'
import { createNativeReader } from '../../shared/domain/formats/native-read.ts'
import { readProdigyLine } from '../../shared/domain/formats/prodigy-read.ts'
import type { Read } from '../../shared/domain/formats/read-row.ts'

const sentences = (text: string): Read[] => {
  const reader = createConllReader('prediction')
  const reads = text.split('\n').map((line, index) => reader.line(line, index + 1))
  return [...reads, reader.end()].filter((read) => read !== null)
}
const spans = (read: Read | undefined): unknown =>
  read?.is === 'row'
    ? read.row.prediction?.annotations.map(({ label, shape }) => [
        label,
        shape.kind === 'span' ? shape.ranges[0]?.quote : '',
      ])
    : read

test('CoNLL: tabs, spaces, comments, blank lines with tabs, and every scheme of tags', () => {
  const reads = sentences(
    '# id = 1\nNew\tB-loc\nYork\tI-loc\n#\tO\n \t \nAnn NNP S-per\nJo I-per\nDoe E-per\nIce U-org\nhot L-org\n-DOCSTART- O\n',
  )
  expect(reads.map(spans)).toEqual([
    [['loc', 'New York']],
    [
      ['per', 'Ann'],
      ['per', 'Jo Doe'],
      ['org', 'Ice'],
      ['org', 'hot'],
    ],
  ])
  expect(
    reads.map((read) => (read.is === 'row' ? [read.row.line, read.row.case.text, read.row.case.tokens] : null)),
  ).toEqual([
    [
      2,
      'New York #',
      [
        [0, 3],
        [4, 8],
        [9, 10],
      ],
    ],
    [
      6,
      'Ann Jo Doe Ice hot',
      [
        [0, 3],
        [4, 6],
        [7, 10],
        [11, 14],
        [15, 18],
      ],
    ],
  ])
})

test('CoNLL: a sentence with a line that has no tag is set aside whole', () => {
  expect(
    sentences('a O\nb\nc O\n\nd O').map((read) =>
      read.is === 'failure' ? [read.failure.line, read.failure.reason] : read.is,
    ),
  ).toEqual([[1, 'bad-tag'], 'row'])
})

test('native: the header says what offsets count, and in which range scores lie', () => {
  const text = 'é😀b'
  const read = (header: object, span: [number, number]): unknown => {
    const reader = createNativeReader('prediction')
    reader.line(JSON.stringify({ secondLook: 1, ...header }), 1)
    const [row] = reader.line(
      JSON.stringify({ text, prediction: { objects: [{ label: 'x', span, quote: 'b', score: 40 }] } }),
      2,
    )
    if (row?.is !== 'row') return row?.is === 'failure' ? row.failure.reason : null
    const { shape, score } = row.row.prediction?.annotations[0] ?? {}
    return [shape?.kind === 'span' ? shape.ranges[0] : null, score]
  }
  const range = { startUtf16: 3, endUtf16: 4, startCodePoint: 2, endCodePoint: 3, quote: 'b' }
  const score = { range: [0, 50] }
  expect([
    read({ score }, [2, 3]),
    read({ offsets: 'utf16', score }, [3, 4]),
    read({ offsets: 'utf8', score }, [6, 7]),
    read({ offsets: 'utf8', score }, [3, 7]),
    read({ offsets: 'utf16', score }, [2, 4]),
    read({ score }, [1, 2]),
    read({}, [2, 3]),
  ]).toEqual([[range, 0.8], [range, 0.8], [range, 0.8], 'bad-span', 'bad-span', 'quote-mismatch', 'score-out-of-range'])
})

test('native: nothing is read under a header that is wrong, and the next right one counts again', () => {
  const reader = createNativeReader('prediction')
  const row = '{"text":"é😀b","prediction":{"objects":[{"label":"x","span":[3,4]}]}}'
  const lines = [
    '{"secondLook":1,"offsets":"utf16"}',
    row,
    '{"secondLook":2,"offsets":"utf16"}',
    row,
    '{"secondLook":1,"offsets":"utf16"}',
    row,
  ]
  const reads = lines.flatMap((line, index) => reader.line(line, index + 1))
  expect(reads.map((read) => (read.is === 'failure' ? [read.failure.line, read.failure.reason] : read.is))).toEqual([
    'row',
    [3, 'bad-header'],
    [4, 'bad-header'],
    'row',
  ])
})

test('native: names that JavaScript knows are names like any other, and the one it would lose is set aside', () => {
  const reader = createNativeReader('prediction')
  const read = (record: string): unknown => {
    const found = reader.line(record, 1).find(({ is }) => is !== 'warning')
    if (found?.is === 'failure') return found.failure.reason
    return found?.is === 'row' ? [found.row.prediction?.annotations, found.row.case.meta] : found
  }
  const whole = { id: 'class', shape: { kind: 'case' }, attributes: {} }
  const deep = (levels: number) => `{"key":"k","text":"t","meta":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`
  expect([
    read('{"text":"t","prediction":{"class":"constructor","scores":{"toString":0.4}},"valueOf":1}'),
    read('{"text":"t","prediction":{"class":"__proto__","scores":{"a":0.4}}}'),
    read('{"text":"t","meta":{"__proto__":1}}'),
    read('{"text":"t","prediction":{"class":"a","scores":{"\\u005f_proto__":0.4}}}'),
    read(deep(101)),
    read(deep(20_000)),
  ]).toEqual([
    [[{ ...whole, label: 'constructor' }], { valueOf: 1 }],
    [[{ ...whole, label: '__proto__' }], {}],
    'reserved-key',
    'reserved-key',
    'too-deep',
    'too-deep',
  ])
})

test('CSV: a time without a zone is in UTC, whatever the machine thinks', () => {
  const zone = process.env.TZ
  process.env.TZ = 'America/New_York'
  const read = (time: string): unknown => {
    const one = readCsvRecord({ text: 'x', time }, 2, { text: 'text', time: 'time', meta: [] }, 'prediction')
    return one.is === 'row' ? one.row.case.time : one.is === 'failure' && one.failure.reason
  }
  try {
    expect(
      [
        '2026-06-02',
        '2026-06-02 10:11',
        '2026-06-02T10:11:12.5',
        '2026-06-02T10:11:12+02:00',
        'Tue, 02 Jun 2026 10:00:00 GMT',
        '06/02/2026 1:30 PM',
        'soon',
      ].map(read),
    ).toEqual([
      '2026-06-02T00:00:00.000Z',
      '2026-06-02T10:11:00.000Z',
      '2026-06-02T10:11:12.500Z',
      '2026-06-02T08:11:12.000Z',
      '2026-06-02T10:00:00.000Z',
      '2026-06-02T13:30:00.000Z',
      'bad-time',
    ])
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

test('CSV: columns are known by their names, the text also by its words', () => {
  const sample = [
    { Id: '1', Body: 'where is my card today', Intent: 'card', Confidence: '93%', Region: 'eu' },
    { Id: '2', Body: 'it has not come yet', Intent: 'late', Confidence: '0.4', Region: 'eu' },
  ]
  const columns = guessColumns(['Id', 'Body', 'Intent', 'Confidence', 'Region'], sample)
  expect(columns).toEqual({ key: 'Id', text: 'Body', label: 'Intent', score: 'Confidence', meta: ['Region'] })
  const reads = sample.map((row, index) => readCsvRecord(row, index + 2, columns, 'prediction'))
  expect(
    reads.map((read) =>
      read.is === 'row' ? [read.row.case.key, read.row.case.meta, read.row.prediction?.annotations[0]?.score] : null,
    ),
  ).toEqual([
    ['1', { Region: 'eu' }, 0.93],
    ['2', { Region: 'eu' }, 0.4],
  ])
  const bad = (score: string): string => {
    const read = readCsvRecord(
      { Id: '3', Body: 'x', Intent: 'a', Confidence: score, Region: '' },
      4,
      columns,
      'prediction',
    )
    return read.is === 'failure' ? read.failure.reason : read.is
  }
  expect([bad('NaN'), bad('120%'), bad('-1'), bad('')]).toEqual([
    'not-a-number',
    'score-out-of-range',
    'score-out-of-range',
    'row',
  ])
  expect([guessDelimiter('a;b;c\n1,2;3'), guessDelimiter('"a,b"\tc'), guessDelimiter('word')]).toEqual([
    ';',
    '\t',
    null,
  ])
})

test('Prodigy: offsets count code points, and a rejected task is no truth', () => {
  const task = {
    text: '😀 Acme',
    spans: [{ start: 2, end: 6, label: 'BRAND' }],
    _input_hash: -7,
    _task_hash: 9,
    answer: 'reject',
  }
  const line = JSON.stringify(task)
  const [predicted] = readProdigyLine(line, 1, 'prediction')
  expect(spans(predicted)).toEqual([['BRAND', 'Acme']])
  expect(
    readProdigyLine(line, 1, 'truth').map((read) =>
      read.is === 'row' ? [read.row.case.key, read.row.truth, read.row.case.meta] : read.is,
    ),
  ).toEqual(['warning', ['-7', undefined, { _task_hash: 9, answer: 'reject' }]])
})

test('COCO: outlines, compressed run lengths and keypoints', () => {
  expect(cocoShapes({ bbox: [0, 0, 2, 2], segmentation: [[0, 0, 2, 0, 2, 2]] }, [])).toEqual([
    {
      kind: 'polygon',
      parts: [
        [
          [
            [0, 0],
            [2, 0],
            [2, 2],
          ],
        ],
      ],
    },
  ])
  // Six pixels in two columns of three: one off, two on, three off.
  expect(cocoShapes({ segmentation: { size: [3, 2], counts: '123' } }, [])).toEqual([
    { kind: 'mask', width: 2, height: 3, counts: [1, 2, 3] },
  ])
  expect(cocoShapes({ bbox: [0, 0, 9, 9], keypoints: [1, 2, 2, 0, 0, 0] }, ['nose', 'eye'])).toEqual([
    { kind: 'box', x: 0, y: 0, w: 9, h: 9 },
    {
      kind: 'skeleton',
      joints: [
        { name: 'nose', x: 1, y: 2, visibility: 2 },
        { name: 'eye', x: 0, y: 0, visibility: 0 },
      ],
    },
  ])
})

test('a format is known by its content, whatever its name says', () => {
  const formats = [
    ['a.jsonl', '{"secondLook":1}\n'],
    ['a.jsonl', '{"text":"x","_input_hash":1,"answer":"accept"}\n'],
    ['a.jsonl', '{"image":"a.png","width":4,"height":3,"spans":[],"answer":"accept"}\n'],
    ['a.jsonl', '{"image":"a.png","answer":"reject"}\n'],
    ['a.jsonl', '{"key":"k","text":"x","prediction":{}}\n'],
    ['a.jsonl', '{"key":"k","image":"a.png","answer":42}\n'],
    ['a.json', `[{"id":7,"data":{"text":"${'long '.repeat(20)}`],
    ['a.json', '{"info":{},"images":[{"id":1'],
    ['a.json', '[{"image_id":1,"category_id":2,"bbox":[0,0,1,1]}]'],
    ['a.tsv', 'EU\tB-ORG\nrejects\tO\n\nGerman\tB-MISC\n'],
    ['a.txt', 'EU B-ORG\nrejects O\n'],
    ['a.csv', 'text,label\nhello there,a\n'],
    ['a.txt', 'Dear all,\nthis is a letter.\n'],
    ['a.JPG', ''],
    ['a.bin', '\u0000\u0001'],
  ] as const
  expect(formats.map(([name, head]) => detectFormat(name, head)?.format ?? null)).toEqual([
    'native',
    'prodigy',
    'prodigy',
    'prodigy',
    'native',
    'native',
    'label-studio',
    'coco',
    'coco',
    'conll',
    'conll',
    'csv',
    'texts',
    'images',
    null,
  ])
})

test('whole numbers that a double cannot hold keep their digits as text; all others stay numbers', () => {
  const line =
    '{"a":12345678901234567890,"b":-98765432109876543210,"c":1234567890123456,"d":0.1234567890123456,"e":9007199254740993,"f":[1e20]}'
  expect(parseJsonLine(line)).toEqual({
    a: '12345678901234567890',
    b: '-98765432109876543210',
    c: 1234567890123456,
    d: 0.1234567890123456,
    e: '9007199254740993',
    f: [1e20],
  })
})
