import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import type { Annotation, Relation } from '../../../shared/model/annotation.ts'
import type { MigrationCounts, TaxonomyQuestion } from '../../../shared/model/migration.ts'
import { mappingState } from './label-mappings.ts'
import { metadataOf, type ReadingStore } from './readings.ts'

type Row = {
  readonly id: string
  readonly case_id: number
  readonly body: string
  readonly taxonomy_version: number
  readonly origin: string
  readonly model: string | null
}

const SELECT = `
  SELECT r.id, r.case_id, r.body, r.taxonomy_version, r.origin, m.name AS model
  FROM reviews r LEFT JOIN predictions p ON p.id = r.prediction_id LEFT JOIN models m ON m.id = p.model_id
  WHERE r.active = 1`

type Said = { readonly annotations: readonly Annotation[]; readonly relations: readonly Relation[] }
const saidOf = (body: string): Said => JSON.parse(body)

export type Asked = {
  readonly reviewId: string
  readonly caseRow: number
  readonly questions: readonly TaxonomyQuestion[]
}
type Looked = Asked & { readonly from: number; readonly rewritten: boolean; readonly touched: ReadonlySet<string> }

/** How active reviews read in a version: counts, by step too, and the reviews that a person must see again. */
export type Outlook = {
  readonly counts: MigrationCounts
  readonly byStep: ReadonlyMap<string, { readonly rewritten: number; readonly again: number }>
  readonly asked: readonly Asked[]
}

const sameLabels = (a: readonly Annotation[], b: readonly Annotation[]): boolean =>
  a === b || a.every(({ label }, at) => label === b[at]?.label)

/** An answer that came under the version that asks, and is not asked about itself, settles what the case was asked. */
const isSettled = ({ questions }: Looked, others: readonly Looked[]): boolean => {
  const asks = Math.max(...questions.map(({ version }) => version))
  return others.some((other) => other.questions.length === 0 && other.from >= asks)
}

/** Gathers how cases' reviews read `after`, against how they read `before`. */
const createTally = (store: ReadingStore, before: Reading, after: Reading) => {
  const counts = { reviews: 0, unchanged: 0, rewritten: 0, again: 0 }
  const byStep = new Map<string, { rewritten: number; again: number }>()
  const asked: Asked[] = []
  return {
    add: (rows: readonly Row[]): void => {
      const ofCase = rows.map((row) => lookAt(store, before, after, row))
      for (const one of ofCase) {
        const again = one.questions.length > 0 && !isSettled(one, ofCase)
        counts.reviews += 1
        counts[again ? 'again' : one.rewritten ? 'rewritten' : 'unchanged'] += 1
        if (again) asked.push({ reviewId: one.reviewId, caseRow: one.caseRow, questions: one.questions })
        for (const key of one.touched) {
          const step = byStep.get(key) ?? { rewritten: 0, again: 0 }
          step[again ? 'again' : 'rewritten'] += 1
          byStep.set(key, step)
        }
      }
    },
    outlook: (): Outlook => ({ counts, byStep, asked }),
  }
}

/** Reviews read at a time; what a case has more is read with it. */
const PAGE = 64

/** The active reviews, case by case. Nothing stays open in between, so that others may write. */
function* casesReviewed(store: ReadingStore): Generator<readonly Row[]> {
  const page = store.prepare<Row>(`${SELECT} AND r.case_id > ? ORDER BY r.case_id, r.id LIMIT ${PAGE}`)
  const ofCase = store.prepare<Row>(`${SELECT} AND r.case_id = ? ORDER BY r.id`)
  let after = 0
  for (let rows = page.all(after); rows.length > 0; rows = page.all(after)) {
    const last = rows.at(-1)?.case_id ?? after
    const cases = Map.groupBy(rows, ({ case_id }) => case_id)
    if (rows.length === PAGE) cases.set(last, ofCase.all(last))
    yield* cases.values()
    after = last
  }
}

/**
 * Looks at all active reviews (or a case's) as they read `after`, against how they read `before`. Publishing and its dry
 * run are this same code.
 */
export const surveyReviews = (
  store: ReadingStore,
  before: Reading,
  after: Reading,
  caseRow: number | null = null,
): Outlook => {
  const tally = createTally(store, before, after)
  if (caseRow !== null) tally.add(store.prepare<Row>(`${SELECT} AND r.case_id = ? ORDER BY r.id`).all(caseRow))
  else for (const rows of casesReviewed(store)) tally.add(rows)
  return tally.outlook()
}

/** So long one turn takes, in ms, before the desk answers others. */
const TURN_MS = 12

/** The same in turns. What is written meanwhile may be in it or not: `surveyBasis` tells whether anything was. */
export const surveyInTurns = async (
  store: ReadingStore,
  before: Reading,
  after: Reading,
  pause: () => Promise<unknown>,
): Promise<Outlook> => {
  const tally = createTally(store, before, after)
  // After the first case already: who asked for something else meanwhile does not wait for a whole turn.
  let began = Number.NEGATIVE_INFINITY
  for (const rows of casesReviewed(store)) {
    tally.add(rows)
    if (performance.now() - began < TURN_MS) continue
    await pause()
    began = performance.now()
  }
  return tally.outlook()
}

/** Changes whenever a survey of all reviews may come to something else: reviews, versions or mappings have changed. */
export const surveyBasis = (store: ReadingStore): string =>
  store
    .prepare<string>(
      `SELECT (SELECT count(*) || ' ' || coalesce(max(rowid), 0) FROM reviews) || ' ' ||
         (SELECT count(*) FROM withdrawals) || ' ' || (SELECT coalesce(max(clock), '') FROM log_entries) || ' ' ||
         (SELECT coalesce(max(version), 0) FROM taxonomy_versions)`,
    )
    .pluck()
    .get() + mappingState(store)

const lookAt = (store: ReadingStore, before: Reading, after: Reading, row: Row): Looked => {
  const said = saidOf(row.body)
  const speaker = {
    from: row.taxonomy_version,
    model: row.model,
    truth: row.origin === 'truth',
    metadata: metadataOf(store, row.case_id),
  }
  const { annotations, questions, touched } = after.review(said, speaker)
  const rewritten = before !== after && !sameLabels(before.labelled(said.annotations, speaker), annotations)
  const { id: reviewId, case_id: caseRow, taxonomy_version: from } = row
  return { reviewId, caseRow, questions, rewritten, touched, from }
}
