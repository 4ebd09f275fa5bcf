import sharp from 'sharp'
import { RowProblem } from '../../../shared/domain/formats/read-row.ts'

/** A decoded image. Width and height are those of the oriented image; orientation is EXIF's, 1 to 8. */
export type Decoded = {
  readonly mime: string
  readonly width: number
  readonly height: number
  readonly orientation: number
}

/** 400 megapixels: a larger image would take gigabytes once decoded. */
const MOST_PIXELS = 400_000_000

const MIMES: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
  heif: 'image/avif',
}

sharp.cache(false)
sharp.concurrency(1)

/**
 * Decodes every pixel once, so that a broken file is found now and not in front of the reviewer. Throws RowProblem:
 * `broken-image`, `unsupported-image`, `image-too-large`.
 */
export const decodeImage = async (bytes: Buffer, name: string): Promise<Decoded> => {
  const metadata = await sharp(bytes, { limitInputPixels: false, failOn: 'none' })
    .metadata()
    .catch(() => null)
  const mime = metadata ? MIMES[metadata.format] : undefined
  if (!metadata || !mime) {
    throw metadata || !looksLikeImage(bytes)
      ? new RowProblem(
          'unsupported-image',
          `${name} is not an image the desk can show${metadata ? ` (${metadata.format})` : ''}.`,
          'Use JPEG, PNG, WebP, GIF, TIFF or AVIF.',
        )
      : brokenImage(name)
  }
  if (metadata.width * metadata.height > MOST_PIXELS)
    throw new RowProblem(
      'image-too-large',
      `${name} has ${metadata.width} × ${metadata.height} pixels; 400 million are the most.`,
      'Cut the image into tiles, or scale it down.',
    )
  try {
    // Scaling down reads all of the input, but never holds all of it.
    await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .resize(16, 16, { fit: 'fill', kernel: 'nearest' })
      .raw()
      .toBuffer()
  } catch {
    throw brokenImage(name)
  }
  const orientation = metadata.orientation ?? 1
  const swapped = orientation >= 5
  return {
    mime,
    width: swapped ? metadata.height : metadata.width,
    height: swapped ? metadata.width : metadata.height,
    orientation,
  }
}

const brokenImage = (name: string): RowProblem =>
  new RowProblem('broken-image', `${name} is damaged or cut short.`, 'Copy the image again from where it came from.')

/** The first bytes of the formats in MIMES. */
const looksLikeImage = (bytes: Buffer): boolean =>
  ['ffd8ff', '89504e47', '52494646', '47494638', '49492a00', '4d4d002a'].some((magic) =>
    bytes.subarray(0, 4).toString('hex').startsWith(magic),
  ) || bytes.subarray(4, 8).toString('latin1') === 'ftyp'
