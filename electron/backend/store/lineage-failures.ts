import { z } from 'zod'
import type { Output } from '../../../shared/contract/table.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { cellWhere } from '../../../shared/domain/failures/cell-where.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { type FailureKind, FINDING_KINDS, type FindingKind } from '../../../shared/model/failure.ts'
import { PersonId, ReviewId } from '../../../shared/model/ids.ts'
import { ERROR_TYPES, ErrorType, VERDICTS } from '../../../shared/model/verdict.ts'
import { countUnfound } from './findings.ts'
import { namesOfCases, type Subject } from './lineage.ts'
import { listModels, type ModelRow } from './models.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>
type Failures = Output<'lineage.failures'>

const MOST_LABELS = 500

const kind = (name: FindingKind): number => FINDING_KINDS.indexOf(name)

/** The first finding of its review, kind and what: these are counted as reviews. */
const FIRST = 2

type Failing = { readonly review_id: string; readonly case_id: number; readonly model_id: number }

/** Reviews whose verdict says that something is wrong: standing ones of a model's predictions. */
const ofModel = (store: Reader, modelRow: number): readonly Failing[] =>
  store
    .prepare<Failing>(
      `SELECT f.review_id, f.case_id, f.model_id FROM review_findings f
       WHERE f.active = 1 AND f.kind = ${kind('failure')} AND f.grain = ${FIRST} AND f.model_id = ?`,
    )
    .all(modelRow)

/** The same among those that a version's answers rest on, whether they still stand or not. */
const ofVersion = (store: Reader, versionRow: number): readonly Failing[] =>
  store
    .prepare<Failing>(
      `SELECT f.review_id, f.case_id, f.model_id FROM review_findings f
       CROSS JOIN dataset_items i ON i.dataset_id = ? AND i.case_id = f.case_id
       WHERE f.active IN (0, 1) AND f.kind = ${kind('failure')} AND f.grain = ${FIRST}
         AND instr(i.review_ids, f.review_id) > 0`,
    )
    .all(versionRow)

type Count = {
  readonly kind: number
  readonly what: number
  readonly label_id: number | null
  readonly to_label_id: number | null
  readonly grain: number
  readonly n: number
}

const COUNT = `SELECT f.kind, f.what, f.label_id, f.to_label_id, f.grain, count(*) AS n`
const TOLD = `f.kind IN (${(['error', 'first-cause', 'cause'] as const).map(kind).join(', ')})`

/** What was found wrong, counted: in a model's standing reviews, or in the reviews listed. */
const counted = (store: Reader, { model }: Subject, failing: readonly Failing[]): readonly Count[] =>
  model === null
    ? store
        .prepare<Count>(
          `${COUNT} FROM json_each(?) j CROSS JOIN review_findings f ON f.review_id = j.value
           WHERE ${TOLD} GROUP BY 1, 2, 3, 4, 5`,
        )
        .all(JSON.stringify(failing.map(({ review_id }) => review_id)))
    : store
        .prepare<Count>(
          `${COUNT} FROM review_findings f WHERE f.active = 1 AND ${TOLD} AND f.model_id = ? GROUP BY 1, 2, 3, 4, 5`,
        )
        .all(model.rowId)

/** Sums by key, the most first, equals in the order of their keys. */
const tally = <K extends string | number>(
  entries: Iterable<readonly [K, number]>,
): readonly (readonly [K, number])[] => {
  const sums = new Map<K, number>()
  for (const [key, n] of entries) sums.set(key, (sums.get(key) ?? 0) + n)
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}

const reviewsBy = (counts: readonly Count[], kinds: readonly FindingKind[]): readonly (readonly [number, number])[] => {
  const codes = kinds.map(kind)
  return tally(
    counts.flatMap((one) => (codes.includes(one.kind) && one.grain === FIRST ? [[one.what, one.n] as const] : [])),
  )
}

const byError = (counts: readonly Count[], where: WhereOf): Failures['byError'] =>
  reviewsBy(counts, ['error']).flatMap(([what, reviews]) => {
    const error = ERROR_TYPES[what]
    return error === undefined ? [] : { what: error, reviews, where: where({ kind: 'error', error }) }
  })

const namesIn = (
  store: Reader,
  table: 'labels' | 'cause_names',
  rows: readonly number[],
): ReadonlyMap<number, string> =>
  new Map(
    store
      .prepare<{ id: number; name: string }>(
        `SELECT id, name FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(rows))
      .map(({ id, name }) => [id, name]),
  )

const byCause = (store: Reader, counts: readonly Count[], where: WhereOf): Failures['byCause'] => {
  const causes = reviewsBy(counts, ['first-cause', 'cause'])
  const names = namesIn(
    store,
    'cause_names',
    causes.map(([row]) => row),
  )
  return causes.flatMap(([row, reviews]) => {
    const cause = names.get(row)
    return cause === undefined ? [] : { what: cause, reviews, where: where({ kind: 'cause', cause, culprit: null }) }
  })
}

const CLASSIFIED = ERROR_TYPES.indexOf('incorrect-classification')

/** One review tells of a pair of labels once, however many objects it was about. */
const byLabel = (store: Reader, counts: readonly Count[]): Failures['byLabel'] => {
  const pairs = counts.filter(
    (one) => one.kind === kind('error') && one.what === CLASSIFIED && one.label_id !== null && one.to_label_id !== null,
  )
  const names = namesIn(
    store,
    'labels',
    pairs.flatMap(({ label_id, to_label_id }) => [label_id ?? 0, to_label_id ?? 0]),
  )
  const name = (row: number | null): string | null => (row === null ? null : (names.get(row) ?? null))
  return tally(pairs.map((one) => [JSON.stringify([name(one.label_id), name(one.to_label_id)]), one.n] as const))
    .slice(0, MOST_LABELS)
    .map(([key, reviews]) => ({ ...LabelPair.parse(JSON.parse(key)), reviews }))
}

const LabelPair = z.tuple([z.string().nullable(), z.string().nullable()]).transform(([from, to]) => ({ from, to }))

type ReviewRow = {
  readonly id: string
  readonly verdict: number | null
  readonly errors: string
  readonly person_id: string
  readonly clock: string
}

/** A page of the failing reviews, by their ids, which grow with time. */
const rowsOf = (store: Reader, failing: readonly Failing[], models: ReadonlyMap<number, string>): Failures['rows'] => {
  const names = namesOfCases(
    store,
    failing.map(({ case_id }) => case_id),
  )
  const read = store.prepare<ReviewRow>(
    "SELECT id, verdict, body -> '$.errors' AS errors, person_id, clock FROM reviews WHERE id = ?",
  )
  return failing.flatMap(({ review_id, case_id, model_id }) => {
    const name = names.get(case_id)
    const review = read.get(review_id)
    if (!name || !review) return []
    return {
      ...name,
      reviewId: ReviewId.parse(review.id),
      model: models.get(model_id) ?? '',
      verdict: review.verdict === null ? null : (VERDICTS[review.verdict] ?? null),
      errors: ErrorType.array().parse(JSON.parse(review.errors)),
      personId: PersonId.parse(review.person_id),
      at: clockToInstant(review.clock),
    }
  })
}

type WhereOf = (what: FailureKind) => string | null

/** An expression for exactly the cases of a model's failures; none fits those of a version, which may stand no more. */
const whereOf =
  ({ model }: Subject, models: readonly ModelRow[]): WhereOf =>
  (what) => {
    // The language reads a bare name as every version of it.
    const alone = models.every(({ name }) => name === model?.name || !name.startsWith(`${model?.name}@`))
    if (model === null || !alone) return null
    return printWhere(cellWhere(what, [{ dimension: 'model', value: model.name }], { kind: 'everything' }))
  }

/** Which reviews came from a model's failure; the newest first. */
export const failuresOf = (store: Reader, subject: Subject, offset: number, limit: number): Failures => {
  const { model, frozen } = subject
  const found = model === null ? ofVersion(store, frozen[0]?.rowId ?? 0) : ofModel(store, model.rowId)
  const failing = found.toSorted((a, b) => (a.review_id < b.review_id ? 1 : -1))
  const models = listModels(store)
  const names = new Map(models.map(({ rowId, name }) => [rowId, name]))
  const where = whereOf(subject, models)
  const counts = counted(store, subject, failing)
  return {
    reviews: failing.length,
    cases: new Set(failing.map(({ case_id }) => case_id)).size,
    where: where({ kind: 'any' }),
    uncounted: countUnfound(store),
    byModel: tally(failing.map(({ model_id }) => [names.get(model_id) ?? '', 1] as const)).map(([name, reviews]) => ({
      ...{ model: name, reviews },
    })),
    byError: byError(counts, where),
    byCause: byCause(store, counts, where),
    byLabel: byLabel(store, counts),
    rows: rowsOf(store, failing.slice(offset, offset + limit), names),
  }
}
