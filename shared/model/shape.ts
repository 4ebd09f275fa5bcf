import { z } from 'zod'

/** Coordinates are pixels of the oriented image (EXIF applied), floats, origin top left. Angles are degrees, clockwise. */
const px = z.number()
const extent = z.number().nonnegative()
const Point = z.tuple([px, px]).readonly()
export type Point = z.infer<typeof Point>

/** Page index of a document's page the shape lies on; absent for single images. */
const page = z.int().nonnegative().optional()

export const BoxShape = z.strictObject({ kind: z.literal('box'), x: px, y: px, w: extent, h: extent, page })
export type BoxShape = z.infer<typeof BoxShape>

const RotatedBoxShape = z.strictObject({
  kind: z.literal('rotated-box'),
  cx: px,
  cy: px,
  w: extent,
  h: extent,
  angle: z.number(),
  page,
})
const EllipseShape = z.strictObject({
  kind: z.literal('ellipse'),
  cx: px,
  cy: px,
  rx: extent,
  ry: extent,
  angle: z.number().default(0),
  page,
})
/** Each part is an outer ring followed by its holes. */
const PolygonShape = z.strictObject({
  kind: z.literal('polygon'),
  parts: z.array(z.array(z.array(Point).min(3)).min(1)).min(1),
  page,
})
export type PolygonShape = z.infer<typeof PolygonShape>
const PolylineShape = z.strictObject({ kind: z.literal('polyline'), points: z.array(Point).min(2), page })
const PointShape = z.strictObject({ kind: z.literal('point'), x: px, y: px, page })
const SkeletonShape = z.strictObject({
  kind: z.literal('skeleton'),
  /** COCO's visibility: 0 not labelled, 1 labelled but hidden, 2 visible. */
  joints: z.array(z.strictObject({ name: z.string(), x: px, y: px, visibility: z.int().min(0).max(2) })).min(1),
  page,
})
/** Column-major run lengths as in COCO's uncompressed RLE; the first run counts zeros. */
const MaskShape = z.strictObject({
  kind: z.literal('mask'),
  width: z.int().positive(),
  height: z.int().positive(),
  counts: z.array(z.int().nonnegative()),
  page,
})
export type MaskShape = z.infer<typeof MaskShape>

/** Half-open range in UTF-16 code units of the case's text, with code points and the quote beside it. */
export const TextRange = z.strictObject({
  startUtf16: z.int().nonnegative(),
  endUtf16: z.int().nonnegative(),
  startCodePoint: z.int().nonnegative(),
  endCodePoint: z.int().nonnegative(),
  quote: z.string(),
})
export type TextRange = z.infer<typeof TextRange>

/** One range, or several for a discontinuous span, in text order. `turn` is the turn's index in a conversation. */
export const SpanShape = z.strictObject({
  kind: z.literal('span'),
  ranges: z.array(TextRange).min(1),
  turn: z.int().nonnegative().optional(),
})
export type SpanShape = z.infer<typeof SpanShape>

/** A value of a document's or record's field; the annotation's label is the field's name. */
const FieldShape = z.strictObject({
  kind: z.literal('field'),
  value: z.string().nullable(),
  box: z.strictObject({ x: px, y: px, w: extent, h: extent, page }).optional(),
})
/** A judgement on one item of a ranked list: its place, and how relevant it is (0 not, 1 fully). */
const ItemShape = z.strictObject({
  kind: z.literal('item'),
  itemId: z.string(),
  rank: z.int().nonnegative(),
  relevance: z.number().min(0).max(1).optional(),
})
/** The whole case: a class. `turn` narrows it to one turn of a conversation. */
export const CaseShape = z.strictObject({ kind: z.literal('case'), turn: z.int().nonnegative().optional() })
export type CaseShape = z.infer<typeof CaseShape>

export const Shape = z.discriminatedUnion('kind', [
  BoxShape,
  RotatedBoxShape,
  EllipseShape,
  PolygonShape,
  PolylineShape,
  PointShape,
  SkeletonShape,
  MaskShape,
  SpanShape,
  FieldShape,
  ItemShape,
  CaseShape,
])
export type Shape = z.infer<typeof Shape>
export type ShapeKind = Shape['kind']
