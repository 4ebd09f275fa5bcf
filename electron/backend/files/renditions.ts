import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isLarge, isTileOf, type Tile } from '../../../shared/domain/geometry/tiles.ts'
import { autoWindow, type SampleWindow, windowed } from '../../../shared/domain/pixels/window.ts'
import type { ServedFile } from '../backend.ts'
import { channelsOf, type ImageAbout, isShownAsIs, turnedSize } from './image-about.ts'
import { IMAGE_MIMES } from './image-format.ts'
import { isPyramidDone, makePyramid, tileFile, tileKind } from './pyramid.ts'
import { asImage, type Samples, samplesOf, shrunkPage } from './samples-of.ts'

/**
 * What is served of an image beside its own bytes: `view` is a whole page as a browser can show it, `preview` one of at
 * most 1,024 pixels a side, `tile` a part of a pyramid.
 */
export type Rendition =
  | { readonly kind: 'view' | 'preview'; readonly page: number }
  | { readonly kind: 'tile'; readonly page: number; readonly tile: Tile }

const PREVIEW_SIDE = 1024

/** `view-0`, `preview-0`, `tile-0-LEVEL-COLUMN-ROW`; null for any other name. */
export const readRendition = (name: string): Rendition | null => {
  const whole = /^(view|preview)-(\d{1,4})$/.exec(name)
  if (whole) return { kind: whole[1] === 'view' ? 'view' : 'preview', page: Number(whole[2]) }
  const tile = /^tile-(\d{1,4})-(\d{1,2})-(\d{1,4})-(\d{1,4})$/.exec(name)
  if (!tile) return null
  const [page = 0, level = 0, column = 0, row = 0] = tile.slice(1).map(Number)
  return { kind: 'tile', page, tile: { level, column, row } }
}

/** Where what is made of an asset stands. It can be deleted at any time: it is made again. */
export const derivedFolder = (projectPath: string, sha256: string): string => {
  const folder = join(projectPath, 'derived', sha256.slice(0, 2), sha256)
  mkdirSync(folder, { recursive: true })
  return folder
}

const served = (path: string, mime: string): ServedFile => ({ path, mime, bytes: statSync(path).size })

const making = new Map<string, Promise<void>>()
/** Makes a file unless it is there; those who ask for it meanwhile wait for the same work. */
const once = (path: string, make: () => Promise<void>): Promise<void> => {
  if (existsSync(path)) return Promise.resolve()
  const work = making.get(path) ?? make().finally(() => making.delete(path))
  making.set(path, work)
  return work
}

const writeWhole = (path: string, content: Uint8Array | string): void => {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}

/** 16 bits as 8: all between the window's ends. Alpha is no measurement and is cut to its upper byte. */
const shownSamples = (samples: Samples, window: SampleWindow): Samples => {
  const { data, channels } = samples
  return data instanceof Uint16Array ? { ...samples, data: windowed(data, channels, window) } : samples
}

const Window = z.strictObject({ low: z.number(), high: z.number(), least: z.number(), most: z.number() })

const windowFile = (folder: string, page: number): string => join(folder, `window-${page}.json`)

/** The window that shows a 16-bit page without anybody choosing one; null for 8 bits. */
export const windowOf = async (about: ImageAbout, folder: string, page: number): Promise<SampleWindow | null> => {
  if (about.bits === 8) return null
  await makePreview(about, folder, page)
  return Window.parse(JSON.parse(readFileSync(windowFile(folder, page), 'utf8')))
}

const previewFile = (folder: string, page: number): string => join(folder, `preview-${page}.png`)

const makePreview = (about: ImageAbout, folder: string, page: number): Promise<void> =>
  once(previewFile(folder, page), async () => {
    const stored = about.stored[page]
    if (!stored) return
    const size = turnedSize(stored, about.orientation)
    const shrink = Math.min(1, PREVIEW_SIDE / Math.max(size.width, size.height))
    const to = {
      width: Math.max(1, Math.round(size.width * shrink)),
      height: Math.max(1, Math.round(size.height * shrink)),
    }
    const samples = await shrunkPage(about, page, to, about.bits === 16)
    if (!(samples.data instanceof Uint16Array)) {
      writeWhole(previewFile(folder, page), await asImage(samples).png({ compressionLevel: 3 }).toBuffer())
      return
    }
    const window = autoWindow(samples.data, channelsOf(about))
    writeWhole(windowFile(folder, page), JSON.stringify(window))
    const shown = shownSamples(samples, window)
    writeWhole(previewFile(folder, page), await asImage(shown).png({ compressionLevel: 3 }).toBuffer())
  })

const makeView = (about: ImageAbout, folder: string, page: number, path: string): Promise<void> =>
  once(path, async () => {
    const stored = about.stored[page]
    if (!stored) return
    const { width, height } = turnedSize(stored, about.orientation)
    const window = await windowOf(about, folder, page)
    const samples = await samplesOf(about, page, { x: 0, y: 0, w: width, h: height })
    const shown = window === null ? samples : shownSamples(samples, window)
    writeWhole(path, await asImage(shown).png({ compressionLevel: 3 }).toBuffer())
  })

const tileOf = async (about: ImageAbout, folder: string, page: number, tile: Tile): Promise<ServedFile | null> => {
  const stored = about.stored[page]
  if (!stored || !isTileOf(turnedSize(stored, about.orientation), tile)) return null
  const path = join(folder, tileFile(about, page, tile))
  // A large image's tiles are made by a job; others while they are waited for.
  if (!existsSync(path) && !isLarge(stored) && !isPyramidDone(about, folder, page))
    await once(join(folder, `pyramid-${page}`), () =>
      makePyramid(about, folder, page, { progress: () => {}, stopIfAsked: () => {} }),
    )
  return existsSync(path) ? served(path, tileKind(about).mime) : null
}

/** The file of a rendition, made now where it is not there; null where the image has no such one. */
export const renditionOf = async (
  about: ImageAbout,
  folder: string,
  rendition: Rendition,
): Promise<ServedFile | null> => {
  const { page } = rendition
  const stored = about.stored[page]
  if (!stored) return null
  switch (rendition.kind) {
    case 'preview':
      await makePreview(about, folder, page)
      return served(previewFile(folder, page), IMAGE_MIMES.png)
    case 'view': {
      if (isLarge(stored)) return null
      if (isShownAsIs(about)) return served(about.path, about.mime)
      const path = join(folder, `view-${page}.png`)
      await makeView(about, folder, page, path)
      return served(path, IMAGE_MIMES.png)
    }
    case 'tile':
      return tileOf(about, folder, page, rendition.tile)
  }
}
