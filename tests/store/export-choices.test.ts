import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ExportReport } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/table.ts'
import { LOSS_CHOICES } from '../../shared/model/format.ts'
import { LabelId } from '../../shared/model/ids.ts'
import { Label } from '../../shared/model/taxonomy.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { rampImage } from '../helpers/image-files.ts'
import { importing } from '../helpers/importing.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const CAT = { id: 'o1', label: 'cat', score: 0.9, box: [1, 2, 10, 12] }
const DOG = { id: 'o2', label: 'dog', score: 0.4, rotatedBox: [20, 20, 10, 6, 30] }

/** Two reviewed photos: one with a box, one with a box and a rotated box. */
const deskWithPhotos = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  for (const [index, name] of ['a.png', 'b.png'].entries())
    writeFileSync(
      join(desk.folder, name),
      await rampImage(40 + index, 40)
        .png()
        .toBuffer(),
    )
  const photo = (name: string, objects: readonly object[]) => ({
    key: name,
    kind: 'image',
    image: name,
    prediction: { objects },
  })
  const lines = [
    { secondLook: 1, model: { name: 'm', version: '1' } },
    photo('a.png', [CAT]),
    photo('b.png', [CAT, DOG]),
  ]
  const file = join(desk.folder, 'photos.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  expect(await desk.work('import.start', { files: [{ from: 'path', path: file }] })).toMatchObject({ state: 'done' })
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  for (const { caseId } of rows) await reviewCase(desk, caseId, { verdict: 'correct' })
  return desk
}

let exports = 0
const start = async (desk: Desk, options: Omit<Input<'export.start'>, 'to'>) => {
  exports += 1
  const to = join(desk.folder, `batch-${exports}`)
  const job = await desk.work('export.start', { ...options, to })
  return { job, to, report: job.state === 'done' ? ExportReport.parse(job.result) : null }
}

test.each(LOSS_CHOICES)('a rotated box that COCO cannot carry: %s', async (losses) => {
  await using desk = await deskWithPhotos()
  const { job, to, report } = await start(desk, { format: 'coco', losses })
  const preview = await desk.call('export.preview', { format: 'coco', losses })
  if (losses === 'stop') {
    expect([job.error?.code, existsSync(to)]).toEqual(['bad-input', false])
    expect(job.error?.message).toBe(`${preview.refused} Nothing was exported.`)
    expect(preview.refused).toContain('1 × rotated boxes')
    return
  }
  const written: { annotations: { bbox: number[]; segmentation: unknown }[] } = JSON.parse(
    readFileSync(join(to, 'instances.json'), 'utf8'),
  )
  const rotated = report?.losses.find(({ what }) => what.startsWith('rotated boxes'))?.what ?? null
  expect({
    objects: written.annotations.length,
    outlines: written.annotations.filter(({ segmentation }) => Array.isArray(segmentation) && segmentation.length > 0)
      .length,
    cases: report?.counts.cases,
    skipped: report?.counts.skipped,
    rotated,
    sameAsPreview: report?.counts,
  }).toEqual({
    ...{
      convert: { objects: 3, outlines: 1, cases: 2, skipped: 0, rotated: 'rotated boxes (written as polygons)' },
      'skip-objects': { objects: 2, outlines: 0, cases: 2, skipped: 0, rotated: 'rotated boxes (left out, as asked)' },
      'skip-cases': { objects: 1, outlines: 0, cases: 1, skipped: 1, rotated: null },
    }[losses],
    sameAsPreview: preview.counts,
  })
})

test('what stands beside the annotations, such as verdicts, stops no export', async () => {
  await using desk = await deskWithPhotos()
  const { report } = await start(desk, { format: 'coco', losses: 'stop', where: 'key:a.png' })
  expect(report?.losses.map(({ what, beside }) => [what, beside])).toContainEqual([
    'verdicts, causes and error types',
    true,
  ])
})

const CONTRACT = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['key', 'truth'],
  properties: {
    prediction: {
      properties: { objects: { items: { properties: { score: { type: 'number', minimum: 0.5, maximum: 1 } } } } },
    },
    truth: { properties: { objects: { items: { properties: { label: { enum: ['cat', 'dog'] } } } } } },
  },
} as const

test('rows that break the contract are shown, and stop the export or are left out as asked, never shipped', async () => {
  await using desk = await deskWithPhotos()
  const contract = { name: 'detector.json', schema: CONTRACT }
  const preview = await desk.call('export.preview', { format: 'native', contract })
  expect(preview.broken.map(({ key, problems }) => [key, problems])).toEqual([
    ['b.png', [{ at: '/prediction/objects/1/score', message: 'must be >= 0.5 (it is 0.4)' }]],
  ])
  const stopped = await start(desk, { format: 'native', contract })
  expect([stopped.job.error?.message, existsSync(stopped.to)]).toEqual([
    `${preview.refused} Nothing was exported.`,
    false,
  ])
  const { report, to } = await start(desk, { format: 'native', contract: { ...contract, broken: 'leave-out' } })
  const keys = readFileSync(join(to, 'reviews.jsonl'), 'utf8').trim().split('\n').slice(1)
  const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'))
  expect({
    keys: keys.map((line) => JSON.parse(line).key),
    counts: [report?.counts.cases, report?.counts.broken],
    named: manifest.contract.name,
    broken: manifest.contract.broken.length,
    verified: manifest.verified,
  }).toEqual({
    keys: ['a.png'],
    counts: [1, 1],
    named: 'detector.json',
    broken: 1,
    verified: { items: report?.verified.items, differences: [] },
  })
})

test('a batch with choices and a contract is written again byte for byte', async () => {
  await using desk = await deskWithPhotos()
  const contract = { name: 'detector.json', schema: CONTRACT, broken: 'leave-out' } as const
  const first = await start(desk, { format: 'coco', losses: 'skip-objects', contract })
  const again = await start(desk, { format: 'coco', again: first.report?.batchId })
  const bytes = (folder: string) => ['instances.json', 'manifest.json'].map((name) => readFileSync(join(folder, name)))
  expect(again.job.error).toBeUndefined()
  expect(bytes(again.to)).toEqual(bytes(first.to))
})

test.each([
  ['no schema', { type: 'nothing' }, 'type must be'],
  ['another document', { $ref: 'https://example.com/schema.json' }, "can't resolve reference"],
  ['checked asynchronously', { $async: true, required: ['nothing'] }, '$async'],
])('a contract that is %s is refused before any work', async (_, schema, why) => {
  await using desk = await deskWithPhotos()
  const attempt = desk.call('export.preview', { format: 'native', contract: { name: 'c.json', schema } })
  await expect(attempt).rejects.toThrow(why)
})

test('a CSV row is held against the contract by the names of its columns', async () => {
  await using desk = await deskWithPhotos()
  const contract = {
    name: 'rows.json',
    schema: { required: ['label'], properties: { verdict: { enum: ['incorrect'] } } },
  }
  const { broken } = await desk.call('export.preview', { format: 'csv', contract, where: 'key:a.png' })
  expect(broken[0]?.problems).toEqual([
    { at: '', message: "must have required property 'label'" },
    { at: '/verdict', message: 'must be equal to one of the allowed values: incorrect (it is "correct")' },
  ])
})

test.each([
  ['prodigy', '/answer'],
  ['label-studio', '/annotations'],
  ['parquet', '/verdict'],
] as const)('a contract is held against what %s writes of a case', async (format, at) => {
  await using desk = await deskWithPhotos()
  const schema = { properties: { [at.slice(1)]: { const: 'never' } } }
  const contract = { name: 'rows.json', schema }
  const { broken } = await desk.call('export.preview', { format, contract, where: 'key:a.png' })
  expect(broken.map(({ problems }) => problems.map((problem) => problem.at))).toEqual([[at]])
})

test('a changed answer that breaks the contract withdraws what the batch before said of the case', async () => {
  await using desk = await deskWithPhotos()
  const first = await start(desk, { format: 'native' })
  const { rows } = await desk.call('queue.rows', { scope: 'all', where: 'key:a.png' })
  const [row] = rows
  if (row === undefined) throw new Error('the photo is not there')
  await reviewCase(desk, row.caseId, { annotations: [], verdict: 'incorrect' })
  const schema = { properties: { truth: { properties: { objects: { minItems: 1 } } } } }
  const contract = { name: 'c.json', schema, broken: 'leave-out' } as const
  const next = await start(desk, { format: 'native', since: first.report?.batchId, contract })
  const withdrawn = readFileSync(join(next.to, 'withdrawn.jsonl'), 'utf8').trim().split('\n')
  expect([
    withdrawn.map((line) => JSON.parse(line).key),
    next.report?.counts.withdrawn,
    next.report?.counts.broken,
    next.report?.counts.cases,
  ]).toEqual([['a.png'], 1, 1, 0])
})

/** The names of a batch's classes by their numbers, as YOLO and COCO say them. */
const numbersIn = (format: 'coco' | 'yolo-detect', to: string): Readonly<Record<string, string>> => {
  if (format === 'yolo-detect')
    return z
      .object({ names: z.record(z.string(), z.string()) })
      .parse(parse(readFileSync(join(to, 'data.yaml'), 'utf8'))).names
  const { categories } = z
    .object({ categories: z.array(z.object({ id: z.int(), name: z.string() })) })
    .parse(JSON.parse(readFileSync(join(to, 'instances.json'), 'utf8')))
  return Object.fromEntries(categories.map(({ id, name }) => [id - 1, name]))
}

test('a class keeps its number in later batches, whatever was moved, renamed or taken out of the taxonomy meanwhile', async () => {
  await using desk = await deskWithPhotos()
  const publish = async (change: (labels: readonly Label[]) => readonly Label[]): Promise<void> => {
    const { taxonomy } = await desk.call('taxonomy.get', {})
    if (taxonomy === null) throw new Error('the import made one')
    const { version, publishedAt: _at, derived: _derived, ...draft } = taxonomy
    const labels = [...change(taxonomy.labels)]
    await desk.call('taxonomy.publish', { draft: { ...draft, labels }, base: version, summary: 'other words' })
    await desk.idle()
  }
  const [bird, emu] = ['bird', 'emu'].map((name, index) =>
    Label.parse({
      id: LabelId.parse(`l_${String(index).repeat(16)}`),
      name,
      hue: 1,
      tone: 0,
      dash: 0,
      shapes: ['box'],
    }),
  )
  if (bird === undefined || emu === undefined) throw new Error('two labels')
  await publish((labels) => [...labels, bird])
  await publish(([cat, dog]) => (cat && dog ? [emu, { ...dog, name: 'hound' }, cat] : []))
  for (const format of ['coco', 'yolo-detect'] as const) {
    const { to } = await start(desk, { format })
    expect(numbersIn(format, to)).toEqual({ 0: 'cat', 1: 'hound', 2: 'bird', 3: 'emu' })
  }
})

test.each([
  ['native', 'reviews.jsonl'],
  ['csv', 'reviews.csv'],
] as const)('%s with its images goes to another desk whole, whatever they are called', async (format, name) => {
  await using desk = await temporaryDesk()
  const images = ['a.png', 'A.png', 'x/con.png'].map(
    (each) => ({ from: 'path', path: join(desk.folder, each) }) as const,
  )
  for (const [index, { path }] of images.entries()) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(
      path,
      await rampImage(40 + index, 40)
        .png()
        .toBuffer(),
    )
  }
  const lines = ['a.png', 'A.png', 'con.png'].map((image, index) => ({
    ...{ key: `case ${index}`, image },
    truth: { objects: [CAT] },
  }))
  const file = join(desk.folder, 'photos.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await importing(desk, { files: [{ from: 'path', path: file }], images: [...images], role: 'truth' })
  const { to, report } = await start(desk, { format, images: 'copy' })
  expect(report).toMatchObject({ counts: { cases: 3 }, verified: { differences: [] } })
  expect(readdirSync(join(to, 'images')).length).toBe(3)
  await using other = await temporaryDesk()
  const taken = await importing(other, { files: [{ from: 'path', path: join(to, name) }], role: 'truth' })
  expect(taken.counts).toMatchObject({ casesAdded: 3, setAside: 0, ...(format === 'native' ? { assetsAdded: 3 } : {}) })
})

test('an image that was only linked and is gone is named, and nothing is left of the export', async () => {
  await using desk = await temporaryDesk()
  const image = join(desk.folder, 'a.png')
  writeFileSync(image, await rampImage(40, 40).png().toBuffer())
  const file = join(desk.folder, 'photos.jsonl')
  writeFileSync(file, `${JSON.stringify({ key: 'a', image: 'a.png', truth: { objects: [CAT] } })}\n`)
  await importing(desk, { files: [{ from: 'path', path: file }], role: 'truth', link: true })
  rmSync(image)
  const { job, to } = await start(desk, { format: 'coco', images: 'copy' })
  expect([job.error?.code, job.error?.message.startsWith(`The image ${image} of this batch`)]).toEqual([
    'bad-file',
    true,
  ])
  expect([existsSync(to), (await desk.call('export.list', {})).batches]).toEqual([false, []])
  expect((await start(desk, { format: 'coco', images: 'reference' })).report?.counts.cases).toBe(1)
})
