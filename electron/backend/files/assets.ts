import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { z } from 'zod'
import type { ServedFile } from '../backend.ts'
import type { Store } from '../store/store.ts'

/** Where an asset's bytes stand inside a project: assets/ab/abcd…, by its SHA-256. */
export const assetPath = (projectPath: string, sha256: string): string =>
  join(projectPath, 'assets', sha256.slice(0, 2), sha256)

/** Copies bytes in under their hash: a temporary name, flushed, then renamed. Doing it again does nothing. */
export const copyAsset = (projectPath: string, sha256: string, bytes: Uint8Array): void => {
  const target = assetPath(projectPath, sha256)
  if (existsSync(target) && statSync(target).size === bytes.byteLength) return
  mkdirSync(dirname(target), { recursive: true })
  const temporary = `${target}.${randomUUID()}.part`
  try {
    const file = openSync(temporary, 'wx', 0o600)
    try {
      let written = 0
      while (written < bytes.byteLength) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
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
