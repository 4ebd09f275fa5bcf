import sharp, { type Sharp } from 'sharp'
import type { Rect, Size } from '../../../shared/domain/geometry/box.ts'
import { orientPixels, storedRect } from '../../../shared/domain/geometry/orientation.ts'
import { channelsOf, type ImageAbout, turnedSize } from './image-about.ts'

/** Pixels row by row, channels side by side, 8 or 16 bits each. */
export type Samples = Size & {
  readonly channels: 1 | 2 | 3 | 4
  readonly data: Uint8Array | Uint16Array
}

/** No image of the store has more: the import sees to that. */
const MOST_PIXELS = 400_000_000

const opened = (about: ImageAbout, page: number): Sharp =>
  sharp(about.path, {
    page,
    limitInputPixels: MOST_PIXELS,
    // A colour profile would change 16-bit numbers, which are shown as they are.
    ignoreIcc: about.bits === 16,
  })

const read = async (image: Sharp, about: ImageAbout): Promise<Samples> => {
  const deep = about.bits === 16
  const { data, info } = await image
    .toColourspace(about.colour === 'grey' ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels !== channelsOf(about)) throw new Error(`${channels} channels were read, not ${channelsOf(about)}`)
  return { width, height, channels: channelsOf(about), data: deep ? words(data) : data }
}

const words = (bytes: Buffer): Uint16Array =>
  bytes.byteOffset % 2 === 0
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
    : new Uint16Array(Uint8Array.from(bytes).buffer)

const oriented = (samples: Samples, orientation: number): Samples => ({
  ...samples,
  ...turnedSize(samples, orientation),
  data: orientPixels(samples.data, samples, samples.channels, orientation),
})

/** A part of a page of the oriented image, as its own pixels. Holds no more than that part. */
export const samplesOf = async (about: ImageAbout, page: number, part: Rect): Promise<Samples> => {
  const stored = about.stored[page]
  if (!stored) throw new Error(`there is no page ${page}`)
  const { x: left, y: top, w: width, h: height } = storedRect(part, stored, about.orientation)
  return oriented(await read(opened(about, page).extract({ left, top, width, height }), about), about.orientation)
}

/** A whole page at another size. `nearest` keeps numbers that are in the image; otherwise they are averaged. */
export const shrunkPage = async (about: ImageAbout, page: number, to: Size, nearest = false): Promise<Samples> => {
  const { width, height } = turnedSize(to, about.orientation)
  const image = opened(about, page).resize(width, height, { fit: 'fill', kernel: nearest ? 'nearest' : 'lanczos3' })
  return oriented(await read(image, about), about.orientation)
}

/** The same pixels as an image to encode or to resize. */
export const asImage = ({ data, width, height, channels }: Samples): Sharp =>
  sharp(data, { raw: { width, height, channels } })

/** Scaled down by averaging, in the same depth. */
export const shrunk = async (samples: Samples, to: Size): Promise<Samples> => {
  const deep = samples.data instanceof Uint16Array
  const grey = samples.channels < 3
  const { data } = await asImage(samples)
    .resize(to.width, to.height, { fit: 'fill', kernel: 'linear' })
    .toColourspace(grey ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb')
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { ...samples, ...to, data: deep ? words(data) : data }
}

/** A rectangle cut out of pixels. */
export const cut = ({ data, width, channels }: Samples, { x, y, w, h }: Rect): Samples => {
  const part = data instanceof Uint16Array ? new Uint16Array(w * h * channels) : new Uint8Array(w * h * channels)
  for (let row = 0; row < h; row += 1) {
    const from = ((y + row) * width + x) * channels
    part.set(data.subarray(from, from + w * channels), row * w * channels)
  }
  return { data: part, width: w, height: h, channels }
}
