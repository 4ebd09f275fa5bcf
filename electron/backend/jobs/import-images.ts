import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { LABELME_FOLDER } from '../../../shared/domain/formats/labelme-read.ts'
import { type ReadImage, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import { hex } from '../../../shared/domain/hash.ts'
import type { ImageRef } from '../../../shared/model/case.ts'
import { Sha256 } from '../../../shared/model/ids.ts'
import { approveRoot, isBelow, stageAsset } from '../files/assets.ts'
import { IMAGE_MIMES } from '../files/image-format.ts'
import { type Decoded, decodeImage } from '../files/images.ts'
import type { FoundImage } from './import-prepare.ts'
import type { LocalFile } from './job.ts'

export type PreparedAsset = {
  readonly sha256: Uint8Array
  readonly mime: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly orientation: number
  readonly linkedPath: string | null
}

export type ImageFinder = {
  /** The image's file, or null where there is none. Throws RowProblem `path-outside` for a name that leaves its folder. */
  find(name: string): string | null
}

/** Looks images up in folders and among files, by the name a file gives them, then by the last part of that name. */
export const createImageFinder = (places: readonly LocalFile[]): ImageFinder => {
  const folders: string[] = []
  const byName = new Map<string, string>()
  for (const place of places) {
    if (!existsSync(place.path)) continue
    if (statSync(place.path).isDirectory()) folders.push(realpathSync(place.path))
    else {
      byName.set(place.name, place.path)
      if (!byName.has(basename(place.name))) byName.set(basename(place.name), place.path)
    }
  }
  // A folder that holds `images/` beside the file which names them is common enough to be looked into.
  const inside = folders.flatMap((folder) =>
    ['images', 'data', 'JPEGImages', LABELME_FOLDER]
      .map((name) => join(folder, name))
      .filter((each) => existsSync(each)),
  )
  const roots = [...folders, ...inside]
  return {
    find: (given) => {
      const name = checkedName(given)
      for (const root of roots) {
        const found = fileBelow(root, name) ?? fileBelow(root, basename(name))
        if (found) return found
      }
      return byName.get(name) ?? byName.get(basename(name)) ?? null
    },
  }
}

/** With forward slashes, relative, without a way out. */
const checkedName = (given: string): string => {
  const name = given.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  if (isAbsolute(name) || /^[A-Za-z]:/.test(name) || name.includes('\0') || name.split('/').includes('..'))
    throw new RowProblem(
      'path-outside',
      `The image name ${given.slice(0, 200)} leads out of the folder of images.`,
      'Name images by their path below the folder of images.',
    )
  return name
}

/** A symbolic link that leads out of the folder is no file of it. */
const fileBelow = (root: string, name: string): string | null => {
  const path = join(root, name)
  if (!existsSync(path)) return null
  const real = realpathSync(path)
  return isBelow(real, root) && statSync(real).isFile() ? real : null
}

export type ImageStore = {
  readonly projectPath: string
  readonly stateDir: string
  readonly link: boolean
}

/** Reads, checks and stores one image. Throws RowProblem. */
export const takeImage = async (read: ReadImage, path: string, store: ImageStore): Promise<FoundImage> => {
  const staged = stageAsset(store.projectPath, path, store.link)
  try {
    const name = hex(staged.sha256)
    if (read.sha256 !== undefined && read.sha256 !== name)
      throw new RowProblem(
        'hash-mismatch',
        `${read.name} is not the file that was meant: its SHA-256 is ${name}.`,
        'Give the image the prediction was made from, or leave its sha256 out.',
      )
    const decoded = await decodeImage(staged.path, read.name)
    const declaredRaw = checkSize(read, decoded)
    if (store.link) approveRoot(store.stateDir, join(path, '..'))
    else staged.keep()
    const { mime, width, height, orientation } = decoded
    return {
      ref: refOf(Sha256.parse(name), read.name, decoded),
      asset: {
        sha256: staged.sha256,
        bytes: staged.bytes,
        mime,
        width,
        height,
        orientation,
        linkedPath: store.link ? path : null,
      },
      declaredRaw,
      orientation,
      pages: decoded.pages,
    }
  } finally {
    staged.drop()
  }
}

/**
 * A file of several pages among a document's pages stands for all of them, one after the other; any other for itself. The
 * file is one asset all the same.
 */
export const pagesOf = (found: FoundImage): readonly FoundImage[] => {
  const several = found.pages.length > 1
  if (found.ref.pageIndex !== undefined || !several) return [found]
  return found.pages.map((size, index) => ({
    ...found,
    ref: { ...found.ref, ...size, pageIndex: index },
    asset: index === 0 ? found.asset : null,
    pages: [],
  }))
}

const refOf = (sha256: Sha256, name: string, { width, height, pages, bits, mime }: Decoded): ImageRef => ({
  sha256,
  name,
  width,
  height,
  ...(pages.length > 1 ? { pages: pages.length } : {}),
  ...(mime === IMAGE_MIMES.tiff ? { media: 'tiff' } : mime === IMAGE_MIMES.pdf ? { media: 'pdf' } : {}),
  ...(bits === 16 ? { bits } : {}),
})

/** True where the declared size is that of the pixels as stored, before EXIF turns them by a quarter. */
const checkSize = (read: ReadImage, decoded: { width: number; height: number; orientation: number }): boolean => {
  const { width, height } = read
  if (width === undefined || height === undefined) return false
  if (width === decoded.width && height === decoded.height) return false
  if (decoded.orientation >= 5 && width === decoded.height && height === decoded.width) return true
  throw new RowProblem(
    'size-mismatch',
    `${read.name} is declared as ${width} × ${height} pixels but has ${decoded.width} × ${decoded.height}.`,
    'Give the image the prediction was made from: its boxes would not fit this one.',
  )
}
