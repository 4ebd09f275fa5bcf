import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DeskError } from '../../../shared/contract/errors.ts'

export type Uploads = {
  /** Streams to a file of its own; nothing is held in memory. */
  take(name: string, bytes: AsyncIterable<Uint8Array>): Promise<{ readonly uploadId: string; readonly bytes: number }>
  /** Throws `not-found`. */
  find(uploadId: string): { readonly path: string; readonly name: string }
  clear(): void
}

/** What a browser sent, in a temporary folder that is gone when the host closes. */
export const createUploads = (): Uploads => {
  let folder: string | null = null
  const files = new Map<string, { path: string; name: string }>()
  return {
    take: async (name, bytes) => {
      folder ??= mkdtempSync(join(tmpdir(), 'second-look-uploads-'))
      const uploadId = randomUUID()
      const path = join(folder, uploadId)
      const target = createWriteStream(path, { mode: 0o600 })
      try {
        await pipeline(Readable.from(bytes), target)
      } catch (error) {
        rmSync(path, { force: true })
        throw error
      }
      files.set(uploadId, { path, name: basename(name.replaceAll('\\', '/')) || 'file' })
      return { uploadId, bytes: target.bytesWritten }
    },
    find: (uploadId) => {
      const file = files.get(uploadId)
      if (!file) throw new DeskError('not-found', 'That upload is no longer here. Choose the file again.')
      return file
    },
    clear: () => {
      if (folder) rmSync(folder, { recursive: true, force: true })
      folder = null
      files.clear()
    },
  }
}
