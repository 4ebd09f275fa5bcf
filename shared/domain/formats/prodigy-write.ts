import type { Annotation, Relation } from '../../model/annotation.ts'
import type { FormatOptions, OffsetUnit } from '../../model/format.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Shape } from '../../model/shape.ts'
import { sameJson } from '../same-json.ts'
import { type CarriedShape, type CarryRules, carry, leftOut, TURN_SPANS, tallyCase } from './carry.ts'
import { outline } from './coco-write.ts'
import { type ExportItem, type LossTally, UNANSWERED } from './export-item.ts'
import { SHAPES, singleImage } from './image-losses.ts'
import { jsonLine } from './json-line.ts'
import { tokensAsWritten, WIDER_TOKENS } from './native-write.ts'
import { asWritten, createUnitOffsets, type UnitOffsets, WIDENED } from './offset-unit.ts'
import { ORIGIN, originOf } from './origin.ts'
import type { ReadAnnotations } from './read-row.ts'

/** Members that Prodigy itself puts beside a task; from its own files they came in as metadata. */
const OWN_MEMBERS = new Set([
  '_task_hash',
  '_session_id',
  '_view_id',
  '_annotator_id',
  '_timestamp',
  '_is_binary',
  'config',
  'versions',
])

const imageShape = (shape: Shape): CarriedShape => {
  switch (shape.kind) {
    case 'box':
      return { shape: { kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }, losses: [] }
    case 'rotated-box':
    case 'ellipse':
      return {
        shape: { kind: 'polygon', parts: [[[...outline(shape)]]] },
        losses: [`${SHAPES[shape.kind]} (written as polygons)`],
      }
    case 'polygon': {
      const [part] = shape.parts
      if (part === undefined || shape.parts.length > 1) return 'polygons of several parts'
      return { shape: { kind: 'polygon', parts: [part.slice(0, 1)] }, losses: part.length > 1 ? ['holes'] : [] }
    }
    default:
      return leftOut(shape)
  }
}

const rulesFor = (item: ExportItem, offsets: UnitOffsets | null): CarryRules => ({
  shape: (shape) => {
    if (shape.kind === 'case') return shape.turn === undefined ? { shape, losses: [] } : TURN_SPANS
    if (shape.kind !== 'span') return singleImage(item) === null ? leftOut(shape) : imageShape(shape)
    if (shape.turn !== undefined || offsets === null) return TURN_SPANS
    const [range] = shape.ranges
    if (range === undefined || shape.ranges.length > 1) return 'discontinuous spans'
    const written = asWritten(range, offsets)
    const widened = written.startUtf16 !== range.startUtf16 || written.endUtf16 !== range.endUtf16
    return { shape: { kind: 'span', ranges: [written] }, losses: widened ? [WIDENED] : [] }
  },
  attributes: false,
  scores: true,
  relation: (from, to) =>
    from.shape.kind === 'span' && to.shape.kind === 'span' ? null : 'relations of objects that are no text spans',
})

/** What Prodigy holds of a case: what is said of it, and whether that is right. */
export type ProdigyTask = { readonly said: ReadAnnotations; readonly answer: 'accept' | 'reject' }

/**
 * A case judged wrong and not corrected is a rejected task: what was proposed, and that it is not so. Null where Prodigy
 * has no place for a case, or where nothing was proposed that could be rejected.
 */
export const prodigyTask = (item: ExportItem, unit: OffsetUnit, tally: LossTally): ProdigyTask | null => {
  const { case: one, review } = item
  const { text } = one.content
  if (text === undefined && singleImage(item) === null) {
    tally.beside('cases without a text or a single image of their own', one.key)
    return null
  }
  const predicted = item.predictions.find(({ id }) => id === review.predictionId)
  if (!item.answered && predicted === undefined) {
    tally.beside(UNANSWERED, one.key)
    return null
  }
  if (!item.answered) tally.beside('cases judged wrong and not corrected (written as rejected)', one.key)
  const isImage = singleImage(item) !== null
  if (isImage && one.kind !== 'image') tally.beside('texts with an image beside them (read as images)', one.key)
  tallyCase(item, tally, { keys: true, meta: true, tokens: !isImage })
  const offsets = text === undefined ? null : createUnitOffsets(text, unit)
  const said = item.answered || predicted === undefined ? review : predicted
  const answer = item.answered ? 'accept' : 'reject'
  const carried = carry(said, one.key, tally, rulesFor(item, offsets))
  if (!isImage && !sameJson(tokensAsWritten(one, unit), one.tokens)) tally.beside(WIDER_TOKENS, one.key)
  return { said: oneScore(carried, one.key, tally), answer }
}

/** A task has one score for all its classes. */
const oneScore = ({ annotations, relations }: ReadAnnotations, key: string, tally: LossTally): ReadAnnotations => {
  const classes = annotations.filter(({ shape }) => shape.kind === 'case')
  const [first] = classes
  const differ = classes.filter(({ score }) => score !== first?.score).length
  tally.beside('scores of classes that differ from the first one’s', key, differ)
  return {
    relations,
    annotations: annotations.map((each) => {
      if (each.shape.kind !== 'case') return each
      const { score: _, ...rest } = each
      return first?.score === undefined ? rest : { ...rest, score: first.score }
    }),
  }
}

/** Says what Prodigy loses of a case; false where it has no place for it at all. */
export const tallyProdigy = (item: ExportItem, tally: LossTally, { offsets }: FormatOptions): boolean =>
  prodigyTask(item, offsets ?? 'codepoint', tally) !== null

type Token = {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly id: number
  readonly ws: boolean
}

const tokensOf = (
  text: string,
  tokens: readonly (readonly [number, number])[],
  offsets: UnitOffsets,
): readonly Token[] =>
  tokens.map(([from, to], id) => {
    const [start, end] = offsets.fromUtf16(from, to)
    const [first, last] = [offsets.toUtf16(start) ?? from, offsets.toUtf16(end) ?? to]
    return { text: text.slice(first, last), start, end, id, ws: text[last] === ' ' }
  })

/** Tokens by where they begin and where they end. */
type TokenPlaces = { readonly first: ReadonlyMap<number, number>; readonly last: ReadonlyMap<number, number> }

const placesOf = (tokens: readonly Token[]): TokenPlaces => ({
  first: new Map(tokens.toReversed().map(({ start, id }) => [start, id])),
  last: new Map(tokens.map(({ end, id }) => [end, id])),
})

/** The first and the last token of a span, where it begins and ends with whole ones. */
const tokenPlace = (
  start: number,
  end: number,
  { first, last }: TokenPlaces,
): { token_start?: number; token_end?: number } => {
  const [from, to] = [first.get(start), last.get(end)]
  return from === undefined || to === undefined || to < from ? {} : { token_start: from, token_end: to }
}

const spanMembers = (annotation: Annotation, offsets: UnitOffsets | null, tokens: TokenPlaces): JsonObject => {
  const { id, label, shape, score } = annotation
  const more: JsonObject = { label, ...(score === undefined ? {} : { score }) }
  if (shape.kind === 'box')
    return {
      id,
      x: shape.x,
      y: shape.y,
      width: shape.w,
      height: shape.h,
      points: cornersOf(shape),
      type: 'rect',
      ...more,
    }
  if (shape.kind === 'polygon')
    return { id, points: (shape.parts[0]?.[0] ?? []).map(([x, y]) => [x, y]), type: 'polygon', ...more }
  const range = shape.kind === 'span' ? shape.ranges[0] : undefined
  if (range === undefined || offsets === null) return { id, ...more }
  const [start, end] = offsets.fromUtf16(range.startUtf16, range.endUtf16)
  return { id, start, end, ...tokenPlace(start, end, tokens), text: range.quote, ...more }
}

const cornersOf = ({ x, y, w, h }: Extract<Shape, { kind: 'box' }>): Json => [
  [x, y],
  [x, y + h],
  [x + w, y + h],
  [x + w, y],
]

/** `head` and `child` are tokens, as Prodigy draws them; where there are none, the spans alone say what is joined. */
const relationMembers = ({ type, from, to }: Relation, spans: ReadonlyMap<string, JsonObject>): JsonObject => {
  const [head, child] = [spans.get(from) ?? {}, spans.get(to) ?? {}]
  return {
    ...(head.token_end === undefined ? {} : { head: head.token_end }),
    ...(child.token_end === undefined ? {} : { child: child.token_end }),
    head_span: head,
    child_span: child,
    label: type,
  }
}

const classMembers = (labels: readonly string[]): JsonObject => {
  const [first] = labels
  if (first === undefined) return {}
  return labels.length === 1
    ? { label: first }
    : { options: labels.map((label) => ({ id: label, text: label })), accept: [...labels] }
}

/** Hashes of Prodigy are numbers; the desk's keys of other sources stand under `second_look`. */
const hashOf = (key: string): JsonObject => (/^-?[1-9]\d{0,14}$/.test(key) ? { _input_hash: Number(key) } : {})

const metaMembers = (meta: JsonObject): JsonObject => {
  const entries = Object.entries(meta)
  const inside = entries.filter(([name]) => !OWN_MEMBERS.has(name))
  return {
    ...(inside.length > 0 ? { meta: Object.fromEntries(inside) } : {}),
    ...Object.fromEntries(entries.filter(([name]) => OWN_MEMBERS.has(name))),
  }
}

/** One task, a line of JSON Lines. `image` is the name the image is written under. */
export const prodigyLine = (
  item: ExportItem,
  { said, answer }: ProdigyTask,
  { image, unit, batchId }: { readonly image: string | null; readonly unit: OffsetUnit; readonly batchId: BatchId },
): string => {
  const { content, tokens: given, key, meta } = item.case
  const { text } = content
  const offsets = text === undefined ? null : createUnitOffsets(text, unit)
  const tokens = text === undefined || offsets === null ? [] : tokensOf(text, given ?? [], offsets)
  const [classes, objects] = [
    said.annotations.filter(({ shape }) => shape.kind === 'case'),
    said.annotations.filter(({ shape }) => shape.kind !== 'case'),
  ]
  const places = placesOf(tokens)
  const spans = new Map(objects.map((object) => [object.id, spanMembers(object, offsets, places)]))
  const score = classes[0]?.score
  const size = content.image
  const task: JsonObject = {
    ...(text === undefined ? {} : { text }),
    ...(image === null || size === undefined ? {} : { image, width: size.width, height: size.height }),
    ...hashOf(key),
    ...(given === undefined || given.length === 0 || text === undefined || image !== null
      ? {}
      : { tokens: tokens.map((token) => ({ ...token })) }),
    spans: [...spans.values()],
    ...(said.relations.length > 0 ? { relations: said.relations.map((each) => relationMembers(each, spans)) } : {}),
    ...classMembers(classes.map(({ label }) => label)),
    ...(score === undefined ? {} : { score }),
    ...metaMembers(meta),
    answer,
    [ORIGIN]: originOf(item, batchId, unit === 'codepoint' ? undefined : unit),
  }
  return `${jsonLine(task)}\n`
}
