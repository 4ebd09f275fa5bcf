import type { Output } from '../../../shared/contract/table.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { type Labelled, labelChanges } from '../../../shared/domain/lineage/label-changes.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import { PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { LabelChange } from '../../../shared/model/lineage.ts'
import { againstOf, namesOfCases, type Subject } from './lineage.ts'
import type { VersionRow } from './lineage-versions.ts'
import { currentReading, metadataOf, type ReadingStore } from './readings.ts'
import { build, type Sql, sql } from './sql.ts'

type Corrected = Output<'lineage.corrected'>

/** Kinds of change that are named one by one. */
const MOST_CHANGES = 500

/** A case that was decided about since, with the review that answered it then and the one that does now. */
type Candidate = { readonly case_id: number; readonly old: string; readonly now: string }

/**
 * The review whose answer stands for a case: the one an adjudication chose, for as long as it is active and nobody
 * reviewed the case after that; else the newest active one. So differing answers that nobody adjudicated count by the newest.
 */
const STANDING = `coalesce(
  (SELECT a.review_id FROM adjudications a JOIN reviews chosen ON chosen.id = a.review_id AND chosen.active = 1
   WHERE a.case_id = s.case_id AND a.active = 1
     AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.case_id = s.case_id AND r.active = 1 AND r.clock > a.clock)
   ORDER BY a.clock DESC LIMIT 1),
  (SELECT r.id FROM reviews r WHERE r.case_id = s.case_id AND r.active = 1 ORDER BY r.clock DESC, r.rowid DESC LIMIT 1))`

/** Ways in which a case can have been decided about after a clock; one statement each, so that each enters by its index. */
const TOUCHED = [
  'SELECT t.case_id FROM reviews t WHERE t.active = 1 AND t.clock > ?',
  'SELECT t.case_id FROM adjudications t WHERE t.clock > ?',
  'SELECT t.case_id FROM withdrawals w CROSS JOIN reviews t ON t.id = w.review_id WHERE w.clock > ?',
]

/** Cases with a review, an adjudication or a withdrawal after a clock, as JSON; `within` says of `t.case_id` which. */
const touched = (store: ReadingStore, clock: string, within: Sql): string => {
  const found = new Set<number>()
  for (const way of TOUCHED) {
    const { text, parameters } = build`${sql(way, clock)} AND ${within}`
    for (const row of store
      .prepare<number>(text)
      .pluck()
      .all(...parameters))
      found.add(row)
  }
  return JSON.stringify([...found])
}

type Stood = { readonly case_id: number; readonly then: string | null; readonly now: string | null }

const candidates = (rows: readonly Stood[]): readonly Candidate[] =>
  rows.flatMap(({ case_id, then, now }) => {
    const [old, ...others] = then?.split(' ') ?? []
    return old === undefined || now === null || [old, ...others].includes(now) ? [] : { case_id, old, now }
  })

/** Items of a version decided about after the state it froze; `old` is the first of the reviews its answer rests on. */
const sinceFrozen = (store: ReadingStore, { rowId, stateClock }: VersionRow): readonly Candidate[] => {
  const within = sql('EXISTS (SELECT 1 FROM dataset_items i WHERE i.dataset_id = ? AND i.case_id = t.case_id)', rowId)
  return candidates(
    store
      .prepare<Stood>(
        `SELECT s.case_id, s.review_ids AS "then", ${STANDING} AS now
         FROM json_each(?) j CROSS JOIN dataset_items s ON s.dataset_id = ? AND s.case_id = j.value`,
      )
      .all(touched(store, stateClock, within), rowId),
  )
}

/** Cases that were answered by a clock, and another way after it. */
const sinceClock = (store: ReadingStore, clock: string): readonly Candidate[] =>
  candidates(
    store
      .prepare<Stood>(
        `SELECT s.case_id, (SELECT r.id FROM reviews r WHERE r.case_id = s.case_id AND r.clock <= ?
                              AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.review_id = r.id AND w.clock <= ?)
                            ORDER BY r.clock DESC, r.rowid DESC LIMIT 1) AS "then", ${STANDING} AS now
         FROM (SELECT value AS case_id FROM json_each(?)) s`,
      )
      .all(clock, clock, touched(store, clock, sql('TRUE'))),
  )

type ReviewFacts = {
  readonly id: string
  readonly clock: string
  readonly person_id: string
  readonly case_id: number
  readonly origin: string
  readonly model: string | null
  readonly taxonomy_version: number
  readonly body: string
}

/** What reviews say, by id. Their annotations were checked when they were filed. */
const answersOf = (store: ReadingStore, ids: readonly string[]): ReadonlyMap<string, ReviewFacts> =>
  new Map(
    store
      .prepare<ReviewFacts>(
        `SELECT r.id, r.clock, r.person_id, r.case_id, r.origin, m.name AS model, r.taxonomy_version,
                r.body
         FROM json_each(?) j CROSS JOIN reviews r ON r.id = j.value
         LEFT JOIN predictions p ON p.id = r.prediction_id LEFT JOIN models m ON m.id = p.model_id`,
      )
      // In the index's order pages are read once.
      .all(JSON.stringify(ids.toSorted()))
      .map((row) => [row.id, row]),
  )

/** A review's annotations in the words of the newest taxonomy. */
const readIn = (store: ReadingStore): ((review: ReviewFacts) => readonly Labelled[]) => {
  const reading = currentReading(store)
  return ({ case_id, origin, model, taxonomy_version, body }) => {
    const { annotations: given }: { readonly annotations: readonly Annotation[] } = JSON.parse(body)
    if (reading.plain) return given
    const metadata = metadataOf(store, case_id)
    const speaker = { from: taxonomy_version, model, truth: origin === 'truth', metadata }
    return reading.labelled(given, speaker)
  }
}

type CorrectedCase = { readonly caseRow: number; readonly now: ReviewFacts; readonly changes: readonly LabelChange[] }

const correctedCases = (store: ReadingStore, subject: Subject): readonly CorrectedCase[] => {
  const { frozen, since } = subject
  const touchedCases = [
    ...[...frozen].reverse().flatMap((one) => sinceFrozen(store, one)),
    ...(since === null ? [] : sinceClock(store, since)),
  ]
  if (touchedCases.length === 0) return []
  const answers = answersOf(store, [...new Set(touchedCases.flatMap(({ old, now }) => [old, now]))])
  const labelled = readIn(store)
  const found = new Map<number, CorrectedCase>()
  for (const { case_id, old, now } of touchedCases) {
    const [then, today] = [answers.get(old), answers.get(now)]
    if (found.has(case_id) || !then || !today) continue
    const changes = labelChanges(labelled(then), labelled(today))
    if (changes.length > 0) found.set(case_id, { caseRow: case_id, now: today, changes })
  }
  return [...found.values()].sort((a, b) => (a.now.clock < b.now.clock ? 1 : a.now.clock > b.now.clock ? -1 : 0))
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
