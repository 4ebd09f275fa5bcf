import type { DATASET_CHANGES, DatasetChange, DatasetDiff } from '../../../shared/contract/datasets.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { changeWords } from '../../../shared/domain/taxonomy/change-words.ts'
import { taxonomyDiff } from '../../../shared/domain/taxonomy/diff.ts'
import type { DatasetVersion } from '../../../shared/model/dataset.ts'
import { CaseId } from '../../../shared/model/ids.ts'
import type { Review } from '../../../shared/model/review.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { TRUTH_STATUSES } from '../../../shared/model/truth.ts'
import { decisionsFor } from './adjudications.ts'
import { datasetWords } from './dataset-items.ts'
import type { StoredDataset } from './datasets.ts'
import { type ReadingStore, reviewsAsRead } from './readings.ts'
import { reviewsOf } from './reviews.ts'
import { taxonomyVersion } from './taxonomies.ts'
import { labelCounts } from './truth-list.ts'

type Reader = ReadingStore
type Kind = (typeof DATASET_CHANGES)[number]

/** The place of a later split among the earlier version's, -1 where that had none of this name, as SQL over `b.split`. */
const splitBefore = (from: DatasetVersion, to: DatasetVersion): string => {
  const cases = to.options.splits.map(
    ({ name }, at) => `WHEN ${at} THEN ${from.options.splits.findIndex((split) => split.name === name)}`,
  )
  return `CASE b.split ${cases.join(' ')} END`
}

const BOTH =
  'dataset_items b JOIN dataset_items a ON a.dataset_id = :from AND a.case_id = b.case_id WHERE b.dataset_id = :to'
const ONLY = (these: ':from' | ':to', others: ':from' | ':to'): string =>
  `dataset_items b WHERE b.dataset_id = ${these}
   AND NOT EXISTS (SELECT 1 FROM dataset_items a WHERE a.dataset_id = ${others} AND a.case_id = b.case_id)`

/** The rows of a kind of change, as SQL behind FROM. */
const rowsOf = (kind: Kind, from: DatasetVersion, to: DatasetVersion): string => {
  switch (kind) {
    case 'added':
      return ONLY(':to', ':from')
    case 'removed':
      return ONLY(':from', ':to')
    case 'relabelled':
      return `${BOTH} AND a.answer_hash <> b.answer_hash`
    case 'moved':
      return `${BOTH} AND a.split <> ${splitBefore(from, to)}`
  }
}

type Counts = { both: number; relabelled: number; moved: number; same: number }

/** Exact counts of how one version differs from another. */
export const diffDatasets = (store: Reader, from: StoredDataset, to: StoredDataset): DatasetDiff => {
  const moved = `a.split <> ${splitBefore(from.version, to.version)}`
  const counts = store
    .prepare<Counts>(
      `SELECT count(*) AS both, count(*) FILTER (WHERE a.answer_hash <> b.answer_hash) AS relabelled,
              count(*) FILTER (WHERE ${moved}) AS moved,
              count(*) FILTER (WHERE a.answer_hash = b.answer_hash AND NOT ${moved}) AS same
       FROM ${BOTH}`,
    )
    .get({ from: from.row, to: to.row }) ?? { both: 0, relabelled: 0, moved: 0, same: 0 }
  const sizeOf = (row: number): number =>
    store.prepare<number>('SELECT count(*) FROM dataset_items WHERE dataset_id = ?').pluck().get(row) ?? 0
  const [before, after] = [from, to].map(({ version }) => taxonomyVersion(store, version.taxonomyVersion))
  return {
    from: from.version,
    to: to.version,
    added: sizeOf(to.row) - counts.both,
    removed: sizeOf(from.row) - counts.both,
    relabelled: counts.relabelled,
    moved: counts.moved,
    same: counts.same,
    taxonomy: taxonomyChanges(before ?? null, after ?? null),
    labels: distribution(from.version, to.version, laterNames(before ?? null, after ?? null)),
  }
}

const taxonomyChanges = (before: Taxonomy | null, after: Taxonomy | null): DatasetDiff['taxonomy'] =>
  before === null || after === null || before.version === after.version
    ? []
    : taxonomyDiff(before, after).map((change) => ({
        words: changeWords(change, before, after),
        change: JSON.parse(JSON.stringify(change)),
      }))

/** What the later taxonomy calls a label of the earlier one. */
const laterNames = (before: Taxonomy | null, after: Taxonomy | null): ((label: string) => string) => {
  const ids = new Map(before?.labels.map(({ name, id }) => [name, id]))
  const names = new Map(after?.labels.map(({ name, id }) => [id, name]))
  return (label) => {
    const id = ids.get(label)
    return (id === undefined ? undefined : names.get(id)) ?? label
  }
}

const totals = ({ counts }: DatasetVersion, nameOf: (label: string) => string): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  for (const { labels } of counts.bySplit)
    for (const [label, count] of Object.entries(labels))
      found.set(nameOf(label), (found.get(nameOf(label)) ?? 0) + count)
  return found
}

const distribution = (
  from: DatasetVersion,
  to: DatasetVersion,
  nameOf: (label: string) => string,
): DatasetDiff['labels'] => {
  const [before, after] = [totals(from, nameOf), totals(to, (label) => label)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((label) => ({ label, before: before.get(label) ?? 0, after: after.get(label) ?? 0 }))
}

type ChangeRow = { case_id: number; uid: Buffer; key: string; title: string }
type ItemRow = { case_id: number; split: number; status: number; review_ids: string }

type Item = {
  readonly said: NonNullable<DatasetChange['before']>
  readonly ids: readonly string[]
  readonly speaker: Review
}

/** What a version says of these cases, from the reviews that it points to. */
const itemsOf = (
  store: Reader,
  { row, version }: StoredDataset,
  caseRows: readonly number[],
  reviews: ReadonlyMap<number, readonly Review[]>,
): ReadonlyMap<number, Item> => {
  const rows = store
    .prepare<ItemRow>(
      `SELECT case_id, split, status, review_ids FROM dataset_items
       WHERE dataset_id = ? AND case_id IN (SELECT value FROM json_each(?))`,
    )
    .all(row, JSON.stringify(caseRows))
  return new Map(
    rows.flatMap((item): [number, Item][] => {
      const ids = item.review_ids.split(' ')
      const all = new Map((reviews.get(item.case_id) ?? []).map((review) => [String(review.id), review]))
      const pointed = ids.flatMap((id) => all.get(id) ?? [])
      const [speaker] = pointed
      const status = TRUTH_STATUSES[item.status]
      if (speaker === undefined || status === undefined) return []
      const said = {
        split: version.options.splits[item.split]?.name ?? '',
        status,
        labels: labelCounts(speaker),
        people: pointed.map(({ personId }) => personId),
      }
      return [[item.case_id, { said, ids, speaker }]]
    }),
  )
}

type Why = DatasetChange['why']['by']

/**
 * Which of these reviews came after the state that a version froze, by the desk's own clock: when somebody says that they
 * reviewed is no matter, for reviews made elsewhere are taken in later.
 */
const cameAfter = (store: Reader, { deskId, logSequence }: StoredDataset, reviewIds: readonly string[]) => {
  const found = new Set(
    store
      .prepare<string>(
        `SELECT r.id FROM json_each(?) j CROSS JOIN reviews r ON r.id = j.value WHERE r.clock >
           coalesce((SELECT e.clock FROM log_entries e WHERE e.desk_id = ? AND e.sequence = ?), '')`,
      )
      .pluck()
      .all(JSON.stringify(reviewIds), deskId, logSequence),
  )
  return (reviewId: string): boolean => found.has(reviewId)
}

/** What brought the later answer about. */
const reasonsOf = (
  before: Item | undefined,
  after: Item,
  { from, to }: Readonly<Record<'from' | 'to', DatasetVersion>>,
  isNew: ReturnType<typeof cameAfter>,
): Why => {
  const known = new Set(before?.ids)
  const decided = after.said.status === 'adjudicated' && before?.speaker.id !== after.speaker.id
  const reviewed = isNew(after.speaker.id) && !known.has(after.speaker.id)
  const reread = before?.speaker.id === after.speaker.id && from.taxonomyVersion !== to.taxonomyVersion
  const found: Why = [
    ...(reviewed ? (['reviewed'] as const) : []),
    ...(decided ? (['adjudicated'] as const) : []),
    ...(reread ? (['taxonomy'] as const) : []),
  ]
  return found.length > 0 ? found : ['rule']
}

/** A window of the cases on which two versions differ in one way, in the source's order. */
export const listChanges = (
  store: Reader,
  from: StoredDataset,
  to: StoredDataset,
  { kind, offset, limit }: { readonly kind: Kind; readonly offset: number; readonly limit: number },
): { rows: DatasetChange[]; total: number } => {
  const among = rowsOf(kind, from.version, to.version)
  const versions = { from: from.row, to: to.row }
  const total = store.prepare<number>(`SELECT count(*) FROM ${among}`).pluck().get(versions) ?? 0
  const found = store
    .prepare<ChangeRow>(
      `SELECT w.case_id, c.uid, t.key, t.title
       FROM (SELECT b.case_id FROM ${among} ORDER BY b.case_id LIMIT :limit OFFSET :offset) w
       JOIN cases c ON c.id = w.case_id JOIN case_contents t ON t.case_id = w.case_id ORDER BY w.case_id`,
    )
    .all({ ...versions, limit, offset })
  const caseRows = found.map(({ case_id }) => case_id)
  const reviews = reviewsOf(store, caseRows, 'all')
  const [before, after] = [from, to].map((dataset) =>
    itemsOf(store, dataset, caseRows, reviewsAsRead(store, datasetWords(store, dataset), reviews)),
  )
  const decisions = decisionsFor(
    store,
    [...(after?.values() ?? [])].filter(({ said }) => said.status === 'adjudicated').map(({ speaker }) => speaker.id),
  )
  const isNew = cameAfter(
    store,
    from,
    [...(after?.values() ?? [])].map(({ speaker }) => speaker.id),
  )
  const rows = found.map((row): DatasetChange => {
    const [was, is] = [before?.get(row.case_id), after?.get(row.case_id)]
    const speaker = is?.speaker
    return {
      ...{ caseId: CaseId.parse(hex(row.uid)), key: row.key, title: row.title },
      before: was?.said ?? null,
      after: is?.said ?? null,
      why: {
        by:
          is === undefined || kind === 'moved' ? [] : reasonsOf(was, is, { from: from.version, to: to.version }, isNew),
        verdict: speaker?.verdict ?? null,
        causes: [...(speaker?.causes ?? [])],
        note: speaker?.note ?? '',
        decision: (speaker && decisions.get(speaker.id)?.why) ?? '',
      },
    }
  })
  return { rows, total }
}
