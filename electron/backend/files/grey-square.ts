import { readFileSync } from 'node:fs'
import { decode as decodeBitmap } from 'bmp-ts'
import sharp from 'sharp'
import { channelsOf, type ImageAbout } from './image-about.ts'
import { IMAGE_MIMES } from './image-format.ts'
import { shrunkPage } from './samples-of.ts'

/** Weights of red, green and blue in grey (ITU-R BT.601), as shares of 256. */
const WEIGHTS = [77, 150, 29] as const

/** Grey of each pixel, 0..255. 16-bit numbers are spread over all that occur. */
const greyOf = (data: Uint8Array | Uint16Array, channels: number, colours: readonly number[]): Uint8Array => {
  const grey = Float64Array.from({ length: data.length / channels }, (_, at) =>
    colours.length === 1
      ? (data[at * channels + (colours[0] ?? 0)] ?? 0)
      : colours.reduce((sum, place, index) => sum + (data[at * channels + place] ?? 0) * (WEIGHTS[index] ?? 0), 0) /
        256,
  )
  if (!(data instanceof Uint16Array)) return Uint8Array.from(grey, Math.round)
  const least = grey.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = grey.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return Uint8Array.from(grey, (value) => Math.round(most > least ? ((value - least) / (most - least)) * 255 : 0))
}

/** A page of the oriented image as `side` × `side` grey pixels, row by row. Throws where it cannot be decoded. */
export const greySquare = async (about: ImageAbout, page: number, side: number): Promise<Uint8Array> => {
  if (about.mime === IMAGE_MIMES.bmp) {
    const { data, width, height } = decodeBitmap(readFileSync(about.path))
    // The decoder gives alpha, blue, green, red.
    const grey = greyOf(data, 4, [3, 2, 1])
    return sharp(grey, { raw: { width, height, channels: 1 } })
      .resize(side, side, { fit: 'fill' })
      .toColourspace('b-w')
      .raw()
      .toBuffer()
  }
  const { data } = await shrunkPage(about, page, { width: side, height: side })
  return greyOf(data, channelsOf(about), about.colour === 'grey' ? [0] : [0, 1, 2])
}
