import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { levelCount, levelSize, TILE, type Tile, tileGrid, tileRect } from '../../../shared/domain/geometry/tiles.ts'
import { type ImageAbout, turnedSize } from './image-about.ts'
import { IMAGE_MIMES } from './image-format.ts'
import { asImage, cut, type Samples, samplesOf, shrunk, shrunkPage } from './samples-of.ts'

/** Rows read at a time: two tiles of level 0, one of level 1. Twice as many would take 200 MB more for a few seconds less. */
const BAND_ROWS = 2 * TILE
/** The levels made band by band. Those above are made first, of one reading of the whole page. */
const FINE_LEVELS = 2
/** Tiles being encoded at a time. */
const AT_ONCE = 4

export type TileKind = { readonly ending: 'jpg' | 'png' | 'u16'; readonly mime: string }

/**
 * How tiles are stored: 16-bit samples as they are, little-endian, row by row; a JPEG's as JPEG, since they have lost
 * their exactness already; others without loss.
 */
export const tileKind = ({ bits, mime }: ImageAbout): TileKind => {
  if (bits === 16) return { ending: 'u16', mime: 'application/octet-stream' }
  return mime === IMAGE_MIMES.jpeg
    ? { ending: 'jpg', mime: IMAGE_MIMES.jpeg }
    : { ending: 'png', mime: IMAGE_MIMES.png }
}

export const tileFile = (about: ImageAbout, page: number, { level, column, row }: Tile): string =>
  `tile-${page}-${level}-${column}-${row}.${tileKind(about).ending}`

const State = z.strictObject({ coarse: z.boolean(), bands: z.int().nonnegative() })
type State = z.infer<typeof State>

const stateFile = (folder: string, page: number): string => join(folder, `pyramid-${page}.json`)

const stateOf = (folder: string, page: number): State => {
  try {
    return State.parse(JSON.parse(readFileSync(stateFile(folder, page), 'utf8')))
  } catch {
    // None yet, or damaged: then it is made from the start.
    return { coarse: false, bands: 0 }
  }
}

/** A file is never there in part. */
const write = (path: string, content: Uint8Array | string): void => {
  writeFileSync(`${path}.part`, content)
  renameSync(`${path}.part`, path)
}

const bandCount = (size: Size): number => Math.ceil(size.height / BAND_ROWS)

export const isPyramidDone = (about: ImageAbout, folder: string, page: number): boolean => {
  const stored = about.stored[page]
  if (!stored || !existsSync(stateFile(folder, page))) return false
  const { coarse, bands } = stateOf(folder, page)
  return coarse && bands >= bandCount(turnedSize(stored, about.orientation))
}

export type PyramidWatch = {
  progress(done: number, total: number): void
  /** Throws to stop; what is finished stays, and the next run goes on from there. */
  stopIfAsked(): void
}

/**
 * Makes the tiles of a page in `folder`, coarse ones first. Memory is bounded by a band of the page. What an earlier run
 * finished is kept.
 */
export const makePyramid = async (
  about: ImageAbout,
  folder: string,
  page: number,
  { progress, stopIfAsked }: PyramidWatch,
): Promise<void> => {
  const stored = about.stored[page]
  if (!stored) throw new Error(`there is no page ${page}`)
  const size = turnedSize(stored, about.orientation)
  const encode = async (samples: Samples): Promise<Uint8Array> => {
    const { data } = samples
    if (data instanceof Uint16Array) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const image = asImage(samples)
    return tileKind(about).ending === 'jpg'
      ? image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer()
      : image.png({ compressionLevel: 3 }).toBuffer()
  }
  /** Tiles of whole rows of a level; `samples` begin at the tile row `first`. */
  const cutTiles = async (samples: Samples, level: number, first: number): Promise<void> => {
    const { columns } = tileGrid(size, level)
    const rows = Math.ceil(samples.height / TILE)
    const tiles = Array.from({ length: rows * columns }, (_, at) => ({
      level,
      column: at % columns,
      row: first + Math.floor(at / columns),
    }))
    for (let at = 0; at < tiles.length; at += AT_ONCE) {
      stopIfAsked()
      const some = tiles.slice(at, at + AT_ONCE).map(async (tile) => {
        const { x, y, w, h } = tileRect(size, tile)
        const part = cut(samples, { x, y: y - first * TILE, w, h })
        write(join(folder, tileFile(about, page, tile)), await encode(part))
      })
      await Promise.all(some)
    }
  }
  const levels = levelCount(size)
  const total = bandCount(size) + 1
  let state = stateOf(folder, page)
  const done = (next: State): void => {
    state = next
    write(stateFile(folder, page), JSON.stringify(state))
    progress(state.bands + 1, total)
  }
  progress(state.bands + (state.coarse ? 1 : 0), total)
  if (!state.coarse && levels > FINE_LEVELS) {
    let samples = await shrunkPage(about, page, levelSize(size, FINE_LEVELS))
    for (let level = FINE_LEVELS; level < levels; level += 1) {
      if (level > FINE_LEVELS) samples = await shrunk(samples, levelSize(size, level))
      await cutTiles(samples, level, 0)
    }
  }
  if (!state.coarse) done({ coarse: true, bands: 0 })
  while (state.bands < bandCount(size)) {
    stopIfAsked()
    const top = state.bands * BAND_ROWS
    const h = Math.min(BAND_ROWS, size.height - top)
    let samples = await samplesOf(about, page, { x: 0, y: top, w: size.width, h })
    for (let level = 0; level < Math.min(FINE_LEVELS, levels); level += 1) {
      if (level > 0)
        samples = await shrunk(samples, { width: levelSize(size, level).width, height: Math.ceil(h / 2 ** level) })
      await cutTiles(samples, level, top / 2 ** level / TILE)
    }
    done({ coarse: true, bands: state.bands + 1 })
  }
}
