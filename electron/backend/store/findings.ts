import { aboutOf } from '../../../shared/domain/compare-about.ts'
import { type Finding, findingsOf } from '../../../shared/domain/failures/findings.ts'
import { FINDING_KINDS } from '../../../shared/model/failure.ts'
import type { Review } from '../../../shared/model/review.ts'
import { ERROR_TYPES, VERDICTS } from '../../../shared/model/verdict.ts'
import { readCase } from './cases.ts'
import { readPredictions } from './predictions.ts'
import { currentReading, predictionsOfCaseAsRead, type ReadingStore, reviewAsRead } from './readings.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

const DAY_MS = 86_400_000

/** Days since 1970-01-01 UTC, in which the instant lies; null where the case has no time. */
export const dayOf = (time: string | null): number | null => {
  const ms = time === null ? Number.NaN : Date.parse(time)
  return Number.isNaN(ms) ? null : Math.floor(ms / DAY_MS)
}

type Facts = { readonly model_id: number; readonly source_id: number | null; readonly time: string | null }

/** Prediction and review in the words of the newest taxonomy, so that all findings speak of the same labels. */
const findingsOfReview = (store: ReadingStore, given: Review, caseRow: number): readonly Finding[] => {
  const reading = currentReading(store)
  const stored = readPredictions(store, caseRow)
  const judged = stored.filter(({ id }) => id === given.predictionId)
  const [prediction] = predictionsOfCaseAsRead(store, reading, caseRow, judged)
  const { review } = reviewAsRead(store, reading, caseRow, given, stored)
  if (!prediction || review.verdict === null) return []
  const about = aboutOf(readCase(store, caseRow).content, reading.taxonomy)
  return findingsOf({ prediction, work: review, verdict: review.verdict, causes: review.causes, about })
}

const intern = (write: Write, table: 'labels' | 'cause_names', name: string): number => {
  const known = write.prepare<{ id: number }>(`SELECT id FROM ${table} WHERE name = ?`).get(name)
  return known?.id ?? Number(write.prepare(`INSERT INTO ${table} (name) VALUES (?)`).run(name).lastInsertRowid)
}

/** The places of what is stored by its place in a list. */
const [ERRORS, JUDGED]: readonly [readonly string[], readonly string[]] = [ERROR_TYPES, VERDICTS]

const codeOf = (write: Write, { kind, what }: Finding): number => {
  switch (kind) {
    case 'error':
      return ERRORS.indexOf(what)
    case 'first-cause':
    case 'cause':
      return intern(write, 'cause_names', what)
    case 'judged':
    case 'label':
    case 'failure':
      return JUDGED.indexOf(what)
  }
}

/** Writes what a stored review found, instead of what is there, in the caller's transaction. One of no prediction found nothing. */
export const writeFindings = (
  write: Write,
  review: Review,
  { caseRow, predictionRow, active }: { caseRow: number; predictionRow: number | null; active: boolean },
): void => {
  const facts =
    predictionRow === null
      ? undefined
      : write
          .prepare<Facts>(
            `SELECT p.model_id, c.source_id, c.time FROM predictions p JOIN cases c ON c.id = p.case_id WHERE p.id = ?`,
          )
          .get(predictionRow)
  write.prepare('DELETE FROM review_findings WHERE review_id = ?').run(review.id)
  const insert = write.prepare(
    `INSERT INTO review_findings (review_id, ordinal, case_id, active, kind, what, label_id, to_label_id, grain,
                                  model_id, source_id, day)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const labelRow = (name: string | null): number | null => (name === null ? null : intern(write, 'labels', name))
  if (facts) {
    findingsOfReview(write, review, caseRow).forEach((finding, ordinal) => {
      const { kind, label, to, grain } = finding
      insert.run(
        ...[review.id, ordinal, caseRow, active ? 1 : 0, FINDING_KINDS.indexOf(kind), codeOf(write, finding)],
        ...[labelRow(label), labelRow(to), grain, facts.model_id, facts.source_id, dayOf(facts.time)],
      )
    })
  }
  write.prepare('UPDATE reviews SET found = 1 WHERE id = ?').run(review.id)
}

/** Sets whether a review is active, and its findings with it. Answers whether that was news. */
export const setActive = (write: Write, reviewId: string, active: boolean): boolean => {
  const code = active ? 1 : 0
  const { changes } = write
    .prepare('UPDATE reviews SET active = ? WHERE id = ? AND active <> ?')
    .run(code, reviewId, code)
  if (changes > 0) write.prepare('UPDATE review_findings SET active = ? WHERE review_id = ?').run(code, reviewId)
  return changes > 0
}

/** Reviews whose findings are to be worked out: made before there were any, or in words that are read otherwise now. */
export const countUnfound = (store: Reader): number =>
  store.prepare<{ n: number }>('SELECT count(*) AS n FROM reviews WHERE found = 0').get()?.n ?? 0
