import type { Size } from '../../shared/domain/geometry/box.ts'
import type { Tile } from '../../shared/domain/geometry/tiles.ts'

/** A tile's pixels as they are painted, and for 16 bits the numbers they come from. */
export type TilePixels = {
  readonly image: ImageBitmap | null
  readonly samples: Uint16Array | null
}

export type HeldTile = {
  readonly tile: Tile
  readonly size: Size
  state: 'waiting' | 'loading' | 'ready' | 'missing'
  pixels: TilePixels | null
  /** The developed 16-bit pixels, and what they were developed for. */
  developed: { readonly canvas: OffscreenCanvas; readonly by: unknown } | null
}

/** Each is up to 1 MB of pixels, or 3 MB with 16-bit colour samples. */
const MOST_TILES = 120
/** Asked of the desk at a time. */
const AT_ONCE = 6

export const tileName = ({ level, column, row }: Tile): string => `${level}-${column}-${row}`

/** Keeps a bounded number of tiles, the last used ones, and loads what is wanted, the last wish first. */
export const createTileCache = (
  sizeOf: (tile: Tile) => Size,
  load: (tile: Tile) => Promise<TilePixels | null>,
  arrived: () => void,
) => {
  const held = new Map<string, HeldTile>()
  let wanted: readonly HeldTile[] = []
  let loading = 0
  let closed = false

  const drop = (name: string, tile: HeldTile): void => {
    held.delete(name)
    tile.pixels?.image?.close()
    tile.pixels = null
    tile.developed = null
  }
  const trim = (): void => {
    for (const [name, tile] of held) {
      if (held.size <= MOST_TILES) return
      if (tile.state !== 'loading' && !wanted.includes(tile)) drop(name, tile)
    }
  }
  const begin = async (tile: HeldTile): Promise<void> => {
    tile.state = 'loading'
    loading += 1
    const pixels = await load(tile.tile).catch(() => null)
    loading -= 1
    if (closed) return pixels?.image?.close()
    tile.pixels = pixels
    tile.state = pixels ? 'ready' : 'missing'
    pump()
    arrived()
  }
  const pump = (): void => {
    for (const tile of wanted) {
      if (loading >= AT_ONCE) return
      if (tile.state === 'waiting') void begin(tile)
    }
  }
  const get = (tile: Tile): HeldTile => {
    const name = tileName(tile)
    const known = held.get(name)
    const found: HeldTile = known ?? { tile, size: sizeOf(tile), state: 'waiting', pixels: null, developed: null }
    held.delete(name)
    held.set(name, found)
    return found
  }
  return {
    /** What is in sight now: these are loaded, others that nobody has asked for yet are not. */
    want: (tiles: readonly Tile[]): readonly HeldTile[] => {
      wanted = tiles.map(get)
      trim()
      pump()
      return wanted
    },
    /** One tile for reading it; waits for it. */
    read: async (tile: Tile): Promise<HeldTile> => {
      const one = get(tile)
      if (one.state === 'waiting') await begin(one)
      while (one.state === 'loading') await new Promise(requestAnimationFrame)
      return one
    },
    ready: (): readonly HeldTile[] => [...held.values()].filter(({ state }) => state === 'ready'),
    /** Tiles that were not there are asked for again. */
    retry: (): void => {
      for (const tile of held.values()) if (tile.state === 'missing') tile.state = 'waiting'
      pump()
    },
    clear: (): void => {
      wanted = []
      for (const [name, tile] of held) if (tile.state !== 'loading') drop(name, tile)
    },
    close: (): void => {
      closed = true
      for (const [name, tile] of held) drop(name, tile)
    },
  }
}
