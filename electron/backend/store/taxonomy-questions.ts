import { z } from 'zod'
import { CaseId } from '../../../shared/model/ids.ts'
import { type OutdatedCase, TaxonomyQuestion } from '../../../shared/model/migration.ts'
import { TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { currentReading } from './readings.ts'
import type { Store, Write } from './store.ts'
import { type Asked, type Outlook, surveyReviews } from './taxonomy-survey.ts'
import { refreshCase } from './worksheets.ts'

type Reader = Pick<Store, 'prepare'>

const Questions = z.array(TaxonomyQuestion)
export const parseQuestions = (body: string): TaxonomyQuestion[] => Questions.parse(JSON.parse(body))

/** What a case is asked, in words for its reason in the queue: the labels, attributes and fields concerned. */
export const questionDetail = (questions: readonly TaxonomyQuestion[]): string =>
  [...new Set(questions.map(({ attribute, label }) => attribute ?? label).filter((name) => name !== ''))]
    .sort()
    .slice(0, 20)
    .join(', ')

/** What versions of the taxonomy ask about a case's reviews. */
export const questionsOf = (store: Reader, caseRow: number): TaxonomyQuestion[] =>
  store
    .prepare<string>('SELECT body FROM taxonomy_questions WHERE case_id = ? ORDER BY review_id')
    .pluck()
    .all(caseRow)
    .flatMap(parseQuestions)

/** Whether a version of the taxonomy asks about this review. */
export const isAsked = (store: Reader, reviewId: string): boolean =>
  store.prepare('SELECT 1 FROM taxonomy_questions WHERE review_id = ?').get(reviewId) !== undefined

/** What versions of the taxonomy ask about one review. */
export const questionsOfReview = (store: Reader, reviewId: string): TaxonomyQuestion[] => {
  const body = store.prepare<string>('SELECT body FROM taxonomy_questions WHERE review_id = ?').pluck().get(reviewId)
  return body === undefined ? [] : parseQuestions(body)
}

/** Changes whenever questions come or go. */
export const openQuestions = (store: Reader): string =>
  store
    .prepare<string>("SELECT count(*) || ' ' || coalesce(max(review_id), '') FROM taxonomy_questions")
    .pluck()
    .get() ?? ''

/** A window of the cases that return to the queue, in the source's order, and how many there are. */
export const outdatedCases = (
  store: Reader,
  { asked }: Outlook,
  offset: number,
  limit: number,
): { readonly total: number; readonly cases: readonly OutdatedCase[] } => {
  const byCase = Map.groupBy(asked, (one) => one.caseRow)
  const named = store.prepare<{ uid: Buffer; key: string; title: string }>(
    'SELECT c.uid, k.key, k.title FROM cases c JOIN case_contents k ON k.case_id = c.id WHERE c.id = ?',
  )
  const cases = [...byCase].slice(offset, offset + limit).flatMap(([caseRow, ofCase]): OutdatedCase[] => {
    const found = named.get(caseRow)
    if (found === undefined) return []
    const questions = ofCase.flatMap((one) => one.questions)
    return [{ caseId: CaseId.parse(found.uid.toString('hex')), key: found.key, title: found.title, questions }]
  })
  return { total: byCase.size, cases }
}

const OUTDATED = TRIGGER_RULES.indexOf('outdated-taxonomy')

/** Puts a case into the queue for its questions; at the end, until the queue is laid anew. */
const queueCase = (write: Write, caseRow: number, questions: readonly TaxonomyQuestion[]): void => {
  write
    .prepare(
      `INSERT INTO queue_reasons (case_id, rule, value, detail, inclusion)
       SELECT id, ?, NULL, ?, coalesce(inclusion, 1) FROM cases WHERE id = ?
       ON CONFLICT (case_id, rule) DO UPDATE SET detail = excluded.detail`,
    )
    .run(OUTDATED, questionDetail(questions), caseRow)
  write
    .prepare(
      `INSERT INTO queue_entries (rank, case_id, lane, open)
       SELECT coalesce((SELECT max(rank) FROM queue_entries), 0) + 1, ?, 0, 1
       WHERE NOT EXISTS (SELECT 1 FROM queue_entries WHERE case_id = ?)`,
    )
    .run(caseRow, caseRow)
}

type Stored = { readonly review_id: string; readonly case_id: number; readonly body: string }

/**
 * Brings the stored questions in line with what was found, and the cases concerned with them: those that are asked now
 * wait in the queue at once. Answers how many cases were concerned. `gone`: whether what is asked no more is no reason any
 * longer (the taxonomy changed), or stays one (a person answered).
 */
const storeQuestions = (
  write: Write,
  asked: readonly Asked[],
  before: readonly Stored[],
  gone: 'forgotten' | 'answered',
): number => {
  const known = new Map(before.map((row) => [row.review_id, row]))
  const now = new Set(asked.map(({ reviewId }) => reviewId))
  const concerned = new Set<number>()
  for (const { review_id, case_id } of before) {
    if (now.has(review_id)) continue
    write.prepare('DELETE FROM taxonomy_questions WHERE review_id = ?').run(review_id)
    concerned.add(case_id)
  }
  for (const { reviewId, caseRow, questions } of asked) {
    const body = JSON.stringify(questions)
    if (known.get(reviewId)?.body === body) continue
    const version = Math.max(...questions.map((question) => question.version))
    write
      .prepare(
        `INSERT INTO taxonomy_questions (review_id, case_id, version, body) VALUES (?, ?, ?, ?)
         ON CONFLICT (review_id) DO UPDATE SET version = excluded.version, body = excluded.body`,
      )
      .run(reviewId, caseRow, version, body)
    concerned.add(caseRow)
  }
  const ofCases = Map.groupBy(asked, ({ caseRow }) => caseRow)
  for (const caseRow of concerned) {
    const questions = ofCases.get(caseRow)?.flatMap((one) => one.questions) ?? []
    if (questions.length > 0) queueCase(write, caseRow, questions)
    else if (gone === 'forgotten')
      write.prepare('DELETE FROM queue_reasons WHERE case_id = ? AND rule = ?').run(caseRow, OUTDATED)
    refreshCase(write, caseRow)
  }
  if (concerned.size > 0 && gone === 'forgotten')
    write
      .prepare(
        `INSERT INTO meta (key, value) VALUES ('queueVersion', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      )
      .run(write.clock)
  return concerned.size
}

const STORED = 'SELECT review_id, case_id, body FROM taxonomy_questions'

/** After the taxonomy or what names mean changed: what is asked from now on. */
export const carryOut = (write: Write, { asked }: Outlook): number =>
  storeQuestions(write, asked, write.prepare<Stored>(STORED).all(), 'forgotten')

/** After a case's active reviews changed: what is still asked of it. The caller refreshes the case. */
export const refreshQuestions = (write: Write, caseRow: number): void => {
  const before = write.prepare<Stored>(`${STORED} WHERE case_id = ?`).all(caseRow)
  const reading = currentReading(write)
  const to = reading.taxonomy?.version
  const older =
    before.length > 0 ||
    (!reading.plain &&
      write
        .prepare('SELECT 1 FROM reviews WHERE case_id = ? AND active = 1 AND taxonomy_version <> ?')
        .get(caseRow, to) !== undefined)
  if (!older) return
  storeQuestions(write, surveyReviews(write, reading, reading, caseRow).asked, before, 'answered')
}
