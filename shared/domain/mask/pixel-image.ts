import type { MaskShape } from '../../model/shape.ts'
import type { Rect, Size } from '../geometry/box.ts'
import { eachPiece, maskOf, pushSpan, type Spans, spansOf } from './runs.ts'

/** A mask of more pixels than this does not fit beside its picture in memory. */
export const MOST_MASK_PIXELS = 100_000_000

/** Numbers of pixels, row by row: places in a palette, greys, or colours as 0xRRGGBB. */
export type PixelImage = Size & {
  readonly is: 'palette' | 'grey' | 'colour'
  /** Colours as 0xRRGGBB; empty where it is no palette. */
  readonly palette: readonly number[]
  readonly values: Uint8Array | Uint16Array | Uint32Array
}

/** How numbers are kept in a file: made and read where bytes are at home. Reading throws RowProblem. */
export type PixelCodec = {
  readonly encode: (image: PixelImage) => Uint8Array
  readonly decode: (bytes: Uint8Array, name: string) => PixelImage
}

/** Around the pixels that are not 0, row by row as they lie in memory: walking down columns is slow where nothing is. */
const filledBounds = ({ width, height, values }: PixelImage): Rect => {
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let y = 0; y < height; y += 1) {
    const row = y * width
    let first = 0
    while (first < width && values[row + first] === 0) first += 1
    if (first === width) continue
    let last = width - 1
    while (values[row + last] === 0) last -= 1
    if (first < left) left = first
    if (last >= right) right = last + 1
    if (y < top) top = y
    bottom = y + 1
  }
  return { x: left, y: top, w: Math.max(0, right - left), h: Math.max(0, bottom - top) }
}

/** Where each number stands, but for 0: spans on an image of the same size, by number in order of first sight down the columns. */
export const spansByValue = (image: PixelImage): ReadonlyMap<number, Spans> => {
  const { width, height, values } = image
  const bounds = filledBounds(image)
  const found = new Map<number, number[]>()
  let [current, start] = [0, 0]
  const close = (end: number): void => {
    if (current === 0) return
    const spans = found.get(current) ?? []
    if (spans.length === 0) found.set(current, spans)
    pushSpan(spans, start, end)
  }
  for (let x = bounds.x; x < bounds.x + bounds.w; x += 1) {
    for (let y = bounds.y; y < bounds.y + bounds.h; y += 1) {
      const value = values[y * width + x] ?? 0
      if (value === current) continue
      const at = x * height + y
      close(at)
      current = value
      start = at
    }
    close(x * height + bounds.y + bounds.h)
    current = 0
  }
  return found
}

/** Sets the pixels of spans, given on an image of the same height, to a number. */
export const paintSpans = (values: PixelImage['values'], { width, height }: Size, spans: Spans, value: number): void =>
  eachPiece(spans, height, (x, top, bottom) => {
    for (let y = top; y < bottom; y += 1) values[y * width + x] = value
  })

/** The bits of a mask within a rectangle of pixels, as a grey image of 0 and 1. */
export const bitsWithin = (mask: MaskShape, { x: left, y: top, w: width, h: height }: Rect): PixelImage => {
  const values = new Uint8Array(width * height)
  eachPiece(spansOf(mask), mask.height, (x, from, to) => {
    for (let y = from; y < to; y += 1) values[(y - top) * width + x - left] = 1
  })
  return { width, height, is: 'grey', palette: [], values }
}

/** The mask that lies at a place of an image, from the pixels that are not 0. It must lie within. */
export const maskOfBits = (bits: PixelImage, left: number, top: number, image: Size): MaskShape => {
  const spans: number[] = []
  const bounds = filledBounds(bits)
  const end = bounds.y + bounds.h
  for (let x = bounds.x; x < bounds.x + bounds.w; x += 1) {
    const column = (left + x) * image.height + top
    for (let y = bounds.y; y < end; ) {
      if ((bits.values[y * bits.width + x] ?? 0) === 0) {
        y += 1
        continue
      }
      const from = y
      while (y < end && (bits.values[y * bits.width + x] ?? 0) !== 0) y += 1
      pushSpan(spans, column + from, column + y)
    }
  }
  return maskOf(spans, image)
}
