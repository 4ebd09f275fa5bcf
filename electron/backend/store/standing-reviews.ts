import type { Labelled } from '../../../shared/domain/lineage/label-changes.ts'
import { isAboutLabel, type ReviewSpeaker } from '../../../shared/domain/taxonomy/reading.ts'
import type { Annotation, Relation } from '../../../shared/model/annotation.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { currentReading, metadataOf, type ReadingStore, readingOf } from './readings.ts'
import { versionAt } from './taxonomies.ts'
import { pagesOf, type TruthOptions, type TruthPage, truthOfCase } from './truths.ts'

/** A review as it is stored. Thousands are looked at for one answer, so that nothing is parsed before it is asked for. */
export type ReviewRow = {
  readonly id: string
  readonly clock: string
  readonly person_id: string
  readonly case_id: number
  readonly prediction_id: number | null
  readonly origin: string
  readonly verdict: number | null
  readonly model: string | null
  readonly taxonomy_version: number
  readonly active: 0 | 1
  readonly withdrawn: string | null
  readonly body: string
}

const SELECT = `
  SELECT r.id, r.clock, r.person_id, r.case_id, r.prediction_id, r.origin, r.verdict, m.name AS model, r.taxonomy_version,
         r.active, w.clock AS withdrawn, r.body`
const BESIDE = `
  LEFT JOIN predictions p ON p.id = r.prediction_id LEFT JOIN models m ON m.id = p.model_id
  LEFT JOIN withdrawals w ON w.review_id = r.id`

/** The reviews of these cases by case, the active ones or all. */
export const rowsOfCases = (
  store: ReadingStore,
  caseRows: readonly number[],
  which: 'active' | 'all',
): ReadonlyMap<number, readonly ReviewRow[]> =>
  Map.groupBy(
    store
      .prepare<ReviewRow>(
        `${SELECT} FROM json_each(?) j CROSS JOIN reviews r ON r.case_id = j.value AND r.active >= ? ${BESIDE}`,
      )
      .all(JSON.stringify(caseRows), which === 'active' ? 1 : 0),
    ({ case_id }) => case_id,
  )

export const rowsById = (store: ReadingStore, ids: readonly string[]): ReadonlyMap<string, ReviewRow> =>
  new Map(
    store
      .prepare<ReviewRow>(`${SELECT} FROM json_each(?) j CROSS JOIN reviews r ON r.id = j.value ${BESIDE}`)
      // In the index's order pages are read once.
      .all(JSON.stringify(ids.toSorted()))
      .map((row) => [row.id, row]),
  )

type Said = { readonly annotations: readonly Annotation[]; readonly relations: readonly Relation[] }

const CORRECT = VERDICTS.indexOf('correct')

const sameLabels = (one: readonly Annotation[], other: readonly Annotation[]): boolean => {
  if (one.length !== other.length) return false
  const [a, b] = [one, other].map((list) => list.map(({ label }) => label).sort())
  return a?.every((label, at) => label === b?.[at]) === true
}

/** Reads stored reviews for one answer, each body once. */
export const createReviewReader = (store: ReadingStore) => {
  const reading = currentReading(store)
  const said = new Map<string, Said>()
  const labelled = new Map<string, readonly Labelled[]>()
  const versions = new Map<string, number>()

  /** It was checked when it was stored. */
  const saidIn = ({ id, body }: ReviewRow): Said => {
    const known: Said = said.get(id) ?? JSON.parse(body)
    said.set(id, known)
    return known
  }
  const speakerOf = ({ case_id, origin, model, taxonomy_version }: ReviewRow): ReviewSpeaker => ({
    ...{ from: taxonomy_version, model, truth: origin === 'truth', metadata: metadataOf(store, case_id) },
  })
  const importedUnder = (clock: string): number => {
    const version = versions.get(clock) ?? versionAt(store, clock)
    versions.set(clock, version)
    return version
  }
  const judged = store.prepare<{ body: string; clock: string }>(
    'SELECT p.body, i.clock FROM predictions p JOIN imports i ON i.id = p.import_id WHERE p.id = ?',
  )

  return {
    /** What a review labels, in the words of the newest taxonomy. */
    labels: (row: ReviewRow): readonly Labelled[] => {
      const known = labelled.get(row.id)
      if (known) return known
      const { annotations } = saidIn(row)
      const read = reading.plain ? annotations : reading.labelled(annotations, speakerOf(row))
      labelled.set(row.id, read)
      return read
    },
    /**
     * Whether a review surely says what is there: that it was correct, or other labels than the prediction has, as it was
     * imported and as it read when it was judged. Where it has the same ones, only comparing all of it tells.
     */
    surelyAnswers: (row: ReviewRow): boolean => {
      if (row.verdict === null || row.verdict === CORRECT || row.prediction_id === null) return true
      const found = judged.get(row.prediction_id)
      if (!found) return true
      const { annotations } = saidIn(row)
      const predicted: Said = JSON.parse(found.body)
      if (sameLabels(annotations, predicted.annotations)) return false
      const then = readingOf(store, row.taxonomy_version)
      if (then.plain) return true
      const { model, metadata } = speakerOf(row)
      const from = importedUnder(found.clock)
      return !sameLabels(annotations, then.prediction(predicted, { from, model: model ?? '', metadata }).annotations)
    },
    /** Whether the newest taxonomy asks which label it is that a review gave. */
    leavesLabelOpen: (row: ReviewRow): boolean =>
      !reading.plain && reading.review(saidIn(row), speakerOf(row)).questions.some(isAboutLabel),
  }
}
export type ReviewReader = ReturnType<typeof createReviewReader>

/**
 * Of each case the review that speaks for its agreed answer, as `truthOfCase` finds it; cases without one, and those whose
 * answer corrects nothing that it says is wrong, are left out. `standing`: the reviews of each case that stand. Where one
 * review stands alone, it is the answer; only of the others whole pages are read.
 */
export const speakersOf = (
  reader: ReviewReader,
  standing: ReadonlyMap<number, readonly ReviewRow[]>,
  options: TruthOptions,
  readPage: (caseRows: readonly number[]) => TruthPage,
): ReadonlyMap<number, ReviewRow> => {
  const found = new Map<number, ReviewRow>()
  const unclear: number[] = []
  for (const [caseRow, rows] of standing) {
    const [only, ...others] = takingPart(rows, options)
    if (only === undefined) continue
    if (others.length > 0 || !reader.surelyAnswers(only)) unclear.push(caseRow)
    else if (!reader.leavesLabelOpen(only)) found.set(caseRow, only)
  }
  for (const caseRows of pagesOf(unclear)) {
    const page = readPage(caseRows)
    for (const caseRow of caseRows) {
      const truth = truthOfCase(page, caseRow, options)
      if (truth.status === 'none' || truth.status === 'undecided' || !truth.answered) continue
      const speaker = standing.get(caseRow)?.find(({ id }) => id === truth.review.id)
      if (speaker) found.set(caseRow, speaker)
    }
  }
  return found
}

/** Which reviews of a case stood at a clock: neither withdrawn by then, nor superseded by a later one that stood. */
export const standingAt = (rows: readonly ReviewRow[], clock: string): readonly ReviewRow[] => {
  const made = rows.filter((row) => row.clock <= clock && (row.withdrawn === null || row.withdrawn > clock))
  const ofOne = Map.groupBy(made, ({ person_id, prediction_id }) => `${prediction_id} ${person_id}`)
  return [...ofOne.values()].flatMap((list) => (list.length > 1 ? list.toSorted(newer).slice(0, 1) : list))
}

const newer = (a: ReviewRow, b: ReviewRow): number =>
  Date.parse(atOf(b)) - Date.parse(atOf(a)) || (a.clock < b.clock ? 1 : -1)
const atOf = ({ body }: ReviewRow): string => Object(JSON.parse(body)).at

/** Imported truth takes part only where it is asked for. */
export const takingPart = (
  rows: readonly ReviewRow[],
  { importedTruth }: Pick<TruthOptions, 'importedTruth'>,
): readonly ReviewRow[] => (importedTruth ? rows : rows.filter(({ origin }) => origin !== 'truth'))
