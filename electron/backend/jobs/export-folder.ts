import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'

export type WrittenFile = { readonly name: string; readonly bytes: number; readonly sha256: string }

/** One file of a batch while it is written. */
export type FileWriter = {
  /** Held back until about a megabyte is there. */
  write(text: string): Promise<void>
  bytes(chunk: Uint8Array): Promise<void>
  /** On disk when it answers. */
  end(): Promise<WrittenFile>
}

/** A folder that is not there under its name until it is whole. */
export type BatchFolder = {
  /** Where it stands meanwhile: a hidden sibling of the place it will have. */
  readonly path: string
  file(name: string): Promise<FileWriter>
  /** Puts it in its place, in one step. */
  publish(): Promise<void>
  /** Leaves nothing behind, unless it was published. */
  discard(): Promise<void>
}

const FLUSH_CHARACTERS = 1024 * 1024

/** Directories cannot be flushed on Windows; its file system journals renames by itself. */
const flushDirectory = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

const isEmptyFolder = (path: string): boolean => lstatSync(path).isDirectory() && readdirSync(path).length === 0

/** Throws `already-exists` when something stands where the batch is to go. An empty folder may stand there. */
export const refuseOccupied = (target: string): void => {
  if (!existsSync(target) || isEmptyFolder(target)) return
  throw new DeskError(
    'already-exists',
    `${target} is there already and is not empty. Name a folder that does not exist yet, or empty it.`,
  )
}

const unfinishedPrefix = (target: string): string => `.${basename(target)}.unfinished-`

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not permitted: it is somebody else's, and alive.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** What an export to this place left behind when it was ended from outside. */
const removeLeftovers = (target: string): void => {
  const prefix = unfinishedPrefix(target)
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(/^(\d+)-/.exec(name.slice(prefix.length))?.[1] ?? Number.NaN)
    if (Number.isSafeInteger(pid) && pid !== process.pid && !isAlive(pid))
      rmSync(join(dirname(target), name), { recursive: true, force: true })
  }
}

/** One by one: where a file system makes no folders (/proc), Node's own recursion never ends. */
const makeFolders = (path: string): void => {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder))
    missing.push(folder)
  for (const folder of missing.toReversed()) {
    try {
      mkdirSync(folder)
    } catch (error) {
      // Somebody else may have made it meanwhile.
      if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
    }
  }
}

const makeParent = (parent: string): void => {
  try {
    makeFolders(parent)
  } catch (error) {
    // EEXIST and ENOTDIR: a file stands somewhere along the way.
    if (!(error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'ENOTDIR')))
      throw error
    throw new DeskError(
      'bad-file',
      `${parent} cannot be made: a file stands where a folder is needed. Name another folder.`,
    )
  }
}

/** `tag` tells this export's folder from others of this process. Throws `already-exists`; the file system's own errors. */
export const createBatchFolder = (to: string, tag: string): BatchFolder => {
  const target = resolve(to)
  refuseOccupied(target)
  makeParent(dirname(target))
  removeLeftovers(target)
  const path = join(dirname(target), `${unfinishedPrefix(target)}${process.pid}-${tag}`)
  mkdirSync(path, { mode: 0o755 })
  const handles = new Set<FileHandle>()
  const folders = new Set<string>([path])
  let published = false
  return {
    path,
    file: async (name) => {
      const place = join(path, name)
      for (let folder = dirname(place); folder.length >= path.length; folder = dirname(folder)) folders.add(folder)
      mkdirSync(dirname(place), { recursive: true })
      const handle = await open(place, 'wx')
      handles.add(handle)
      return createWriter(handle, name, () => handles.delete(handle))
    },
    publish: async () => {
      for (const folder of [...folders].sort((a, b) => b.length - a.length)) await flushDirectory(folder)
      refuseOccupied(target)
      // Windows does not rename over an empty folder.
      if (existsSync(target)) rmdirSync(target)
      await rename(path, target)
      published = true
      await flushDirectory(dirname(target))
    },
    discard: async () => {
      for (const handle of handles) await handle.close()
      if (!published) rmSync(path, { recursive: true, force: true })
    },
  }
}

const createWriter = (handle: FileHandle, name: string, closed: () => void): FileWriter => {
  const hash = createHash('sha256')
  let bytes = 0
  let held = ''
  const put = async (chunk: Uint8Array): Promise<void> => {
    hash.update(chunk)
    bytes += chunk.byteLength
    for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten
  }
  const flush = async (): Promise<void> => {
    if (held === '') return
    const text = held
    held = ''
    await put(Buffer.from(text, 'utf8'))
  }
  return {
    write: async (text) => {
      held += text
      if (held.length >= FLUSH_CHARACTERS) await flush()
    },
    bytes: async (chunk) => {
      await flush()
      await put(chunk)
    },
    end: async () => {
      await flush()
      await handle.sync()
      await handle.close()
      closed()
      return { name, bytes, sha256: hash.digest('hex') }
    },
  }
}
