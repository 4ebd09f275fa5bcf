import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ExportReport } from '../../shared/contract/exports.ts'
import { EXPORT_FORMATS } from '../../shared/model/format.ts'
import { type Desk, hasRealdata, paths, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'

/** Cases of each sample: every kind of case is among them, and every kind of answer. */
const CASES = 6

const linesIn = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))

/** The first cases of every sample with their true answers, a feed each. */
const samples = async (desk: Desk): Promise<void> => {
  for (const name of readdirSync(paths.samplesDir)) {
    const folder = join(paths.samplesDir, name)
    if (!existsSync(join(folder, 'truth.jsonl'))) continue
    const [header = {}, ...cases] = linesIn(join(folder, 'cases.jsonl'))
    const truths = new Map(linesIn(join(folder, 'truth.jsonl')).map(({ key, ...said }) => [key, said]))
    const records = cases.slice(0, CASES).map((one) => ({ ...one, truth: truths.get(one.key) ?? { objects: [] } }))
    const file = nativeFile(desk, records, header, `${name}.jsonl`)
    const images = [{ from: 'path', path: folder }] as const
    for (const role of ['prediction', 'truth'] as const)
      await importing(desk, { files: [file], images: [...images], role, feed: name })
  }
}

/** How many of their lines: some formats write a file for each. */
const TEXTS = [
  ['wnut17/gold.conll', 2000],
  ['prodigy/fashion_brands.jsonl', 100],
  ['banking77/test.csv', 100],
] as const

/** Data that nobody here wrote: photos with boxes, texts with entities, and questions with intents. */
const real = async (desk: Desk): Promise<void> => {
  const voc = join(REALDATA, 'voc-detections')
  await importing(desk, {
    files: [{ from: 'path', path: join(voc, 'instances.json') }],
    images: [{ from: 'path', path: join(voc, 'images') }],
    role: 'truth',
  })
  for (const [file, lines] of TEXTS) {
    const text = readFileSync(join(REALDATA, file), 'utf8').split('\n').slice(0, lines).join('\n')
    await importing(desk, { files: [fileWith(desk, file, text)], role: 'truth', feed: file })
  }
}

/** Exports everything in every format; the job itself compares what it wrote with what it was to write. */
const exportedEverywhere = async (desk: Desk) => {
  const found: Record<string, unknown> = {}
  for (const format of EXPORT_FORMATS) {
    const job = await desk.work('export.start', { format, to: join(desk.folder, 'batches', format) })
    const report = ExportReport.safeParse(job.result)
    found[format] = report.success
      ? { differences: report.data.verified.differences, read: report.data.verified.items > 0 }
      : job.error
  }
  return found
}

const everywhereAlike = Object.fromEntries(EXPORT_FORMATS.map((format) => [format, { differences: [], read: true }]))

test('the samples in every format read back as they were, or as their loss was announced', {
  timeout: 180_000,
}, async () => {
  await using desk = await temporaryDesk()
  await samples(desk)
  expect(await exportedEverywhere(desk)).toEqual(everywhereAlike)
})

test.skipIf(!hasRealdata)(
  'real data in every format reads back as it was, or as its loss was announced',
  { timeout: 180_000 },
  async () => {
    await using desk = await temporaryDesk()
    await real(desk)
    expect(await exportedEverywhere(desk)).toEqual(everywhereAlike)
  },
)
