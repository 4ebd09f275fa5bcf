import { sameJson } from '../../../shared/domain/same-json.ts'
import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import { Annotation } from '../../../shared/model/annotation.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Change, Worksheet } from '../../../shared/model/review.ts'
import { currentReading, metadataOf, type ReadingStore } from '../store/readings.ts'
import { versionAt } from '../store/taxonomies.ts'
import type { StoredWorksheet } from '../store/worksheets.ts'

/** Where something was said: the case, and the prediction that it is about, as imported. */
export type Place = { readonly caseRow: number; readonly stored: Prediction | null }

const speakerOf = (store: ReadingStore, { caseRow, stored }: Place, from: number) => ({
  from,
  model: stored?.model.name ?? null,
  truth: false,
  metadata: metadataOf(store, caseRow),
})

/** A worksheet in the words of the newest taxonomy. */
export const worksheetAsRead = (
  store: ReadingStore,
  reading: Reading,
  place: Place,
  { worksheet, taxonomyVersion }: StoredWorksheet,
): StoredWorksheet['worksheet'] => {
  if (reading.plain) return worksheet
  const read = reading.review(worksheet, speakerOf(store, place, taxonomyVersion))
  return read.rewritten ? { ...worksheet, annotations: [...read.annotations] } : worksheet
}

const recordAsRead = (record: Json, reading: Reading, speaker: ReturnType<typeof speakerOf>): Json => {
  if (record === null) return null
  const annotation = Annotation.parse(record)
  const [read] = reading.review({ annotations: [annotation], relations: [] }, speaker).annotations
  return read === undefined || read === annotation ? record : JSON.parse(JSON.stringify(read))
}

const withoutLabel = (record: Json): Json =>
  typeof record === 'object' && record !== null && !Array.isArray(record) ? { ...record, label: '' } : record

/**
 * Changes of an earlier taxonomy version with what stands there now as their `before`, where only the label differs: a
 * version that was withdrawn since may have rewritten it on the way, and undo must still find it.
 */
export const fittedTo = (worksheet: Pick<Worksheet, 'annotations'>, changes: readonly Change[]): readonly Change[] => {
  const records = new Map(worksheet.annotations.map((one) => [`annotation:${one.id}`, one]))
  return changes.map((change): Change => {
    const record = records.get(change.id)
    const now: Json = record === undefined ? null : JSON.parse(JSON.stringify(record))
    const fits = now !== null && change.before !== null && sameJson(withoutLabel(now), withoutLabel(change.before))
    return fits ? { ...change, before: now } : change
  })
}

/** Whether a newer taxonomy version came since. */
export const isOfEarlierVersion = (store: ReadingStore, { clock }: { readonly clock: string }): boolean =>
  versionAt(store, clock) < (currentReading(store).taxonomy?.version ?? 1)

/**
 * Changes as they were logged, in the words of the newest taxonomy: what a worksheet says is read in them, so what led to
 * it has to be, for undo to find it as it was.
 */
export const changesAsRead = (
  store: ReadingStore,
  place: Place,
  logged: { readonly changes: readonly Change[]; readonly clock: string },
): readonly Change[] => {
  const reading = currentReading(store)
  if (reading.plain) return logged.changes
  const speaker = speakerOf(store, place, versionAt(store, logged.clock))
  return logged.changes.map(
    (change): Change =>
      change.id.startsWith('annotation:')
        ? {
            ...change,
            before: recordAsRead(change.before, reading, speaker),
            after: recordAsRead(change.after, reading, speaker),
          }
        : change,
  )
}
