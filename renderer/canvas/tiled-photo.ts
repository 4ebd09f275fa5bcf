import type { ImageFacts } from '../../shared/contract/images.ts'
import { rectsTouch, type Size } from '../../shared/domain/geometry/box.ts'
import { levelAt, TILE, type Tile, tileRect, tilesWithin } from '../../shared/domain/geometry/tiles.ts'
import { SHARP_ABOVE, type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import { developSamples } from '../../shared/domain/pixels/adjust.ts'
import type { ImageRef } from '../../shared/model/case.ts'
import { renditionUrl } from '../api/asset-url.ts'
import { client } from '../api/client.ts'
import { paintAdjusted, useAdjustment } from './adjustment.ts'
import { decode, PhotoError } from './decode.ts'
import { drawPart } from './draw-part.ts'
import type { Pen } from './paint-shapes.ts'
import type { Photo } from './photo.ts'
import { createTileCache, type HeldTile, type TilePixels, tileName } from './tile-cache.ts'

/** The most pixels a side that `pixels` gives at once. */
const MOST_READ = 4 * TILE

const rectOf = (size: Size, tile: Tile) => {
  const { x, y, w, h } = tileRect(size, tile)
  const factor = 2 ** tile.level
  return { x: x * factor, y: y * factor, w: w * factor, h: h * factor }
}

/** 16-bit samples of a tile. Numbers are little-endian in the file, as they are in every machine a browser runs on. */
const loadSamples = async (url: string): Promise<TilePixels | null> => {
  const response = await fetch(url)
  return response.ok ? { image: null, samples: new Uint16Array(await response.arrayBuffer()) } : null
}

const aboutPage = async (image: ImageRef): Promise<ImageFacts> => {
  const facts = await client.call('image.about', { sha256: image.sha256, page: image.pageIndex ?? 0 })
  if (facts.ok) return facts.value
  throw new PhotoError(facts.error.message)
}

/**
 * A photo too large to decode as a whole, or of 16 bits: its preview lies under everything, coarser tiles under finer ones,
 * so that nothing is ever blank. Tiles that are still being made come in as they are.
 */
export const loadTiledPhoto = async (image: ImageRef): Promise<Photo> => {
  const { sha256 } = image
  const page = image.pageIndex ?? 0
  const size = { width: image.width, height: image.height }
  const [facts, preview] = await Promise.all([
    aboutPage(image),
    decode(renditionUrl(sha256, `preview-${page}`), image.name),
  ])
  const { window, channels } = facts
  const watchers = new Set<() => void>()
  const changed = (): void => {
    for (const watcher of watchers) watcher()
  }
  const cache = createTileCache(
    (tile) => {
      const { w, h } = tileRect(size, tile)
      return { width: w, height: h }
    },
    async (tile) => {
      const url = renditionUrl(sha256, `tile-${page}-${tileName(tile)}`)
      if (window !== null) return loadSamples(url)
      return { image: await decode(url, image.name), samples: null }
    },
    changed,
  )
  let stopWaiting = (): void => {}
  if (facts.tiles === 'missing') {
    void client.call('image.tile', { sha256 })
    stopWaiting = client.subscribe((event) => {
      if (event.type === 'job.changed' && event.job.kind === 'tiles') cache.retry()
    })
  }

  /** The tile's pixels as they are shown now. */
  const picture = (held: HeldTile): CanvasImageSource | null => {
    const { pixels, size: own } = held
    if (window === null || !pixels?.samples) return pixels?.image ?? null
    const { adjust } = useAdjustment.getState()
    if (held.developed?.by !== adjust) {
      const canvas = held.developed?.canvas ?? new OffscreenCanvas(own.width, own.height)
      const rgba = developSamples(pixels.samples, channels, adjust, adjust.window ?? window)
      canvas.getContext('2d')?.putImageData(new ImageData(rgba, own.width, own.height), 0, 0)
      held.developed = { canvas, by: adjust }
    }
    return held.developed?.canvas ?? null
  }
  const draw = (pen: Pen, held: HeldTile, view: View): void => {
    const source = picture(held)
    if (!source) return
    const { x, y, w, h } = rectOf(size, held.tile)
    // Whole pixels of the stage: between two tiles no line shows.
    const [left, top] = [Math.round(x * view.scale + view.x), Math.round(y * view.scale + view.y)]
    const right = Math.round((x + w) * view.scale + view.x)
    const bottom = Math.round((y + h) * view.scale + view.y)
    pen.drawImage(source, left, top, right - left, bottom - top)
  }
  const paint = (pen: Pen, view: View, stage: Size): void => {
    const seen = visibleRect(view, stage)
    const level = levelAt(size, view.scale * (globalThis.devicePixelRatio || 1))
    const wanted = cache.want(tilesWithin(size, level, seen))
    const complete = wanted.every(({ state }) => state === 'ready')
    if (!complete) drawPart(pen, preview, size, view, stage)
    pen.imageSmoothingEnabled = view.scale <= SHARP_ABOVE
    pen.imageSmoothingQuality = 'low'
    const under = complete
      ? []
      : cache.ready().filter(({ tile }) => tile.level > level && rectsTouch(rectOf(size, tile), seen))
    for (const held of under.toSorted((a, b) => b.tile.level - a.tile.level)) draw(pen, held, view)
    for (const held of wanted) if (held.state === 'ready') draw(pen, held, view)
  }
  return {
    size,
    preview,
    window,
    paint: (pen, view, stage) => {
      if (window !== null) paint(pen, view, stage)
      else paintAdjusted(pen, view, size, stage, (apart) => paint(apart, view, stage))
    },
    watch: (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    pixels: async (rect) => {
      if (rect.w > MOST_READ || rect.h > MOST_READ) return null
      const pen = new OffscreenCanvas(rect.w, rect.h).getContext('2d', { willReadFrequently: true })
      for (const tile of tilesWithin(size, 0, rect)) {
        const held = await cache.read(tile)
        const source = held.state === 'ready' ? picture(held) : null
        if (!source || !pen) return null
        pen.drawImage(source, tile.column * TILE - rect.x, tile.row * TILE - rect.y)
      }
      return pen?.getImageData(0, 0, rect.w, rect.h) ?? null
    },
    sample: async (x, y) => {
      const tile = { level: 0, column: Math.floor(x / TILE), row: Math.floor(y / TILE) }
      const { pixels, size: own } = await cache.read(tile)
      const [column, row] = [x - tile.column * TILE, y - tile.row * TILE]
      if (pixels?.samples) {
        const at = (row * own.width + column) * channels
        return [...pixels.samples.subarray(at, at + channels)]
      }
      if (!pixels?.image) return null
      const pen = new OffscreenCanvas(1, 1).getContext('2d')
      pen?.drawImage(pixels.image, -column, -row)
      return pen ? [...pen.getImageData(0, 0, 1, 1).data] : null
    },
    rest: () => cache.clear(),
    close: () => {
      stopWaiting()
      cache.close()
      preview.close()
    },
  }
}
