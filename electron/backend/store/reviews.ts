import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { contentId } from '../../../shared/domain/content-id.ts'
import type { Annotation, Relation } from '../../../shared/model/annotation.ts'
import { type CaseId, type CommandId, type ImportId, type PersonId, ReviewId } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/json.ts'
import { Review } from '../../../shared/model/review.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { sha256 } from '../files/sha256.ts'
import { caseRowId } from './cases.ts'
import { setActive, writeFindings } from './findings.ts'
import type { Store, Write } from './store.ts'
import { refreshQuestions } from './taxonomy-questions.ts'
import { refreshCase } from './worksheets.ts'

type Reader = Pick<Store, 'prepare'>

type Row = {
  id: string
  case_id: number
  case_uid: Buffer
  prediction_uid: Buffer | null
  person_id: string
  origin: string
  verdict: number | null
  body: string
  taxonomy_version: number
  supersedes: string | null
  withdrawn: string | null
  active: number
}

const SELECT = `
  SELECT r.id, r.case_id, c.uid AS case_uid, p.uid AS prediction_uid, r.person_id, r.origin, r.verdict, r.body,
         r.taxonomy_version, r.supersedes, w.clock AS withdrawn, r.active
  FROM reviews r JOIN cases c ON c.id = r.case_id
  LEFT JOIN predictions p ON p.id = r.prediction_id LEFT JOIN withdrawals w ON w.review_id = r.id`

function toReview(row: Row): Review {
  const verdict = row.verdict === null ? null : VERDICTS[row.verdict]
  return Review.parse({
    ...JSON.parse(row.body),
    id: row.id,
    caseId: row.case_uid.toString('hex'),
    predictionId: row.prediction_uid?.toString('hex') ?? null,
    personId: row.person_id,
    origin: row.origin,
    verdict,
    taxonomyVersion: row.taxonomy_version,
    supersedes: row.supersedes,
    withdrawnAt: row.withdrawn === null ? null : clockToInstant(row.withdrawn),
  })
}

/** All reviews of a case, superseded and withdrawn ones too, newest first. */
export const readReviews = (store: Reader, caseRow: number): Review[] =>
  store.prepare<Row>(`${SELECT} WHERE r.case_id = ? ORDER BY r.clock DESC, r.rowid DESC`).all(caseRow).map(toReview)

/** The reviews of a case that are neither superseded nor withdrawn, newest first. */
export const activeReviews = (store: Reader, caseRow: number): Review[] =>
  store
    .prepare<Row>(`${SELECT} WHERE r.case_id = ? AND r.active = 1 ORDER BY r.clock DESC, r.rowid DESC`)
    .all(caseRow)
    .map(toReview)

/** The reviews of each of these cases, newest first; cases without any are not in the map. */
export const reviewsOf = (
  store: Reader,
  caseRows: readonly number[],
  which: 'active' | 'all',
): ReadonlyMap<number, readonly Review[]> => {
  const found = new Map<number, Review[]>()
  const rows = store
    .prepare<Row>(
      `${SELECT} WHERE r.case_id IN (SELECT value FROM json_each(?)) AND r.active >= ? ORDER BY r.clock DESC, r.rowid DESC`,
    )
    .all(JSON.stringify(caseRows), which === 'active' ? 1 : 0)
  for (const row of rows) {
    const list = found.get(row.case_id)
    if (list) list.push(toReview(row))
    else found.set(row.case_id, [toReview(row)])
  }
  return found
}

export function readReview(store: Reader, id: ReviewId): Review | null {
  const row = store.prepare<Row>(`${SELECT} WHERE r.id = ?`).get(id)
  return row ? toReview(row) : null
}

/** A person's active review of a prediction (or, with null, of none); there is at most one. */
export function activeReview(
  store: Reader,
  caseRow: number,
  personId: PersonId,
  predictionRow: number | null,
): Review | null {
  const row = store
    .prepare<Row>(`${SELECT} WHERE r.case_id = ? AND r.active = 1 AND r.person_id = ? AND r.prediction_id IS ?`)
    .get(caseRow, personId, predictionRow)
  return row ? toReview(row) : null
}

/** A review about to be written; what it supersedes is found here. */
export type NewReview = Omit<Review, 'supersedes' | 'withdrawnAt'>

export type InsertReview = {
  readonly caseRow: number
  readonly predictionRow: number | null
  readonly review: NewReview
  readonly importId: ImportId | null
}

/**
 * Writes a review and brings the case's status in line; null, and nothing changed, where its id is there already. It
 * supersedes the same person's active review of the same prediction, unless that one was made later: then the new one
 * is history from the start.
 */
export function insertReview(write: Write, { caseRow, predictionRow, review, importId }: InsertReview): Review | null {
  if (write.prepare('SELECT 1 FROM reviews WHERE id = ?').get(review.id)) return null
  const current = activeReview(write, caseRow, review.personId, predictionRow)
  const overtaken = current !== null && Date.parse(current.at) > Date.parse(review.at)
  const supersedes = overtaken ? null : (current?.id ?? null)
  if (supersedes !== null) setActive(write, supersedes, false)
  const { at, activeMs, blind, causes, errors, proposed, annotations, relations, note, edgeCase } = review
  const { confirmed, turns, coverage, bulk } = review
  write
    .prepare(
      `INSERT INTO reviews (id, case_id, prediction_id, person_id, origin, verdict, body, taxonomy_version, supersedes,
                            desk_id, clock, import_id, active)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      review.id,
      caseRow,
      predictionRow,
      review.personId,
      review.origin,
      review.verdict === null ? null : VERDICTS.indexOf(review.verdict),
      JSON.stringify({
        ...{ at, activeMs, blind, causes, errors, proposed, annotations, relations, note, edgeCase },
        ...{ confirmed, turns, coverage, bulk },
      }),
      review.taxonomyVersion,
      supersedes,
      write.deskId,
      write.clock,
      importId,
      overtaken ? 0 : 1,
    )
  const written: Review = { ...review, supersedes, withdrawnAt: null }
  writeFindings(write, written, { caseRow, predictionRow, active: !overtaken })
  refreshQuestions(write, caseRow)
  refreshCase(write, caseRow)
  return written
}

export type Truth = {
  readonly caseRow: number
  readonly caseId: CaseId
  readonly personId: PersonId
  readonly annotations: readonly Annotation[]
  readonly relations: readonly Relation[]
  readonly taxonomyVersion: number
  readonly importId: ImportId | null
}

/**
 * Takes a person's annotations in as truth: a review without a verdict, whose id follows from its content, so that
 * taking it in twice changes nothing. The caller records the import. Answers whether it is new.
 */
export function insertTruth(write: Write, truth: Truth): 'added' | 'known' {
  const annotations = truth.annotations.map((annotation) => ({ ...annotation }))
  const relations = truth.relations.map((relation) => ({ ...relation }))
  const said = canonicalJson(plain({ annotations, relations }))
  const review: NewReview = {
    id: ReviewId.parse(contentId(sha256, 'truth', truth.caseId, truth.personId, said)),
    caseId: truth.caseId,
    predictionId: null,
    personId: truth.personId,
    at: clockToInstant(write.clock),
    origin: 'truth',
    activeMs: 0,
    blind: false,
    verdict: null,
    causes: [],
    errors: [],
    proposed: { verdict: null, causes: [], errors: [] },
    annotations,
    relations,
    note: '',
    edgeCase: false,
    confirmed: [],
    turns: [],
    coverage: null,
    bulk: null,
    taxonomyVersion: truth.taxonomyVersion,
  }
  const { caseRow, importId } = truth
  return insertReview(write, { caseRow, predictionRow: null, review, importId }) ? 'added' : 'known'
}

/** What the record keeps of a review that a person submitted. */
export function recordReview(write: Write, review: Review): void {
  write.log({
    kind: 'review',
    personId: review.personId,
    summary: {
      review: review.id,
      case: review.caseId,
      prediction: review.predictionId,
      verdict: review.verdict,
      causes: review.causes.length,
      errors: review.errors,
      supersedes: review.supersedes,
      taxonomy: review.taxonomyVersion,
    },
    payload: plain(review),
  })
}

/** What the record keeps of one answer given to many cases: one entry, with all of its reviews. */
export function recordBulk(write: Write, personId: PersonId, bulk: CommandId, reviews: readonly Review[]): void {
  const [first] = reviews
  write.log({
    kind: 'review',
    personId,
    summary: {
      origin: 'bulk',
      bulk,
      count: reviews.length,
      verdict: first?.verdict ?? null,
      reviews: reviews.map((review) => review.id),
    },
    payload: plain({ reviews }),
  })
}

/**
 * Withdraws a review in the record's name; the entry says which review stands instead. Where it was the active one, the newest one before it in its chain that was
 * not withdrawn is active again. The caller refreshes the case.
 */
export function withdrawReview(write: Write, review: Review, personId: PersonId): void {
  const stands = takeBack(write, review, personId)
  write.log({
    kind: 'withdrawal',
    personId,
    summary: { review: review.id, case: review.caseId, prediction: review.predictionId, stands },
    payload: { review: review.id },
  })
}

/** The same for all reviews of one answer given to many cases, with one entry. */
export function withdrawBulk(write: Write, personId: PersonId, bulk: CommandId, reviews: readonly Review[]): void {
  const stands = reviews.map((review) => takeBack(write, review, personId))
  const ids = reviews.map((review) => review.id)
  write.log({
    kind: 'withdrawal',
    personId,
    summary: { bulk, count: ids.length, reviews: ids, stands },
    payload: { reviews: ids },
  })
}

/** Answers the earlier review that stands again; null where none does. */
function takeBack(write: Write, review: Review, personId: PersonId): string | null {
  write
    .prepare('INSERT INTO withdrawals (review_id, person_id, desk_id, clock) VALUES (?, ?, ?, ?)')
    .run(review.id, personId, write.deskId, write.clock)
  const stands = setActive(write, review.id, false) ? reactivate(write, review.supersedes) : null
  const caseRow = caseRowId(write, review.caseId)
  if (caseRow !== null) refreshQuestions(write, caseRow)
  return stands
}

/** Walks the chain back to the first review that was not withdrawn, which stands again; null where there is none. */
function reactivate(write: Write, from: ReviewId | null): string | null {
  for (let id: string | null = from; id !== null; ) {
    const earlier: { supersedes: string | null; withdrawn: number } | undefined = write
      .prepare<{ supersedes: string | null; withdrawn: number }>(
        `SELECT supersedes, EXISTS (SELECT 1 FROM withdrawals w WHERE w.review_id = r.id) AS withdrawn
         FROM reviews r WHERE id = ?`,
      )
      .get(id)
    if (!earlier) return null
    if (earlier.withdrawn === 0) {
      setActive(write, id, true)
      return id
    }
    id = earlier.supersedes
  }
  return null
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value))
