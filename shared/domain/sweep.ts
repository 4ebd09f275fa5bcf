import type { Coverage } from '../model/review.ts'
import type { Rect, Size } from './geometry/box.ts'

/**
 * A systematic walk over an image for objects that were missed: the image in equal cells, each as large as what the stage
 * shows at the walk's scale, and how long each was looked at.
 */

/** Cells overlap what the stage shows by this share, so that an object on a border is seen whole in one of them. */
const OVERLAP = 0.15
/** As many as `Coverage` holds each way. */
const MOST = 400
/** A cell counts as in sight when this share of it is. */
const IN_SIGHT = 0.9

/** Nothing looked at yet: the cells of an image for a stage of so many CSS pixels at so many of them an image pixel. */
export const emptyCoverage = (image: Size, stage: Size, scale: number, page?: number): Coverage => {
  const cells = (extent: number, shown: number): number =>
    Math.min(MOST, Math.max(1, Math.ceil((extent * scale) / (shown * (1 - OVERLAP)))))
  const columns = cells(image.width, stage.width)
  const rows = cells(image.height, stage.height)
  const ms = new Array<number>(columns * rows).fill(0)
  return { columns, rows, scale, ms, ...(page === undefined ? {} : { page }) }
}

type Grid = Pick<Coverage, 'columns' | 'rows'>

/** The place of a cell in image pixels; `at` is its index, row by row. */
export const cellRect = ({ columns, rows }: Grid, image: Size, at: number): Rect => {
  const [w, h] = [image.width / columns, image.height / rows]
  return { x: (at % columns) * w, y: Math.floor(at / columns) * h, w, h }
}

/** The cell of a step of the walk: row by row, there and back again like an ox before the plough. */
export const cellOfStep = ({ columns }: Grid, step: number): number => {
  const row = Math.floor(step / columns)
  const along = step % columns
  return row * columns + (row % 2 === 0 ? along : columns - 1 - along)
}

/** The step that leads to a cell. The walk there and back is its own inverse. */
export const stepOfCell = cellOfStep

/** The first step, from one on, to a cell that was not looked at; null when all of them were. */
export const nextUnseen = (coverage: Coverage, from: number): number | null => {
  const count = coverage.ms.length
  for (let i = 0; i < count; i++) {
    const step = (from + i) % count
    if ((coverage.ms[cellOfStep(coverage, step)] ?? 0) === 0) return step
  }
  return null
}

/** The cells of which at least nine tenths lie in a rectangle of image pixels. */
export const cellsInSight = (grid: Grid, image: Size, seen: Rect): readonly number[] => {
  const [w, h] = [image.width / grid.columns, image.height / grid.rows]
  const share = (from: number, extent: number, low: number, high: number): number =>
    (Math.min(from + extent, high) - Math.max(from, low)) / extent
  const found: number[] = []
  const firstRow = Math.max(0, Math.floor(seen.y / h))
  const lastRow = Math.min(grid.rows - 1, Math.floor((seen.y + seen.h) / h))
  const firstColumn = Math.max(0, Math.floor(seen.x / w))
  const lastColumn = Math.min(grid.columns - 1, Math.floor((seen.x + seen.w) / w))
  for (let row = firstRow; row <= lastRow; row++)
    for (let column = firstColumn; column <= lastColumn; column++) {
      const across = share(column * w, w, seen.x, seen.x + seen.w)
      const down = share(row * h, h, seen.y, seen.y + seen.h)
      if (across > 0 && down > 0 && across * down >= IN_SIGHT) found.push(row * grid.columns + column)
    }
  return found
}

/** The same with so many milliseconds more on some cells. */
export const lookedAt = (coverage: Coverage, cells: readonly number[], ms: number): Coverage => {
  if (cells.length === 0 || ms <= 0) return coverage
  const after = [...coverage.ms]
  for (const cell of cells) if (cell in after) after[cell] = (after[cell] ?? 0) + Math.round(ms)
  return { ...coverage, ms: after }
}

const sameGrid = (a: Coverage, b: Coverage): boolean => a.columns === b.columns && a.rows === b.rows

/**
 * What was looked at before, on the cells of another walk: a cell was looked at for as long as the earlier cell under its
 * middle was, but only where that was as near: a walk at 50 % says nothing of one at 200 %.
 */
export const carriedOver = (earlier: Coverage | null, fresh: Coverage): Coverage => {
  if (!earlier || (earlier.page ?? 0) !== (fresh.page ?? 0) || earlier.scale < fresh.scale * 0.99) return fresh
  if (sameGrid(earlier, fresh)) return { ...fresh, ms: earlier.ms }
  const ms = fresh.ms.map((_, at) => {
    const column = Math.floor((((at % fresh.columns) + 0.5) / fresh.columns) * earlier.columns)
    const row = Math.floor(((Math.floor(at / fresh.columns) + 0.5) / fresh.rows) * earlier.rows)
    return earlier.ms[row * earlier.columns + column] ?? 0
  })
  return { ...fresh, ms }
}

/** How many cells were looked at, of how many. */
export const seenOf = ({ ms }: Coverage): { readonly seen: number; readonly of: number } => ({
  seen: ms.filter((one) => one > 0).length,
  of: ms.length,
})
