import { z } from 'zod'
import { CaseId, Instant, Sha256 } from './ids.ts'
import { Json, JsonObject } from './json.ts'

export const CASE_KINDS = ['image', 'text', 'conversation', 'record', 'document'] as const
export const CaseKind = z.enum(CASE_KINDS)
export type CaseKind = z.infer<typeof CaseKind>

/**
 * A stored image. Width and height are those of the oriented image, in pixels. A page of a PDF is an image too: its
 * pixels are 1/144 inch.
 */
export const ImageRef = z.strictObject({
  sha256: Sha256,
  name: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** How many pages the file has, where it has several (TIFF, PDF). */
  pages: z.int().min(2).optional(),
  /** Which of its pages this is, from 0; the first where left out. */
  pageIndex: z.int().nonnegative().optional(),
  /** What the file is, where a browser cannot show it by itself. */
  media: z.enum(['pdf', 'tiff']).optional(),
  /** Bits of a channel, where not 8. */
  bits: z.literal(16).optional(),
})
export type ImageRef = z.infer<typeof ImageRef>

export const Turn = z.strictObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  text: z.string(),
  time: Instant.optional(),
  name: z.string().optional(),
  toolCalls: z.array(Json).optional(),
  sources: z
    .array(z.strictObject({ title: z.string(), text: z.string().optional(), url: z.string().optional() }))
    .optional(),
})
export type Turn = z.infer<typeof Turn>

/** What the model was shown. Which members stand follows the kind; others may stand beside (a photo with its ticket). */
export const CaseContent = z.strictObject({
  text: z.string().optional(),
  image: ImageRef.optional(),
  turns: z.array(Turn).optional(),
  fields: JsonObject.optional(),
  items: z.array(z.strictObject({ id: z.string(), title: z.string(), fields: JsonObject.optional() })).optional(),
  pages: z.array(ImageRef).optional(),
})
export type CaseContent = z.infer<typeof CaseContent>

export const Flag = z.strictObject({ why: z.string(), severity: z.enum(['low', 'medium', 'high']) })
export type Flag = z.infer<typeof Flag>

export const Outcome = z.strictObject({ value: z.string(), time: Instant.optional() })
export type Outcome = z.infer<typeof Outcome>

export const Case = z.strictObject({
  id: CaseId,
  /** The source's own key, or kind + content hash + occurrence. Unique within its feed. */
  key: z.string(),
  feed: z.string(),
  kind: CaseKind,
  content: CaseContent,
  time: Instant.optional(),
  source: z.string().optional(),
  group: z.string().optional(),
  meta: JsonObject,
  /** Probability with which production's sampling let this case through; 1 when everything was sent. */
  inclusion: z.number().gt(0).max(1).optional(),
  flag: Flag.optional(),
  outcome: Outcome.optional(),
  /** Tokens given by the source, as half-open UTF-16 offsets into the text; kept so that an export tokenizes alike. */
  tokens: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])).optional(),
})
export type Case = z.infer<typeof Case>
