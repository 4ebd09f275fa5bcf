import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ExportReport } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/table.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { queried } from '../helpers/duckdb.ts'
import { rampImage } from '../helpers/image-files.ts'
import { fileWith, importing, NOTHING, nativeFile } from '../helpers/importing.ts'

const TEXT = '👩‍👩‍👧 Kim 🇫🇷 ordered\r\na "book"'
const FILE = 'train-00000-of-00001.parquet'

/** One case of every kind, with what people say of each. */
const records = [
  {
    key: 'text',
    text: TEXT,
    group: 'g',
    meta: { lang: 'fr', n: [1, null] },
    tokens: [
      [0, 5],
      [6, 9],
    ],
    prediction: { objects: [{ label: 'person', span: [6, 9], quote: 'Kim', score: 0.25 }] },
    truth: { objects: [{ label: 'person', span: [6, 9], attributes: { sure: true } }, { label: 'order' }] },
  },
  {
    key: 'talk',
    turns: [
      { role: 'user', text: 'Hi' },
      { role: 'assistant', text: 'Yes?', name: 'bot' },
    ],
    truth: { objects: [{ label: 'polite', turn: 1 }] },
  },
  {
    key: 'record',
    fields: { amount: 12.5, payee: '=1+1', nested: { a: [] } },
    truth: { objects: [{ label: 'fraud' }] },
  },
  {
    key: 'photo',
    kind: 'image',
    image: 'a.png',
    time: '2026-06-02T10:11:12.000Z',
    source: 'cam',
    truth: {
      objects: [
        { label: 'car', box: [1.5, 2, 10, 8], marks: ['occluded'], z: 2, group: 'pair' },
        { label: 'road', mask: { width: 40, height: 30, counts: [100, 50, 1050] } },
        {
          label: 'lane',
          polyline: [
            [0, 0],
            [5.25, 6],
          ],
        },
      ],
      relations: [],
    },
  },
  { key: 'empty', text: '', kind: 'text', truth: { objects: [] } },
] as const

const exported = async (
  desk: Desk,
  format: Input<'export.start'>['format'],
  name: string,
  images: 'copy' | 'reference' = 'copy',
) => {
  const job = await desk.work('export.start', { format, to: join(desk.folder, name), images })
  expect(job.error).toBeUndefined()
  return ExportReport.parse(job.result)
}

/** A desk that holds them. */
const filled = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  const file = nativeFile(desk, [...records])
  fileWith(desk, 'photos/a.png', await rampImage(40, 30).png().toBuffer())
  const images = [{ from: 'path', path: join(desk.folder, 'photos') }] as const
  for (const role of ['prediction', 'truth'] as const)
    await importing(desk, { files: [file], images: [...images], role })
  return desk
}

const Line = z.looseObject({
  key: z.string(),
  review: z.unknown(),
  truth: z.looseObject({ objects: z.array(z.looseObject({})) }),
})

/** What a desk holds, without the marks of the batch and of the acts that brought it in. */
const held = async (desk: Desk, name: string): Promise<readonly unknown[]> => {
  await exported(desk, 'native', name)
  const lines = readFileSync(join(desk.folder, name, 'reviews.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return lines.map((line) => ({ ...Line.parse(JSON.parse(line)), review: null, batch: null, why: null }))
}

test('a batch as Parquet is read by DuckDB, and by another desk as it was, images too', async () => {
  await using desk = await filled()
  const report = await exported(desk, 'parquet', 'batch')
  expect(report).toMatchObject({ counts: { cases: 5 }, losses: [], verified: { differences: [] } })
  const file = join(desk.folder, 'batch', FILE)

  const rows = await queried(
    `SELECT key, kind, text, labels, width, octet_length(image.bytes) AS bytes, image.path AS path,
       list_transform(objects, o -> {label: o.label, shape: o.shape, x: o.bbox[1], start: o.span[1], quote: o.quote}) AS objects,
       messages[2].content AS said, fields FROM '${file}'`,
  )
  const bytes = String(readFileSync(join(desk.folder, 'photos/a.png')).length)
  const blank = { labels: [], objects: [], text: null, width: null, bytes: null, path: null, said: null, fields: null }
  expect(rows).toEqual([
    {
      ...blank,
      key: 'text',
      kind: 'text',
      text: TEXT,
      labels: ['order'],
      objects: [{ label: 'person', shape: 'span', x: null, start: 6, quote: 'Kim' }],
    },
    {
      ...blank,
      key: 'talk',
      kind: 'conversation',
      objects: [{ label: 'polite', shape: 'case', x: null, start: null, quote: null }],
      said: 'Yes?',
    },
    { ...blank, key: 'record', kind: 'record', labels: ['fraud'], fields: JSON.stringify(records[2].fields) },
    {
      ...blank,
      key: 'photo',
      kind: 'image',
      width: 40,
      bytes,
      path: 'a.png',
      objects: [
        { label: 'car', shape: 'box', x: 1.5, start: null, quote: null },
        { label: 'road', shape: 'mask', x: 3.0, start: null, quote: null },
        { label: 'lane', shape: 'polyline', x: 0.0, start: null, quote: null },
      ],
    },
    { ...blank, key: 'empty', kind: 'text', text: '' },
  ])
  const [features] = await queried(
    `SELECT decode(value) AS value FROM parquet_kv_metadata('${file}') WHERE decode(key) = 'huggingface'`,
  )
  expect(JSON.parse(z.object({ value: z.string() }).parse(features).value)).toMatchObject({
    info: { features: { image: { _type: 'Image' }, objects: [{ bbox: { _type: 'Sequence' } }] } },
  })

  await using other = await temporaryDesk()
  const files = [{ from: 'path', path: join(desk.folder, 'batch') }] as const
  const first = await importing(other, { files: [...files] })
  expect(first.counts).toMatchObject({ rows: 5, casesAdded: 5, setAside: 0, assetsAdded: 1 })
  const taken = await importing(other, { files: [...files], role: 'truth' })
  expect(taken.counts).toMatchObject({ ...NOTHING, rows: 5, casesKnown: 5, truthsAdded: 5 })
  expect(await held(other, 'after')).toEqual(await held(desk, 'before'))
})

test('the same batch is the same bytes, and images that are not copied stand by name', async () => {
  await using desk = await filled()
  const report = await exported(desk, 'parquet', 'batch', 'reference')
  const again = await desk.work('export.start', {
    format: 'parquet',
    to: join(desk.folder, 'again'),
    again: report.batchId,
  })
  expect(again.error).toBeUndefined()
  const read = (name: string) => readFileSync(join(desk.folder, name, FILE))
  expect(read('again').equals(read('batch'))).toBe(true)
  const rows = await queried(`SELECT image FROM '${join(desk.folder, 'batch', FILE)}' WHERE key = 'photo'`)
  expect(rows).toEqual([{ image: { bytes: null, path: 'a.png' } }])
})

test.each(['snappy', 'zstd', 'gzip', 'uncompressed'])(
  'a table of others in %s is read by the meaning of its columns',
  async (codec) => {
    await using desk = await temporaryDesk()
    const path = join(desk.folder, 'rows.parquet')
    await queried(
      `COPY (SELECT * FROM (VALUES
        (1::BIGINT, 'I never got my card', 'card', 0.5::DOUBLE, DATE '2026-06-02', [1, 2], NULL::DOUBLE),
        (2, 'My PIN is gone', 'pin', 'NaN'::DOUBLE, NULL, [], 2.5),
        (3, '', 'pin', 1.5, NULL, NULL, 3)
      ) t(id, text, label, score, day, nested, amount)) TO '${path}' (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 2)`,
    )
    const files = [{ from: 'path', path }] as const
    const preview = await desk.call('import.preview', { files: [...files] })
    expect(preview).toMatchObject({
      format: 'parquet',
      headers: ['id', 'text', 'label', 'score', 'day', 'nested', 'amount'],
      columns: { key: 'id', text: 'text', label: 'label', score: 'score', meta: ['day', 'nested', 'amount'] },
      rejects: [{ line: 3, reason: 'score-out-of-range' }],
    })
    const taken = await importing(desk, { files: [...files] })
    expect(taken.counts).toMatchObject({ rows: 3, casesAdded: 2, predictionsAdded: 2, setAside: 1 })
    const mapped = await importing(desk, {
      files: [...files],
      feed: 'mapped',
      columns: { key: 'id', text: 'text', label: 'label', meta: ['amount'] },
    })
    expect(mapped.counts).toMatchObject({ casesAdded: 3, setAside: 0 })
    const missing = await desk.work('import.start', { files: [...files], columns: { text: 'body', meta: [] } })
    expect(missing.error?.message).toContain('no column “body”')
  },
)

test('images, classes and boxes as Hugging Face keeps them become cases with what was said of them', async () => {
  await using desk = await temporaryDesk()
  const picture = fileWith(desk, 'p.png', await rampImage(40, 30).png().toBuffer())
  const names = JSON.stringify({
    info: {
      features: {
        image: { _type: 'Image' },
        label: { names: ['day', 'night'], _type: 'ClassLabel' },
        objects: { feature: { bbox: {}, category: { names: ['car', 'bus'], _type: 'ClassLabel' } }, _type: 'Sequence' },
      },
    },
  })
  const path = join(desk.folder, 'data', 'train-00000-of-00001.parquet')
  writeFileSync(fileWith(desk, 'data/README.md', '').path, '')
  await queried(
    `COPY (SELECT {'bytes': content, 'path': 'x/p.png'} AS image, 1::BIGINT AS label,
        {'bbox': [[1, 2, 3, 4], [5, 6, 7, 8]], 'category': [1, 0]} AS objects
        FROM read_blob('${picture.path}')
      UNION ALL SELECT {'bytes': NULL, 'path': '../p.png'}, 0, {'bbox': [], 'category': []}
      UNION ALL SELECT {'bytes': 'no image'::BLOB, 'path': 'q.png'}, 0, {'bbox': [], 'category': []}
      UNION ALL SELECT {'bytes': content, 'path': 'r.png'}, 7, {'bbox': [], 'category': []} FROM read_blob('${picture.path}')
      UNION ALL SELECT {'bytes': content, 'path': 's.png'}, 0, {'bbox': [[1, 2, -3, 4]], 'category': [1]} FROM read_blob('${picture.path}')
     ) TO '${path}' (FORMAT parquet, KV_METADATA {huggingface: '${names}'})`,
  )
  const report = await importing(desk, {
    files: [{ from: 'path', path: desk.folder }],
    format: 'parquet',
    role: 'truth',
  })
  expect(report.rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'path-outside'],
    [3, 'unsupported-image'],
    [4, 'unknown-class'],
    [5, 'bad-box'],
  ])
  expect(await held(desk, 'after')).toMatchObject([
    {
      key: 'x/p.png',
      kind: 'image',
      truth: {
        objects: [{ label: 'night' }, { label: 'bus', box: [1, 2, 3, 4] }, { label: 'car', box: [5, 6, 7, 8] }],
      },
    },
  ])
})

test('a file that is cut short, or none, is refused with what to do', async () => {
  await using desk = await filled()
  await exported(desk, 'parquet', 'batch')
  const whole = readFileSync(join(desk.folder, 'batch', FILE))
  const middle = Buffer.from(whole)
  middle.fill(0xff, 40, 400)
  const bad = [whole.subarray(0, whole.length - 50), Buffer.from('PAR1'), Buffer.alloc(0), middle]
  for (const [index, bytes] of bad.entries()) {
    const job = await desk.work('import.start', { files: [fileWith(desk, `bad-${index}.parquet`, bytes)] })
    expect([index, job.state, job.error?.code]).toEqual([index, 'failed', 'bad-file'])
    expect(job.error?.message).toContain('is not a Parquet file that can be read')
  }
})
