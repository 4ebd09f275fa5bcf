import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ImportReport } from '../../shared/contract/imports.ts'
import { temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, NOTHING, nativeFile } from '../helpers/importing.ts'

const reasons = (report: ImportReport): [number | null, string][] =>
  report.rejects.map(({ line, reason }) => [line, reason])
const text = (key: string, objects: object[] = []) => ({ key, text: 'Grüße aus Köln 🇩🇪', prediction: { objects } })
const jpeg = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer()

test('a bad line is set aside with its number and reason, and every other line comes in', async () => {
  await using desk = await temporaryDesk()
  const rows: (string | object)[] = [
    text('good'),
    '{"key":"a","text":"x","prediction":{"class":"a","scores":{"a":NaN}}}',
    { key: 'b', text: 'x', prediction: { class: 'a', scores: { a: 1.2 } } },
    { key: 'c', text: 'x', prediction: { objects: [{ label: 'a', score: -0.1 }] } },
    text('good'),
    '{"key":"d","text":"half \\ud83d"}',
    '{"key":"e","text":"nul \\u0000"}',
    { key: 'f', text: 'abc', prediction: { objects: [{ label: 'a', span: [0, 2], quote: 'bc' }] } },
    { key: 'g', text: 'abc', prediction: { objects: [{ label: 'a', span: [0, 9] }] } },
    {
      key: 'h',
      text: 'abc',
      prediction: {
        objects: [
          { id: 'o', label: 'a' },
          { id: 'o', label: 'b' },
        ],
      },
    },
    { key: 'i', image: 'nowhere.jpg' },
    { key: 'j', image: '../../etc/passwd' },
    { key: 'k', text: 'abc', prediction: { objects: [{ label: 'a', box: [0, 0, -1, 2] }] } },
    'not json',
    '[1]',
    { kind: 'text' },
    { key: 'l', text: 7 },
    { key: 'm' },
    { key: 'n', text: 'abc', prediction: { objects: [{ label: ' \t', span: [0, 1] }] } },
    text('last'),
  ]
  const report = await importing(desk, { files: [nativeFile(desk, rows)] })
  expect(reasons(report)).toEqual([
    [3, 'not-a-number'],
    [4, 'score-out-of-range'],
    [5, 'score-out-of-range'],
    [6, 'duplicate-key'],
    [7, 'lone-surrogate'],
    [8, 'nul'],
    [9, 'quote-mismatch'],
    [10, 'bad-span'],
    [11, 'duplicate-object-id'],
    [12, 'missing-image'],
    [13, 'path-outside'],
    [14, 'bad-shape'],
    [15, 'not-json'],
    [16, 'not-an-object'],
    [17, 'no-content'],
    [18, 'bad-record'],
    [20, 'no-label'],
    [19, 'unknown-key'],
  ])
  expect(report.counts).toEqual({ ...NOTHING, rows: 20, casesAdded: 2, predictionsAdded: 2, setAside: 18 })
})

test('invalid UTF-8 and a line over 16 MiB are set aside, and the lines around them come in', async () => {
  await using desk = await temporaryDesk()
  const line = (key: string): Buffer => Buffer.from(`${JSON.stringify(text(key))}\n`)
  const long = Buffer.alloc(17 * 1024 * 1024, 0x61)
  const bytes = Buffer.concat([
    line('before'),
    Buffer.from('{"key":"bad","text":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}\n'),
    line('between'),
    Buffer.from('{"key":"long","text":"'),
    long,
    Buffer.from('"}\n'),
    line('after'),
  ])
  const report = await importing(desk, { files: [fileWith(desk, 'rows.jsonl', bytes)], format: 'native' })
  expect(
    report.rejects.map(({ line, reason, excerpt }) => [line, reason, excerpt.slice(0, 13), excerpt.length <= 2000]),
  ).toEqual([
    [2, 'invalid-utf-8', '{"key":"bad",', true],
    [4, 'line-too-long', '{"key":"long"', true],
  ])
  expect(report.counts).toEqual({ ...NOTHING, rows: 5, casesAdded: 3, predictionsAdded: 3, setAside: 2 })
})

test('images: broken, of another size, of another hash and of no known format are set aside', async () => {
  await using desk = await temporaryDesk()
  const whole = await sharp({
    create: {
      width: 64,
      height: 48,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
      background: '#000',
    },
  })
    .jpeg()
    .toBuffer()
  fileWith(desk, 'images/good.jpg', whole)
  fileWith(desk, 'images/cut.jpg', whole.subarray(0, Math.floor(whole.length / 2)))
  fileWith(desk, 'images/text.jpg', 'this is no image')
  fileWith(desk, 'images/drawing.jpg', '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>')
  const report = await importing(desk, {
    files: [
      nativeFile(desk, [
        { key: 'good', image: 'good.jpg', size: [64, 48] },
        { key: 'cut', image: 'cut.jpg' },
        { key: 'size', image: 'good.jpg', size: [48, 64] },
        { key: 'hash', image: 'good.jpg', sha256: 'ab'.repeat(32) },
        { key: 'text', image: 'text.jpg' },
        { key: 'drawing', image: 'drawing.jpg' },
      ]),
    ],
    images: [{ from: 'path', path: join(desk.folder, 'images') }],
  })
  expect(reasons(report)).toEqual([
    [3, 'broken-image'],
    [4, 'size-mismatch'],
    [5, 'hash-mismatch'],
    [6, 'unsupported-image'],
    [7, 'unsupported-image'],
  ])
  expect(report.counts).toEqual({ ...NOTHING, rows: 6, casesAdded: 1, assetsAdded: 1, setAside: 5 })
})

test('an object nowhere near its image is set aside; one that only leaves it comes in, and says so', async () => {
  await using desk = await temporaryDesk()
  const image = fileWith(desk, 'photos/a.jpg', await jpeg(40, 30))
  const photo = (key: string, place: object) => ({
    key,
    image: 'a.jpg',
    prediction: { objects: [{ label: 'cat', ...place }] },
  })
  const rows = [
    photo('far', { box: [1, 1e21, 3, 4] }),
    photo('wide', { rotatedBox: [20, 15, 1e15, 4, 30] }),
    photo('out', { box: [100, 100, 3, 4] }),
  ]
  const report = await importing(desk, { files: [nativeFile(desk, rows)], images: [image] })
  expect(report.rejects.map(({ reason, message }) => [reason, message])).toEqual(
    ['far', 'wide'].map(() => [
      'bad-shape',
      'The object labelled cat lies more than 1,000,000,000 pixels away from its image.',
    ]),
  )
  const [row] = (await desk.call('queue.rows', { scope: 'all' })).rows
  if (row === undefined) throw new Error('one case came in')
  const { worksheet } = await desk.call('review.open', { caseId: row.caseId })
  expect([row.key, worksheet.annotations.map(({ flags }) => flags)]).toEqual(['out', [['leaves-image']]])
})

test('COCO: what is wrong with one entry sets aside that entry alone', async () => {
  await using desk = await temporaryDesk()
  fileWith(desk, 'images/a.jpg', await jpeg(100, 80))
  const instances = fileWith(
    desk,
    'instances.json',
    JSON.stringify({
      images: [
        { id: 1, file_name: 'a.jpg', width: 100, height: 80 },
        { id: 1, file_name: 'b.jpg', width: 100, height: 80 },
        { id: 2, file_name: '../a.jpg', width: 100, height: 80 },
      ],
      categories: [{ id: 1, name: 'cat' }],
      annotations: [{ id: 9, image_id: 1, category_id: 1, bbox: [0, 0, 5, 5] }],
    }),
  )
  const results = fileWith(
    desk,
    'results.json',
    `[{"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":1,"category_id":1,"bbox":[90,70,30,30],"score":0.4},
      {"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":NaN},
      {"image_id":1,"category_id":1,"bbox":[1,2,3,4],"score":1.5},
      {"image_id":7,"category_id":1,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":1,"category_id":7,"bbox":[1,2,3,4],"score":0.5},
      {"image_id":1,"category_id":1,"bbox":[1,2,-3,4],"score":0.5},
      {"image_id":1,"category_id":1,"bbox":[1,2,3],"score":0.5}]`,
  )
  const report = await importing(desk, { files: [results], instances })
  expect(reasons(report).map(([, reason]) => reason)).toEqual([
    'duplicate-id',
    'not-a-number',
    'score-out-of-range',
    'unknown-image',
    'unknown-category',
    'bad-box',
    'bad-box',
    'path-outside',
  ])
  expect(report.counts).toEqual({
    ...NOTHING,
    rows: 9,
    casesAdded: 1,
    predictionsAdded: 1,
    assetsAdded: 1,
    setAside: 8,
  })
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  const { predictions } = await desk.call('review.open', { caseId: rows[0]!.caseId })
  expect(predictions[0]?.annotations).toEqual([
    { id: 'o1', label: 'cat', shape: { kind: 'box', x: 1, y: 2, w: 3, h: 4 }, score: 0.5, attributes: {} },
    {
      id: 'o2',
      label: 'cat',
      shape: { kind: 'box', x: 90, y: 70, w: 30, h: 30 },
      score: 0.4,
      attributes: {},
      flags: ['leaves-image'],
    },
  ])
})

test('rows set aside can be fetched page by page', async () => {
  await using desk = await temporaryDesk()
  const report = await importing(desk, {
    files: [
      nativeFile(
        desk,
        Array.from({ length: 45 }, (_, at) => `bad ${at}`),
      ),
    ],
  })
  expect(report.rejects.length).toBe(20)
  const page = await desk.call('import.rejects', { importId: report.importId, offset: 40, limit: 10 })
  expect([page.total, page.rejects.map(({ line, excerpt }) => [line, excerpt])]).toEqual([
    45,
    [42, 43, 44, 45, 46].map((line) => [line, `bad ${line - 2}`]),
  ])
})
