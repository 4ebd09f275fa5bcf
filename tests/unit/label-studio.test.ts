import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelStudio } from '../../electron/backend/jobs/export-label-studio.ts'
import { prodigy } from '../../electron/backend/jobs/export-prodigy.ts'
import { createLossTally } from '../../shared/domain/formats/export-item.ts'
import { FORMATS } from '../../shared/domain/formats/formats.ts'
import { readLabelStudioTask } from '../../shared/domain/formats/label-studio-read.ts'
import { nearShape } from '../../shared/domain/formats/near-shape.ts'
import type { Read, Role } from '../../shared/domain/formats/read-row.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import type { Json, JsonObject } from '../../shared/model/json.ts'
import { writtenBatch } from '../helpers/export-batch.ts'
import { itemOf } from '../helpers/export-items.ts'
import { filesBelow } from '../helpers/files-below.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

const read = (
  task: JsonObject,
  role: Role = 'prediction',
  size: typeof IMAGE | null = null,
): Promise<readonly Read[]> => readLabelStudioTask(task, role, () => Promise.resolve(size))

const region = (type: string, value: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: 'r',
  from_name: 'tool',
  to_name: 'image',
  original_width: 200,
  original_height: 100,
  image_rotation: 0,
  type,
  value,
  ...more,
})

/** A task as Label Studio exports it, with these results as its prediction. */
const task = (data: JsonObject, result: readonly Json[], prediction: JsonObject = {}): JsonObject => ({
  id: 17,
  data,
  annotations: [],
  predictions: [{ id: 3, model_version: 'shelf@8', result, ...prediction }],
  created_at: '2026-03-09T21:52:49.513742Z',
  project: 83,
})

const image = { image: '/data/upload/83/4425adf9-shelf.jpg' }

const saidIn = async (one: JsonObject, role: Role = 'prediction'): Promise<unknown> => {
  const reads = await read(one, role)
  return reads.map((each) =>
    each.is === 'row'
      ? role === 'truth'
        ? each.row.truth
        : each.row.prediction
      : each.is === 'failure'
        ? each.failure.reason
        : each.is === 'warning' && each.text,
  )
}

test('regions stand in percent of the image; a rectangle turns about its top left corner', async () => {
  const result = [
    region(
      'rectanglelabels',
      { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ['cart'] },
      { id: 'a', score: 0.7 },
    ),
    region(
      'rectanglelabels',
      { x: 50, y: 50, width: 10, height: 10, rotation: 90, rectanglelabels: ['cart'] },
      { id: 'b' },
    ),
    region(
      'ellipselabels',
      { x: 50, y: 50, radiusX: 10, radiusY: 10, rotation: 0, ellipselabels: ['lid'] },
      { id: 'c' },
    ),
    region(
      'polygonlabels',
      {
        points: [
          [0, 0],
          [50, 0],
          [0, 100],
        ],
        polygonlabels: ['sign'],
      },
      { id: 'd' },
    ),
    region('keypointlabels', { x: 50, y: 50, width: 0.4, keypointlabels: ['tip'] }, { id: 'e' }),
  ]
  const reads = await read(task(image, result))
  const row = reads[0]?.is === 'row' ? reads[0].row : null
  expect(row?.case).toEqual({ key: '17', kind: 'image', image: { name: '83/4425adf9-shelf.jpg' }, meta: {} })
  expect(row?.prediction).toMatchObject({ model: { name: 'shelf', version: '8' }, sourceId: '3' })
  const shapes = row?.prediction?.annotations.map(({ id, label, score, shape }) => ({ id, label, score, shape }))
  expect(shapes?.map(({ id, label, score }) => [id, label, score])).toEqual([
    ['a', 'cart', 0.7],
    ['b', 'cart', undefined],
    ['c', 'lid', undefined],
    ['d', 'sign', undefined],
    ['e', 'tip', undefined],
  ])
  // 20 × 10 pixels turned by a quarter about (100, 50): they lie to the left of it, 10 wide and 20 high.
  expect(
    nearShape(shapes?.[1]?.shape ?? { kind: 'case' }, { kind: 'rotated-box', cx: 95, cy: 60, w: 20, h: 10, angle: 90 }),
  ).toBe(true)
  expect(shapes?.filter((_, index) => index !== 1).map(({ shape }) => shape)).toEqual([
    { kind: 'box', x: 20, y: 20, w: 60, h: 40 },
    { kind: 'ellipse', cx: 100, cy: 50, rx: 20, ry: 10, angle: 0 },
    {
      kind: 'polygon',
      parts: [
        [
          [
            [0, 0],
            [100, 0],
            [0, 100],
          ],
        ],
      ],
    },
    { kind: 'point', x: 100, y: 50 },
  ])
})

test('offsets count code points; those of older versions, in UTF-16 units, are told by their quote', async () => {
  const data = { text: '💩This is an annotation.' }
  const span = (start: number, end: number, text: string) => ({
    id: 's',
    from_name: 'label',
    to_name: 'text',
    type: 'labels',
    value: { start, end, text, labels: ['Word'] },
  })
  const range = { startUtf16: 13, endUtf16: 23, startCodePoint: 12, endCodePoint: 22, quote: 'annotation' }
  const said = {
    annotations: [{ id: 's', label: 'Word', shape: { kind: 'span', ranges: [range] }, attributes: {} }],
    relations: [],
    model: { name: 'shelf', version: '8' },
    sourceId: '3',
  }
  expect(await saidIn(task(data, [span(12, 22, 'annotation')]))).toEqual([said])
  expect(await saidIn(task(data, [span(13, 23, 'annotation')]))).toEqual([
    'Offsets that count UTF-16 units were told by their quotes.',
    said,
  ])
  expect(await saidIn(task(data, [span(3, 5, 'annotation')]))).toEqual(['quote-mismatch'])
  expect(await saidIn(task(data, [span(3, 500, 'annotation')]))).toEqual(['bad-region'])
})

test('what is said of a region is its attributes; what is said of the task is its class; relations have a direction', async () => {
  const span = (id: string, start: number, end: number, label: string) => ({
    id,
    from_name: 'label',
    to_name: 'text',
    type: 'labels',
    value: { start, end, labels: [label] },
  })
  const beside = (id: string, type: string, name: string, value: JsonObject) => ({
    id,
    from_name: name,
    to_name: 'text',
    type,
    value,
  })
  const result = [
    span('a', 0, 3, 'person'),
    beside('a', 'choices', 'tense', { start: 0, end: 3, choices: ['past'] }),
    beside('a', 'textarea', 'remark', { text: ['one', 'two'] }),
    beside('a', 'rating', 'trust', { rating: 4 }),
    beside('a', 'taxonomy', 'kind', { taxonomy: [['Being', 'Human']] }),
    span('b', 4, 8, 'act'),
    beside('c', 'choices', 'topic', { choices: ['money', 'people'] }),
    beside('d', 'number', 'amount', { number: 3 }),
    { type: 'relation', from_id: 'a', to_id: 'b', direction: 'left', labels: ['does'] },
  ]
  const reads = await read(
    { id: 1, data: { text: 'Kim paid' }, annotations: [{ result, was_cancelled: false }] },
    'truth',
  )
  const truth = reads[0]?.is === 'row' ? reads[0].row.truth : undefined
  expect(truth?.annotations.map(({ id, label, attributes }) => [id, label, attributes])).toEqual([
    ['class', 'money', {}],
    ['class-2', 'people', {}],
    ['class-3', 'amount', { value: 3 }],
    ['a', 'person', { tense: 'past', remark: ['one', 'two'], trust: 4, kind: 'Being / Human' }],
    ['b', 'act', {}],
  ])
  expect(truth?.relations).toEqual([{ id: 'r1', type: 'does', from: 'b', to: 'a' }])
})

test('several annotations, skipped ones, other roles: the answer that counts is chosen and the choice is said', async () => {
  const choice = (label: string) => [
    { id: 'c', type: 'choices', from_name: 'class', to_name: 'text', value: { choices: [label] } },
  ]
  const one = (annotations: readonly Json[]) => ({ id: 1, data: { text: 'x' }, annotations })
  const labels = async (annotations: readonly Json[]) =>
    (await read(one(annotations), 'truth')).map((each) =>
      each.is === 'row' ? (each.row.truth?.annotations.map(({ label }) => label) ?? null) : each.is,
    )
  const several: readonly JsonObject[] = [
    { result: choice('old') },
    { result: choice('right'), ground_truth: true },
    { result: choice('new') },
  ]
  expect(await labels(several)).toEqual([['right']])
  expect(await labels(several.filter((each) => each.ground_truth !== true))).toEqual(['warning', ['new']])
  expect(await labels([{ result: [], was_cancelled: true }])).toEqual(['warning', null])
  expect(await saidIn(one(several))).toEqual([
    'Tasks have annotations by people and no prediction; import them as human truth.',
    undefined,
  ])
})

test('a task that cannot be taken is set aside by itself, and says why', async () => {
  const box = { x: 1, y: 1, width: 5, height: 5, rectanglelabels: ['a'] }
  const reasons: readonly (readonly [string, JsonObject])[] = [
    ['not-an-object', JSON.parse('7')],
    ['no-content', { id: 1, data: {} }],
    ['no-size', task(image, [region('rectanglelabels', box, { original_width: null })])],
    ['turned-image', task(image, [region('rectanglelabels', box, { image_rotation: 90 })])],
    ['bad-region', task(image, [region('rectanglelabels', { ...box, width: -3 })])],
    ['bad-region', task(image, [region('rectanglelabels', { ...box, x: 'left' })])],
    ['bad-region', task(image, [region('brushlabels', { format: 'rle', rle: [1, 2, 3], brushlabels: ['a'] })])],
    ['bad-region', task(image, [region('polygonlabels', { points: [[1, 1]], polygonlabels: ['a'] })])],
    ['unknown-region', task({ audio: 'a.wav', title: 'x' }, [region('timeserieslabels', { start: 1 })])],
    ['span-without-text', task(image, [region('labels', { start: 0, end: 1, labels: ['a'] })])],
    ['unknown-object-id', task(image, [{ type: 'relation', from_id: 'x', to_id: 'y' }])],
    ['score-out-of-range', task(image, [region('rectanglelabels', box, { score: 7 })])],
    ['lone-surrogate', { id: 1, data: { text: 'half \ud83d' } }],
    ['embedded-image', task({ image: 'data:image/png;base64,AAAA' }, [])],
    ['bad-offsets', task({ text: 'a', second_look: { offsets: 'bytes' } }, [])],
  ]
  for (const [reason, one] of reasons) {
    const [found] = await read(one)
    expect([reason, found?.is === 'failure' ? found.failure.reason : found]).toEqual([reason, reason])
  }
})

test('addresses of images become names below the folder that holds them', async () => {
  const names = await Promise.all(
    ['/data/local-files/?d=shop%2Fa%20b.jpg', 's3://bucket/x/y.png', 'https://host/i/z.jpg?sig=1', 'plain.png'].map(
      async (address) => {
        const [found] = await read({ id: 1, data: { image: address } })
        return found?.is === 'row' ? found.row.case.image?.name : found
      },
    ),
  )
  expect(names).toEqual(['shop/a b.jpg', 'x/y.png', 'i/z.jpg', 'plain.png'])
  const texts = ['[ IMAGE ] ( http://host/logo.jpg?w=480 )', 'http://host/logo.jpg']
  for (const text of texts)
    expect((await read({ id: 1, data: { text } }))[0]).toMatchObject({ row: { case: { kind: 'text', text } } })
})

test('a conversation keeps who said what; its regions lie in one turn', async () => {
  const dialogue = [
    { author: 'Customer', text: 'Where is it?' },
    { author: 'agent', text: 'Here 👍 you are' },
  ]
  const result = [
    {
      id: 'p',
      type: 'paragraphlabels',
      from_name: 'label',
      to_name: 'dialogue',
      value: { start: '1', end: '1', startOffset: 7, endOffset: 10, text: 'you', paragraphlabels: ['who'] },
    },
  ]
  const [found] = await read(task({ dialogue }, result))
  const row = found?.is === 'row' ? found.row : null
  expect(row?.case.turns).toEqual([
    { role: 'user', text: 'Where is it?', name: 'Customer' },
    { role: 'assistant', text: 'Here 👍 you are', name: 'agent' },
  ])
  expect(row?.prediction?.annotations[0]?.shape).toMatchObject({ turn: 1, ranges: [{ quote: 'you', startUtf16: 8 }] })
})

test.each([
  ['label-studio', labelStudio, 'tasks.json'],
  ['prodigy', prodigy, 'tasks.jsonl'],
] as const)(
  '%s: every kind of shape on an image reads back as it was, or as was announced',
  async (format, work, file) => {
    const items = fc.sample(annotationsArbitrary, { numRuns: 150, seed: 5 }).map((reviewed, index) =>
      itemOf({
        case: {
          kind: 'image',
          key: `case ${index}`,
          content: { image: { sha256: 'a'.repeat(64), name: `${index}.jpg`, ...IMAGE } },
        },
        predicted: index % 2 === 0 ? null : reviewed,
        reviewed,
        ...(index % 2 === 0 ? {} : { review: { verdict: 'correct' } }),
      }),
    )
    let written = ''
    const back = await writtenBatch({ format }, work, items, (folder) => {
      written = filesBelow(folder).get(file) ?? ''
    })
    expect(back).toEqual({ items: 150, differences: [] })
    expect(written).toContain('"image"')
    const lossless = items.filter((item) => {
      const tally = createLossTally()
      FORMATS[format].tally(item, tally, { format, tags: 'bio' })
      return tally.list().every(({ what }) => what === 'verdicts, causes and error types')
    })
    expect(lossless.length).toBeGreaterThan(3)
  },
)

test('the labelling interface beside the tasks names every control, label and relation in use', async () => {
  const text = 'Kim paid'
  const item = itemOf({
    case: { kind: 'text', content: { text } },
    predicted: null,
    reviewed: [
      { id: 'a', label: 'person', shape: { kind: 'span', ranges: [textRange(text, 0, 3)] }, attributes: { age: 3 } },
      {
        id: 'b',
        label: 'a & "b"',
        shape: { kind: 'span', ranges: [textRange(text, 4, 8)] },
        attributes: { why: 'so' },
      },
      { id: 'c', label: 'news', shape: { kind: 'case' }, attributes: {} },
    ],
    review: { relations: [{ id: 'r', type: 'does', from: 'a', to: 'b' }] },
  })
  let config = ''
  await writtenBatch({ format: 'label-studio' }, labelStudio, [item], (folder) => {
    config = filesBelow(folder).get('label_config.xml') ?? ''
  })
  expect(config).toBe(
    [
      '<View>',
      '  <Text name="text" value="$text"/>',
      '  <Choices name="class" toName="text" choice="multiple">',
      '    <Choice value="news"/>',
      '  </Choices>',
      '  <Labels name="spans" toName="text">',
      '    <Label value="a &amp; &quot;b&quot;"/>',
      '    <Label value="person"/>',
      '  </Labels>',
      '  <Number name="age" toName="text" perRegion="true"/>',
      '  <TextArea name="why" toName="text" perRegion="true"/>',
      '  <Relations>',
      '    <Relation value="does"/>',
      '  </Relations>',
      '</View>',
      '',
    ].join('\n'),
  )
})
