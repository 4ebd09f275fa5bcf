import { once } from 'node:events'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { BatchId } from '../../../shared/model/ids.ts'
import { downloadPath, removeOldDownloads } from '../files/downloads.ts'
import type { BatchFolder } from './export-folder.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

/** The zip format's own limit without its 64-bit extension, which not every reader knows. */
const MOST_BYTES = 0xffff_ffff
/** The earliest time a zip can say, in the machine's own zone as the format wants: the same bytes wherever it is made. */
const TIME = new Date(1980, 0, 1)
const PACKED_ALREADY = /\.(?:jpe?g|png|webp|gif|avif)$/i

/** Zips a written folder to be downloaded under this id; downloads that nobody fetched go. Throws as `zipFolder` does. */
export const zipDownload = async (
  context: JobContext,
  id: BatchId,
  folder: BatchFolder,
  files: readonly { readonly name: string; readonly bytes: number }[],
): Promise<void> => {
  removeOldDownloads(context.store, Date.now())
  await zipFolder(folder.path, files, downloadPath(context.store, id), () => stopIfAsked(context))
}

/**
 * Streams files of a folder into a zip that is not there under its name until it is whole. Throws `bad-input` when the
 * batch is too large for a zip.
 */
export const zipFolder = async (
  folder: string,
  files: readonly { readonly name: string; readonly bytes: number }[],
  target: string,
  stopped: () => void,
): Promise<void> => {
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES) {
    throw new DeskError(
      'bad-input',
      'This batch is larger than 4 GiB, which a zip cannot hold. Export it to a folder, reference its images, or choose fewer cases.',
    )
  }
  const unfinished = `${target}.${process.pid}.unfinished`
  const output = createWriteStream(unfinished, { flags: 'wx', mode: 0o600 })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  output.on('error', failed.reject)
  const drained = async (): Promise<void> => {
    stopped()
    if (output.writableNeedDrain) await Promise.race([once(output, 'drain'), failed.promise])
  }
  try {
    const zip = new Zip((error, chunk) => {
      if (error) failed.reject(error)
      else output.write(chunk)
    })
    for (const { name } of files) await addFile(zip, join(folder, name), name, drained)
    zip.end()
    output.end()
    await Promise.race([once(output, 'close'), failed.promise])
    const handle = await open(unfinished, 'r+')
    await handle.sync()
    await handle.close()
    await rename(unfinished, target)
  } finally {
    output.destroy()
    rmSync(unfinished, { force: true })
  }
}

const addFile = async (zip: Zip, path: string, name: string, drained: () => Promise<void>): Promise<void> => {
  const entry = PACKED_ALREADY.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
  entry.mtime = TIME
  zip.add(entry)
  for await (const chunk of createReadStream(path)) {
    entry.push(new Uint8Array(chunk))
    await drained()
  }
  entry.push(new Uint8Array(0), true)
}
