import { z } from 'zod'
import { LabelId } from '../model/ids.ts'
import { Json } from '../model/json.ts'
import { Taxonomy, TaxonomyDraft } from '../model/taxonomy.ts'
import { command, query } from './operation.ts'

export const taxonomies = {
  /** The current version, or the one asked for; null before the first import. */
  'taxonomy.get': query(
    z.strictObject({ version: z.int().positive().optional() }),
    z.strictObject({ taxonomy: Taxonomy.nullable() }),
  ),
  /** Marks labels as high risk (or not); publishes the next taxonomy version. */
  'taxonomy.risk': command(
    z.strictObject({ labelId: LabelId, risk: z.enum(['normal', 'high']) }),
    z.strictObject({ version: z.int() }),
  ),
  /** Publishes a whole taxonomy as the next version. Refused, with every problem named, where it contradicts itself. */
  'taxonomy.publish': command(
    z.strictObject({ draft: TaxonomyDraft, summary: z.string().min(1).max(500) }),
    z.strictObject({ version: z.int() }),
  ),
  /** What changed from one version to another, or to a draft: in words, and as data. */
  'taxonomy.diff': query(
    z.strictObject({ from: z.int().positive(), to: z.union([z.int().positive(), TaxonomyDraft]) }),
    z.strictObject({ changes: z.array(z.strictObject({ words: z.string(), change: Json })) }),
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
