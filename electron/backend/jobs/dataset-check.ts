import type { DatasetCheck, DatasetRef } from '../../../shared/contract/datasets.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { leafHash, merkleRoot } from '../../../shared/domain/merkle.ts'
import { Sha256 } from '../../../shared/model/ids.ts'
import { sha256 } from '../files/sha256.ts'
import { itemHashes, readItems } from '../store/dataset-items.ts'
import { readDataset, type StoredDataset } from '../store/datasets.ts'
import type { Store } from '../store/store.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

/** Changed items named one by one. */
const NAMED = 100

/** The root over the items that are stored. */
export const rootOf = (store: Pick<Store, 'prepare' | 'db'>, dataset: StoredDataset): string =>
  hex(
    merkleRoot(
      sha256,
      itemHashes(store, dataset).map(({ hash }) => leafHash(sha256, hash)),
    ),
  )

/** Makes every item again from the project and holds it against what was frozen. Changes nothing. Throws `cancelled`. */
export const checkDataset = async (context: JobContext, ref: DatasetRef): Promise<DatasetCheck> => {
  const { store } = context
  const dataset = readDataset(store, ref)
  const { version } = dataset
  const examples: DatasetCheck['examples'] = []
  let [items, changed] = [0, 0]
  for (const { caseId, key, frozen, line } of readItems(store, dataset)) {
    items += 1
    if (line === null || hex(sha256(line)) !== hex(frozen)) {
      changed += 1
      if (examples.length < NAMED) examples.push({ caseId, key })
    }
    stopIfAsked(context)
    context.progress(items, version.counts.cases, 'items')
  }
  const root = { frozen: version.root, now: Sha256.parse(rootOf(store, dataset)) }
  const erased = version.counts.cases - items
  return { ok: changed === 0 && root.frozen === root.now, items, erased, root, changed, examples }
}
