import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId, type BatchId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { modelName, type Prediction } from '../../model/prediction.ts'
import type { Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { polygonSpans } from '../mask/rasterize.ts'
import { maskOf } from '../mask/runs.ts'
import { type CarriedShape, type CarryRules, carry, leftOut, TURN_SPANS, tallyCase } from './carry.ts'
import { createLossTally, type ExportItem, type LossTally, UNANSWERED } from './export-item.ts'
import { NAMELESS_ATTRIBUTES, singleImage } from './image-losses.ts'
import { jsonLine } from './json-line.ts'
import { imageResult } from './label-studio-shape.ts'
import { ORIGIN, originOf } from './origin.ts'
import type { ReadAnnotations } from './read-row.ts'

const bare = (shape: Shape): CarriedShape => {
  switch (shape.kind) {
    case 'box':
      return { shape: { kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }, losses: [] }
    case 'rotated-box': {
      const { cx, cy, w, h, angle } = shape
      return angle === 0
        ? {
            shape: { kind: 'box', x: cx - w / 2, y: cy - h / 2, w, h },
            losses: ['rotated boxes that are not turned (written as boxes)'],
          }
        : { shape: { kind: 'rotated-box', cx, cy, w, h, angle }, losses: [] }
    }
    case 'ellipse': {
      const { cx, cy, rx, ry, angle } = shape
      return { shape: { kind: 'ellipse', cx, cy, rx, ry, angle }, losses: [] }
    }
    case 'point':
      return { shape: { kind: 'point', x: shape.x, y: shape.y }, losses: [] }
    default:
      return leftOut(shape)
  }
}

const MOST_BRUSH_PIXELS = 100_000_000

const imageShape = (shape: Shape, size: Size): CarriedShape => {
  if (shape.kind === 'mask') {
    const { width, height, counts } = shape
    const fits = width === size.width && height === size.height && width * height <= MOST_BRUSH_PIXELS
    return fits
      ? { shape: { kind: 'mask', width, height, counts }, losses: [] }
      : 'masks of another size than the image'
  }
  if (shape.kind !== 'polygon') return bare(shape)
  const [part] = shape.parts
  if (shape.parts.length === 1 && part?.length === 1) return { shape: { kind: 'polygon', parts: [part] }, losses: [] }
  if (size.width * size.height > MOST_BRUSH_PIXELS) return 'polygons with holes or of several parts'
  return {
    shape: maskOf(polygonSpans(shape.parts, size), size),
    losses: ['polygons with holes or of several parts (written as brushes)'],
  }
}

const rulesFor = (item: ExportItem): CarryRules => {
  const { content } = item.case
  const image = singleImage(item)
  return {
    shape: (shape) => {
      if (shape.kind === 'case') return shape.turn === undefined ? { shape, losses: [] } : TURN_CLASSES
      if (shape.kind !== 'span') return image === null ? leftOut(shape) : imageShape(shape, image)
      if (shape.ranges.length > 1) return 'discontinuous spans'
      const text = shape.turn === undefined ? content.text : content.turns?.[shape.turn]?.text
      return text === undefined ? TURN_SPANS : { shape, losses: [] }
    },
    attributes: true,
    scores: true,
    relation: (from, to) =>
      from.shape.kind === 'case' || to.shape.kind === 'case' ? 'relations of objects that are no regions' : null,
  }
}

const TURN_CLASSES = 'classes of conversation turns'

/** What a reader makes of an attribute's value. */
const carriedValue = (value: Json): Json => {
  if (typeof value === 'string' || typeof value === 'number') return value
  const many = Array.isArray(value) && value.length > 1 && value.every((each) => typeof each === 'string')
  return many ? value : JSON.stringify(value)
}

const carryAttributes = (said: ReadAnnotations, key: string, tally: LossTally): ReadAnnotations => ({
  relations: said.relations,
  annotations: said.annotations.map((annotation) => {
    const entries = Object.entries(annotation.attributes).filter(([name]) => name !== '')
    const kept = entries.map(([name, value]) => [name, carriedValue(value)] as const)
    const changed = kept.filter(([, value], index) => value !== entries[index]?.[1]).length
    tally.add(NAMELESS_ATTRIBUTES, key, Object.keys(annotation.attributes).length - entries.length)
    tally.add('attributes that are no text, number or list of texts (written as JSON)', key, changed)
    return { ...annotation, attributes: Object.fromEntries(kept) }
  }),
})

/** What Label Studio holds of a case: the answer, where there is one, and the predictions that were judged. */
export type LabelStudioTask = {
  readonly said: ReadAnnotations | null
  readonly predictions: readonly { readonly prediction: Prediction; readonly said: ReadAnnotations }[]
}

const withoutScores = (
  { annotations, relations }: ReadAnnotations,
  key: string,
  tally: LossTally,
): ReadAnnotations => ({
  relations,
  annotations: annotations.map(({ score, ...rest }) => {
    if (score !== undefined) tally.beside('scores of corrected objects', key)
    return rest
  }),
})

/** As a reader finds it: plain classes first, and boxes without an inside known as such. */
const asRead = ({ annotations, relations }: ReadAnnotations): ReadAnnotations => {
  const classes = annotations.filter(({ shape }) => shape.kind === 'case')
  const ordered = [...classes.filter(isPlainClass), ...classes.filter((each) => !isPlainClass(each))]
  const named = ordered.map((each, index) => ({
    ...each,
    id: AnnotationId.parse(index === 0 ? 'class' : `class-${index + 1}`),
  }))
  return flagged({ relations, annotations: [...named, ...annotations.filter(({ shape }) => shape.kind !== 'case')] })
}

const flagged = (said: ReadAnnotations): ReadAnnotations => ({
  relations: said.relations,
  annotations: said.annotations.map((each) =>
    each.shape.kind === 'box' && (each.shape.w === 0 || each.shape.h === 0) ? { ...each, flags: ['empty'] } : each,
  ),
})

const judgedPredictions = (item: ExportItem, tally: LossTally): LabelStudioTask['predictions'] =>
  item.predictions.map((prediction) => {
    const lost = createLossTally()
    const said = carryAttributes(carry(prediction, item.case.key, lost, rulesFor(item)), item.case.key, lost)
    if (lost.list().length > 0) tally.beside('parts of predictions', item.case.key)
    if (prediction.scores ?? prediction.reasons ?? prediction.latencyMs ?? prediction.decision)
      tally.beside('class probabilities, reasons, latency and decisions of predictions', item.case.key)
    return { prediction, said: asRead(said) }
  })

/** Null where Label Studio has no place for a case. What is lost goes into `tally`. */
export const labelStudioTask = (item: ExportItem, tally: LossTally): LabelStudioTask | null => {
  const { content, key, kind } = item.case
  const image = singleImage(item)
  if (image === null && content.turns === undefined && content.text === undefined) {
    tally.beside('cases without a text, a conversation or a single image of their own', key)
    return null
  }
  if (!item.answered) tally.beside(UNANSWERED.replace('left out', 'written without an annotation'), key)
  const shown = image !== null ? 'image' : content.turns !== undefined ? 'conversation' : 'text'
  if (kind !== shown) tally.beside(`cases of another kind (read as ${shown}s)`, key)
  if (content.fields ?? content.items ?? content.pages) tally.beside('fields, ranked items and pages', key)
  tallyCase(item, tally, { keys: true, meta: true, tokens: false })
  const carried = item.answered ? carry(item.review, key, tally, rulesFor(item)) : null
  const said = carried === null ? null : withoutScores(carryAttributes(carried, key, tally), key, tally)
  return { said: said === null ? null : asRead(said), predictions: judgedPredictions(item, tally) }
}

/** Says what Label Studio loses of a case; false where it has no place for it at all. */
export const tallyLabelStudio = (item: ExportItem, tally: LossTally): boolean => labelStudioTask(item, tally) !== null

const CONTROLS: Readonly<Record<string, string>> = {
  rectanglelabels: 'rectangles',
  ellipselabels: 'ellipses',
  polygonlabels: 'polygons',
  keypointlabels: 'points',
  brushlabels: 'brushes',
  labels: 'spans',
  paragraphlabels: 'turns',
}

type Target = { readonly size: Size | null; readonly shows: string }

const spanResult = (shape: Extract<Shape, { kind: 'span' }>): { type: string; value: JsonObject } => {
  const [range] = shape.ranges
  const [start, end] = [range?.startCodePoint ?? 0, range?.endCodePoint ?? 0]
  const text = range?.quote ?? ''
  if (shape.turn === undefined) return { type: 'labels', value: { start, end, text } }
  const turn = String(shape.turn)
  return { type: 'paragraphlabels', value: { start: turn, end: turn, startOffset: start, endOffset: end, text } }
}

const attributeResult = (name: string, value: Json): JsonObject =>
  typeof value === 'number'
    ? { type: 'number', value: { number: value }, from_name: name }
    : { type: 'textarea', value: { text: Array.isArray(value) ? [...value] : [value] }, from_name: name }

/** Results of one object: its region with its label, then its attributes, all of one id. */
const objectResults = (
  { id, label, shape, score, attributes }: Annotation,
  { size, shows }: Target,
): readonly JsonObject[] => {
  const placed =
    shape.kind === 'span'
      ? spanResult(shape)
      : shape.kind === 'case'
        ? { type: 'choices', value: {} }
        : size === null
          ? null
          : imageResult(shape, size)
  if (placed === null) return []
  const onImage = size !== null && shape.kind !== 'span' && shape.kind !== 'case'
  const where: JsonObject = {
    id,
    to_name:
      shape.kind === 'case'
        ? shows
        : shape.kind === 'span'
          ? shape.turn === undefined
            ? 'text'
            : 'dialogue'
          : 'image',
    ...(onImage ? { original_width: size.width, original_height: size.height, image_rotation: 0 } : {}),
  }
  return [
    {
      ...where,
      type: placed.type,
      from_name: CONTROLS[placed.type] ?? 'class',
      value: { ...placed.value, [placed.type]: [label] },
      ...(score === undefined ? {} : { score }),
    },
    ...Object.entries(attributes).map(([name, value]) => ({ ...where, ...attributeResult(name, value) })),
  ]
}

/** A class of which nothing else is said: all of them are one choice of several. */
const isPlainClass = ({ shape, score, attributes }: Annotation): boolean =>
  shape.kind === 'case' && score === undefined && Object.keys(attributes).length === 0

const resultsOf = ({ annotations, relations }: ReadAnnotations, target: Target): readonly JsonObject[] => [
  ...plainClasses(annotations.filter(isPlainClass), target),
  ...annotations.filter((each) => !isPlainClass(each)).flatMap((annotation) => objectResults(annotation, target)),
  ...relations.map(({ type, from, to }) => ({
    type: 'relation',
    from_id: from,
    to_id: to,
    direction: 'right',
    labels: [type],
  })),
]

const plainClasses = (classes: readonly Annotation[], { shows }: Target): readonly JsonObject[] =>
  classes.length === 0
    ? []
    : [
        {
          id: 'class',
          to_name: shows,
          type: 'choices',
          from_name: 'class',
          value: { choices: classes.map(({ label }) => label) },
        },
      ]

/** Every result of a task: its answer's and its predictions'. */
export const labelStudioResults = (item: ExportItem, { said, predictions }: LabelStudioTask): readonly JsonObject[] => {
  const target = targetOf(item)
  return [said, ...predictions.map((each) => each.said)].flatMap((each) =>
    each === null ? [] : resultsOf(each, target),
  )
}

const targetOf = (item: ExportItem): Target => {
  const size = singleImage(item)
  return { size, shows: size !== null ? 'image' : item.case.content.turns !== undefined ? 'dialogue' : 'text' }
}

/** One task, in one line. `image` is the name the image is written under. */
export const labelStudioText = (
  item: ExportItem,
  { said, predictions }: LabelStudioTask,
  { image, batchId }: { readonly image: string | null; readonly batchId: BatchId },
): string => {
  const { content, meta } = item.case
  const target = targetOf(item)
  const { review } = item
  const task: JsonObject = {
    data: {
      ...(image === null ? {} : { image: `/data/local-files/?d=${encodeURIComponent(image)}` }),
      ...(content.text === undefined ? {} : { text: content.text }),
      ...(content.turns === undefined
        ? {}
        : {
            dialogue: content.turns.map((turn) =>
              JSON.parse(JSON.stringify({ author: turn.name ?? turn.role, ...turn })),
            ),
          }),
      [ORIGIN]: originOf(item, batchId, undefined),
    },
    ...(Object.keys(meta).length > 0 ? { meta } : {}),
    annotations:
      said === null
        ? []
        : [
            {
              result: [...resultsOf(said, target)],
              was_cancelled: false,
              ground_truth: true,
              created_at: review.at,
              lead_time: review.activeMs / 1000,
            },
          ],
    predictions: predictions.map(({ prediction, said: predicted }) => ({
      ...(prediction.sourceId === undefined ? {} : { id: prediction.sourceId }),
      model_version: modelName(prediction.model),
      result: [...resultsOf(predicted, target)],
    })),
  }
  return jsonLine(task)
}
