import sharp from 'sharp'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { IMAGE_MIMES } from './image-format.ts'

/** What it takes to make renditions of a stored image. */
export type ImageAbout = {
  readonly path: string
  readonly mime: string
  /** Each page's size as stored, before EXIF turns it. */
  readonly stored: readonly Size[]
  /** EXIF's, 1 to 8. */
  readonly orientation: number
  readonly bits: 8 | 16
  /** As its pixels are read by `samplesOf`: grey or colour, and with or without alpha. */
  readonly colour: 'grey' | 'rgb'
  readonly alpha: boolean
}

export const channelsOf = ({ colour, alpha }: Pick<ImageAbout, 'colour' | 'alpha'>): 1 | 2 | 3 | 4 =>
  colour === 'grey' ? (alpha ? 2 : 1) : alpha ? 4 : 3

export const turnedSize = ({ width, height }: Size, orientation: number): Size =>
  orientation >= 5 ? { width: height, height: width } : { width, height }

/** Reads the headers of a file that the import has decoded before. */
export const aboutImage = async (path: string, mime: string): Promise<ImageAbout> => {
  const open = (page: number) => sharp(path, { page, limitInputPixels: false, failOn: 'none' }).metadata()
  const first = await open(0)
  const tiff = mime === IMAGE_MIMES.tiff
  const stored: Size[] = [{ width: first.width, height: first.height }]
  for (let page = 1; tiff && page < (first.pages ?? 1); page += 1) {
    const { width, height } = await open(page)
    stored.push({ width, height })
  }
  const deep = first.depth === 'ushort' && (tiff || mime === IMAGE_MIMES.png)
  return {
    path,
    mime,
    stored,
    orientation: first.orientation ?? 1,
    bits: deep ? 16 : 8,
    colour: first.space === 'b-w' || first.space === 'grey16' ? 'grey' : 'rgb',
    alpha: first.hasAlpha,
  }
}

/**
 * Whether Chromium shows the file itself as the desk reads it. It decodes no TIFF, shows 16 bits as 8, and heeds EXIF's
 * orientation in some formats only.
 */
export const isShownAsIs = ({ mime, bits, orientation }: ImageAbout): boolean =>
  mime !== IMAGE_MIMES.tiff && bits === 8 && (orientation === 1 || mime === IMAGE_MIMES.jpeg)
