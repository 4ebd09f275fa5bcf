import type { Output } from '../../../shared/contract/table.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { labelChanges } from '../../../shared/domain/lineage/label-changes.ts'
import { PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { LabelChange } from '../../../shared/model/lineage.ts'
import { adjudicationsAt } from './adjudications.ts'
import { againstOf, namesOfCases, type Subject } from './lineage.ts'
import type { VersionRow } from './lineage-versions.ts'
import type { ReadingStore } from './readings.ts'
import { build, joined, type Sql, sql } from './sql.ts'
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

/** The review that spoke for a case's answer at an earlier moment, and all that agreed on it. */
type Spoke = { readonly then: ReviewRow; readonly ids: readonly string[] }

/** Cases that said something at an earlier moment, and how the answer of now is to be found. */
type Earlier = {
  readonly caseRows: readonly number[]
  readonly spokeIn: (caseRows: readonly number[], reader: ReviewReader) => ReadonlyMap<number, Spoke>
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
  const within = joined(
    [sql(`EXISTS (${holds} = ?)`, rowId), ...later.map((one) => sql(`NOT EXISTS (${holds} = ?)`, one.rowId))],
    'AND',
  )
  const items = new Map(
    store
      .prepare<{ case_id: number; review_ids: string }>(
        `SELECT i.case_id, i.review_ids FROM json_each(?) j
         CROSS JOIN dataset_items i ON i.dataset_id = ? AND i.case_id = j.value`,
      )
      .all(JSON.stringify(touched(store, stateClock, within)), rowId)
      .map(({ case_id, review_ids }) => [case_id, review_ids.split(' ')]),
  )
  const spokeIn: Earlier['spokeIn'] = (caseRows) => {
    const speakers = rowsById(
      store,
      caseRows.flatMap((caseRow) => items.get(caseRow)?.slice(0, 1) ?? []),
    )
    return new Map([...speakers.values()].map((then) => [then.case_id, { then, ids: items.get(then.case_id) ?? [] }]))
  }
  return { caseRows: [...items.keys()], spokeIn, options: { rule, importedTruth } }
}

/** Where no version says how answers are found: as in lists and exports, all saying the same, imported truth too. */
const AS_USUAL: TruthOptions = { rule: { by: 'equal' }, importedTruth: true }

/** Cases that had an answer at a clock, and were decided about after it. */
const sinceClock = (store: ReadingStore, clock: string): Earlier => {
  const spokeIn: Earlier['spokeIn'] = (caseRows, reader) => {
    const rows = rowsOfCases(store, caseRows, 'all')
    const standing = new Map([...rows].map(([caseRow, all]) => [caseRow, standingAt(all, clock)]))
    const ids = new Set([...standing.values()].flat().map(({ id }) => id))
    const pageThen = (unclear: readonly number[]): TruthPage => {
      const page = readTruthPage(store, unclear, 'all')
      const reviews = [...page.reviews].map(([row, all]) => [row, all.filter(({ id }) => ids.has(id))] as const)
      return { ...page, reviews: new Map(reviews), adjudications: adjudicationsAt(store, unclear, clock) }
    }
    const speakers = speakersOf(reader, standing, AS_USUAL, pageThen)
    return new Map([...speakers].map(([caseRow, then]) => [caseRow, { then, ids: [then.id] }]))
  }
  return { caseRows: touched(store, clock, sql('TRUE')), spokeIn, options: AS_USUAL }
}

type CorrectedCase = {
  readonly caseRow: number
  readonly now: Pick<ReviewRow, 'id' | 'person_id' | 'clock'>
  readonly changes: readonly LabelChange[]
}

/** Cases looked at together: few enough that what is read of them is let go before it has to be moved about in memory. */
const AT_ONCE = 200

/** The cases whose agreed answer of now gives other labels than it gave earlier. */
const correctedOf = (store: ReadingStore, { caseRows, spokeIn, options }: Earlier): readonly CorrectedCase[] => {
  const found: CorrectedCase[] = []
  for (let at = 0; at < caseRows.length; at += AT_ONCE) {
    const reader = createReviewReader(store)
    const spoke = spokeIn(caseRows.slice(at, at + AT_ONCE), reader)
    // Whoever agrees with the labels of then corrects none; most cases end here.
    const differing = [...rowsOfCases(store, [...spoke.keys()], 'active')].filter(([caseRow, rows]) => {
      const earlier = spoke.get(caseRow)
      return earlier && takingPart(rows, options).some((row) => differs(earlier, row, reader))
    })
    const speakers = speakersOf(reader, new Map(differing), options, (rows) => readTruthPage(store, rows, 'active'))
    for (const [caseRow, row] of speakers) {
      const then = spoke.get(caseRow)?.then
      const changes = then ? labelChanges(reader.labels(then), reader.labels(row)) : []
      const { id, person_id, clock } = row
      if (changes.length > 0) found.push({ caseRow, now: { id, person_id, clock }, changes })
    }
  }
  return found
}

const differs = ({ then, ids }: Spoke, row: ReviewRow, reader: ReviewReader): boolean =>
  !ids.includes(row.id) && labelChanges(reader.labels(then), reader.labels(row)).length > 0

/** The cases answered last come first. */
const correctedCases = (store: ReadingStore, { frozen, since }: Subject): readonly CorrectedCase[] => {
  const earlier = [
    ...frozen.map((one, at) => sinceFrozen(store, one, frozen.slice(at + 1))),
    ...(since === null ? [] : [sinceClock(store, since)]),
  ]
  return earlier
    .flatMap((one) => correctedOf(store, one))
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
