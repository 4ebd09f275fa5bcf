import type { Annotation } from '../../model/annotation.ts'
import type { ImageRef } from '../../model/case.ts'
import type { BatchId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import { modelName } from '../../model/prediction.ts'
import { boxAround } from './box-around.ts'
import type { ExportItem } from './export-item.ts'
import { nativeRecords } from './native-write.ts'
import type { PARQUET_COLUMNS } from './parquet-shape.ts'

/** An image as a row holds it; bytes where they are copied in. */
export type ImageCell = { readonly bytes: Uint8Array | null; readonly path: string }

export type ParquetRow = Readonly<Record<keyof typeof PARQUET_COLUMNS, unknown>>

const classesOf = (annotations: readonly Annotation[]): readonly string[] =>
  annotations.filter(({ shape }) => shape.kind === 'case' && shape.turn === undefined).map(({ label }) => label)

const json = (value: Readonly<Record<string, Json>> | undefined): string | null =>
  value === undefined || Object.keys(value).length === 0 ? null : JSON.stringify(value)

const objectOf = ({ id, label, shape, attributes }: Annotation): Readonly<Record<string, unknown>> => {
  const box = boxAround(shape)
  const range = shape.kind === 'span' && shape.ranges.length === 1 ? shape.ranges[0] : undefined
  return {
    id,
    label,
    shape: shape.kind,
    bbox: box === null ? null : [box.x, box.y, box.w, box.h],
    span: range === undefined ? null : [range.startCodePoint, range.endCodePoint],
    quote: shape.kind === 'span' ? shape.ranges.map(({ quote }) => quote).join(' ') : null,
    attributes: json(attributes),
  }
}

/** The row of a case. `imageOf` gives each image its cell. */
export const parquetRow = (item: ExportItem, batchId: BatchId, imageOf: (image: ImageRef) => ImageCell): ParquetRow => {
  const { case: one, review, reviews } = item
  const { text, image, pages, turns, fields } = one.content
  const prediction = item.predictions.find(({ id }) => id === review.predictionId)
  const predicted = prediction?.annotations.filter(({ shape }) => shape.kind === 'case') ?? []
  const said = item.answered ? review.annotations : []
  return {
    key: one.key,
    kind: one.kind,
    text: text ?? null,
    image: image === undefined ? null : imageOf(image),
    pages: pages === undefined ? null : pages.map(imageOf),
    width: image?.width ?? null,
    height: image?.height ?? null,
    labels: classesOf(said),
    objects: said.filter(({ shape }) => shape.kind !== 'case' || shape.turn !== undefined).map(objectOf),
    relations: item.answered ? review.relations.map(({ type, from, to }) => ({ type, from, to })) : [],
    messages: turns === undefined ? null : turns.map(({ role, text: content }) => ({ role, content })),
    verdict: review.verdict,
    causes: review.causes,
    errors: review.errors,
    truth: item.answered ? item.status : 'undecided',
    reviewers: reviews.map(({ personId }) => personId),
    reviewed_at: review.at,
    edge_case: reviews.some(({ edgeCase }) => edgeCase),
    note: review.note === '' ? null : review.note,
    model: prediction === undefined ? null : modelName(prediction.model),
    predicted_labels: classesOf(predicted),
    predicted_score: predicted.length === 1 ? (predicted[0]?.score ?? null) : null,
    source: one.source ?? null,
    group: one.group ?? null,
    time: one.time ?? null,
    outcome: one.outcome?.value ?? null,
    meta: json(one.meta),
    fields: json(fields),
    second_look: nativeRecords(item, batchId).map((record) => JSON.stringify(record)),
  }
}
