import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { newActId } from '../../electron/backend/files/sha256.ts'
import { ExportReport } from '../../shared/contract/exports.ts'
import { ImportReport } from '../../shared/contract/imports.ts'
import { diff } from '../../shared/domain/changes.ts'
import { propose } from '../../shared/domain/propose.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId, CommandId } from '../../shared/model/ids.ts'
import { type Desk, hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'

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

const imported = async (desk: Desk, file: string, role: 'prediction' | 'truth'): Promise<ImportReport> => {
  const job = await desk.work('import.start', {
    files: [{ from: 'path', path: file }],
    images: [{ from: 'path', path: join(FOLDER, 'images') }],
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
  for (const row of rows) {
    const opened = await desk.call('review.open', { caseId: row.caseId })
    const prediction = opened.predictions.find(({ id }) => id === opened.predictionId) ?? null
    const wanted = (truth.get(row.key) ?? []).map(
      ({ label, box: [x, y, w, h] }, index): Annotation => ({
        id: AnnotationId.parse(`right-${index + 1}`),
        label,
        shape: { kind: 'box', x, y, w, h },
        attributes: {},
      }),
    )
    const subject = { caseId: row.caseId, predictionId: opened.predictionId }
    const corrected = { ...opened.worksheet, annotations: wanted, relations: [] }
    const proposed = propose({ prediction, worksheet: corrected })
    const after = { ...corrected, verdict: proposed.verdict ?? 'incorrect', causes: proposed.causes }
    const changes = diff(opened.worksheet, after)
    const applied = await desk.call('review.change', {
      commandId: CommandId.parse(newActId()),
      subject,
      baseRevision: opened.worksheet.revision,
      changes,
      label: 'correct all',
    })
    await desk.call('review.submit', {
      commandId: CommandId.parse(newActId()),
      subject,
      baseRevision: applied.revision,
      activeMs: 1000,
      blind: false,
      proposed,
    })
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
    const right = boxesByFile(human)
    const far = [...boxesByFile(exported)].flatMap(([file, boxes]) =>
      boxes.filter(({ label, box }, index) => {
        const wanted = right.get(file)?.[index]
        return (
          wanted?.label !== label || box.some((value, at) => Math.abs(value - (wanted.box[at] ?? Number.NaN)) > 0.01)
        )
      }),
    )
    expect({ far, annotations: exported.annotations.length }).toEqual({ far: [], annotations: 413 })
  },
)
