import type { Rect, Size } from './box.ts'

/**
 * A pyramid of tiles: level 0 has the image's own pixels, each level above half as many a side (rounded up), and the last
 * one fits into a tile.
 */
export const TILE = 512

/** Above this an image is not decoded as a whole: its pixels alone would take 400 MB. */
export const LARGE_PIXELS = 100_000_000

export const isLarge = ({ width, height }: Size): boolean => width * height > LARGE_PIXELS

export type Tile = { readonly level: number; readonly column: number; readonly row: number }

export const levelSize = ({ width, height }: Size, level: number): Size => ({
  width: Math.max(1, Math.ceil(width / 2 ** level)),
  height: Math.max(1, Math.ceil(height / 2 ** level)),
})

/** How many levels an image has. */
export const levelCount = ({ width, height }: Size): number =>
  1 + Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE)))

/** The level that has at least as many pixels as are shown at a scale (device pixels for an image pixel). */
export const levelAt = (size: Size, scale: number): number =>
  Math.min(levelCount(size) - 1, Math.max(0, Math.floor(-Math.log2(scale) + 1e-9)))

/** How many tiles a level has across and down. */
export const tileGrid = (size: Size, level: number): { readonly columns: number; readonly rows: number } => {
  const { width, height } = levelSize(size, level)
  return { columns: Math.ceil(width / TILE), rows: Math.ceil(height / TILE) }
}

/** The part of its level that a tile holds, in that level's pixels. */
export const tileRect = (size: Size, { level, column, row }: Tile): Rect => {
  const { width, height } = levelSize(size, level)
  const [x, y] = [column * TILE, row * TILE]
  return { x, y, w: Math.min(TILE, width - x), h: Math.min(TILE, height - y) }
}

/** The tiles of a level that a rectangle of the image touches. */
export const tilesWithin = (size: Size, level: number, { x, y, w, h }: Rect): readonly Tile[] => {
  const side = TILE * 2 ** level
  const { columns, rows } = tileGrid(size, level)
  const [left, top] = [Math.max(0, Math.floor(x / side)), Math.max(0, Math.floor(y / side))]
  const right = Math.min(columns - 1, Math.ceil((x + w) / side) - 1)
  const bottom = Math.min(rows - 1, Math.ceil((y + h) / side) - 1)
  const tiles: Tile[] = []
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1) tiles.push({ level, column, row })
  return tiles
}

export const isTileOf = (size: Size, { level, column, row }: Tile): boolean => {
  if (level >= levelCount(size)) return false
  const { columns, rows } = tileGrid(size, level)
  return column < columns && row < rows
}
