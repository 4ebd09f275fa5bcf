import { DeskError } from '../../../shared/contract/errors.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { sha256 } from '../files/sha256.ts'
import { readItems } from './dataset-items.ts'
import type { StoredDataset } from './datasets.ts'
import type { ReadingStore } from './readings.ts'

/**
 * A version's items in the source's order, each the very text its hash was made of. Throws `conflict` at a case that is
 * no longer as it was frozen, and at the end where some were erased.
 */
export function* frozenLines(store: ReadingStore, dataset: StoredDataset): Generator<string> {
  const { version } = dataset
  let done = 0
  for (const { key, frozen, line } of readItems(store, dataset)) {
    if (line === null || hex(sha256(line)) !== hex(frozen))
      throw new DeskError(
        'conflict',
        `The case ${key} is no longer as ${datasetName(version)} froze it. second-look dataset verify names all that differ; build a new version.`,
      )
    yield line
    done += 1
  }
  if (done < version.counts.cases)
    throw new DeskError(
      'conflict',
      `${version.counts.cases - done} cases of ${datasetName(version)} were erased since: it can no longer be written as it was. Build a new version.`,
    )
}
