import type { Annotation, Relation } from '../../model/annotation.ts'
import type { Case, ImageRef } from '../../model/case.ts'
import type { FormatOptions, OffsetUnit } from '../../model/format.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { Prediction } from '../../model/prediction.ts'
import type { Review } from '../../model/review.ts'
import type { Shape, SpanShape } from '../../model/shape.ts'
import { canonicalJson } from '../canonical-json.ts'
import { pageFiles } from '../page-files.ts'
import { sameJson } from '../same-json.ts'
import type { ExportItem, LossTally, WithdrawnItem } from './export-item.ts'
import { jsonLine } from './json-line.ts'
import { createUnitOffsets, type UnitOffsets } from './offset-unit.ts'

type Members = { readonly [key: string]: Json }

/** The offsets of a case's text, or of a turn's, in the file's unit; null where that is code points, which ranges carry. */
export type Texts = (turn: number | undefined) => UnitOffsets | null

export const textsOf = ({ content }: Case, unit: OffsetUnit): Texts => {
  if (unit === 'codepoint') return () => null
  return (turn) => createUnitOffsets((turn === undefined ? content.text : content.turns?.[turn]?.text) ?? '', unit)
}

/** Leaves out what is not there, so that a line says only what is known. */
const present = (members: { readonly [key: string]: Json | undefined }): Members => {
  const kept: Record<string, Json> = {}
  for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key] = value
  return kept
}

/** An empty list or object is the default and is left out. */
const filled = <T extends readonly Json[] | Members>(value: T): T | undefined =>
  (Array.isArray(value) ? value.length : Object.keys(value).length) > 0 ? value : undefined

/** One range as a pair, several as a list of pairs; `spanUtf16` is the same in UTF-16 code units. */
const spanMembers = ({ ranges, turn }: SpanShape, texts: Texts): Members => {
  const offsets = texts(turn)
  const points = ranges.map((range) =>
    offsets === null
      ? [range.startCodePoint, range.endCodePoint]
      : [...offsets.fromUtf16(range.startUtf16, range.endUtf16)],
  )
  const units = ranges.map((range) => [range.startUtf16, range.endUtf16])
  const quotes = ranges.map((range) => range.quote)
  return present(
    ranges.length === 1
      ? { span: points[0], spanUtf16: units[0], quote: quotes[0], turn }
      : { span: points, spanUtf16: units, quote: quotes, turn },
  )
}

const fieldMembers = ({ value, box }: Extract<Shape, { kind: 'field' }>): Members =>
  present({ value, box: box === undefined ? undefined : [box.x, box.y, box.w, box.h], page: box?.page })

/** The member that says where; an object without one is a class of the whole case. */
const shapeMembers = (shape: Shape, texts: Texts): Members => {
  switch (shape.kind) {
    case 'box':
      return present({ box: [shape.x, shape.y, shape.w, shape.h], page: shape.page })
    case 'rotated-box':
      return present({ rotatedBox: [shape.cx, shape.cy, shape.w, shape.h, shape.angle], page: shape.page })
    case 'ellipse':
      return present({ ellipse: [shape.cx, shape.cy, shape.rx, shape.ry, shape.angle], page: shape.page })
    case 'polygon':
      return present({ polygon: shape.parts, page: shape.page })
    case 'polyline':
      return present({ polyline: shape.points, page: shape.page })
    case 'point':
      return present({ point: [shape.x, shape.y], page: shape.page })
    case 'skeleton':
      return present({
        skeleton: shape.joints.map(({ name, x, y, visibility }) => ({ name, x, y, visibility })),
        page: shape.page,
      })
    case 'mask':
      return present({
        mask: { width: shape.width, height: shape.height, counts: shape.counts },
        page: shape.page,
      })
    case 'span':
      return spanMembers(shape, texts)
    case 'field':
      return { field: fieldMembers(shape) }
    case 'item':
      return { item: present({ id: shape.itemId, rank: shape.rank, relevance: shape.relevance }) }
    case 'case':
      return present({ turn: shape.turn })
  }
}

export const objectMembers = (annotation: Annotation, texts: Texts): Members =>
  present({
    id: annotation.id,
    label: annotation.label,
    score: annotation.score,
    ...shapeMembers(annotation.shape, texts),
    attributes: filled(annotation.attributes),
    evidence: annotation.evidence,
    marks: annotation.marks,
    group: annotation.group,
    z: annotation.z,
    flags: filled(annotation.flags ?? []),
  })

export const relationMembers = ({ id, type, from, to, score }: Relation): Members =>
  present({ id, type, from, to, score })

const imageMembers = ({ name, sha256, width, height }: ImageRef): Members => ({
  image: name,
  sha256,
  size: [width, height],
})

/** The source's tokens, turned from UTF-16 into the file's unit. */
const tokenRanges = ({ content, tokens }: Case, unit: OffsetUnit): Json | undefined => {
  if (tokens === undefined || content.text === undefined) return undefined
  const { fromUtf16 } = createUnitOffsets(content.text, unit)
  return tokens.map(([start, end]) => [...fromUtf16(start, end)])
}

export const WIDER_TOKENS = 'ends of tokens inside a grapheme (widened to whole graphemes)'

/** The tokens as a reader of the file finds them again. */
export const tokensAsWritten = ({ content, tokens }: Case, unit: OffsetUnit): Case['tokens'] => {
  if (tokens === undefined || content.text === undefined || unit !== 'grapheme') return tokens
  const { fromUtf16, toUtf16 } = createUnitOffsets(content.text, unit)
  return tokens.map(([start, end]) => {
    const [from, to] = fromUtf16(start, end)
    return [toUtf16(from) ?? start, toUtf16(to) ?? end]
  })
}

/** Only tokens can lose something: an export says of every span where it lies in UTF-16 too. */
export const tallyNative = ({ case: one }: ExportItem, tally: LossTally, { offsets }: FormatOptions): boolean => {
  if (offsets === 'grapheme' && !sameJson(tokensAsWritten(one, offsets), one.tokens))
    tally.beside(WIDER_TOKENS, one.key)
  return true
}

/** The case as an import reads it. */
const caseMembers = (one: Case, unit: OffsetUnit): Members =>
  present({
    key: one.key,
    feed: one.feed === '' ? undefined : one.feed,
    kind: one.kind,
    text: one.content.text,
    tokens: tokenRanges(one, unit),
    ...(one.content.image === undefined ? {} : imageMembers(one.content.image)),
    turns: one.content.turns?.map((turn) => present(turn)),
    fields: one.content.fields,
    items: one.content.items?.map((item) => present(item)),
    // A file of several pages is named once and read back as all of them.
    pages: one.content.pages && pageFiles(one.content.pages).flatMap(([first]) => (first ? [imageMembers(first)] : [])),
    time: one.time,
    source: one.source,
    group: one.group,
    meta: filled(one.meta),
    inclusion: one.inclusion,
    flag: one.flag,
    outcome: one.outcome === undefined ? undefined : present(one.outcome),
  })

/**
 * The leading classes of the whole case that a reader makes from `class` and `scores` alone, ids and scores included;
 * every other annotation stands among `objects`.
 */
const plainClasses = ({ annotations, scores }: Prediction): readonly string[] => {
  const isPlain = ({ id, label, shape, score, attributes, ...more }: Annotation, index: number): boolean =>
    id === (index === 0 ? 'class' : `class-${index + 1}`) &&
    shape.kind === 'case' &&
    shape.turn === undefined &&
    score === (scores === undefined || !Object.hasOwn(scores, label) ? undefined : scores[label]) &&
    Object.keys(attributes).length === 0 &&
    Object.keys(more).length === 0
  const firstOther = annotations.findIndex((annotation, index) => !isPlain(annotation, index))
  return annotations.slice(0, firstOther < 0 ? annotations.length : firstOther).map(({ label }) => label)
}

const predictionMembers = (prediction: Prediction, texts: Texts): Members => {
  const classes = plainClasses(prediction)
  return present({
    id: prediction.sourceId,
    model: present(prediction.model),
    class: classes.length > 1 ? classes : classes[0],
    scores: prediction.scores,
    objects: prediction.annotations.slice(classes.length).map((each) => objectMembers(each, texts)),
    relations: filled(prediction.relations.map(relationMembers)),
    reasons: prediction.reasons,
    latencyMs: prediction.latencyMs,
  })
}

/** What the person did to the predicted object this one began as. */
const changeOf = (annotation: Annotation, origin: Annotation | undefined): string => {
  if (origin === undefined) return 'added'
  const moved = !sameJson(annotation.shape, origin.shape)
  const relabelled = annotation.label !== origin.label
  if (moved && relabelled) return 'relabelled-and-moved'
  if (moved) return 'moved'
  if (relabelled) return 'relabelled'
  return canonicalJson(besides(annotation)) === canonicalJson(besides(origin)) ? 'kept' : 'attributes-changed'
}

/** What is said of an object beside its label and place. */
const besides = ({ attributes, evidence = {}, marks = [] }: Annotation): Json => ({ attributes, evidence, marks })

/**
 * `removed` names the predicted objects that the person took away. Where nobody said what is right there are no objects:
 * they would be the model's, judged wrong.
 */
const truthMembers = (item: ExportItem, review: Review, prediction: Prediction | undefined, texts: Texts): Members => {
  if (!item.answered) return { status: 'undecided' }
  const predicted = new Map(prediction?.annotations.map((annotation) => [annotation.id, annotation]))
  const kept = new Set(review.annotations.map((annotation) => annotation.fromObjectId))
  return present({
    status: item.status,
    objects: review.annotations.map((annotation) => {
      const origin = annotation.fromObjectId === undefined ? undefined : predicted.get(annotation.fromObjectId)
      return {
        ...objectMembers(annotation, texts),
        ...present({ from: annotation.fromObjectId, change: changeOf(annotation, origin) }),
      }
    }),
    relations: filled(review.relations.map(relationMembers)),
    removed: filled([...predicted.keys()].filter((id) => !kept.has(id))),
  })
}

const reviewMembers = (review: Review): Members =>
  present({
    id: review.id,
    of: review.predictionId ?? undefined,
    by: review.personId,
    at: review.at,
    origin: review.origin,
    activeMs: review.activeMs,
    blind: review.blind,
    verdict: review.verdict,
    errors: review.errors,
    causes: review.causes,
    proposed: review.proposed,
    edgeCase: review.edgeCase,
    note: review.note === '' ? undefined : review.note,
    confirmed: filled(review.confirmed),
    turns: filled(review.turns),
    coverage: review.coverage === null ? undefined : present(review.coverage),
    bulk: review.bulk ?? undefined,
    taxonomy: review.taxonomyVersion,
    supersedes: review.supersedes ?? undefined,
  })

/** One line for each review of a case: the record an import reads, and what the person said of it. */
export const nativeRecords = (
  item: ExportItem,
  batchId: BatchId,
  unit: OffsetUnit = 'codepoint',
): readonly Members[] => {
  const texts = textsOf(item.case, unit)
  return item.reviews.map((review) => {
    const prediction = item.predictions.find((one) => one.id === review.predictionId)
    const given = (item.imported ?? item.predictions).find((one) => one.id === review.predictionId)
    return present({
      ...caseMembers(item.case, unit),
      prediction: given === undefined ? undefined : predictionMembers(given, texts),
      decision: prediction?.decision === undefined ? undefined : present(prediction.decision),
      review: reviewMembers(review),
      truth: truthMembers(item, review, prediction, texts),
      why: filled(item.why.map(({ rule, value, detail, inclusion }) => ({ rule, value, detail, inclusion }))),
      batch: batchId,
    })
  })
}

/** Says that what an earlier batch told of this case no longer stands. A line of `withdrawn.jsonl`, beside any format. */
export const withdrawalRecord = ({ case: one, reviewIds }: WithdrawnItem, batchId: BatchId): Members =>
  present({
    key: one.key,
    feed: one.feed === '' ? undefined : one.feed,
    case: one.id,
    reviews: reviewIds,
    batch: batchId,
  })

/** The first line. `offsets` is the unit of `span` and `tokens`; `spanUtf16` says its unit in its name. */
export const nativeHeader = (
  taxonomy: { readonly name: string; readonly version: number } | null,
  batchId: BatchId,
  unit: OffsetUnit = 'codepoint',
): Members =>
  present({
    secondLook: 1,
    offsets: unit,
    score: { kind: 'probability', range: [0, 1] },
    taxonomy: taxonomy === null ? undefined : `${taxonomy.name}@${taxonomy.version}`,
    batch: batchId,
  })

export const nativeLine = (members: Members): string => `${jsonLine(members)}\n`
