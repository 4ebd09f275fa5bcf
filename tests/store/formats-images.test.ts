import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ExportReport } from '../../shared/contract/exports.ts'
import type { Input } from '../../shared/contract/table.ts'
import { maskBounds } from '../../shared/domain/mask/runs.ts'
import { type Desk, hasRealdata, paths, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, NOTHING } from '../helpers/importing.ts'

const VOC = join(REALDATA, 'voc-detections')
const SHELF = join(paths.samplesDir, 'retail-shelf')

const exported = async (desk: Desk, format: Input<'export.start'>['format'], name: string): Promise<ExportReport> => {
  const to = join(desk.folder, name)
  const job = await desk.work('export.start', { format, to, images: 'copy' })
  expect(job.error).toBeUndefined()
  return ExportReport.parse(job.result)
}

/** What lies on the image: one of VOC's boxes ends a pixel below it. */
const cutBox = ([x = 0, y = 0, w = 0, h = 0]: readonly number[], image: { width: number; height: number }) => {
  const [left, top] = [Math.max(x, 0), Math.max(y, 0)]
  return [left, top, Math.min(x + w, image.width) - left, Math.min(y + h, image.height) - top]
}

/** Native lines of what a desk holds: per image its labels and boxes, to a thousandth of a pixel. */
const objectsOf = (desk: Desk, batch: string): ReadonlyMap<string, readonly string[]> => {
  const Line = z.object({
    image: z.string(),
    size: z.tuple([z.number(), z.number()]),
    truth: z.object({ objects: z.array(z.object({ label: z.string(), box: z.array(z.number()) })) }),
  })
  const lines = readFileSync(join(desk.folder, batch, 'reviews.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return new Map(
    lines
      .map((line) => Line.parse(JSON.parse(line)))
      .map(({ image, size: [width, height], truth }): [string, readonly string[]] => [
        image.split('/').at(-1) ?? '',
        truth.objects.map(({ label, box: [x = 0, y = 0, w = 0, h = 0] }) => {
          const cut = cutBox([x, y, w, h], { width, height })
          return `${label} ${cut.map((value) => (value + 0).toFixed(3)).join(' ')}`
        }),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

type Bounded = { readonly label: string; readonly box: readonly number[] }

const numbersIn = (object: string): Bounded => {
  const parts = object.split(' ')
  return { label: parts.slice(0, -4).join(' '), box: parts.slice(-4).map(Number) }
}

/** Native lines of a desk that holds masks: per image its labels and what is around their pixels. */
const boundsOf = (desk: Desk, batch: string): ReadonlyMap<string, readonly Bounded[]> => {
  const Line = z.object({
    image: z.string(),
    truth: z.object({
      objects: z.array(
        z.object({ label: z.string(), mask: z.object({ height: z.number(), counts: z.array(z.number()) }) }),
      ),
    }),
  })
  const lines = readFileSync(join(desk.folder, batch, 'reviews.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return new Map(
    lines
      .map((line) => Line.parse(JSON.parse(line)))
      .map(({ image, truth }): [string, readonly Bounded[]] => [
        image.split('/').at(-1) ?? '',
        truth.objects.map(({ label, mask }) => {
          const { x = 0, y = 0, w = 0, h = 0 } = maskBounds(mask) ?? {}
          return { label, box: [x, y, w, h] }
        }),
      ]),
  )
}

/** A desk with the first shelves' true boxes. */
const shelves = async (most: number): Promise<Desk> => {
  const desk = await temporaryDesk()
  const cases = readFileSync(join(SHELF, 'cases.jsonl'), 'utf8')
    .split('\n')
    .slice(0, most + 1)
  const files = [fileWith(desk, 'cases.jsonl', cases.join('\n'))]
  await importing(desk, { files, images: [{ from: 'path', path: SHELF }] })
  const truth = join(desk.folder, 'truth.jsonl')
  const lines = readFileSync(join(SHELF, 'truth.jsonl'), 'utf8').trim().split('\n').slice(0, most)
  const records = lines.map((line) => {
    const { key, objects } = z.object({ key: z.string(), objects: z.array(z.unknown()) }).parse(JSON.parse(line))
    return JSON.stringify({ key, kind: 'image', truth: { objects } })
  })
  writeFileSync(truth, ['{"secondLook":1}', ...records].join('\n'))
  await importing(desk, { files: [{ from: 'path', path: truth }], role: 'truth', as: desk.caller.personId })
  return desk
}

/** A desk of the shelves for all tests, which only export from it, with a native batch called "before". */
const shared = new Map<number, Promise<Desk>>()
const sharedShelves = (most: number): Promise<Desk> => {
  const made =
    shared.get(most) ??
    shelves(most).then(async (desk) => {
      await exported(desk, 'native', 'before')
      return desk
    })
  shared.set(most, made)
  return made
}
afterAll(async () => {
  for (const desk of shared.values()) await (await desk)[Symbol.asyncDispose]()
})

test.each([
  { format: 'yolo-detect', read: 'yolo', files: ['data.yaml', 'images.txt', 'manifest.json'], lost: 'attributes' },
  { format: 'voc', read: 'voc', files: ['manifest.json'], lost: 'metadata' },
  { format: 'cvat', read: 'cvat', files: ['annotations.xml', 'manifest.json'], lost: 'metadata' },
  { format: 'labelme', read: 'labelme', files: ['manifest.json'], lost: 'metadata' },
] as const)(
  'the shelves as $format, imported elsewhere, are the same boxes, and what is lost was said',
  async ({ format, read, files: names, lost }) => {
    const desk = await sharedShelves(60)
    const report = await exported(desk, format, format)
    expect(report).toMatchObject({ counts: { cases: 60 }, verified: { differences: [] } })
    expect(report.files.map(({ name }) => name)).toEqual(names)
    expect(report.losses.map(({ what }) => what)).toContain(lost)

    await using other = await temporaryDesk()
    const files = [{ from: 'path', path: report.path ?? '' }] as const
    const taken = await importing(other, { files: [...files], role: 'truth' })
    expect(taken.counts).toMatchObject({ ...NOTHING, rows: 60, casesAdded: 60, truthsAdded: 60, assetsAdded: 60 })
    await exported(other, 'native', 'after')
    expect(objectsOf(other, 'after')).toEqual(objectsOf(desk, 'before'))

    const again = await importing(other, { files: [...files], role: 'truth' })
    expect(again.counts).toMatchObject({ ...NOTHING, rows: 60, casesKnown: 60 })
    const preview = await desk.call('import.preview', { files: [...files] })
    expect(preview).toMatchObject({ format: read, rejects: [] })
  },
)

test.skipIf(!hasRealdata)(
  'VOC’s human boxes written as YOLO are where they were, for a reader that knows nothing of the desk',
  async () => {
    await using desk = await temporaryDesk()
    await importing(desk, {
      files: [{ from: 'path', path: join(VOC, 'instances.json') }],
      images: [{ from: 'path', path: join(VOC, 'images') }],
      role: 'truth',
    })
    const Coco = z.object({
      images: z.array(z.object({ id: z.number(), file_name: z.string(), width: z.number(), height: z.number() })),
      categories: z.array(z.object({ id: z.number(), name: z.string() })),
      annotations: z.array(z.object({ image_id: z.number(), category_id: z.number(), bbox: z.array(z.number()) })),
    })
    const human = Coco.parse(JSON.parse(readFileSync(join(VOC, 'instances.json'), 'utf8')))
    const labels = new Map(human.categories.map(({ id, name }) => [id, name]))
    const report = await exported(desk, 'yolo-detect', 'batch')
    const batch = report.path ?? ''
    expect(report.verified.differences).toEqual([])
    const { names } = z
      .object({ names: z.record(z.string(), z.string()) })
      .parse(parse(readFileSync(join(batch, 'data.yaml'), 'utf8')))
    const lines = (values: readonly (readonly (string | number)[])[]) =>
      values.map(([label, ...box]) => `${label} ${box.map((value) => Number(value).toFixed(2)).join(' ')}`).sort()
    const wrong = human.images.filter(({ id, file_name, width, height }) => {
      const text = readFileSync(join(batch, 'labels', file_name.replace(/\.[^.]+$/, '.txt')), 'utf8').trim()
      const found = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [number = -1, cx = 0, cy = 0, w = 0, h = 0] = line.split(' ').map(Number)
          return [names[number] ?? '?', (cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height]
        })
      const meant = human.annotations.flatMap(({ image_id, category_id, bbox }) =>
        image_id === id ? [[labels.get(category_id) ?? '?', ...cutBox(bbox, { width, height })]] : [],
      )
      return JSON.stringify(lines(found)) !== JSON.stringify(lines(meant))
    })
    expect(wrong).toEqual([])
    expect(human.images.length).toBe(52)
  },
)

test.each(['masks', 'masks-objects'] as const)(
  'the shelves as %s, imported elsewhere, are the pixels of the same boxes',
  async (format) => {
    const desk = await sharedShelves(20)
    const report = await exported(desk, format, format)
    expect(report).toMatchObject({ counts: { cases: 20 }, verified: { differences: [] } })
    await using other = await temporaryDesk()
    const files = [{ from: 'path', path: report.path ?? '' }] as const
    const preview = await other.call('import.preview', { files: [...files] })
    expect(preview).toMatchObject({ format: 'masks', rejects: [] })
    const taken = await importing(other, { files: [...files], role: 'truth' })
    expect(taken.counts).toMatchObject({ ...NOTHING, rows: 20, casesAdded: 20, truthsAdded: 20, assetsAdded: 20 })
    await exported(other, 'native', 'after')
    const [before, after] = [objectsOf(desk, 'before'), boundsOf(other, 'after')]
    const hidden = report.losses.find(({ what }) => what.startsWith('objects wholly below'))?.count ?? 0
    const count = (of: ReadonlyMap<string, readonly unknown[]>) => [...of.values()].flat().length
    expect([after.size, count(after)]).toEqual([20, count(before) - hidden])
    // What lies below others is seen in part only.
    const partly = report.losses.find(({ what }) => what.startsWith('pixels of objects'))?.count ?? 0
    const moved = [...after].flatMap(([image, objects]) => {
      const meant = (before.get(image) ?? []).map(numbersIn)
      return objects.filter(
        ({ label, box }) =>
          !meant.some((one) => one.label === label && one.box.every((at, n) => Math.abs(at - (box[n] ?? 0)) <= 1)),
      )
    })
    expect(moved.length).toBeLessThanOrEqual(partly)
    if (format === 'masks-objects') expect([hidden, partly]).toEqual([0, 0])
  },
)
