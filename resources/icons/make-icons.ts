import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'

/** Draws icon.svg at every size an installer wants. Run again after changing the drawing: node resources/icons/make-icons.ts */

const here = (name: string): URL => new URL(name, import.meta.url)
const drawing = readFileSync(here('icon.svg'))

const png = (size: number): Promise<Buffer> =>
  sharp(drawing, { density: Math.max(72, (72 * size) / 1024) })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer()

/** Windows: a directory of pictures, each a PNG; 256 is written as 0. */
const ico = (pictures: readonly { readonly size: number; readonly bytes: Buffer }[]): Buffer => {
  const directory = Buffer.alloc(6 + 16 * pictures.length)
  directory.writeUInt16LE(1, 2)
  directory.writeUInt16LE(pictures.length, 4)
  let offset = directory.length
  pictures.forEach(({ size, bytes }, at) => {
    const entry = 6 + 16 * at
    directory.writeUInt8(size % 256, entry)
    directory.writeUInt8(size % 256, entry + 1)
    directory.writeUInt16LE(1, entry + 4)
    directory.writeUInt16LE(32, entry + 6)
    directory.writeUInt32LE(bytes.length, entry + 8)
    directory.writeUInt32LE(offset, entry + 12)
    offset += bytes.length
  })
  return Buffer.concat([directory, ...pictures.map(({ bytes }) => bytes)])
}

/** macOS: blocks of a four-letter type, a length that counts the eight bytes before the picture, and a PNG. */
const icns = (pictures: readonly { readonly type: string; readonly bytes: Buffer }[]): Buffer => {
  const blocks = pictures.map(({ type, bytes }) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1')
    head.writeUInt32BE(bytes.length + 8, 4)
    return Buffer.concat([head, bytes])
  })
  const body = Buffer.concat(blocks)
  const head = Buffer.from('icns\0\0\0\0', 'latin1')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}

const windows = await Promise.all(
  [16, 24, 32, 48, 64, 128, 256].map(async (size) => ({ size, bytes: await png(size) })),
)
const MAC_TYPES = { icp4: 16, icp5: 32, icp6: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 }
const mac = await Promise.all(Object.entries(MAC_TYPES).map(async ([type, size]) => ({ type, bytes: await png(size) })))
writeFileSync(here('icon.png'), await png(512))
writeFileSync(here('icon.ico'), ico(windows))
writeFileSync(here('icon.icns'), icns(mac))
