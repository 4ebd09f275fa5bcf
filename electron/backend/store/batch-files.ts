import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { BatchId } from '../../../shared/model/ids.ts'
import type { Store } from './store.ts'

/**
 * The batch of this project that wrote this very file, byte for byte; null when none did. Hashes the file only where a
 * batch holds one of its size.
 */
export const batchThatWrote = async (store: Pick<Store, 'prepare'>, path: string): Promise<BatchId | null> => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return null
  const alike = store
    .prepare<{ id: string; sha256: string }>(
      `SELECT b.id, f.value ->> '$.sha256' AS sha256
       FROM batches b, json_each(b.report, '$.files') f
       WHERE b.state <> 'writing' AND f.value ->> '$.bytes' = ?`,
    )
    .all(found.size)
  if (alike.length === 0) return null
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const sha256 = hash.digest('hex')
  const id = alike.find((each) => each.sha256 === sha256)?.id
  return id === undefined ? null : BatchId.parse(id)
}
