import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { type About, aboutOf } from '../../../shared/domain/compare-about.ts'
import { contentId } from '../../../shared/domain/content-id.ts'
import type { ReadReview, ReadTruth } from '../../../shared/domain/formats/native-review-read.ts'
import { RowProblem } from '../../../shared/domain/formats/read-row.ts'
import { errorTypes, isEdited } from '../../../shared/domain/propose.ts'
import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import { turnsProblem } from '../../../shared/domain/turns.ts'
import { copyOf, namesProblem, objectsProblem, sameWork, type Work } from '../../../shared/domain/worksheet.ts'
import type { Case } from '../../../shared/model/case.ts'
import { type Instant, type PersonId, ReviewId } from '../../../shared/model/ids.ts'
import { modelName, type Prediction } from '../../../shared/model/prediction.ts'
import type { Review } from '../../../shared/model/review.ts'
import { sha256 } from '../files/sha256.ts'
import { caseRowsByKey } from '../store/case-keys.ts'
import { readCase } from '../store/cases.ts'
import { predictionRowId, readPredictions } from '../store/predictions.ts'
import { currentReading, predictionsOfCaseAsRead, readingOf, reviewAsRead } from '../store/readings.ts'
import { insertReview, type NewReview, readReview } from '../store/reviews.ts'
import type { Write } from '../store/store.ts'
import { pinTaxonomy, unknownCause } from './review-taxonomy.ts'

export type Taken = { readonly review: Review; readonly published: number | null }

/**
 * Takes one review in, under the guards of the desk's own submissions, or answers that it is there already. `judges`
 * remembers, across the rows of one file, whose review of a prediction was taken. Throws RowProblem.
 */
export function takeReview(write: Write, as: PersonId, read: ReadReview, judges: Map<string, string>): Taken | 'known' {
  const target = findTarget(write, read)
  const stored = storedUnder(write, as, read)
  if (stored) return requireSame(write, stored, read, target)
  const review = judged(write, as, read, target)
  if (readReview(write, review.id)) return 'known'
  requireOneJudge(read, review, judges)
  const pinned = pinTaxonomy(write, as, review.annotations, target.prediction)
  const taxonomyVersion = pinned.published ? pinned.version : Math.min(read.taxonomy ?? pinned.version, pinned.version)
  const written = insertReview(write, {
    caseRow: target.caseRow,
    predictionRow: target.prediction ? predictionRowId(write, target.caseRow, target.prediction.id) : null,
    review: { ...review, taxonomyVersion },
    importId: null,
  })
  return written ? { review: written, published: pinned.published ? pinned.version : null } : 'known'
}

/** The prediction in the words of the taxonomy version that the file speaks in. */
type Found = { readonly caseRow: number; readonly prediction: Prediction | null }
type Target = Found & { readonly one: Case }

/**
 * The case by its key and feed, and the prediction by what `of` names. Where the line names no feed, `of` decides among
 * the cases of one key.
 */
function findTarget(write: Write, read: ReadReview): Target {
  const { key, feed, of, verdict } = read
  const reading = readingOfFile(write, read)
  const rows = caseRowsByKey(write, key, feed)
  if (rows.length === 0)
    throw new RowProblem(
      'unknown-case',
      `No case has the key "${key}"${feed ? ` in the feed "${feed}"` : ''}.`,
      'Import the case first, or correct its key and feed.',
    )
  const judging = verdict !== null || of !== null
  const found = rows.flatMap((caseRow): Found[] => {
    if (!judging) return [{ caseRow, prediction: null }]
    const named = readPredictions(write, caseRow).filter((prediction) => of === null || isNamed(prediction, of))
    return predictionsOfCaseAsRead(write, reading, caseRow, named).map((prediction) => ({
      caseRow,
      prediction,
    }))
  })
  const [only, another] = found
  if (!only)
    throw new RowProblem(
      'unknown-prediction',
      of === null ? `Nothing was predicted for the case "${key}".` : `The case "${key}" has no prediction "${of}".`,
      'Name in "of" the prediction judged: its id, the id its source gave it, or model@version.',
    )
  if (another)
    throw new RowProblem(
      'ambiguous-prediction',
      `The review of the case "${key}" may mean ${found.length} predictions.`,
      'Name in "of" the one that it judges, by its id or as model@version, or in "feed" the feed of its case ("" is the unnamed one).',
    )
  return { ...only, one: readCase(write, only.caseRow) }
}

/** A file that says under which version it was written means its words so; any other speaks as the desk does now. */
const readingOfFile = (write: Write, { taxonomy }: ReadReview): Reading => {
  const current = currentReading(write)
  return taxonomy !== null && taxonomy > 0 && taxonomy < (current.taxonomy?.version ?? 0)
    ? readingOf(write, taxonomy)
    : current
}

const isNamed = ({ id, sourceId, model }: Prediction, of: string): boolean =>
  id === of || sourceId === of || modelName(model) === of

/** An id of the desk's own kind stays; any other becomes one by its text, so that the same file means the same review. */
const idOf = (as: PersonId, id: string): ReviewId => {
  const own = ReviewId.safeParse(id)
  return own.success ? own.data : ReviewId.parse(contentId(sha256, 'review named', as, id))
}

const storedUnder = (write: Write, as: PersonId, { id }: ReadReview): Review | null =>
  id === null ? null : readReview(write, idOf(as, id))

/** A batch tells a review in the words of the taxonomy version that it was written under. */
const asWritten = (write: Write, stored: Review, caseRow: number, { taxonomy }: ReadReview): Review => {
  if (taxonomy === null || taxonomy <= stored.taxonomyVersion) return stored
  const predictions = readPredictions(write, caseRow)
  const reading = readingOf(write, taxonomy)
  return reviewAsRead(write, reading, caseRow, stored, predictions).review
}

/** The same id must say the same thing. Where the line gives no objects, those of the stored review are not asked for. */
function requireSame(write: Write, stored: Review, read: ReadReview, { one, prediction, caseRow }: Target): 'known' {
  const { annotations, relations } = read.truth(one.content) ?? stored
  const said = { annotations, relations, ...judgementOf(read) }
  const sameTarget = stored.caseId === one.id && stored.predictionId === (prediction?.id ?? null)
  const then = asWritten(write, stored, caseRow, read)
  if (sameTarget && (sameWork(said, stored) || sameWork(said, then))) return 'known'
  throw new RowProblem(
    'conflict',
    `The review ${read.id} is here already and says something else.`,
    'A review never changes. Leave "id" out to take this in as a new review that replaces it.',
  )
}

function judged(write: Write, as: PersonId, read: ReadReview, { one, prediction }: Target): NewReview {
  const truth = read.truth(one.content)
  const problem = truth && objectsProblem(truth.annotations, truth.relations)
  if (problem)
    throw new RowProblem('bad-objects', problem, 'Give each object its own id and join only those there are.')
  const nameless = truth && namesProblem(truth.annotations, truth.relations)
  if (nameless) throw new RowProblem('no-label', nameless, 'Give every object a label, and every relation a type.')
  const about = aboutOf(one.content, truth === null ? null : readingOfFile(write, read).taxonomy)
  requireJudgement(read, prediction, truth, about)
  requireTurns(read, one)
  if (prediction !== null) requireCause(write, read)
  const unknown = unknownCause(write, [...read.causes, ...read.turns.flatMap((turn) => turn.causes)])
  if (unknown !== null)
    throw new RowProblem(
      'unknown-cause',
      `There is no cause "${unknown.cause}".`,
      `Name one of ${unknown.known.join(', ')}, or say it in the note.`,
    )
  const objects = truth ?? copyOf(prediction)
  const { activeMs, blind, coverage, bulk } = read
  const said: Work = { ...objects, ...judgementOf(read) }
  return {
    id: read.id === null ? derivedId(as, one, prediction, said) : idOf(as, read.id),
    caseId: one.id,
    predictionId: prediction?.id ?? null,
    personId: as,
    at: timeOf(write, read.at),
    origin: prediction === null ? 'truth' : 'file',
    activeMs,
    blind,
    errors: errorTypes(prediction, objects, read.verdict, about),
    // Nothing was proposed by a desk where the file does not say so.
    proposed: read.proposed ?? { verdict: null, causes: [], errors: [] },
    taxonomyVersion: 1,
    coverage,
    bulk,
    ...said,
  }
}

/** What a line says beside its objects. */
const judgementOf = ({ verdict, causes, note, edgeCase, confirmed, turns }: ReadReview) => ({
  ...{ verdict, note, edgeCase },
  ...{ causes: [...causes], confirmed: [...confirmed], turns: [...turns] },
})

/** By the version that the file was written under: what was filed before causes were asked for needs none. */
function requireCause(write: Write, read: ReadReview): void {
  const { verdict, causes } = read
  if (verdict === null || causes.length > 0) return
  if (!readingOfFile(write, read).taxonomy?.causesRequiredFor.includes(verdict)) return
  throw new RowProblem(
    'cause-required',
    `This project’s taxonomy asks for a cause with the verdict ${verdict}.`,
    'Name at least one in "causes".',
  )
}

function requireTurns({ turns, verdict }: ReadReview, { content, key }: Case): void {
  const problem = turnsProblem(content.turns ?? [], turns, verdict)
  if (problem)
    throw new RowProblem('bad-turns', `${key}: ${problem}`, 'Judge turns that are there, the first being 0, alike.')
}

function requireJudgement(
  read: ReadReview,
  prediction: Prediction | null,
  truth: ReadTruth | null,
  about: About,
): void {
  if (prediction === null && truth === null)
    throw new RowProblem(
      'no-verdict',
      'The line gives neither a verdict nor objects.',
      'Give the review a verdict, or the line a "truth" with objects.',
    )
  if (prediction === null) return
  if (read.verdict === null)
    throw new RowProblem('no-verdict', 'The review names a prediction and gives no verdict.', 'Give it a verdict.')
  if (read.verdict === 'correct' && truth && isEdited(prediction, truth, about))
    throw new RowProblem(
      'edited-not-correct',
      'The verdict is correct, but the objects are not those of the prediction.',
      'Give the verdict that fits, or leave the objects as they were predicted.',
    )
}

/** How far a clock elsewhere may run ahead of this one. */
const AHEAD_MS = 24 * 60 * 60 * 1000

/** A review from the future would outlast everything that the person says until then. */
function timeOf(write: Write, at: Instant | null): Instant {
  const now = clockToInstant(write.clock)
  if (at === null) return now
  if (Date.parse(at) <= Date.parse(now) + AHEAD_MS) return at
  throw new RowProblem(
    'bad-time',
    `The review is dated ${at}, which is still to come.`,
    'Correct "at", or leave it out.',
  )
}

/** Of a review without an id: what it says, so that taking the same file again finds it. */
const derivedId = (as: PersonId, one: Case, prediction: Prediction | null, said: Work): ReviewId => {
  const { confirmed, turns, ...rest } = said
  // What says nothing is left out, as before there was such a thing: the id of a review taken in then stays.
  const told = { ...rest, ...(confirmed.length > 0 ? { confirmed } : {}), ...(turns.length > 0 ? { turns } : {}) }
  const content = canonicalJson(JSON.parse(JSON.stringify(told)))
  return ReviewId.parse(contentId(sha256, 'review', as, one.id, prediction?.id ?? '', content))
}

/** `as` says whose reviews these are; two people's answers to one question in one file cannot both be theirs. */
function requireOneJudge({ by }: ReadReview, review: NewReview, judges: Map<string, string>): void {
  const question = `${review.caseId} ${review.predictionId}`
  const judge = judges.get(question) ?? by
  judges.set(question, judge)
  if (judge === by) return
  throw new RowProblem(
    'two-reviewers',
    `This file holds reviews of one prediction by ${judge} and by ${by}.`,
    'Split the file by reviewer, and take each part in as that person.',
  )
}
