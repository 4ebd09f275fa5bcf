import { z } from 'zod'
import { Instant, LabelId } from './ids.ts'
import { Json } from './json.ts'
import { CauseId, Culprit } from './verdict.ts'

/** One label. `key` is the digit that chooses it, where it has one. `hue` and `dash` index the desk's label palette. */
export const Label = z.strictObject({
  id: LabelId,
  name: z.string().min(1).max(500),
  key: z
    .string()
    .regex(/^[1-9]$/)
    .optional(),
  /** 0..11 into the colour-blind-safe set; `tone` 0..2 varies lightness, `dash` 0..3 the pattern. */
  hue: z.int().min(0).max(11),
  tone: z.int().min(0).max(2),
  dash: z.int().min(0).max(3),
  /** Which case parts it labels, as seen so far. */
  shapes: z.array(z.string()),
  risk: z.enum(['normal', 'high']).default('normal'),
  definition: z.string().default(''),
  parent: LabelId.optional(),
  deprecated: z.boolean().default(false),
})
export type Label = z.infer<typeof Label>

export const Attribute = z.strictObject({
  name: z.string(),
  kind: z.enum(['boolean', 'choice', 'multi-choice', 'number', 'text', 'date', 'coded']),
  values: z.array(Json).optional(),
  labels: z.array(LabelId).optional(),
})

/** The first nine labels of whole cases and the first nine of parts, in order, have the digit keys. */
export const Taxonomy = z.strictObject({
  name: z.string(),
  version: z.int().positive(),
  publishedAt: Instant,
  labels: z.array(Label),
  attributes: z.array(Attribute),
  relationTypes: z.array(z.string()),
  causes: z.array(z.strictObject({ id: CauseId, name: z.string(), culprit: Culprit })),
})
export type Taxonomy = z.infer<typeof Taxonomy>
