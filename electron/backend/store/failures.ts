import { type Every, periodAt, periodName } from '../../../shared/domain/failures/periods.ts'
import { added, type Counted } from '../../../shared/domain/failures/tally.ts'
import type { Where } from '../../../shared/domain/where/expression.ts'
import {
  type FailureDimension,
  type FailureKind,
  FINDING_KINDS,
  type FindingKind,
} from '../../../shared/model/failure.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import { BUILT_IN_CAUSES, ERROR_TYPES, VERDICTS } from '../../../shared/model/verdict.ts'
import { AUDIT_SAMPLE, auditParameters, auditStrata } from './audit-sample.ts'
import { declaredFields, whereSql } from './query.ts'
import type { Store } from './store.ts'
import { currentTaxonomy } from './taxonomies.ts'

type Reader = Pick<Store, 'prepare' | 'db'>

export type Asked = {
  readonly by: readonly FailureDimension[]
  readonly where: Where
  /** Only the audit's sample, weighted. */
  readonly production: boolean
}

type Grouped = {
  readonly kind: number
  readonly what: number
  readonly a: number | string | null
  readonly b: number | string | null
  readonly n: number
  readonly weight: number
  readonly squares: number
}

const kindAt = (index: number): FindingKind => {
  const kind = FINDING_KINDS[index]
  if (kind === undefined) throw new Error(`There is no kind ${index} of findings.`)
  return kind
}

const isTime = (dimension: FailureDimension): dimension is Every =>
  dimension === 'day' || dimension === 'week' || dimension === 'month'

/** What a dimension is grouped by, and the table that it needs beside the findings. */
const columnOf = (dimension: FailureDimension, at: number): { readonly column: string; readonly join: string } => {
  switch (dimension) {
    case 'label':
    case 'source':
    case 'model':
      return { column: `f.${dimension}_id`, join: '' }
    case 'day':
    case 'week':
    case 'month':
      return { column: 'f.day', join: '' }
    default:
      return {
        column: `m${at}.value`,
        join: `LEFT JOIN case_fields m${at} ON m${at}.case_id = f.case_id AND m${at}.field = :field${at}`,
      }
  }
}

/** The names of a dimension's values by what they are stored as. */
const namesOf = (store: Reader, dimension: FailureDimension): ((value: number | string | null) => string | null) => {
  if (isTime(dimension))
    return (day) => (typeof day === 'number' ? periodName(dimension, periodAt(dimension, day)) : null)
  if (dimension !== 'label' && dimension !== 'source' && dimension !== 'model')
    return (value) => (typeof value === 'string' ? value : null)
  const names = new Map(
    dimension === 'model'
      ? store
          .prepare<{ id: number; name: string; version: string }>('SELECT id, name, version FROM models')
          .all()
          .map((row) => [row.id, modelName(row)])
      : store
          .prepare<{ id: number; name: string }>(`SELECT id, name FROM ${dimension}s`)
          .all()
          .map((row) => [row.id, row.name]),
  )
  return (id) => (typeof id === 'number' ? (names.get(id) ?? null) : null)
}

/**
 * How many reviews of a prediction count, which is one part of what they weigh: several reviews of one prediction share its
 * weight. The audit's strata count by their size in the sample.
 */
const SAMPLE = `
  WITH sample AS (${AUDIT_SAMPLE}),
  judged AS (
    SELECT case_id, model_id, count(*) AS reviews FROM review_findings
    WHERE active = 1 AND kind = 0 AND case_id IN (SELECT id FROM sample) GROUP BY case_id, model_id),
  weighed AS (
    SELECT j.case_id, j.model_id, s.weight * CASE s.ranked WHEN 1 THEN :ranked ELSE :unranked END / j.reviews AS weight
    FROM judged j JOIN sample s ON s.id = j.case_id)`

const sqlOf = ({ by, production }: Asked, condition: string): string => {
  const columns = by.map(columnOf)
  const [a = 'NULL', b = 'NULL'] = columns.map(({ column }) => column)
  const grain = by.includes('label') ? 1 : 2
  // Reviews are the whole of a slice, but of a label only those are in which it could be right or wrong.
  const whole = by.includes('label') ? 'label' : 'judged'
  const kinds = FINDING_KINDS.flatMap((kind, index) =>
    (kind === 'judged' || kind === 'label') && kind !== whole ? [] : [index],
  )
  const weights = production
    ? 'total(w.weight) AS weight, total(w.weight * w.weight) AS squares'
    : '0 AS weight, 0 AS squares'
  return `${production ? SAMPLE : ''}
    SELECT f.kind, f.what, ${a} AS a, ${b} AS b, count(*) AS n, ${weights}
    FROM ${production ? 'weighed w CROSS JOIN review_findings f ON f.case_id = w.case_id AND f.model_id = w.model_id' : 'review_findings f'}
    ${columns.map(({ join }) => join).join(' ')}
    WHERE f.active = 1 AND f.kind IN (${kinds.join(', ')}) AND f.grain >= ${grain} ${condition}
    GROUP BY 1, 2, 3, 4`
}

const weightsOf = (store: Reader): { ranked: number; unranked: number } => {
  const factors = new Map(auditStrata(store).map(({ ranked, factor }) => [ranked, factor]))
  return { ranked: factors.get(1) ?? 1, unranked: factors.get(0) ?? 1 }
}

/** The cases that fit, as a condition on a finding; parameters that SQL numbers would clash with the named ones are named too. */
export const caseCondition = (
  store: Reader,
  where: Where,
): { readonly text: string; readonly values: Record<string, string | number> } => {
  if (where.kind === 'everything') return { text: '', values: {} }
  const { text, parameters } = whereSql(where, declaredFields(store))
  let place = 0
  const named = text.replaceAll('?', () => `:where${place++}`)
  return {
    text: `AND f.case_id IN (SELECT c.id FROM cases c WHERE ${named})`,
    values: Object.fromEntries(parameters.map((value, at) => [`where${at}`, value])),
  }
}

/** Counts active reviews by what they found and the dimensions asked for. Time is folded into its periods. */
export const countFailures = (store: Reader, asked: Asked): readonly Counted[] => {
  const condition = caseCondition(store, asked.where)
  const rows = store.db.prepare<unknown[], Grouped>(sqlOf(asked, condition.text)).all({
    ...condition.values,
    ...(asked.production ? { ...auditParameters(store), ...weightsOf(store) } : {}),
    ...Object.fromEntries(
      asked.by.flatMap((dimension, at) =>
        dimension.startsWith('meta.') ? [[`field${at}`, dimension.slice('meta.'.length)]] : [],
      ),
    ),
  })
  const causes = causesById(store)
  const names = asked.by.map((dimension) => namesOf(store, dimension))
  const folded = new Map<string, Counted>()
  for (const row of rows) {
    const slice = names.map((name, at) => name(at === 0 ? row.a : row.b))
    const { n } = row
    const tally = asked.production ? { n, weight: row.weight, squares: row.squares } : { n, weight: n, squares: n }
    const counted: Counted = { ...toldBy(row, causes), slice, tally }
    const key = JSON.stringify([row.kind, row.what, slice])
    const known = folded.get(key)
    folded.set(key, known ? { ...known, tally: added(known.tally, tally) } : counted)
  }
  return [...folded.values()]
}

type Causes = ReadonlyMap<number, FailureKind>

/** The causes that reviews name, with the culprit that the taxonomy gives each now. */
const causesById = (store: Reader): Causes => {
  const known = new Map(
    [...BUILT_IN_CAUSES, ...(currentTaxonomy(store)?.causes ?? [])].map((one) => [`${one.id}`, one]),
  )
  return new Map(
    store
      .prepare<{ id: number; name: string }>('SELECT id, name FROM cause_names')
      .all()
      .map(({ id, name }) => [id, { kind: 'cause', cause: name, culprit: known.get(name)?.culprit ?? null }]),
  )
}

const toldBy = (row: Grouped, causes: Causes): Pick<Counted, 'kind' | 'verdict' | 'what'> => {
  const kind = kindAt(row.kind)
  switch (kind) {
    case 'error': {
      const error = ERROR_TYPES[row.what]
      return { kind, verdict: null, what: error === undefined ? null : { kind: 'error', error } }
    }
    case 'first-cause':
    case 'cause':
      return { kind, verdict: null, what: causes.get(row.what) ?? null }
    case 'failure':
      return { kind, verdict: VERDICTS[row.what] ?? null, what: { kind: 'any' } }
    case 'judged':
    case 'label':
      return { kind, verdict: VERDICTS[row.what] ?? null, what: null }
  }
}
