import { readFileSync, statSync } from 'node:fs'
import { decode as decodeBitmap } from 'bmp-ts'
import sharp, { type Metadata } from 'sharp'
import { RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { isLarge } from '../../../shared/domain/geometry/tiles.ts'
import { IMAGE_MIMES, type ImageFormat, imageFormat } from './image-format.ts'
import { pdfPages } from './pdf.ts'

/** A decoded image. Sizes are those of the oriented image; orientation is EXIF's, 1 to 8. */
export type Decoded = Size & {
  readonly mime: string
  readonly orientation: number
  /** Bits of a channel: 16 where a TIFF or PNG has more than 8. */
  readonly bits: 8 | 16
  /** Of its pages, the first page's first: a TIFF may have several, of different sizes. */
  readonly pages: readonly Size[]
}

/** 400 megapixels: a larger image would take gigabytes on disk once cut into tiles. */
const MOST_PIXELS = 400_000_000
const MOST_PAGES = 1000

sharp.cache(false)
sharp.concurrency(1)

/**
 * Decodes every pixel once, so that a broken file is found now and not in front of the reviewer. Throws RowProblem:
 * `broken-image`, `unsupported-image`, `image-too-large`.
 */
export const decodeImage = async (path: string, name: string): Promise<Decoded> => {
  const format = imageFormat(path)
  if (format === null) throw statSync(path).size === 0 ? broken(name, 'is empty') : unsupported(name, '')
  if (format === 'pdf') return decodePdf(path, name)
  return format === 'bmp' ? decodeBmp(path, name) : decodeWithSharp(path, name, format)
}

/** The oriented size, from the file's header alone where it has one. Throws RowProblem as `decodeImage` does. */
export const imageSize = async (path: string, name: string): Promise<Size> => {
  const format = imageFormat(path)
  if (format === null || format === 'pdf' || format === 'bmp') return decodeImage(path, name)
  const metadata = await sharp(path, { limitInputPixels: false, failOn: 'none' })
    .metadata()
    .catch(() => null)
  if (!metadata) throw broken(name)
  const { width, height, orientation = 1 } = metadata
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}

/** A PDF is not drawn here: that its pages can be found is what is known of it. */
const decodePdf = async (path: string, name: string): Promise<Decoded> => {
  const pages = await pdfPages(path, name)
  const [first] = pages
  if (!first) throw broken(name, 'has no pages')
  return { ...first, mime: IMAGE_MIMES.pdf, orientation: 1, bits: 8, pages }
}

const decodeWithSharp = async (path: string, name: string, format: ImageFormat): Promise<Decoded> => {
  const metadata = await sharp(path, { limitInputPixels: false, failOn: 'none' })
    .metadata()
    .catch(() => null)
  if (!metadata) throw broken(name)
  if (format === 'tiff') refuseSamples(metadata, name)
  const stored = format === 'tiff' ? await pageSizes(path, name, metadata.pages ?? 1) : [metadata]
  refuseTooLarge(name, format, metadata, stored)
  for (const page of stored.keys()) {
    // Scaling down reads all of the input, but never holds all of it.
    await sharp(path, { page, limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .resize(16, 16, { fit: 'fill', kernel: 'nearest' })
      .raw()
      .toBuffer()
      .catch(() => {
        throw broken(name)
      })
  }
  const orientation = metadata.orientation ?? 1
  const pages = stored.map(({ width, height }) =>
    orientation >= 5 ? { width: height, height: width } : { width, height },
  )
  const [first = { width: metadata.width, height: metadata.height }] = pages
  const deep = metadata.depth === 'ushort' && (format === 'tiff' || format === 'png')
  return { ...first, mime: IMAGE_MIMES[format], orientation, bits: deep ? 16 : 8, pages }
}

const pageSizes = async (path: string, name: string, pages: number): Promise<readonly Size[]> => {
  if (pages > MOST_PAGES)
    throw new RowProblem(
      'image-too-large',
      `${name} has ${pages} pages; ${MOST_PAGES} are the most.`,
      'Split the file.',
    )
  const sizes: Size[] = []
  for (let page = 0; page < pages; page += 1) {
    const { width, height } = await sharp(path, { page, limitInputPixels: false, failOn: 'none' })
      .metadata()
      .catch(() => {
        throw broken(name)
      })
    sizes.push({ width, height })
  }
  return sizes
}

/**
 * Some formats can only be decoded as a whole, at several bytes a pixel; those are taken up to the size that the desk
 * shows without tiles.
 */
const refuseTooLarge = (name: string, format: ImageFormat, metadata: Metadata, pages: readonly Size[]): void => {
  const pixels = pages.reduce((sum, { width, height }) => sum + width * height, 0)
  const size = `${metadata.width} × ${metadata.height} pixels`
  if (pixels > MOST_PIXELS)
    throw new RowProblem(
      'image-too-large',
      `${name} has ${pages.length > 1 ? `${pages.length} pages of up to ` : ''}${size}; 400 million are the most.`,
      'Cut the image into tiles, or scale it down.',
    )
  const byRows = format === 'tiff' || ((format === 'jpeg' || format === 'png') && metadata.isProgressive !== true)
  if (!byRows && isLarge(metadata))
    throw new RowProblem(
      'image-too-large',
      `${name} has ${size}; 100 million are the most in a ${metadata.isProgressive ? 'progressive or interlaced' : format.toUpperCase()} file.`,
      'Save it as TIFF, or as plain JPEG or PNG that is neither progressive nor interlaced.',
    )
}

/** A TIFF may hold numbers that no screen shows as they are. */
const refuseSamples = (metadata: Metadata, name: string): void => {
  if (metadata.depth === 'uchar' || metadata.depth === 'ushort') return
  throw new RowProblem(
    'unsupported-image',
    `${name} holds samples of the type ${metadata.depth}; the desk shows 8 and 16 bits without a sign.`,
    'Convert it to 16 bits without a sign.',
  )
}

/** Offsets within a BMP file's headers. */
const BMP = { headerSize: 14, width: 18, height: 22, end: 26 } as const

/** sharp reads no BMP. Its headers are believed only after its size is found sane: decoding makes 4 bytes a pixel. */
const decodeBmp = (path: string, name: string): Decoded => {
  const bytes = readFileSync(path)
  if (bytes.length < BMP.end) throw broken(name)
  const old = bytes.readUInt32LE(BMP.headerSize) === 12
  if (old) throw unsupported(name, ' (a BMP of OS/2)')
  const width = bytes.readInt32LE(BMP.width)
  const height = Math.abs(bytes.readInt32LE(BMP.height))
  if (width < 1 || height < 1) throw broken(name)
  if (isLarge({ width, height }))
    throw new RowProblem(
      'image-too-large',
      `${name} has ${width} × ${height} pixels; 100 million are the most in a BMP file.`,
      'Save it as PNG or TIFF.',
    )
  try {
    const { data } = decodeBitmap(bytes)
    if (data.length !== width * height * 4) throw broken(name)
  } catch {
    throw broken(name)
  }
  return { width, height, mime: IMAGE_MIMES.bmp, orientation: 1, bits: 8, pages: [{ width, height }] }
}

const broken = (name: string, how = 'is damaged or cut short'): RowProblem =>
  new RowProblem('broken-image', `${name} ${how}.`, 'Copy the image again from where it came from.')

const unsupported = (name: string, what: string): RowProblem =>
  new RowProblem(
    'unsupported-image',
    `${name} is not an image the desk can show${what}.`,
    'Use JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF or PDF.',
  )
