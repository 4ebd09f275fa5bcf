import type { MaskShape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { maskOf, type Spans, spansOf, spansOfBits } from '../mask/runs.ts'

/**
 * Label Studio's brush: run lengths of the RGBA bytes of the image, row by row, as a stream of bits. 32 bits say how many
 * bytes there are, 5 the bits of a value less one, four times 4 the bits of a run's length less one. Then, for each run, one
 * bit (1: one value repeated, 0: that many values), two bits that choose the length's size, the length less one, and the
 * values. The brush's strength is the fourth byte of a pixel.
 */
const CHANNELS = 4
const VALUE_BITS = 8
const LENGTH_BITS = [3, 4, 8, 16] as const
/** A file says how large its image is: what no photo is stays out before memory is asked for. */
const MOST_PIXELS = 100_000_000

const createBits = (bytes: readonly number[]) => {
  let at = 0
  return {
    read: (count: number): number => {
      let value = 0
      for (let bit = 0; bit < count; bit += 1, at += 1) {
        const byte = bytes[at >> 3]
        if (byte === undefined) throw new Error('The brush’s run lengths end too soon.')
        value = value * 2 + ((byte >> (7 - (at & 7))) & 1)
      }
      return value
    },
  }
}

/** Stretches of pixels, row by row, in which the brush is set. Throws a plain Error for what is no such stream. */
const setPixels = (rle: readonly number[], pixels: number): readonly (readonly [number, number])[] => {
  const bits = createBits(rle)
  const bytes = bits.read(32)
  if (bytes !== pixels * CHANNELS)
    throw new Error(`The brush has ${bytes} bytes, an image of ${pixels} pixels has ${pixels * CHANNELS}.`)
  const valueBits = bits.read(5) + 1
  const lengths = LENGTH_BITS.map(() => bits.read(4) + 1)
  const found: [number, number][] = []
  const set = (from: number, to: number): void => {
    // Of the bytes from…to, the fourth of each pixel counts.
    const first = Math.ceil((from - (CHANNELS - 1)) / CHANNELS)
    const beyond = Math.ceil((to - (CHANNELS - 1)) / CHANNELS)
    if (beyond <= first) return
    const last = found.at(-1)
    if (last !== undefined && last[1] === first) last[1] = beyond
    else found.push([first, beyond])
  }
  for (let at = 0; at < bytes; ) {
    const repeated = bits.read(1) === 1
    const end = at + 1 + bits.read(lengths[bits.read(2)] ?? 0)
    if (end > bytes) throw new Error('The brush’s run lengths are longer than its image.')
    if (repeated) {
      if (bits.read(valueBits) > 0) set(at, end)
      at = end
    } else for (; at < end; at += 1) if (bits.read(valueBits) > 0) set(at, at + 1)
  }
  return found
}

/** Turns stretches row by row into spans column by column. */
const byColumns = (rows: readonly (readonly [number, number])[], { width, height }: Size): Spans => {
  const bits = new Uint8Array(width * height)
  for (const [from, to] of rows)
    for (let pixel = from; pixel < to; pixel += 1) bits[(pixel % width) * height + Math.floor(pixel / width)] = 1
  return spansOfBits(bits)
}

/** The mask of a brush. Throws a plain Error where the run lengths are broken or of another image. */
export const readBrush = (rle: readonly number[], size: Size): MaskShape => {
  const pixels = size.width * size.height
  if (pixels > MOST_PIXELS) throw new Error('The image is too large for a brush.')
  return maskOf(byColumns(setPixels(rle, pixels), size), size)
}

const createBitWriter = () => {
  const bytes: number[] = []
  let held = 0
  let count = 0
  return {
    write: (value: number, bits: number): void => {
      for (let bit = bits - 1; bit >= 0; bit -= 1) {
        held = held * 2 + (Math.floor(value / 2 ** bit) % 2)
        count += 1
        if (count === 8) {
          bytes.push(held)
          held = 0
          count = 0
        }
      }
    },
    end: (): readonly number[] => {
      if (count > 0) bytes.push(held * 2 ** (8 - count))
      return bytes
    },
  }
}

/** The mask row by row: ends of stretches that are unset and set in turns, unset first, in pixels. */
const rowEdges = (mask: MaskShape): readonly number[] => {
  const { width, height } = mask
  const set = new Uint8Array(width * height)
  const spans = spansOf(mask)
  for (let index = 0; index < spans.length; index += 2)
    for (let pixel = spans[index] ?? 0; pixel < (spans[index + 1] ?? 0); pixel += 1)
      set[(pixel % height) * width + Math.floor(pixel / height)] = 1
  const edges: number[] = []
  let now = 0
  for (let pixel = 0; pixel < set.length; pixel += 1)
    if (set[pixel] !== now) {
      edges.push(pixel)
      now = set[pixel] ?? 0
    }
  edges.push(set.length)
  return edges
}

/** A mask as Label Studio's brush, fully set where the mask is. */
export const brushOf = (mask: MaskShape): readonly number[] => {
  const bits = createBitWriter()
  bits.write(mask.width * mask.height * CHANNELS, 32)
  bits.write(VALUE_BITS - 1, 5)
  for (const length of LENGTH_BITS) bits.write(length - 1, 4)
  let at = 0
  for (const [index, edge] of rowEdges(mask).entries()) {
    const value = index % 2 === 1 ? 255 : 0
    for (let left = (edge - at) * CHANNELS; left > 0; ) {
      const size = LENGTH_BITS.findIndex((length) => left <= 2 ** length)
      const chosen = size < 0 ? LENGTH_BITS.length - 1 : size
      const length = Math.min(left, 2 ** (LENGTH_BITS[chosen] ?? 0))
      bits.write(1, 1)
      bits.write(chosen, 2)
      bits.write(length - 1, LENGTH_BITS[chosen] ?? 0)
      bits.write(value, VALUE_BITS)
      left -= length
    }
    at = edge
  }
  return bits.end()
}
