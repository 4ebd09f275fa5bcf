import { z } from 'zod'
import { Taxonomy } from '../model/taxonomy.ts'
import { query } from './operation.ts'

export const taxonomies = {
  /** The current version, or the one asked for; null before the first import. */
  'taxonomy.get': query(
    z.strictObject({ version: z.int().positive().optional() }),
    z.strictObject({ taxonomy: Taxonomy.nullable() }),
  ),
  'taxonomy.versions': query(
    z.strictObject({}),
    z.strictObject({
      versions: z.array(
        z.strictObject({ version: z.int(), publishedAt: z.string(), labels: z.int(), summary: z.string() }),
      ),
    }),
  ),
} as const
