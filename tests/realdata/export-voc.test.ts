import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ExportReport } from '../../shared/contract/exports.ts'
import { ImportReport } from '../../shared/contract/imports.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { type Desk, hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const FOLDER = join(REALDATA, 'voc-detections')

const Coco = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string(), width: z.number(), height: z.number() })),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
  annotations: z.array(
    z.object({
      image_id: z.number(),
      category_id: z.number(),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    }),
  ),
})
type Coco = z.infer<typeof Coco>

const readCoco = (path: string): Coco => Coco.parse(JSON.parse(readFileSync(path, 'utf8')))

type Box = { readonly label: string; readonly box: readonly [number, number, number, number] }

/** Boxes by file name, in an order of their own. */
const boxesByFile = ({ images, categories, annotations }: Coco): Map<string, Box[]> => {
  const labels = new Map(categories.map(({ id, name }) => [id, name]))
  return new Map(
    images.map(({ id, file_name }) => [
      file_name,
      annotations
        .filter(({ image_id }) => image_id === id)
        .map(({ category_id, bbox }) => ({ label: labels.get(category_id) ?? '?', box: bbox }))
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ]),
  )
}

/** Boxes that are not where they should be, within 0.01 px, or are not there at all. */
const farFrom = (right: Coco, exported: Coco) => {
  const wanted = boxesByFile(right)
  const found = boxesByFile(exported)
  const far = [...wanted].flatMap(([file, boxes]) =>
    boxes.filter(({ label, box }, index) => {
      const at = found.get(file)?.[index]
      return at?.label !== label || box.some((value, side) => Math.abs(value - (at.box[side] ?? Number.NaN)) > 0.01)
    }),
  )
  return { far, annotations: exported.annotations.length }
}

const NOTHING = {
  casesAdded: 0,
  predictionsAdded: 0,
  truthsAdded: 0,
  outcomesAdded: 0,
  assetsAdded: 0,
  setAside: 0,
  conflicts: 0,
}

const imported = async (
  desk: Desk,
  file: string,
  role: 'prediction' | 'truth',
  images = join(FOLDER, 'images'),
): Promise<ImportReport> => {
  const job = await desk.work('import.start', {
    files: [{ from: 'path', path: file }],
    images: [{ from: 'path', path: images }],
    role,
    ...(role === 'truth' ? { as: 'ada' } : { model: 'detector@1' }),
    ...(role === 'prediction' ? { instances: { from: 'path', path: join(FOLDER, 'instances.json') } } : {}),
  })
  expect(job.error).toBeUndefined()
  return ImportReport.parse(job.result)
}

/** A reviewer who knows the right boxes: replaces what was predicted by them, and judges it. */
const correctAll = async (desk: Desk, truth: Map<string, Box[]>): Promise<number> => {
  const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 500 })
  for (const { caseId, key } of rows) {
    const annotations = (truth.get(key) ?? []).map(
      ({ label, box: [x, y, w, h] }, index): Annotation => ({
        id: AnnotationId.parse(`right-${index + 1}`),
        label,
        shape: { kind: 'box', x, y, w, h },
        attributes: {},
      }),
    )
    await reviewCase(desk, caseId, { annotations })
  }
  return rows.length
}

test.skipIf(!hasRealdata)(
  'VOC: detections, corrected to the human boxes and exported as COCO, are the human boxes; importing that again changes nothing',
  async () => {
    await using desk = await temporaryDesk()
    await imported(desk, join(FOLDER, 'detections.json'), 'prediction')
    const human = readCoco(join(FOLDER, 'instances.json'))
    expect(await correctAll(desk, boxesByFile(human))).toBe(52)

    const to = join(desk.folder, 'batch')
    const job = await desk.work('export.start', { format: 'coco', to, images: 'copy' })
    expect(job.error).toBeUndefined()
    const report = ExportReport.parse(job.result)
    expect(report.counts).toMatchObject({ cases: 52, annotations: 413, undecided: 0 })
    expect(report.verified.differences).toEqual([])

    const exported = readCoco(join(to, 'instances.json'))
    expect(exported.images).toEqual(human.images)
    expect(farFrom(human, exported)).toEqual({ far: [], annotations: 413 })

    const known = await desk.call('record.verify', {})
    const again = await imported(desk, join(to, 'instances.json'), 'truth')
    expect(again).toMatchObject({ counts: { ...NOTHING, rows: 0, warnings: 1 }, taxonomy: null })
    expect(await desk.call('record.verify', {})).toEqual(known)

    await using other = await temporaryDesk()
    const elsewhere = await imported(other, join(to, 'instances.json'), 'truth', join(to, 'images'))
    expect(elsewhere.counts).toMatchObject({ casesAdded: 52, truthsAdded: 52, setAside: 0 })
    const taken = await other.call('record.verify', {})
    const twice = await imported(other, join(to, 'instances.json'), 'truth', join(to, 'images'))
    expect(twice.counts).toMatchObject({ ...NOTHING, casesKnown: 52 })
    expect(await other.call('record.verify', {})).toEqual(taken)
    const back = join(other.folder, 'back')
    expect((await other.work('export.start', { format: 'coco', to: back })).state).toBe('done')
    expect(farFrom(exported, readCoco(join(back, 'instances.json')))).toEqual({ far: [], annotations: 413 })
  },
)
