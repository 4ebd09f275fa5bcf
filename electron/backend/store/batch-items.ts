import { z } from 'zod'
import type { ExportOptions } from '../../../shared/contract/exports.ts'
import type { ExportItem, WithdrawnItem } from '../../../shared/domain/formats/export-item.ts'
import type { GroundTruth } from '../../../shared/domain/ground-truth.ts'
import { type Case, Outcome } from '../../../shared/model/case.ts'
import { type BatchId, ReviewId } from '../../../shared/model/ids.ts'
import type { Review } from '../../../shared/model/review.ts'
import { QueueReason, TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import type { TruthRule } from '../../../shared/model/truth.ts'
import type { Batch } from './batches.ts'
import { readCases } from './cases.ts'
import { datasetWords, frozenItems } from './dataset-items.ts'
import { readDataset } from './datasets.ts'
import { compileWhere } from './query.ts'
import { currentReading, type ReadingStore, readingAt } from './readings.ts'
import {
  pagesOf,
  pinnedTruthOfCase,
  readTruthPage,
  TRUTH_PAGE,
  type TruthPage,
  truthOfCase,
  type Words,
} from './truths.ts'

type Reader = ReadingStore

/** What may change after a batch was made, kept as the batch told it. */
const Told = z.strictObject({
  why: z.array(QueueReason),
  outcome: Outcome.nullable(),
  /** The review that an adjudicator chose; left out where nobody had to. */
  decided: ReviewId.optional(),
  /** Left out in batches that were made before it was kept. */
  answered: z.boolean().optional(),
})
type Told = z.infer<typeof Told>

/** What a selection meets, in the source's order, the withdrawn ones after the others. */
export type Selected =
  | {
      readonly is: 'item'
      readonly caseRow: number
      readonly reviewIds: string
      readonly told: Told
      readonly item: ExportItem
    }
  | { readonly is: 'undecided'; readonly caseRow: number }
  | { readonly is: 'withdrawn'; readonly caseRow: number; readonly reviewIds: string }
  /** Looked at and left out: another verdict, or nothing new. */
  | { readonly is: 'left-out'; readonly caseRow: number }

/** Some cases with all that says something of them, and why they are queued. */
type Page = TruthPage & { readonly why: ReadonlyMap<number, readonly QueueReason[]> }

const readPage = (store: Reader, caseRows: readonly number[], reviews: 'active' | 'all', words: Words): Page => ({
  ...readTruthPage(store, caseRows, reviews, words),
  // A batch tells why its cases were queued as it was then; that is kept beside its items.
  why: reviews === 'active' ? whyQueued(store, caseRows) : new Map(),
})

const whyQueued = (store: Reader, caseRows: readonly number[]): ReadonlyMap<number, readonly QueueReason[]> => {
  const found = new Map<number, QueueReason[]>()
  const rows = store
    .prepare<{ case_id: number; rule: number; value: number | null; detail: string; inclusion: number }>(
      `SELECT case_id, rule, value, detail, inclusion FROM queue_reasons
       WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY rule`,
    )
    .all(JSON.stringify(caseRows))
  for (const { case_id, rule, ...rest } of rows) {
    const reason = QueueReason.parse({ rule: TRIGGER_RULES[rule], ...rest })
    const list = found.get(case_id)
    if (list) list.push(reason)
    else found.set(case_id, [reason])
  }
  return found
}

const idsOf = (reviews: readonly Review[]): string =>
  reviews
    .map(({ id }) => id)
    .sort()
    .join(' ')

type Made = { readonly item: ExportItem; readonly told: Told } | 'undecided' | 'none'

/** Puts a case together with the reviews that speak for it; in words where they do not agree. */
const makeItem = (page: Page, caseRow: number, truth: GroundTruth, told: Told | null): Made => {
  if (truth.status === 'undecided' || truth.status === 'none') return truth.status
  const { outcome: now, ...one } = caseOf(page, caseRow)
  const said: Told = told ?? {
    why: [...(page.why.get(caseRow) ?? [])],
    outcome: now ?? null,
    ...(truth.status === 'adjudicated' ? { decided: truth.review.id } : {}),
    answered: truth.answered,
  }
  const judged = new Set(truth.reviews.map(({ predictionId }) => predictionId))
  const imported = (page.predictions.get(caseRow) ?? []).filter(({ id }) => judged.has(id))
  const predictions = (page.asRead.get(caseRow) ?? []).filter(({ id }) => judged.has(id))
  return {
    told: said,
    item: {
      case: said.outcome === null ? one : { ...one, outcome: said.outcome },
      predictions,
      ...(imported.every((one) => predictions.includes(one)) ? {} : { imported }),
      status: truth.status,
      review: truth.review,
      reviews: truth.reviews,
      answered: said.answered ?? truth.answered,
      why: said.why,
    },
  }
}

/** The item as things stand now. */
const currentItem = (page: Page, caseRow: number, { truth, reviewer }: ExportOptions): Made => {
  const rule: TruthRule = reviewer === undefined ? { by: 'equal' } : { by: 'reviewer', reviewer }
  return makeItem(page, caseRow, truthOfCase(page, caseRow, { rule, importedTruth: truth }), null)
}

/** Rows come from the store itself, which loses no case. */
const caseOf = (page: Pick<Page, 'cases'>, caseRow: number): Case => {
  const one = page.cases.get(caseRow)
  if (one === undefined) throw new Error(`case row ${caseRow} is not there`)
  return one
}

type Known = { readonly reviewIds: string; readonly withdrawn: boolean }

/** What the batches of a chain said last of a case. */
const knownOf = (store: Reader, chain: readonly BatchId[], caseRow: number): Known | null => {
  for (const id of chain) {
    const row = store
      .prepare<{ review_ids: string; withdrawn: number }>(
        'SELECT review_ids, withdrawn FROM batch_items WHERE batch_id = ? AND case_id = ?',
      )
      .get(id, caseRow)
    if (row !== undefined) return { reviewIds: row.review_ids, withdrawn: row.withdrawn === 1 }
  }
  return null
}

/** What a case that was looked at comes to: an item, unless the options or an earlier batch say otherwise. */
const selectedOf = (
  store: Reader,
  made: Made,
  options: ExportOptions,
  chain: readonly BatchId[],
  caseRow: number,
): Selected => {
  if (made === 'undecided') return { is: 'undecided', caseRow }
  if (made === 'none') return { is: 'left-out', caseRow }
  const { verdict, id } = made.item.review
  if (verdict !== null && options.verdicts.length > 0 && !options.verdicts.includes(verdict))
    return { is: 'left-out', caseRow }
  const reviewIds = idsOf(made.item.reviews)
  const known = knownOf(store, chain, caseRow)
  if (known !== null && !known.withdrawn && known.reviewIds === reviewIds) return { is: 'left-out', caseRow }
  return { is: 'item', caseRow, reviewIds: reviewIds === '' ? id : reviewIds, ...made }
}

/**
 * Whether what an earlier batch said of a case is no longer so: its reviews were withdrawn, replaced, or are contradicted
 * by somebody. That a filter leaves the case out this time does not make it wrong.
 */
const noLongerStands = (store: Reader, options: ExportOptions, caseRow: number, reviewIds: string): boolean => {
  const active = store
    .prepare<{ ids: string | null }>(
      "SELECT group_concat(id, ' ') AS ids FROM (SELECT id FROM reviews WHERE case_id = ? AND active = 1 ORDER BY id)",
    )
    .get(caseRow)?.ids
  if (active === reviewIds) return false
  const page = readPage(store, [caseRow], 'active', currentReading(store))
  const made = currentItem(page, caseRow, options)
  return typeof made === 'string' || idsOf(made.item.reviews) !== reviewIds
}

/** The items of a dataset version, or of one of its splits, as they were frozen; then what earlier batches held besides. */
function* selectFrozen(
  store: Reader,
  { id, split }: NonNullable<ExportOptions['dataset']>,
  options: ExportOptions,
  chain: readonly BatchId[],
): Generator<Selected> {
  const dataset = readDataset(store, id)
  const words = datasetWords(store, dataset)
  const items = frozenItems(store, dataset, split, compileWhere(options.where, store))
  for (const caseRows of pagesOf([...items.keys()])) {
    const page = readPage(store, caseRows, 'all', words)
    for (const caseRow of caseRows) {
      const { reviewIds, decided } = items.get(caseRow) ?? { reviewIds: [], decided: null }
      const truth = pinnedTruthOfCase(page, caseRow, reviewIds, decided)
      const made = truth === null ? 'none' : makeItem(page, caseRow, truth, null)
      yield selectedOf(store, made, options, chain, caseRow)
    }
  }
  for (const caseRow of casesOf(store, chain)) {
    const known = items.has(caseRow) ? null : knownOf(store, chain, caseRow)
    if (known !== null && !known.withdrawn) yield { is: 'withdrawn', caseRow, reviewIds: known.reviewIds }
  }
}

/**
 * What becomes of a chosen case that is then left out of the batch: what an earlier one said of it no longer stands, since
 * its answer is another now.
 */
export const leftOutOf = (
  store: Reader,
  chain: readonly BatchId[],
  { caseRow }: { readonly caseRow: number },
): Selected => {
  const known = chain.length === 0 ? null : knownOf(store, chain, caseRow)
  return known === null || known.withdrawn
    ? { is: 'left-out', caseRow }
    : { is: 'withdrawn', caseRow, reviewIds: known.reviewIds }
}

/** Every case the options choose, then what an earlier batch (and those it continues) said and no longer stands. */
export function* select(store: Reader, options: ExportOptions, chain: readonly BatchId[]): Generator<Selected> {
  if (options.dataset !== undefined) return yield* selectFrozen(store, options.dataset, options, chain)
  const where = compileWhere(options.where, store)
  const reviewed = store
    .prepare<number>(
      `SELECT c.id FROM cases c
       WHERE c.id IN (SELECT case_id FROM reviews WHERE active = 1) AND (${where.sql}) ORDER BY c.id`,
    )
    .pluck()
    .all(...where.parameters)
  const given = new Set<number>()
  const words = currentReading(store)
  for (const caseRows of pagesOf(reviewed)) {
    const page = readPage(store, caseRows, 'active', words)
    for (const caseRow of caseRows) {
      const selected = selectedOf(store, currentItem(page, caseRow, options), options, chain, caseRow)
      if (selected.is === 'item' && chain.length > 0) given.add(caseRow)
      yield selected
    }
  }
  for (const caseRow of casesOf(store, chain)) {
    const known = given.has(caseRow) ? null : knownOf(store, chain, caseRow)
    if (known === null || known.withdrawn) continue
    if (noLongerStands(store, options, caseRow, known.reviewIds))
      yield { is: 'withdrawn', caseRow, reviewIds: known.reviewIds }
  }
}

const casesOf = (store: Reader, chain: readonly BatchId[]): readonly number[] =>
  store
    .prepare<{ case_id: number }>(
      `SELECT DISTINCT case_id FROM batch_items
       WHERE batch_id IN (SELECT value FROM json_each(?)) ORDER BY case_id`,
    )
    .all(JSON.stringify(chain))
    .map(({ case_id }) => case_id)

type ItemRow = { case_id: number; review_ids: string; withdrawn: number; told: string }

function* rowsOf(store: Reader, batchId: BatchId, withdrawn: 0 | 1): Generator<readonly ItemRow[]> {
  let after = -1
  for (;;) {
    const rows = store
      .prepare<ItemRow>(
        `SELECT case_id, review_ids, withdrawn, told FROM batch_items
         WHERE batch_id = ? AND case_id > ? AND withdrawn = ? ORDER BY case_id LIMIT ${TRUTH_PAGE}`,
      )
      .all(batchId, after, withdrawn)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = last.case_id
  }
}

/** The cases of a batch as they were when it was made: its reviews are pinned by id, and reviews never change. */
export function* batchItems(store: Reader, { id: batchId, plan }: Batch): Generator<ExportItem> {
  const { taxonomyVersion, mappings } = plan
  // A batch made before there was such a thing told every answer as it was given.
  const words = taxonomyVersion === null || mappings === null ? null : readingAt(store, taxonomyVersion, mappings)
  for (const rows of rowsOf(store, batchId, 0)) {
    const page = readPage(
      store,
      rows.map(({ case_id }) => case_id),
      'all',
      words,
    )
    for (const row of rows) {
      const told = Told.parse(JSON.parse(row.told))
      const truth = pinnedTruthOfCase(page, row.case_id, row.review_ids.split(' '), told.decided ?? null)
      if (truth === null) continue
      const made = makeItem(page, row.case_id, truth, told)
      if (typeof made !== 'string') yield made.item
    }
  }
}

export function* batchWithdrawals(store: Reader, batchId: BatchId): Generator<WithdrawnItem> {
  for (const rows of rowsOf(store, batchId, 1)) {
    const cases = readCases(
      store,
      rows.map(({ case_id }) => case_id),
    )
    for (const row of rows)
      yield {
        case: caseOf({ cases }, row.case_id),
        reviewIds: row.review_ids.split(' ').map((id) => ReviewId.parse(id)),
      }
  }
}

/** How many cases a batch holds, and how many it takes back. */
export const batchSize = (store: Reader, batchId: BatchId): { readonly items: number; readonly withdrawn: number } =>
  store
    .prepare<{ items: number; withdrawn: number }>(
      `SELECT count(*) FILTER (WHERE withdrawn = 0) AS items, count(*) FILTER (WHERE withdrawn = 1) AS withdrawn
       FROM batch_items WHERE batch_id = ?`,
    )
    .get(batchId) ?? { items: 0, withdrawn: 0 }
