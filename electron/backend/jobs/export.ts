import { resolve } from 'node:path'
import type { z } from 'zod'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { ExportCounts, ExportReport } from '../../../shared/contract/exports.ts'
import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { createSurvey, type Survey } from '../../../shared/domain/formats/export-survey.ts'
import { hex } from '../../../shared/domain/hash.ts'
import type { ExportFormat } from '../../../shared/model/format.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import { storedAsset } from '../files/assets.ts'
import { downloadsFolder } from '../files/downloads.ts'
import { sha256 } from '../files/sha256.ts'
import { batchItems, batchSize } from '../store/batch-items.ts'
import { type Batch, deliverBatch, MANIFEST, readBatch, recordAgain, recordBatch } from '../store/batches.ts'
import { taxonomyVersion } from '../store/taxonomies.ts'
import { brat } from './export-brat.ts'
import { coco } from './export-coco.ts'
import { conll } from './export-conll.ts'
import { csv } from './export-csv.ts'
import { cvat } from './export-cvat.ts'
import { type BatchFolder, createBatchFolder, refuseOccupied, type WrittenFile } from './export-folder.ts'
import type { FormatContext, FormatWork, ReadBack } from './export-format.ts'
import { asWritten } from './export-gate.ts'
import { labelStudio } from './export-label-studio.ts'
import { labelme } from './export-labelme.ts'
import { writeManifest, writeWithdrawn } from './export-manifest.ts'
import { masks } from './export-masks.ts'
import { native } from './export-native.ts'
import { parquet } from './export-parquet.ts'
import { dropBatch, labelsOf, planBatch } from './export-plan.ts'
import { prodigy } from './export-prodigy.ts'
import { spacy } from './export-spacy.ts'
import { voc } from './export-voc.ts'
import { webanno } from './export-webanno.ts'
import { yolo } from './export-yolo.ts'
import { zipDownload } from './export-zip.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext, JobInput, JobRun } from './job.ts'

const WORK: Record<ExportFormat, FormatWork> = {
  native,
  coco,
  'yolo-detect': yolo('detect'),
  'yolo-segment': yolo('segment'),
  'yolo-obb': yolo('obb'),
  'yolo-pose': yolo('pose'),
  voc,
  cvat,
  labelme,
  masks: masks('flat'),
  'masks-objects': masks('objects'),
  conll,
  prodigy,
  spacy,
  'label-studio': labelStudio,
  brat,
  webanno,
  csv,
  parquet,
}

type Counts = z.infer<typeof ExportCounts>

/**
 * Writes a batch: choose, write under a temporary name, read back and compare, record, put in place. Whatever goes wrong
 * before the record leaves nothing; a batch that was recorded and not delivered can be made again with `again`.
 * Throws `already-exists`, `not-found`, `bad-input`, `bad-file`, `disk-full`, `conflict`, `cancelled`.
 */
export const run: JobRun<'export'> = async (context, input) => {
  try {
    return await exportBatch(context, input)
  } catch (error) {
    if (!context.cancelled()) throw error
    throw new DeskError('cancelled', 'The export was stopped. Nothing was written.')
  }
}

const exportBatch = async (
  context: JobContext,
  { personId, options, to }: JobInput['export'],
): Promise<ExportReport> => {
  if (to !== null) refuseOccupied(resolve(to))
  if (options.again !== undefined) return writeAgain(context, personId, readBatch(context.store, options.again), to)
  const { batch, survey } = planBatch(context, personId, options)
  let recorded = false
  try {
    return await writeBatch(context, { batch, survey, to }, (report) => {
      context.store.write((write) => recordBatch(write, batch, personId, report))
      recorded = true
    })
  } finally {
    if (!recorded) dropBatch(context.store, batch.id)
  }
}

type Order = { readonly batch: Batch; readonly survey: Survey; readonly to: JobInput['export']['to'] }

const countsOf = (context: JobContext, { batch, survey }: Order): Counts => ({
  ...survey.counts(),
  undecided: batch.plan.undecided,
  skipped: batch.plan.skipped,
  broken: batch.plan.broken,
  withdrawn: batchSize(context.store, batch.id).withdrawn,
})

const writeBatch = async (
  context: JobContext,
  order: Order,
  record: (report: ExportReport) => void,
): Promise<ExportReport> => {
  const { store } = context
  const { batch, to } = order
  const folder = createBatchFolder(to ?? `${downloadsFolder(store)}/${batch.id}`, batch.id)
  try {
    const { files, verified } = await writeFiles(context, order, folder)
    const report: ExportReport = {
      batchId: batch.id,
      at: batch.at,
      format: batch.plan.options.format,
      path: to === null ? null : resolve(to),
      download: to === null ? `/download/${batch.id}` : null,
      counts: countsOf(context, order),
      losses: [...order.survey.losses()],
      files: files.filter(({ name }) => !name.includes('/')),
      verified: { items: verified.items, differences: [...verified.differences] },
      where: batch.plan.options.where,
      since: batch.plan.since,
      contract: contractOf(batch),
    }
    if (to === null) await zipDownload(context, batch.id, folder, [...files, { name: 'tool.json', bytes: 0 }])
    record(report)
    if (to !== null) await folder.publish()
    store.write((write) => deliverBatch(write, batch.id))
    return report
  } finally {
    await folder.discard()
  }
}

/** The contract by its name and the SHA-256 of its canonical JSON (RFC 8785). */
const contractOf = ({ plan: { options, brokenRows } }: Batch): ExportReport['contract'] =>
  options.contract === undefined
    ? null
    : {
        name: options.contract.name,
        sha256: hex(sha256(canonicalJson(options.contract.schema))),
        broken: [...brokenRows],
      }

/** The batch's files on disk, the manifest last, and what reading them back found. */
const writeFiles = async (
  context: JobContext,
  order: Order,
  folder: BatchFolder,
): Promise<{ readonly files: readonly WrittenFile[]; readonly verified: ReadBack }> => {
  const { store } = context
  const { batch, survey } = order
  const work = WORK[batch.plan.options.format]
  const version = batch.plan.taxonomyVersion
  const taxonomy = version === null ? null : taxonomyVersion(store, version)
  const steps = batchSize(store, batch.id).items * work.passes
  let done = 0
  const format: FormatContext = {
    batch,
    folder,
    survey,
    taxonomy,
    labels: labelsOf(store, version),
    *items() {
      for (const item of batchItems(store, batch)) {
        stopIfAsked(context)
        yield asWritten(item, batch.plan.options)
        done += 1
        context.progress(Math.floor(done / work.passes), Math.ceil(steps / work.passes), 'cases')
      }
    },
    imagePath: (sha256) => imagePath(context, sha256),
  }
  const written = await work.write(format)
  const withdrawn = await writeWithdrawn(store, batch, folder)
  const files = withdrawn === null ? written : [...written, withdrawn]
  const verified = await work.readBack(format)
  refuseDifferences(verified)
  const manifest = await writeManifest(
    store,
    batch,
    taxonomy,
    {
      counts: countsOf(context, order),
      losses: [...survey.losses()],
      files: [...files],
      verified: { items: verified.items, differences: [...verified.differences] },
      contract: contractOf(batch),
    },
    folder,
  )
  return { files: [...files, manifest], verified }
}

const imagePath = async ({ store, stateDir }: JobContext, sha256: string): Promise<string> => {
  const asset = await storedAsset(store, sha256, stateDir)
  if (asset !== null) return asset.path
  const linked = store
    .prepare<string | null>('SELECT linked_path FROM assets WHERE sha256 = ?')
    .pluck()
    .get(Buffer.from(sha256, 'hex'))
  throw new DeskError(
    'bad-file',
    linked
      ? `The image ${linked} of this batch (SHA-256 ${sha256}) is no longer there, or no longer may be read. Put it back, or export with references.`
      : `An image of this batch (SHA-256 ${sha256}) is missing among the project’s assets. Restore the project from a backup, or export with references.`,
  )
}

/** A batch that does not read back as it was written is not given away. */
const refuseDifferences = ({ differences }: ReadBack): void => {
  if (differences.length === 0) return
  throw new DeskError(
    'internal',
    `The batch was written, read back, and is not the same: ${differences[0]}. Nothing was exported. Export as native JSON Lines instead, and report this.`,
    { differences },
  )
}

/** The same batch as it was: its own options, its own reviews, the same bytes. */
const writeAgain = async (
  context: JobContext,
  personId: PersonId,
  batch: Batch,
  to: string | null,
): Promise<ExportReport> => {
  const survey = createSurvey(batch.plan.options, labelsOf(context.store, batch.plan.taxonomyVersion))
  for (const item of batchItems(context.store, batch)) {
    stopIfAsked(context)
    survey.add(item)
  }
  return writeBatch(context, { batch, survey, to }, (report) => {
    refuseChanged(batch, report)
    context.store.write((write) => recordAgain(write, batch, personId, report))
  })
}

const refuseChanged = (batch: Batch, report: ExportReport): void => {
  const changed = batch.report?.files.find(
    ({ name, sha256 }) => report.files.find((file) => file.name === name)?.sha256 !== sha256,
  )
  if (changed === undefined && batch.report?.files.length === report.files.length) return
  throw new DeskError(
    'conflict',
    `Batch ${batch.id} can no longer be written as it was: ${changed?.name ?? MANIFEST} differs. Something it was made of was erased. Export a new batch.`,
  )
}
