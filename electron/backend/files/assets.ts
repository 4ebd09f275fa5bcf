import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { z } from 'zod'
import { hex } from '../../../shared/domain/hash.ts'
import type { ServedFile } from '../backend.ts'
import type { Store } from '../store/store.ts'

/** Where an asset's bytes stand inside a project: assets/ab/abcd…, by its SHA-256. */
export const assetPath = (projectPath: string, sha256: string): string =>
  join(projectPath, 'assets', sha256.slice(0, 2), sha256)

/** A file that is read once: hashed, and copied to a temporary place in the project unless it is only linked. */
export type StagedAsset = {
  readonly sha256: Uint8Array
  readonly bytes: number
  /** Where its bytes stand now. */
  readonly path: string
  /** Puts the copy under its hash. Doing it again does nothing. */
  keep(): void
  /** Removes the copy, if it was not kept. */
  drop(): void
}

const CHUNK_BYTES = 1024 * 1024

/** Nothing is held in memory but a chunk; what is decoded and kept afterwards are the very bytes that were hashed. */
export const stageAsset = (projectPath: string, source: string, link: boolean): StagedAsset => {
  const folder = join(projectPath, 'assets')
  mkdirSync(folder, { recursive: true })
  const copy = link ? null : join(folder, `${randomUUID()}.part`)
  const drop = (): void => (copy === null ? undefined : rmSync(copy, { force: true }))
  try {
    const { sha256, bytes } = hashInto(source, copy)
    return {
      sha256,
      bytes,
      path: copy ?? source,
      keep: () => {
        if (copy === null) return
        const target = assetPath(projectPath, hex(sha256))
        if (existsSync(target) && statSync(target).size === bytes) return
        mkdirSync(dirname(target), { recursive: true })
        renameSync(copy, target)
      },
      drop,
    }
  } catch (error) {
    drop()
    throw error
  }
}

const hashInto = (source: string, copy: string | null): { sha256: Uint8Array; bytes: number } => {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const from = openSync(source, 'r')
  const to = copy === null ? null : openSync(copy, 'wx', 0o600)
  let bytes = 0
  try {
    for (let read = readSync(from, chunk); read > 0; read = readSync(from, chunk)) {
      hash.update(chunk.subarray(0, read))
      bytes += read
      for (let written = 0; to !== null && written < read; ) written += writeSync(to, chunk, written, read - written)
    }
    if (to !== null) fsyncSync(to)
  } finally {
    closeSync(from)
    if (to !== null) closeSync(to)
  }
  return { sha256: hash.digest(), bytes }
}

const Approved = z.strictObject({ roots: z.array(z.string()) })
const approvedFile = (stateDir: string): string => join(stateDir, 'linked-roots.json')

/**
 * Folders that a person of this machine has linked images from. A project file may come from anybody and must not be able
 * to name any file of this machine: a linked asset outside these folders is not served.
 */
export const approvedRoots = (stateDir: string): readonly string[] => {
  try {
    return Approved.parse(JSON.parse(readFileSync(approvedFile(stateDir), 'utf8'))).roots
  } catch {
    // None was approved yet, or the file is damaged: then none is.
    return []
  }
}

export const approveRoot = (stateDir: string, folder: string): void => {
  const root = realpathSync(folder)
  const roots = approvedRoots(stateDir)
  if (roots.includes(root)) return
  mkdirSync(stateDir, { recursive: true })
  const temporary = `${approvedFile(stateDir)}.${randomUUID()}.part`
  writeFileSync(temporary, `${JSON.stringify({ roots: [...roots, root].sort() }, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, approvedFile(stateDir))
}

/** True where `path` (resolved, without symbolic links) lies below `root`. */
export const isBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)

/** The file of an asset of this project, by its hash; null where there is none, or its folder is not approved here. */
export const storedAsset = async (store: Store, sha256: string, stateDir: string): Promise<ServedFile | null> => {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return null
  const row = store
    .prepare<{ mime: string; bytes: number; linked_path: string | null }>(
      'SELECT mime, bytes, linked_path FROM assets WHERE sha256 = ?',
    )
    .get(Buffer.from(sha256, 'hex'))
  if (!row) return null
  const path = row.linked_path ?? assetPath(store.path, sha256)
  try {
    const real = realpathSync(path)
    if (row.linked_path !== null && !approvedRoots(stateDir).some((root) => isBelow(real, root))) return null
    const { size } = statSync(real)
    // A linked file that has changed since is no longer what was reviewed.
    return size === row.bytes ? { path: real, mime: row.mime, bytes: size } : null
  } catch {
    return null
  }
}
