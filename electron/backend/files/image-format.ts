import { closeSync, openSync, readSync } from 'node:fs'

export const IMAGE_MIMES = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
  avif: 'image/avif',
  bmp: 'image/bmp',
  /** Its pages are looked at like images. */
  pdf: 'application/pdf',
} as const
export type ImageFormat = keyof typeof IMAGE_MIMES

/** Hex of the first bytes, then what stands from the 9th on (RIFF) or 5th on (ISO base media). */
const MAGIC: readonly (readonly [ImageFormat, RegExp])[] = [
  ['jpeg', /^ffd8ff/],
  ['png', /^89504e470d0a1a0a/],
  ['webp', /^52494646.{8}57454250/],
  ['gif', /^47494638(?:37|39)61/],
  // Plain and BigTIFF, in both byte orders.
  ['tiff', /^(?:49492a00|4d4d002a|49492b00|4d4d002b)/],
  ['avif', /^.{8}66747970(?:61766966|61766973|6d696631)/],
  ['bmp', /^424d/],
  ['pdf', /^255044462d/],
]

/** What a file is by its first bytes, whatever its name says; null where it is no image that the desk takes. */
export const imageFormat = (path: string): ImageFormat | null => {
  const head = Buffer.alloc(16)
  const file = openSync(path, 'r')
  try {
    const hex = head.subarray(0, readSync(file, head, 0, 16, 0)).toString('hex')
    return MAGIC.find(([, magic]) => magic.test(hex))?.[0] ?? null
  } finally {
    closeSync(file)
  }
}
