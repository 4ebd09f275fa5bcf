import { z } from 'zod'
import { ObjectMark, Relation, Score } from './annotation.ts'
import { CaseKind, Flag, Outcome, Turn } from './case.ts'
import { OffsetUnit } from './format.ts'
import { AnnotationId } from './ids.ts'
import { Json, JsonObject } from './json.ts'
import { Decision } from './prediction.ts'
import { CASE_STATUSES, Coverage, TurnJudgement } from './review.ts'
import { CauseId, ErrorType, Verdict } from './verdict.ts'

/**
 * The native file: JSON Lines, UTF-8, a header line first, then one record a line. The published JSON Schemas in
 * resources/schemas are generated from here. Objects are open: a key that is not listed is kept under `meta`.
 */

export const NativeModel = z.looseObject({
  name: z.string().min(1).max(200),
  version: z.union([z.string().max(200), z.number().transform(String)]).default(''),
  trainedOn: z.string().optional(),
})

export const NativeHeader = z.looseObject({
  secondLook: z.literal(1).describe('The version of this format.'),
  model: NativeModel.optional(),
  taxonomy: z.string().optional().describe('name@version of the taxonomy the labels come from.'),
  offsets: OffsetUnit.default('codepoint').describe('What `span` and `tokens` count.'),
  score: z
    .looseObject({
      kind: z.enum(['probability', 'score']).default('probability'),
      range: z.tuple([z.number(), z.number()]).default([0, 1]),
    })
    .optional()
    .describe('Scores are mapped from this range to 0..1.'),
  window: z.tuple([z.string(), z.string()]).optional().describe('First and last day the cases come from.'),
  population: z.looseObject({ count: z.int().nonnegative().optional(), sampling: z.string().optional() }).optional(),
  /** What an export says of itself. */
  batch: z.string().optional(),
})
export type NativeHeader = z.infer<typeof NativeHeader>

const px = z.number()
const extent = z.number().nonnegative()
const point = z.tuple([px, px])
const offsets = z.tuple([z.int().nonnegative(), z.int().nonnegative()])

/** One annotation. At most one place (box … item) is given; none means the whole case. */
export const NativeObject = z.looseObject({
  id: z.string().min(1).max(200).optional().describe('Unique within its prediction; o1, o2, … when left out.'),
  label: z.string().min(1).max(500),
  score: z.number().nullable().optional(),
  attributes: JsonObject.optional(),
  box: z.tuple([px, px, extent, extent]).optional().describe('x, y, width, height in pixels of the oriented image.'),
  rotatedBox: z
    .tuple([px, px, extent, extent, z.number()])
    .optional()
    .describe('cx, cy, width, height, degrees clockwise.'),
  ellipse: z.tuple([px, px, extent, extent, z.number()]).optional().describe('cx, cy, rx, ry, degrees clockwise.'),
  polygon: z
    .array(z.array(z.array(point).min(3)).min(1))
    .min(1)
    .optional()
    .describe('Parts; each an outer ring, then its holes.'),
  polyline: z.array(point).min(2).optional(),
  point: point.optional(),
  skeleton: z
    .array(z.strictObject({ name: z.string(), x: px, y: px, visibility: z.int().min(0).max(2) }))
    .min(1)
    .optional(),
  mask: z
    .strictObject({ width: z.int().positive(), height: z.int().positive(), counts: z.array(z.int().nonnegative()) })
    .optional()
    .describe("COCO's uncompressed run lengths: column by column, zeros first."),
  span: z
    .union([offsets, z.array(offsets).min(1)])
    .optional()
    .describe('Half-open, in the unit of the header.'),
  spanUtf16: z
    .union([offsets, z.array(offsets).min(1)])
    .optional()
    .describe('The same in UTF-16 units; written by exports.'),
  quote: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('The text of the span; checked.'),
  field: z
    .strictObject({
      value: z.string().nullable(),
      box: z.tuple([px, px, extent, extent]).optional(),
      page: z.int().nonnegative().optional(),
    })
    .optional(),
  item: z
    .strictObject({ id: z.string(), rank: z.int().nonnegative(), relevance: z.number().min(0).max(1).optional() })
    .optional(),
  page: z.int().nonnegative().optional(),
  turn: z.int().nonnegative().optional(),
  evidence: z
    .record(z.string(), z.array(AnnotationId).min(1))
    .optional()
    .describe('By attribute: the ids of the objects that show its value.'),
  marks: z.array(ObjectMark).min(1).optional(),
  group: z.string().min(1).max(80).optional().describe('Objects of one group belong together.'),
  z: z.int().optional().describe('Painted above those with a lower one; 0 where left out.'),
  from: z.string().optional().describe('In a truth: the id of the predicted object this one began as.'),
  change: z.string().optional().describe('In a truth: what became of it.'),
  flags: z.array(z.string()).optional(),
})
export type NativeObject = z.infer<typeof NativeObject>

const content = {
  class: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .optional()
    .describe('A label of the whole case.'),
  scores: z.record(z.string(), z.number().nullable()).optional().describe('Class probabilities by label.'),
  objects: z.array(NativeObject).optional(),
  relations: z.array(Relation).optional(),
}

export const NativePrediction = z.looseObject({
  id: z.string().min(1).max(200).optional().describe("The source's own id of this prediction."),
  model: NativeModel.optional().describe("Where it is not the header's."),
  ...content,
  latencyMs: z.number().nonnegative().optional(),
  reasons: z.array(z.string()).optional(),
})
export type NativePrediction = z.infer<typeof NativePrediction>

export const NativeTruth = z.looseObject({
  status: z.enum(['single', 'consensus', 'adjudicated', 'undecided']).optional(),
  ...content,
})
export type NativeTruth = z.infer<typeof NativeTruth>

/** What an export adds; read back by `second-look review --from`. */
export const NativeReview = z.looseObject({
  id: z.string().min(1).max(200).optional(),
  of: z.string().optional().describe('The id of the prediction it judges.'),
  by: z.string().min(1).max(120),
  at: z.string().optional(),
  activeMs: z.number().nonnegative().optional(),
  blind: z.boolean().optional(),
  verdict: Verdict.nullable().optional(),
  errors: z.array(ErrorType).optional(),
  causes: z.array(CauseId).optional(),
  proposed: z
    .looseObject({
      verdict: Verdict.nullable().optional(),
      causes: z.array(CauseId).optional(),
      errors: z.array(ErrorType).optional(),
    })
    .optional(),
  edgeCase: z.boolean().optional(),
  note: z.string().optional(),
  confirmed: z.array(AnnotationId).optional().describe('Objects looked at one by one and found as predicted.'),
  turns: z.array(TurnJudgement).optional().describe('Of a conversation: the verdict on each turn judged.'),
  coverage: Coverage.optional().describe('What of the image was looked at in a systematic walk.'),
  bulk: z.string().max(80).optional().describe('The act that gave this answer to several cases at once.'),
  taxonomy: z.union([z.string(), z.int()]).optional(),
})
export type NativeReview = z.infer<typeof NativeReview>

const imageName = z.string().min(1).max(4096).describe('A file below the folder of images, or beside this file.')
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const size = z.tuple([z.int().positive(), z.int().positive()]).describe('Width and height of the oriented image.')

export const NativeRecord = z.looseObject({
  key: z.union([z.string().min(1).max(1000), z.int().transform(String)]).optional(),
  feed: z
    .string()
    .max(200)
    .optional()
    .describe('The feed that the key belongs to, where keys of several feeds may collide; empty is the unnamed one.'),
  kind: CaseKind.optional(),
  text: z.string().optional(),
  image: imageName.optional(),
  sha256: sha256.optional(),
  size: size.optional(),
  turns: z.array(Turn).optional(),
  fields: JsonObject.optional(),
  items: z.array(z.strictObject({ id: z.string(), title: z.string(), fields: JsonObject.optional() })).optional(),
  pages: z.array(z.strictObject({ image: imageName, sha256: sha256.optional(), size: size.optional() })).optional(),
  tokens: z.array(offsets).optional().describe('Half-open ranges of the text, in the unit of the header.'),
  time: z.iso.datetime({ offset: true }).optional(),
  source: z.string().optional(),
  group: z.string().optional(),
  meta: JsonObject.optional(),
  inclusion: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("Probability with which production's sampling let it through."),
  flag: Flag.optional(),
  prediction: NativePrediction.optional(),
  decision: Decision.optional(),
  outcome: Outcome.optional(),
  review: NativeReview.optional(),
  truth: NativeTruth.optional(),
  why: z.array(z.looseObject({ rule: z.string(), value: Json.optional() })).optional(),
  batch: z.string().optional(),
  status: z.enum(CASE_STATUSES).optional(),
})
export type NativeRecord = z.infer<typeof NativeRecord>

/** The keys of a record that mean something; every other goes under `meta`. */
export const NATIVE_KEYS: ReadonlySet<string> = new Set(Object.keys(NativeRecord.shape))

/** Scores in a file may stand in another range than 0..1. Answers null where the number lies outside it. */
export const mapScore = (value: number, range: readonly [number, number]): number | null => {
  const [low, high] = range
  if (!(value >= low && value <= high)) return null
  const mapped = low === 0 && high === 1 ? value : (value - low) / (high - low)
  return Score.safeParse(mapped).success ? mapped : null
}
