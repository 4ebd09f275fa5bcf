import type { CodeLookup } from '../../../shared/domain/taxonomy/fitting.ts'
import { createReading, type Reading } from '../../../shared/domain/taxonomy/reading.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import type { LabelMapping, TaxonomyQuestion } from '../../../shared/model/migration.ts'
import type { Prediction } from '../../../shared/model/prediction.ts'
import type { Review } from '../../../shared/model/review.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { hasCode, hasCodeList } from './codes.ts'
import { labelMappings, mappingState } from './label-mappings.ts'
import { predictionsOf } from './predictions.ts'
import type { Store } from './store.ts'
import { taxonomyVersions, versionAt } from './taxonomies.ts'

/** What reading needs: a store, or a transaction of it. */
export type ReadingStore = Pick<Store, 'prepare' | 'db'>

/** Reviews say the same few codes over and over. */
const MOST_KNOWN_CODES = 50_000

/** What stands in a list never changes; whether a list is here may. */
const codeLookup = (store: ReadingStore): CodeLookup => {
  const known = new Map<string, boolean>()
  return (list, code) => {
    const key = JSON.stringify([list.list, list.version, code])
    const before = known.get(key)
    if (before !== undefined) return before
    if (!hasCodeList(store, list)) return null
    const stands = hasCode(store, list, code)
    if (known.size < MOST_KNOWN_CODES) known.set(key, stands)
    return stands
  }
}

type Kept = { readonly state: string; readonly reading: Reading }
const kept = new WeakMap<Store['db'], Kept>()

/** How reviews and predictions read in the newest version. The same one until a version or a mapping comes. */
export const currentReading = (store: ReadingStore): Reading => {
  const newest = store
    .prepare<{ version: number; clock: string }>(
      'SELECT version, clock FROM taxonomy_versions ORDER BY version DESC LIMIT 1',
    )
    .get()
  const state = `${newest?.version} ${newest?.clock} ${mappingState(store)}`
  const known = kept.get(store.db)
  if (known?.state === state) return known.reading
  const reading = createReading(taxonomyVersions(store), newest?.version ?? 1, labelMappings(store), codeLookup(store))
  kept.set(store.db, { state, reading })
  return reading
}

type KeptAt = { readonly state: string; readonly byVersion: Map<number, Reading> }
const keptAt = new WeakMap<Store['db'], KeptAt>()

/** How they read in a published version, with the mappings of now. */
export const readingOf = (store: ReadingStore, version: number): Reading => {
  const current = currentReading(store)
  if (current.taxonomy?.version === version) return current
  const state = kept.get(store.db)?.state ?? ''
  const before = keptAt.get(store.db)
  const known = before?.state === state ? before : { state, byVersion: new Map<number, Reading>() }
  keptAt.set(store.db, known)
  const reading = known.byVersion.get(version) ?? readingAt(store, version, labelMappings(store))
  known.byVersion.set(version, reading)
  return reading
}

/** How they read in some version, with the mappings of some moment: what a batch was written with. */
export const readingAt = (store: ReadingStore, version: number, mappings: readonly LabelMapping[]): Reading =>
  createReading(taxonomyVersions(store), version, mappings, codeLookup(store))

/** How they would read in a version that is not published. */
export const readingOfNext = (store: ReadingStore, next: Taxonomy): Reading =>
  createReading([...taxonomyVersions(store), next], next.version, labelMappings(store), codeLookup(store))

/** A case's metadata, read when a rule first asks for it. */
export const metadataOf = (store: ReadingStore, caseRow: number): (() => JsonObject) => {
  let known: JsonObject | null = null
  return () => {
    known ??= parsed(
      store.prepare<string>('SELECT meta FROM case_contents WHERE case_id = ?').pluck().get(caseRow) ?? '{}',
    )
    return known
  }
}

const parsed = (text: string): JsonObject => JSON.parse(text)

/** The taxonomy version that held when each prediction of the cases was imported, by the prediction's id. */
const versionsOf = (store: ReadingStore, caseRows: readonly number[]): ReadonlyMap<string, number> => {
  const byClock = new Map<string, number>()
  const rows = store
    .prepare<{ uid: Buffer; clock: string }>(
      `SELECT p.uid, i.clock FROM predictions p JOIN imports i ON i.id = p.import_id
       WHERE p.case_id IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(caseRows))
  return new Map(
    rows.map(({ uid, clock }) => {
      const version = byClock.get(clock) ?? versionAt(store, clock)
      byClock.set(clock, version)
      return [uid.toString('hex'), version]
    }),
  )
}

/** Cases' predictions in the words of the reading, by case; what is stored stays as it was imported. */
export const predictionsAsRead = (
  store: ReadingStore,
  reading: Reading,
  stored: ReadonlyMap<number, readonly Prediction[]>,
): ReadonlyMap<number, readonly Prediction[]> => {
  if (reading.plain || stored.size === 0) return stored
  const versions = versionsOf(store, [...stored.keys()])
  return new Map(
    [...stored].map(([caseRow, predictions]) => {
      const metadata = metadataOf(store, caseRow)
      const read = predictions.map((prediction) =>
        reading.prediction(prediction, {
          from: versions.get(prediction.id) ?? 1,
          model: prediction.model.name,
          metadata,
        }),
      )
      return [caseRow, read]
    }),
  )
}

/** One case's predictions in the words of the reading. */
export const predictionsOfCaseAsRead = (
  store: ReadingStore,
  reading: Reading,
  caseRow: number,
  stored: readonly Prediction[],
): readonly Prediction[] => predictionsAsRead(store, reading, new Map([[caseRow, stored]])).get(caseRow) ?? stored

export type ReadReview = { readonly review: Review; readonly questions: readonly TaxonomyQuestion[] }

/** What a review judges, in the words that the review was made in; undefined where it judges no prediction. */
export const judgedBy = (
  store: ReadingStore,
  caseRow: number,
  review: Review,
  stored: readonly Prediction[],
): Prediction | undefined => {
  const judged = stored.filter(({ id }) => id === review.predictionId)
  return predictionsOfCaseAsRead(store, readingOf(store, review.taxonomyVersion), caseRow, judged)[0]
}

/**
 * A review in the words of the reading, with what a person must say before all of it can be read. `stored`: the case's
 * predictions. One that reads otherwise than it was given says so by the version it is read in.
 */
export const reviewAsRead = (
  store: ReadingStore,
  reading: Reading,
  caseRow: number,
  review: Review,
  stored: readonly Prediction[],
): ReadReview => {
  const version = reading.taxonomy?.version
  if (version === undefined || reading.plain) return { review, questions: [] }
  const { annotations, questions, rewritten } = reading.review(review, {
    from: review.taxonomyVersion,
    model: stored.find(({ id }) => id === review.predictionId)?.model.name ?? null,
    truth: review.origin === 'truth',
    metadata: metadataOf(store, caseRow),
  })
  if (!rewritten) return { review, questions }
  return { review: { ...review, annotations: [...annotations], taxonomyVersion: version }, questions }
}

/** Reviews of these cases in the words of the reading, by case. */
export const reviewsAsRead = (
  store: ReadingStore,
  reading: Reading,
  reviews: ReadonlyMap<number, readonly Review[]>,
): ReadonlyMap<number, readonly Review[]> => {
  if (reading.plain) return reviews
  const stored = predictionsOf(store, [...reviews.keys()])
  return new Map(
    [...reviews].map(([caseRow, ofCase]) => [
      caseRow,
      ofCase.map((review) => reviewAsRead(store, reading, caseRow, review, stored.get(caseRow) ?? []).review),
    ]),
  )
}
