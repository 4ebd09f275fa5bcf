import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import { BatchId } from '../../../shared/model/ids.ts'
import type { ServedFile } from '../backend.ts'
import type { Store } from '../store/store.ts'

type Place = Pick<Store, 'projectId'>

const rootOf = (): string => join(tmpdir(), `second-look-downloads-${process.getuid?.() ?? 'user'}`)

/**
 * The folder that holds this project's zips, made if need be. In the machine's temporary folder, for this user only: a
 * folder of that name that somebody else made, or a link, is refused.
 */
export const downloadsFolder = ({ projectId }: Place): string => {
  const root = rootOf()
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const found = lstatSync(root)
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) {
    throw new DeskError('not-allowed', `${root} belongs to somebody else. Remove it, then export again.`)
  }
  const folder = join(root, projectId)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

export const downloadPath = (store: Place, batchId: BatchId): string =>
  join(downloadsFolder(store), `second-look-${batchId}.zip`)

/** The zip that a finished export made for a browser; null when there is none, or no longer. */
export const downloadOf = (store: Place, batchId: string): ServedFile | null => {
  const id = BatchId.safeParse(batchId)
  if (!id.success) return null
  const path = downloadPath(store, id.data)
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? { path, mime: 'application/zip', bytes: found.size } : null
}

const KEPT_MS = 24 * 60 * 60 * 1000

/** Takes away zips and unfinished ones that are older than a day. */
export const removeOldDownloads = (store: Place, nowMs: number): void => {
  const folder = downloadsFolder(store)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs) < nowMs - KEPT_MS)
      rmSync(path, { recursive: true, force: true })
  }
}
