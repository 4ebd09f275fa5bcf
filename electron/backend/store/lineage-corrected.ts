import type { Output } from '../../../shared/contract/table.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { labelChanges } from '../../../shared/domain/lineage/label-changes.ts'
import { PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { LabelChange } from '../../../shared/model/lineage.ts'
import { adjudicationsAt } from './adjudications.ts'
import { againstOf, namesOfCases, type Subject } from './lineage.ts'
import type { VersionRow } from './lineage-versions.ts'
import type { ReadingStore } from './readings.ts'
import { build, type Sql, sql } from './sql.ts'
import {
  createReviewReader,
  type ReviewReader,
  type ReviewRow,
  rowsById,
  rowsOfCases,
  speakersOf,
  standingAt,
  takingPart,
} from './standing-reviews.ts'
import { readTruthPage, type TruthOptions, type TruthPage } from './truths.ts'

type Corrected = Output<'lineage.corrected'>

/** Kinds of change that are named one by one. */
const MOST_CHANGES = 500

/**
 * Ways in which a case can have been decided about after a clock; one statement each, so that each enters by its index. When
 * an adjudication was taken back is not kept beside it, so that all of those are looked at.
 */
const TOUCHED = [
  'SELECT t.case_id FROM reviews t WHERE t.active = 1 AND t.clock > ?',
  'SELECT t.case_id FROM adjudications t WHERE (t.active = 0 OR t.clock > ?)',
  'SELECT t.case_id FROM withdrawals w CROSS JOIN reviews t ON t.id = w.review_id WHERE w.clock > ?',
]

/** Cases with a review, an adjudication or a withdrawal after a clock; `within` says of `t.case_id` which. */
const touched = (store: ReadingStore, clock: string, within: Sql): readonly number[] => {
  const found = new Set<number>()
  for (const way of TOUCHED) {
    const { text, parameters } = build`${sql(way, clock)} AND ${within}`
    for (const row of store
      .prepare<number>(text)
      .pluck()
      .all(...parameters))
      found.add(row)
  }
  return [...found].sort((a, b) => a - b)
}

/** What cases said at an earlier moment, and how the answer of now is to be found. */
type Earlier = {
  /** By case: the review that spoke for its answer, and all that agreed on it. */
  readonly spoke: ReadonlyMap<number, { readonly then: ReviewRow; readonly ids: readonly string[] }>
  readonly options: TruthOptions
}

/**
 * The items of a version that were decided about after the state it froze; the first review it points to speaks. Of a case
 * that later ones of the versions hold too, the last says what it was.
 */
const sinceFrozen = (
  store: ReadingStore,
  { rowId, stateClock, version }: VersionRow,
  later: readonly VersionRow[],
): Earlier => {
  const { truth: rule, importedTruth } = version.options
  const holds = 'SELECT 1 FROM dataset_items i WHERE i.case_id = t.case_id AND i.dataset_id'
  const within = sql(
    `EXISTS (${holds} = ?) AND NOT EXISTS (${holds} IN (SELECT value FROM json_each(?)))`,
    rowId,
    JSON.stringify(later.map((one) => one.rowId)),
  )
  const items = store
    .prepare<{ case_id: number; review_ids: string }>(
      `SELECT i.case_id, i.review_ids FROM json_each(?) j
       CROSS JOIN dataset_items i ON i.dataset_id = ? AND i.case_id = j.value`,
    )
    .all(JSON.stringify(touched(store, stateClock, within)), rowId)
    .map(({ case_id, review_ids }) => ({ caseRow: case_id, ids: review_ids.split(' ') }))
  const speakers = rowsById(
    store,
    items.flatMap(({ ids }) => ids.slice(0, 1)),
  )
  const spoke = items.flatMap(({ caseRow, ids }) => {
    const then = speakers.get(ids[0] ?? '')
    return then ? [[caseRow, { then, ids }] as const] : []
  })
  return { spoke: new Map(spoke), options: { rule, importedTruth } }
}

/** Where no version says how answers are found: as in lists and exports, all saying the same, imported truth too. */
const AS_USUAL: TruthOptions = { rule: { by: 'equal' }, importedTruth: true }

/** Cases that had an answer at a clock, and were decided about after it. */
const sinceClock = (store: ReadingStore, clock: string, reader: ReviewReader): Earlier => {
  const rows = rowsOfCases(store, touched(store, clock, sql('TRUE')), 'all')
  const standing = new Map([...rows].map(([caseRow, all]) => [caseRow, standingAt(all, clock)]))
  const ids = new Set([...standing.values()].flat().map(({ id }) => id))
  const pageThen = (caseRows: readonly number[]): TruthPage => {
    const page = readTruthPage(store, caseRows, 'all')
    const reviews = [...page.reviews].map(([row, all]) => [row, all.filter(({ id }) => ids.has(id))] as const)
    return { ...page, reviews: new Map(reviews), adjudications: adjudicationsAt(store, caseRows, clock) }
  }
  const spoke = [...speakersOf(reader, standing, AS_USUAL, pageThen)].map(
    ([caseRow, then]) => [caseRow, { then, ids: [then.id] }] as const,
  )
  return { spoke: new Map(spoke), options: AS_USUAL }
}

type CorrectedCase = { readonly caseRow: number; readonly now: ReviewRow; readonly changes: readonly LabelChange[] }

/** The cases whose agreed answer of now gives other labels than it gave earlier. */
const correctedOf = (
  store: ReadingStore,
  { spoke, options }: Earlier,
  reader: ReviewReader,
): readonly CorrectedCase[] => {
  // Whoever agrees with the labels of then corrects none; most cases end here.
  const differing = [...rowsOfCases(store, [...spoke.keys()], 'active')].filter(([caseRow, rows]) => {
    const earlier = spoke.get(caseRow)
    return earlier && takingPart(rows, options).some((row) => differs(earlier, row, reader))
  })
  const now = speakersOf(reader, new Map(differing), options, (rows) => readTruthPage(store, rows, 'active'))
  return [...now].flatMap(([caseRow, row]) => {
    const earlier = spoke.get(caseRow)
    const changes = earlier ? labelChanges(reader.labels(earlier.then), reader.labels(row)) : []
    return changes.length === 0 ? [] : [{ caseRow, now: row, changes }]
  })
}

const differs = (
  { then, ids }: { readonly then: ReviewRow; readonly ids: readonly string[] },
  row: ReviewRow,
  reader: ReviewReader,
): boolean => !ids.includes(row.id) && labelChanges(reader.labels(then), reader.labels(row)).length > 0

/** The cases answered last come first. */
const correctedCases = (store: ReadingStore, { frozen, since }: Subject): readonly CorrectedCase[] => {
  const reader = createReviewReader(store)
  const earlier = [
    ...frozen.map((one, at) => sinceFrozen(store, one, frozen.slice(at + 1))),
    ...(since === null ? [] : [sinceClock(store, since, reader)]),
  ]
  return earlier
    .flatMap((one) => correctedOf(store, one, reader))
    .sort((a, b) => (a.now.clock < b.now.clock ? 1 : a.now.clock > b.now.clock ? -1 : 0))
}

/** How often each change was made, in how many cases; the most frequent first. */
const countChanges = (cases: readonly CorrectedCase[]): Corrected['changes'] => {
  const counts = new Map<string, { from: string | null; to: string | null; labels: number; cases: number }>()
  for (const { changes } of cases) {
    const here = new Set<string>()
    for (const { from, to } of changes) {
      const key = JSON.stringify([from, to])
      const known = counts.get(key) ?? { from, to, labels: 0, cases: 0 }
      counts.set(key, { ...known, labels: known.labels + 1, cases: known.cases + (here.has(key) ? 0 : 1) })
      here.add(key)
    }
  }
  return [...counts.values()].sort((a, b) => b.labels - a.labels || b.cases - a.cases)
}

/** Which labels of the subject's data were corrected since; the cases corrected last come first. */
export const correctedSince = (store: ReadingStore, subject: Subject, offset: number, limit: number): Corrected => {
  const cases = correctedCases(store, subject)
  const shown = cases.slice(offset, offset + limit)
  const names = namesOfCases(
    store,
    shown.map(({ caseRow }) => caseRow),
  )
  const changes = countChanges(cases)
  const [first] = subject.frozen
  const since = subject.since === null ? (first?.version.at ?? null) : clockToInstant(subject.since)
  return {
    against: againstOf(subject),
    since,
    cases: cases.length,
    changes: changes.slice(0, MOST_CHANGES),
    kinds: changes.length,
    rows: shown.flatMap(({ caseRow, now, changes: made }) => {
      const name = names.get(caseRow)
      if (!name) return []
      const personId = PersonId.parse(now.person_id)
      return { ...name, changes: [...made], reviewId: ReviewId.parse(now.id), personId, at: clockToInstant(now.clock) }
    }),
  }
}
