import { encode } from 'bmp-ts'
import sharp from 'sharp'

/** What a pixel of the test picture has: no two orientations of it are alike, and neighbours differ by little. */
export const ramp = (width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3]
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    return [Math.round((x * 255) / width), Math.round((y * 255) / height), 128][channel] ?? 0
  })

/** A picture whose red grows to the right and whose green grows downwards. */
export const rampImage = (width: number, height: number) =>
  sharp(ramp(width, height), { raw: { width, height, channels: 3 } })

/** The same as BMP, 24 bits a pixel. */
export const rampBmp = (width: number, height: number): Buffer => {
  const rgb = ramp(width, height)
  const data = Buffer.alloc(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel += 1)
    data.set([255, rgb[pixel * 3 + 2] ?? 0, rgb[pixel * 3 + 1] ?? 0, rgb[pixel * 3] ?? 0], pixel * 4)
  return encode({ data, width, height, bitPP: 24 }).data
}

/** 16-bit grey samples as `format`; `at` gives the number at a place. */
export const deepGrey = (
  width: number,
  height: number,
  at: (x: number, y: number) => number,
  format: 'tiff' | 'png' = 'tiff',
): Promise<Buffer> => {
  const samples = Uint16Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)))
  const image = sharp(samples, { raw: { width, height, channels: 1 } }).toColourspace('grey16')
  return (format === 'tiff' ? image.tiff({ compression: 'deflate' }) : image.png()).toBuffer()
}

export type TiffPage = { readonly width: number; readonly height: number; readonly grey: number }

/** A TIFF of several even grey 8-bit pages, each of its own size, which sharp does not write. */
export const pagedTiff = (pages: readonly TiffPage[]): Buffer => {
  const parts: Buffer[] = [Buffer.from('49492a0000000000', 'hex')]
  let end = 8
  const add = (part: Buffer): number => {
    parts.push(part)
    end += part.length
    return end - part.length
  }
  /** Where the next directory's offset is to be written. */
  let link: { readonly buffer: Buffer; readonly at: number } = { buffer: parts[0] ?? Buffer.alloc(0), at: 4 }
  for (const { width, height, grey } of pages) {
    const bytes = width * height
    const pixels = add(Buffer.alloc(bytes + (bytes % 2), grey))
    // Tag, type (4: 32 bits), count, value: size, bits, no compression, black is zero, one strip.
    const entries = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, pixels],
      [277, 1],
      [278, height],
      [279, bytes],
    ] as const
    const directory = Buffer.alloc(2 + entries.length * 12 + 4)
    directory.writeUInt16LE(entries.length, 0)
    for (const [place, [tag, value]] of entries.entries()) {
      const at = 2 + place * 12
      directory.writeUInt16LE(tag, at)
      directory.writeUInt16LE(tag === 258 || tag === 259 || tag === 262 || tag === 277 ? 3 : 4, at + 2)
      directory.writeUInt32LE(1, at + 4)
      directory.writeUInt32LE(value, at + 8)
    }
    link.buffer.writeUInt32LE(add(directory), link.at)
    link = { buffer: directory, at: directory.length - 4 }
  }
  return Buffer.concat(parts)
}
