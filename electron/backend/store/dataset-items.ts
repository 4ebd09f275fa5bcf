import { itemLine } from '../../../shared/domain/dataset-item.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import { CaseId, ReviewId } from '../../../shared/model/ids.ts'
import { TRUTH_STATUSES } from '../../../shared/model/truth.ts'
import { contentHashes, readCases } from './cases.ts'
import { EDGE_CASE, GOLDEN, type StoredDataset, splitPlace } from './datasets.ts'
import { labelMappings } from './label-mappings.ts'
import { type ReadingStore, readingAt, readingOf, reviewsAsRead } from './readings.ts'
import { reviewsOf } from './reviews.ts'
import { TRUTH_PAGE } from './truths.ts'

type Reader = ReadingStore

type Row = {
  case_id: number
  split: number
  flags: number
  review_ids: string
  status: number
  hash: Buffer
}

/** An item as it was frozen, and its line made again from what the project holds now. */
export type ReadItem = {
  readonly caseId: CaseId
  readonly key: string
  readonly frozen: Uint8Array
  /** Null where something it was made of is gone. */
  readonly line: string | null
}

/** The words that a version's answers are read in: its taxonomy's, with the mappings of then. */
export const datasetWords = (store: Reader, { version, mappings }: StoredDataset): Reading =>
  sameJson(mappings, labelMappings(store))
    ? readingOf(store, version.taxonomyVersion)
    : readingAt(store, version.taxonomyVersion, mappings)

/** A version's items in the source's order and its taxonomy's words, made again from the reviews they point to. */
export function* readItems(store: Reader, dataset: StoredDataset): Generator<ReadItem> {
  const { row, version } = dataset
  const words = datasetWords(store, dataset)
  for (let after = -1; ; ) {
    const rows = store
      .prepare<Row>(
        `SELECT case_id, split, flags, review_ids, status, hash FROM dataset_items
         WHERE dataset_id = ? AND case_id > ? ORDER BY case_id LIMIT ${TRUTH_PAGE}`,
      )
      .all(row, after)
    const last = rows.at(-1)
    if (last === undefined) return
    const caseRows = rows.map(({ case_id }) => case_id)
    const cases = readCases(store, caseRows)
    const reviews = reviewsAsRead(store, words, reviewsOf(store, caseRows, 'all'))
    const hashes = contentHashes(store, caseRows)
    for (const item of rows) {
      const one = cases.get(item.case_id)
      if (one === undefined) continue
      const ids = item.review_ids.split(' ')
      const review = reviews.get(item.case_id)?.find(({ id }) => id === ids[0])
      yield {
        ...{ caseId: one.id, key: one.key, frozen: item.hash },
        line:
          review === undefined
            ? null
            : itemLine({
                case: one,
                contentHash: hashes.get(item.case_id) ?? '',
                split: version.options.splits[item.split]?.name ?? '',
                edgeCase: (item.flags & EDGE_CASE) > 0,
                golden: (item.flags & GOLDEN) > 0,
                truth: {
                  status: TRUTH_STATUSES[item.status] ?? 'single',
                  reviewIds: ids,
                  annotations: review.annotations,
                  relations: review.relations,
                },
              }),
      }
    }
    after = last.case_id
  }
}

/** The reviews an item was frozen from; `decided` is the one that an adjudicator chose. */
export type FrozenReviews = { readonly reviewIds: readonly string[]; readonly decided: ReviewId | null }

const ADJUDICATED = TRUTH_STATUSES.indexOf('adjudicated')

/** By case row, in the source's order, what each item was frozen from. Throws `not-found` for a split it does not have. */
export const frozenItems = (
  store: Reader,
  { row, version }: StoredDataset,
  split: string | undefined,
  where: { readonly sql: string; readonly parameters: readonly (string | number)[] },
): ReadonlyMap<number, FrozenReviews> => {
  const place = split === undefined ? null : splitPlace(version, split)
  return new Map(
    store
      .prepare<{ case_id: number; review_ids: string; status: number }>(
        `SELECT i.case_id, i.review_ids, i.status FROM dataset_items i JOIN cases c ON c.id = i.case_id
         WHERE i.dataset_id = ? AND i.split = coalesce(?, i.split) AND (${where.sql}) ORDER BY i.case_id`,
      )
      .all(row, place, ...where.parameters)
      .map(({ case_id, review_ids, status }) => {
        const reviewIds = review_ids.split(' ')
        return [case_id, { reviewIds, decided: status === ADJUDICATED ? ReviewId.parse(reviewIds[0]) : null }]
      }),
  )
}

/** The frozen hashes of a version's items, in the order of their case ids. */
export const itemHashes = (store: Reader, { row }: StoredDataset): readonly { caseId: string; hash: Uint8Array }[] =>
  store
    .prepare<{ uid: Buffer; hash: Buffer }>(
      `SELECT c.uid, i.hash FROM dataset_items i JOIN cases c ON c.id = i.case_id WHERE i.dataset_id = ? ORDER BY c.uid`,
    )
    .all(row)
    .map(({ uid, hash }) => ({ caseId: CaseId.parse(hex(uid)), hash }))
