import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { RowProblem } from '../../../shared/domain/formats/read-row.ts'
import { MOST_MASK_PIXELS, type PixelCodec, type PixelImage } from '../../../shared/domain/mask/pixel-image.ts'

/**
 * PNG as numbers: what a library that makes pictures of it does not keep are the very numbers of a palette. Reads what
 * masks are written as (grey, palette and colour of every depth, not interlaced); writes palettes and colours.
 */

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

const GREY = 0
const COLOUR = 2
const PALETTE = 3
/** Samples a pixel by colour type; 4 and 6 have a transparency too. */
const SAMPLES: ReadonlyMap<number, number> = new Map([
  [GREY, 1],
  [COLOUR, 3],
  [PALETTE, 1],
  [4, 2],
  [6, 4],
])
const DEPTHS: ReadonlyMap<number, readonly number[]> = new Map([
  [GREY, [1, 2, 4, 8, 16]],
  [COLOUR, [8, 16]],
  [PALETTE, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
])

const broken = (name: string, what: string): RowProblem =>
  new RowProblem('broken-image', `${name} ${what}.`, 'Copy the mask again from where it came from.')

type Header = { readonly width: number; readonly height: number; readonly depth: number; readonly type: number }

/** Read before anything is made room for. */
const headerOf = (bytes: Buffer, name: string): Header => {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(SIGNATURE) || bytes.toString('latin1', 12, 16) !== 'IHDR')
    throw broken(name, 'is not a PNG')
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  const [depth, type, interlaced] = [bytes[24] ?? 0, bytes[25] ?? 0, bytes[28] ?? 0]
  if (width < 1 || height < 1 || DEPTHS.get(type)?.includes(depth) !== true) throw broken(name, 'has a damaged header')
  if (width * height > MOST_MASK_PIXELS)
    throw new RowProblem(
      'image-too-large',
      `${name} has ${width} × ${height} pixels; 100 million are the most in a mask.`,
      'Scale the mask and its image down, or cut them into tiles.',
    )
  if (interlaced !== 0)
    throw new RowProblem('unsupported-image', `${name} is interlaced.`, 'Save the mask as a plain PNG.')
  return { width, height, depth, type }
}

/** The file's parts behind its header: the palette, and the packed pixels. */
const partsOf = (bytes: Buffer, name: string): { readonly palette: Buffer | null; readonly packed: Buffer } => {
  let palette: Buffer | null = null
  const packed: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (data.length < length) throw broken(name, 'is cut short')
    if (type === 'PLTE') palette = data
    if (type === 'IDAT') packed.push(data)
    if (type === 'IEND') break
    at += 12 + length
  }
  return { palette, packed: Buffer.concat(packed) }
}

/** Takes PNG's filters off, in place; each row begins with the byte that names its own. */
const unfilter = (rows: Buffer, rowBytes: number, pixelBytes: number, name: string): void => {
  const stride = rowBytes + 1
  for (let start = 0; start + stride <= rows.length; start += stride) {
    const filter = rows[start] ?? 0
    if (filter > 4) throw broken(name, 'is damaged')
    if (filter === 0) continue
    for (let i = 1; i <= rowBytes; i += 1) {
      const at = start + i
      const left = i > pixelBytes ? (rows[at - pixelBytes] ?? 0) : 0
      const above = start > 0 ? (rows[at - stride] ?? 0) : 0
      const corner = start > 0 && i > pixelBytes ? (rows[at - stride - pixelBytes] ?? 0) : 0
      rows[at] = ((rows[at] ?? 0) + predicted(filter, left, above, corner)) & 255
    }
  }
}

const predicted = (filter: number, left: number, above: number, corner: number): number => {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? above : corner
}

const wholeBytes = (rows: Buffer, width: number, height: number): Uint8Array => {
  const values = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1) values.set(rows.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)), y * width)
  return values
}

/** Most bytes of bits are of nothing. */
const wholeBits = (rows: Buffer, width: number, height: number, rowBytes: number): Uint8Array => {
  const values = new Uint8Array(width * height)
  for (let y = 0; y < height; y += 1)
    for (let at = 0; at < rowBytes; at += 1) {
      const byte = rows[y * (rowBytes + 1) + 1 + at] ?? 0
      if (byte === 0) continue
      const most = Math.min(8, width - at * 8)
      for (let bit = 0; bit < most; bit += 1) values[y * width + at * 8 + bit] = (byte >> (7 - bit)) & 1
    }
  return values
}

/** One number a pixel: its place in the palette, its grey, or its colour as 0xRRGGBB (16-bit colours by their upper byte). */
const valuesOf = (rows: Buffer, { width, height, depth, type }: Header, rowBytes: number): PixelImage['values'] => {
  const samples = SAMPLES.get(type) ?? 1
  const colours = samples >= 3
  if (depth === 8 && samples === 1) return wholeBytes(rows, width, height)
  if (depth === 1) return wholeBits(rows, width, height, rowBytes)
  const values = colours ? new Uint32Array(width * height) : new Uint16Array(width * height)
  const bytesEach = depth === 16 ? 2 : 1
  const mask = (1 << Math.min(depth, 8)) - 1
  for (let y = 0; y < height; y += 1) {
    const row = y * (rowBytes + 1) + 1
    for (let x = 0; x < width; x += 1) {
      const at = row + (depth < 8 ? (x * depth) >> 3 : x * samples * bytesEach)
      const first = rows[at] ?? 0
      values[y * width + x] = colours
        ? (first << 16) | ((rows[at + bytesEach] ?? 0) << 8) | (rows[at + 2 * bytesEach] ?? 0)
        : depth === 16
          ? (first << 8) | (rows[at + 1] ?? 0)
          : (first >> (8 - depth - ((x * depth) & 7))) & mask
    }
  }
  return values
}

const paletteColours = (palette: Buffer | null, name: string): readonly number[] => {
  if (palette === null || palette.length === 0 || palette.length % 3 !== 0) throw broken(name, 'has no palette')
  return Array.from({ length: palette.length / 3 }, (_, index) => palette.readUIntBE(index * 3, 3))
}

/** Throws RowProblem: `broken-image`, `unsupported-image`, `image-too-large`. */
const decode = (given: Uint8Array, name: string): PixelImage => {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  const header = headerOf(bytes, name)
  const { width, height, depth, type } = header
  const bits = (SAMPLES.get(type) ?? 1) * depth
  const rowBytes = Math.ceil((width * bits) / 8)
  const wanted = (rowBytes + 1) * height
  const { palette, packed } = partsOf(bytes, name)
  let rows: Buffer
  try {
    // No more is unpacked than the header says there is.
    rows = inflateSync(packed, { maxOutputLength: wanted })
  } catch {
    throw broken(name, 'is damaged or cut short')
  }
  if (rows.length !== wanted) throw broken(name, 'is damaged or cut short')
  unfilter(rows, rowBytes, Math.max(1, bits >> 3), name)
  const values = valuesOf(rows, header, rowBytes)
  if (type === PALETTE) return { width, height, is: 'palette', palette: paletteColours(palette, name), values }
  return { width, height, is: values instanceof Uint32Array ? 'colour' : 'grey', palette: [], values }
}

const chunk = (type: string, data: Buffer): Buffer => {
  const out = Buffer.alloc(data.length + 12)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  data.copy(out, 8)
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8)
  return out
}

/** The same image is the same bytes. Numbers of a palette are below 256; a grey image is of bits, 0 and 1. */
const encode = ({ width, height, is, palette, values }: PixelImage): Buffer => {
  const rowBytes = is === 'colour' ? width * 3 : is === 'grey' ? Math.ceil(width / 8) : width
  const rows = Buffer.alloc((rowBytes + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const row = y * (rowBytes + 1) + 1
    if (is === 'palette') rows.set(values.subarray(y * width, (y + 1) * width), row)
    for (let x = 0; is !== 'palette' && x < width; x += 1) {
      const value = values[y * width + x] ?? 0
      if (value === 0) continue
      if (is === 'colour') rows.writeUIntBE(value, row + x * 3, 3)
      else rows[row + (x >> 3)] = (rows[row + (x >> 3)] ?? 0) | (128 >> (x & 7))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = is === 'grey' ? 1 : 8
  header[9] = is === 'colour' ? COLOUR : is === 'grey' ? GREY : PALETTE
  const colours = Buffer.alloc(palette.length * 3)
  for (const [index, colour] of palette.entries()) colours.writeUIntBE(colour, index * 3, 3)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(is === 'palette' ? [chunk('PLTE', colours)] : []),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export const png: PixelCodec = { encode, decode }
