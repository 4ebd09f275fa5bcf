import tool from '../../../package.json' with { type: 'json' }
import type { ExportOptions, ExportReport } from '../../../shared/contract/exports.ts'
import { nativeLine, withdrawalRecord } from '../../../shared/domain/formats/native-write.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { batchWithdrawals } from '../store/batch-items.ts'
import { type Batch, MANIFEST } from '../store/batches.ts'
import { readDataset } from '../store/datasets.ts'
import type { Store } from '../store/store.ts'
import type { BatchFolder, WrittenFile } from './export-folder.ts'

/** Stands outside the bytes that a batch always has: another version of the tool may write the same batch. */
const TOOL = 'tool.json'
const WITHDRAWN = 'withdrawn.jsonl'

const writeJson = async (folder: BatchFolder, name: string, value: unknown): Promise<WrittenFile> => {
  const file = await folder.file(name)
  await file.write(`${JSON.stringify(value, null, 2)}\n`)
  return file.end()
}

/** What an earlier batch said and no longer stands; beside every batch that continues one. */
export const writeWithdrawn = async (store: Store, batch: Batch, folder: BatchFolder): Promise<WrittenFile | null> => {
  if (batch.plan.since === null) return null
  const file = await folder.file(WITHDRAWN)
  for (const item of batchWithdrawals(store, batch.id)) await file.write(nativeLine(withdrawalRecord(item, batch.id)))
  return file.end()
}

/** Which version it was written from, by id, name and root. */
const datasetMembers = (store: Store, { id, split }: NonNullable<ExportOptions['dataset']>) => {
  const { version } = readDataset(store, id)
  return { id, name: datasetName(version), root: version.root, split: split ?? null }
}

/** What the batch is, for whoever finds the folder: everything but the tool's version is the same each time it is made. */
export const writeManifest = async (
  store: Store,
  batch: Batch,
  taxonomy: Taxonomy | null,
  report: Pick<ExportReport, 'counts' | 'losses' | 'verified' | 'contract'> & {
    readonly files: readonly WrittenFile[]
  },
  folder: BatchFolder,
): Promise<WrittenFile> => {
  const { format, where, verdicts, truth, reviewer, dataset, images, losses, tags, offsets } = batch.plan.options
  await writeJson(folder, TOOL, { name: tool.name, version: tool.version })
  return writeJson(folder, MANIFEST, {
    secondLook: 1,
    batch: batch.id,
    at: batch.at,
    by: batch.personId,
    project: store.projectId,
    format,
    state: { desk: batch.deskId, sequence: batch.logSequence },
    taxonomy: taxonomy === null ? null : { name: taxonomy.name, version: taxonomy.version },
    filters: { where, verdicts, truth, reviewer: reviewer ?? null, since: batch.plan.since },
    ...(dataset === undefined ? {} : { dataset: datasetMembers(store, dataset) }),
    options: { images, losses, ...(tags === 'bio' ? {} : { tags }), ...(offsets === undefined ? {} : { offsets }) },
    counts: report.counts,
    losses: report.losses,
    ...(report.contract === null ? {} : { contract: report.contract }),
    verified: report.verified,
    files: report.files,
  })
}
