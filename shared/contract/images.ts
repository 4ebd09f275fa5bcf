import { z } from 'zod'
import { Sha256 } from '../model/ids.ts'
import { command, query } from './operation.ts'

const Size = z.strictObject({ width: z.int().positive(), height: z.int().positive() })

/** What is known of a stored image beside its name. Sizes are those of the oriented image. */
export const ImageFacts = z.strictObject({
  /** One for each page of the file. */
  pages: z.array(Size).min(1),
  bits: z.union([z.literal(8), z.literal(16)]),
  /** Samples of a pixel in 16-bit tiles: grey, grey and alpha, RGB, RGB and alpha. */
  channels: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  /**
   * For 16 bits: between which numbers the asked page is shown unless somebody chooses, and which numbers occur in its
   * preview.
   */
  window: z.strictObject({ low: z.number(), high: z.number(), least: z.number(), most: z.number() }).nullable(),
  /** Whether the asked page's tiles are there; null where it is shown without. */
  tiles: z.enum(['ready', 'missing']).nullable(),
})
export type ImageFacts = z.infer<typeof ImageFacts>

export const images = {
  'image.about': query(z.strictObject({ sha256: Sha256, page: z.int().nonnegative().default(0) }), ImageFacts),
  /** Has the tiles of this large image made next, in a background job; those of the project's others follow. */
  'image.tile': command(z.strictObject({ sha256: Sha256 }), z.strictObject({})),
} as const
