import type { Rect } from '../../shared/domain/geometry/box.ts'
import { eachPiece, type Spans } from '../../shared/domain/mask/runs.ts'

/**
 * Pixels of a part of a mask, shrunk by a whole `factor` so that they are about as many as the screen shows: a mask of 67
 * million pixels is never drawn out. `edge` runs along the pixels' sides; it is there from `factor` 1 on, for looking near.
 */
export type MaskPicture = {
  readonly canvas: OffscreenCanvas
  /** What it shows, in image pixels. */
  readonly rect: Rect
  readonly factor: number
  readonly edge: Path2D | null
}

/** Solid, or a veil with its border drawn: in parts of 255. */
export type MaskPaint = 'solid' | 'veil'
const VEIL = 96

/** Sides up to this are drawn as a whole, so that moving about needs no new picture. */
const WHOLE = 2048

/** How many image pixels one of the picture's stands for: a power of two, never coarser than the screen. */
export const factorFor = (devicePixels: number): number =>
  devicePixels >= 1 ? 1 : 2 ** Math.floor(Math.log2(1 / devicePixels))

/** The part of a mask to draw for what is in sight: all of it where that is small enough, else half as far again around it. */
export const pictureRect = (bounds: Rect, seen: Rect, factor: number): Rect | null => {
  const whole = bounds.w / factor <= WHOLE && bounds.h / factor <= WHOLE
  const wide = whole ? bounds : { x: seen.x - seen.w / 2, y: seen.y - seen.h / 2, w: 2 * seen.w, h: 2 * seen.h }
  const left = Math.floor(Math.max(bounds.x, wide.x) / factor) * factor
  const top = Math.floor(Math.max(bounds.y, wide.y) / factor) * factor
  const right = Math.ceil(Math.min(bounds.x + bounds.w, wide.x + wide.w) / factor) * factor
  const bottom = Math.ceil(Math.min(bounds.y + bounds.h, wide.y + wide.h) / factor) * factor
  return right > left && bottom > top ? { x: left, y: top, w: right - left, h: bottom - top } : null
}

/**
 * How many pixels are set within each of the picture's, column by column with one row to spare. A stretch is noted by where
 * it begins and ends only and summed up afterwards: one that is 8,192 pixels long costs as much as one of ten.
 */
const countsIn = (spans: Spans, height: number, rect: Rect, factor: number): Int32Array => {
  const [columns, rows] = [rect.w / factor, rect.h / factor + 1]
  const counts = new Int32Array(columns * rows)
  const add = (at: number, by: number): void => {
    counts[at] = (counts[at] ?? 0) + by
  }
  const visit = (x: number, from: number, to: number): void => {
    const [top, bottom] = [Math.max(from - rect.y, 0), Math.min(to - rect.y, rect.h)]
    if (bottom <= top) return
    const base = Math.floor((x - rect.x) / factor) * rows
    const [first, last] = [Math.floor(top / factor), Math.floor(bottom / factor)]
    // From the row it begins in on every row is full; the parts of the first and the last that are not are taken off again.
    const before = top - first * factor
    const after = bottom - last * factor
    add(base + first, factor - before)
    add(base + first + 1, before)
    add(base + last, after - factor)
    if (last + 1 < rows) add(base + last + 1, -after)
  }
  eachPiece(spans, height, visit, rect.x, rect.x + rect.w)
  for (let column = 0; column < columns; column++)
    for (let at = column * rows + 1; at < (column + 1) * rows; at++) add(at, counts[at - 1] ?? 0)
  return counts
}

/** Red, green, blue of a CSS colour. */
const channelsOf = (color: string): readonly [number, number, number] => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d')
  if (!pen) return [255, 255, 255]
  pen.fillStyle = color
  pen.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data
  return [red, green, blue]
}

const edgeOf = (set: (x: number, y: number) => boolean, columns: number, rows: number): Path2D => {
  const path = new Path2D()
  for (let y = 0; y <= rows; y++)
    for (let x = 0; x <= columns; x++) {
      const own = set(x, y)
      if (own !== set(x - 1, y)) {
        path.moveTo(x, y)
        path.lineTo(x, y + 1)
      }
      if (own !== set(x, y - 1)) {
        path.moveTo(x, y)
        path.lineTo(x + 1, y)
      }
    }
  return path
}

export const drawMask = (
  spans: Spans,
  height: number,
  rect: Rect,
  factor: number,
  color: string,
  paint: MaskPaint,
  near: boolean,
): MaskPicture => {
  const [columns, rows] = [rect.w / factor, rect.h / factor]
  const counts = countsIn(spans, height, rect, factor)
  const half = (factor * factor) / 2
  const set = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < columns && y < rows && (counts[x * (rows + 1) + y] ?? 0) >= half
  const [red, green, blue] = channelsOf(color)
  const image = new ImageData(columns, rows)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      if (!set(x, y)) continue
      const inner = set(x - 1, y) && set(x + 1, y) && set(x, y - 1) && set(x, y + 1)
      const at = 4 * (y * columns + x)
      image.data[at] = red
      image.data[at + 1] = green
      image.data[at + 2] = blue
      image.data[at + 3] = paint === 'solid' || !(inner || near) ? 255 : VEIL
    }
  const canvas = new OffscreenCanvas(columns, rows)
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return { canvas, rect, factor, edge: near && paint === 'veil' ? edgeOf(set, columns, rows) : null }
}
