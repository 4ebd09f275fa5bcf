import { resolve } from 'node:path'
import tool from '../../../package.json' with { type: 'json' }
import type { DatasetFiles, DatasetRef } from '../../../shared/contract/datasets.ts'
import { DeskError } from '../../../shared/contract/errors.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { BatchId } from '../../../shared/model/ids.ts'
import { downloadPath, downloadsFolder, removeOldDownloads } from '../files/downloads.ts'
import { newActId, sha256 } from '../files/sha256.ts'
import { readItems } from '../store/dataset-items.ts'
import { findDataset, readDataset, type StoredDataset } from '../store/datasets.ts'
import type { Store } from '../store/store.ts'
import { taxonomyVersion } from '../store/taxonomies.ts'
import { type BatchFolder, createBatchFolder, refuseOccupied, type WrittenFile } from './export-folder.ts'
import { zipFolder } from './export-zip.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

const ITEMS = 'items.jsonl'
const MANIFEST = 'manifest.json'

/** One line an item, each the very text its hash was made of. A line that no longer fits its hash is refused. */
const writeItems = async (context: JobContext, dataset: StoredDataset, folder: BatchFolder): Promise<WrittenFile> => {
  const file = await folder.file(ITEMS)
  let done = 0
  for (const { key, frozen, line } of readItems(context.store, dataset)) {
    stopIfAsked(context)
    if (line === null || hex(sha256(line)) !== hex(frozen))
      throw new DeskError(
        'conflict',
        `The case ${key} is no longer as ${datasetName(dataset.version)} froze it. second-look dataset verify names all that differ; build a new version.`,
      )
    await file.write(`${line}\n`)
    done += 1
    context.progress(done, dataset.version.counts.cases, 'items')
  }
  if (done < dataset.version.counts.cases)
    throw new DeskError(
      'conflict',
      `${dataset.version.counts.cases - done} cases of ${datasetName(dataset.version)} were erased since: it can no longer be written as it was. Build a new version.`,
    )
  return file.end()
}

/** What the version is, for whoever finds the folder. */
const manifestOf = (store: Store, { version, deskId, logSequence }: StoredDataset, items: WrittenFile) => {
  const { id, name, number, at, personId, root, options, counts, coverage } = version
  const parent = version.parent === null ? null : findDataset(store, version.parent)
  const taxonomy = taxonomyVersion(store, version.taxonomyVersion)
  return {
    secondLookDataset: 1,
    id,
    name,
    number,
    at,
    by: personId,
    project: store.projectId,
    state: { desk: deskId, sequence: logSequence },
    parent: parent && { id: parent.version.id, name: datasetName(parent.version), root: parent.version.root },
    taxonomy: taxonomy && { name: taxonomy.name, version: taxonomy.version },
    /** RFC 6962 over the SHA-256 of each line of items.jsonl, in the order of the case ids. */
    root,
    options,
    counts,
    coverage,
    files: [items],
  }
}

const writeFiles = async (context: JobContext, dataset: StoredDataset, folder: BatchFolder) => {
  const items = await writeItems(context, dataset, folder)
  const file = await folder.file(MANIFEST)
  await file.write(`${JSON.stringify(manifestOf(context.store, dataset, items), null, 2)}\n`)
  const manifest = await file.end()
  const about = await folder.file('tool.json')
  await about.write(`${JSON.stringify({ name: tool.name, version: tool.version }, null, 2)}\n`)
  return { files: [items, manifest], all: [items, manifest, await about.end()] }
}

/** Writes a version's manifest and items, as a folder or a zip to download. Throws `already-exists`, `conflict`. */
export const exportDataset = async (context: JobContext, ref: DatasetRef, to: string | null): Promise<DatasetFiles> => {
  const { store } = context
  const dataset = readDataset(store, ref)
  if (to !== null) refuseOccupied(resolve(to))
  const id = BatchId.parse(newActId())
  const folder = createBatchFolder(to ?? `${downloadsFolder(store)}/${id}`, id)
  try {
    const { files, all } = await writeFiles(context, dataset, folder)
    if (to !== null) {
      await folder.publish()
      return { path: resolve(to), download: null, files }
    }
    removeOldDownloads(store, Date.now())
    await zipFolder(folder.path, all, downloadPath(store, id), () => stopIfAsked(context))
    return { path: null, download: `/download/${id}`, files }
  } finally {
    await folder.discard()
  }
}
