import { join } from 'node:path'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { createNativeReader } from '../../../shared/domain/formats/native-read.ts'
import {
  nativeHeader,
  nativeLine,
  nativeRecords,
  tokensAsWritten,
} from '../../../shared/domain/formats/native-write.ts'
import type { ReadAnnotations, ReadCase, ReadPrediction, ReadRow } from '../../../shared/domain/formats/read-row.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { Case, ImageRef } from '../../../shared/model/case.ts'
import type { OffsetUnit } from '../../../shared/model/format.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Review } from '../../../shared/model/review.ts'
import { readLines } from '../files/lines.ts'
import { createImageCopier, itemsAsNamed } from './export-coco-images.ts'
import {
  closing,
  createComparison,
  type FormatContext,
  type FormatWork,
  type ReadBack,
  singly,
  unitOf,
} from './export-format.ts'

const FILE = 'reviews.jsonl'

const write: FormatWork['write'] = async (context) => {
  const { batch, folder, taxonomy } = context
  const copier = createImageCopier(context)
  const file = await folder.file(FILE)
  await file.write(nativeLine(nativeHeader(taxonomy, batch.id, unitOf({ batch }))))
  for (const item of itemsAsNamed(context)) {
    for (const record of nativeRecords(item, batch.id, unitOf({ batch }))) await file.write(nativeLine(record))
    await copier.copyAll(item)
  }
  return [await file.end(), ...copier.files()]
}

const imageOf = ({ name, sha256, width, height }: ImageRef) => ({ name, sha256, width, height })

const caseAsRead = (one: Case, unit: OffsetUnit): ReadCase => {
  const { text, image, pages, turns, fields, items } = one.content
  return {
    key: one.key,
    ...(one.feed === '' ? {} : { feed: one.feed }),
    kind: one.kind,
    meta: one.meta,
    ...(text === undefined ? {} : { text }),
    ...(image === undefined ? {} : { image: imageOf(image) }),
    ...(pages === undefined ? {} : { pages: pages.map(imageOf) }),
    ...(turns === undefined ? {} : { turns }),
    ...(fields === undefined ? {} : { fields }),
    ...(items === undefined ? {} : { items }),
    ...(one.time === undefined ? {} : { time: new Date(one.time).toISOString() }),
    ...(one.source === undefined ? {} : { source: one.source }),
    ...(one.group === undefined ? {} : { group: one.group }),
    ...(one.inclusion === undefined ? {} : { inclusion: one.inclusion }),
    ...(one.flag === undefined ? {} : { flag: one.flag }),
    ...(one.tokens === undefined ? {} : { tokens: tokensAsWritten(one, unit) }),
  }
}

/** Flags are found again by an import; which predicted object one began as, and scores in a truth, stand beside it. */
const bare = ({ flags: _flags, fromObjectId: _from, ...annotation }: Annotation): Annotation => annotation

const saidAsRead = ({ annotations, relations }: Pick<Review, 'annotations' | 'relations'>): ReadAnnotations => ({
  annotations: annotations.map(bare),
  relations,
})

const predictionAsRead = (prediction: Prediction): ReadPrediction => ({
  ...saidAsRead(prediction),
  model: prediction.model,
  ...(prediction.sourceId === undefined ? {} : { sourceId: prediction.sourceId }),
  ...(prediction.scores === undefined ? {} : { scores: prediction.scores }),
  ...(prediction.reasons === undefined ? {} : { reasons: prediction.reasons }),
  ...(prediction.latencyMs === undefined ? {} : { latencyMs: prediction.latencyMs }),
  ...(prediction.decision === undefined ? {} : { decision: prediction.decision }),
})

const sameSaid = (read: ReadAnnotations | undefined, expected: ReadAnnotations): boolean =>
  read !== undefined && sameJson({ ...read, annotations: read.annotations.map(bare) }, expected)

const samePrediction = (row: ReadRow, item: ExportItem, review: Review): boolean => {
  const prediction = (item.imported ?? item.predictions).find(({ id }) => id === review.predictionId)
  return prediction === undefined
    ? row.prediction === undefined
    : row.prediction !== undefined && sameSaid(row.prediction, predictionAsRead(prediction))
}

/** A file's records as predictions and as truth, side by side. */
async function* recordsOf(path: string): AsyncGenerator<{ readonly row: ReadRow; readonly truth: ReadRow } | string> {
  const asPrediction = createNativeReader('prediction')
  const asTruth = createNativeReader('truth')
  for await (const line of singly(readLines(path, { bytes: 0 }))) {
    if ('problem' in line) {
      yield `${FILE} line ${line.number}: ${line.problem}`
      continue
    }
    const row = asPrediction.line(line.text, line.number).find((read) => read.is !== 'warning')
    const truth = asTruth.line(line.text, line.number).find((read) => read.is !== 'warning')
    if (row?.is === 'row' && truth?.is === 'row') yield { row: row.row, truth: truth.row }
    else if (row?.is === 'failure') yield `${FILE} line ${line.number}: ${row.failure.message}`
  }
}

const readBack = async (context: FormatContext): Promise<ReadBack> => {
  const { batch, folder } = context
  const { same, result } = createComparison()
  const records = recordsOf(join(folder.path, FILE))
  const compare = async (item: ExportItem, review: Review): Promise<void> => {
    const { value: record } = await records.next()
    if (record === undefined || typeof record === 'string')
      return same(false, () => record ?? `${item.case.key}: its line is missing`)
    const { row, truth } = record
    const name = (what: string) => () => `${item.case.key}: ${what} reads back differently`
    same(
      sameJson(row.case, caseAsRead(item.case, unitOf({ batch }))) && sameJson(row.outcome, item.case.outcome),
      name('the case'),
    )
    same(samePrediction(row, item, review), name('the prediction'))
    same(row.reviewId === review.id, name('the review'))
    if (item.answered) same(sameSaid(truth.truth, saidAsRead(review)), name('the truth'))
  }
  return closing([records], async () => {
    for (const item of itemsAsNamed(context)) for (const review of item.reviews) await compare(item, review)
    if ((await records.next()).value !== undefined) same(false, () => `${FILE} holds more lines than the batch`)
    return result()
  })
}

/** Native JSON Lines: everything, one line a review. */
export const native: FormatWork = { passes: 2, write, readBack }
