import { resolve } from 'node:path'
import tool from '../../../package.json' with { type: 'json' }
import type { DatasetFiles, DatasetRef } from '../../../shared/contract/datasets.ts'
import { ITEMS_FILE } from '../../../shared/domain/cards/croissant.ts'
import { writeCard } from '../../../shared/domain/cards/write.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { BatchId, type PersonId } from '../../../shared/model/ids.ts'
import { CARD_KINDS } from '../../../shared/model/lineage.ts'
import { downloadsFolder } from '../files/downloads.ts'
import { newActId } from '../files/sha256.ts'
import { itemHashes } from '../store/dataset-items.ts'
import { findDataset, readDataset, type StoredDataset } from '../store/datasets.ts'
import { frozenLines } from '../store/frozen-lines.ts'
import { cardFacts } from '../store/lineage-card.ts'
import type { Store, Write } from '../store/store.ts'
import { taxonomyVersion } from '../store/taxonomies.ts'
import { type BatchFolder, createBatchFolder, refuseOccupied, type WrittenFile } from './export-folder.ts'
import { zipDownload } from './export-zip.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

const MANIFEST = 'manifest.json'

/** One line an item, each the very text its hash was made of. */
const writeItems = async (context: JobContext, dataset: StoredDataset, folder: BatchFolder): Promise<WrittenFile> => {
  const file = await folder.file(ITEMS_FILE)
  let done = 0
  for (const line of frozenLines(context.store, dataset)) {
    stopIfAsked(context)
    await file.write(`${line}\n`)
    done += 1
    context.progress(done, dataset.version.counts.cases, 'items')
  }
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
    /** RFC 6962 over the SHA-256 of each line of items.jsonl, in the order of the case ids: the hashes of `items`. */
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
  const opened = JSON.stringify(manifestOf(context.store, dataset, items), null, 2).slice(0, -'\n}'.length)
  await file.write(`${opened},\n  "items": [`)
  let comma = ''
  for (const { caseId, hash } of itemHashes(context.store, dataset)) {
    stopIfAsked(context)
    await file.write(`${comma}\n    { "case": "${caseId}", "sha256": "${hex(hash)}" }`)
    comma = ','
  }
  await file.write('\n  ]\n}\n')
  const manifest = await file.end()
  const about = await folder.file('tool.json')
  await about.write(`${JSON.stringify({ name: tool.name, version: tool.version }, null, 2)}\n`)
  const cards = await writeCards(context.store, dataset, [items, manifest], folder)
  return { files: [items, manifest, ...cards], all: [items, manifest, await about.end(), ...cards] }
}

/** Descriptions of the version, for people and for machines. What they say may grow with time: they are in no hash. */
const writeCards = async (
  store: Store,
  dataset: StoredDataset,
  files: readonly WrittenFile[],
  folder: BatchFolder,
): Promise<readonly WrittenFile[]> => {
  const facts = cardFacts(store, dataset, files)
  const written: WrittenFile[] = []
  for (const kind of CARD_KINDS) {
    const { name, text } = writeCard(kind, facts, { license: null, url: null })
    const file = await folder.file(name)
    await file.write(text)
    written.push(await file.end())
  }
  return written
}

/** That data leaves the desk, said before it does: which version, and the hash of the manifest that names its files. */
const recordWriting = (
  write: Write,
  { version }: StoredDataset,
  personId: PersonId,
  files: readonly WrittenFile[],
): number =>
  write.log({
    kind: 'export',
    personId,
    summary: {
      dataset: version.id,
      cases: version.counts.cases,
      root: version.root,
      manifest: files.find(({ name }) => name === MANIFEST)?.sha256 ?? null,
    },
    payload: { name: datasetName(version) },
  })

/** Writes a version's manifest and items, records that, and puts them in place, as a folder or a zip to download. Throws `already-exists`, `conflict`. */
export const exportDataset = async (
  context: JobContext,
  {
    personId,
    dataset: ref,
    to,
  }: { readonly personId: PersonId; readonly dataset: DatasetRef; readonly to: string | null },
): Promise<DatasetFiles> => {
  const { store } = context
  const dataset = readDataset(store, ref)
  if (to !== null) refuseOccupied(resolve(to))
  const id = BatchId.parse(newActId())
  const folder = createBatchFolder(to ?? `${downloadsFolder(store)}/${id}`, id)
  try {
    const { files, all } = await writeFiles(context, dataset, folder)
    if (to === null) await zipDownload(context, id, folder, all)
    store.write((write) => recordWriting(write, dataset, personId, files))
    if (to !== null) {
      await folder.publish()
      return { path: resolve(to), download: null, files }
    }
    return { path: null, download: `/download/${id}`, files }
  } finally {
    await folder.discard()
  }
}
