import { type Every, periodAt, periodName } from '../../../shared/domain/failures/periods.ts'
import type { CaseFailure } from '../../../shared/domain/failures/relabel-plan.ts'
import { added, type Counted } from '../../../shared/domain/failures/tally.ts'
import type { Where } from '../../../shared/domain/where/expression.ts'
import {
  type FailureDimension,
  type FailureKind,
  FINDING_KINDS,
  type FindingKind,
  type PlanOptions,
} from '../../../shared/model/failure.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import { BUILT_IN_CAUSES, ERROR_TYPES, VERDICTS } from '../../../shared/model/verdict.ts'
import { AUDIT_SAMPLE, auditStrata } from './audit-sample.ts'
import { type CaseSet, createCaseSets, dataState, has, idsOf } from './case-sets.ts'
import { declaredFields } from './query.ts'
import { requireDeclared } from './query-leaves.ts'
import type { Store } from './store.ts'
import { currentTaxonomy } from './taxonomies.ts'

type Reader = Pick<Store, 'prepare'>

export type Asked = {
  readonly by: readonly FailureDimension[]
  /** Null: all cases. */
  readonly within: CaseSet | null
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

/** Throws `bad-input` for metadata that is not indexed: all of it would be told as unknown. */
export const requireIndexed = (store: Reader, dimensions: readonly (FailureDimension | null)[]): void => {
  for (const dimension of dimensions)
    if (dimension?.startsWith('meta.')) requireDeclared(dimension.slice('meta.'.length), declaredFields(store))
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

/** What a dimension's stored values stand for; days are folded into their periods. */
type Values = {
  /** Equal for values that are one slice. */
  fold(value: number | string | null): number | string | null
  nameOf(folded: number | string | null): string | null
}

const asStored = (value: number | string | null): number | string | null => value

const valuesOf = (store: Reader, dimension: FailureDimension): Values => {
  if (isTime(dimension))
    return {
      fold: (day) => (typeof day === 'number' ? periodAt(dimension, day) : null),
      nameOf: (period) => (typeof period === 'number' ? periodName(dimension, period) : null),
    }
  if (dimension !== 'label' && dimension !== 'source' && dimension !== 'model')
    return { fold: asStored, nameOf: (value) => (typeof value === 'string' ? value : null) }
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
  return { fold: asStored, nameOf: (id) => (typeof id === 'number' ? (names.get(id) ?? null) : null) }
}

/** A function of few different values, worked out once for each. */
const once = <T>(of: (value: number | string | null) => T): ((value: number | string | null) => T) => {
  const known = new Map<number | string | null, T>()
  return (value) => {
    const found = known.get(value)
    if (found !== undefined) return found
    const made = of(value)
    known.set(value, made)
    return made
  }
}

/** Without its statistics SQLite would rather enter by what was found, for each case anew. */
const OF_CASE = 'review_findings f INDEXED BY review_findings_by_case'

type Weighed = readonly [caseRow: number, model: number, weight: number, ofAll: number]

/**
 * The judged predictions of the audit's sample, what each review of one weighs, and what all of them do: several reviews of one
 * prediction share its weight, and make the sample no larger; each stratum counts by its size in the sample.
 */
const weighedReviews = (store: Reader, within: CaseSet | null): readonly Weighed[] => {
  const factors = new Map(auditStrata(store).map(({ ranked, factor }) => [ranked, factor]))
  const weights = new Map(
    store
      .prepare<{ id: number; weight: number; ranked: 0 | 1 }>(
        `SELECT id, weight, ranked FROM (${AUDIT_SAMPLE}) WHERE verdict IS NOT NULL`,
      )
      .all()
      .filter(({ id }) => within === null || has(within, id))
      .map(({ id, weight, ranked }) => [id, weight * (factors.get(ranked) ?? 1)]),
  )
  return store
    .prepare<{ case_id: number; model_id: number; reviews: number }>(
      `SELECT f.case_id, f.model_id, count(*) AS reviews
       FROM json_each(?) s CROSS JOIN ${OF_CASE} ON f.case_id = s.value
       WHERE f.active = 1 AND f.kind = ${FINDING_KINDS.indexOf('judged')} GROUP BY f.case_id, f.model_id`,
    )
    .all(JSON.stringify([...weights.keys()]))
    .map(({ case_id, model_id, reviews }): Weighed => {
      const ofAll = weights.get(case_id) ?? 0
      return [case_id, model_id, ofAll / reviews, ofAll]
    })
}

/** Which findings are counted, and what each weighs. */
type Basis = { readonly from: string; readonly weight: string; readonly parameters: Readonly<Record<string, string>> }

const basisOf = (store: Reader, production: boolean, within: CaseSet | null): Basis => {
  if (production)
    return {
      from: `json_each(:weighed) w CROSS JOIN ${OF_CASE} ON f.case_id = w.value ->> 0 AND f.model_id = w.value ->> 1`,
      weight: 'total(w.value ->> 2) AS weight, total((w.value ->> 2) * (w.value ->> 3)) AS squares',
      parameters: { weighed: JSON.stringify(weighedReviews(store, within)) },
    }
  const unweighted = '0 AS weight, 0 AS squares'
  if (within === null) return { from: 'review_findings f', weight: unweighted, parameters: {} }
  return {
    from: `json_each(:within) w CROSS JOIN ${OF_CASE} ON f.case_id = w.value`,
    weight: unweighted,
    parameters: { within: JSON.stringify([...idsOf(within)]) },
  }
}

const sqlOf = (by: readonly FailureDimension[], { from, weight }: Basis): string => {
  const columns = by.map(columnOf)
  const [a = 'NULL', b = 'NULL'] = columns.map(({ column }) => column)
  const grain = by.includes('label') ? 1 : 2
  // Reviews are the whole of a slice, but of a label only those are in which it could be right or wrong.
  const other = FINDING_KINDS.indexOf(by.includes('label') ? 'judged' : 'label')
  return `
    SELECT f.kind, f.what, ${a} AS a, ${b} AS b, count(*) AS n, ${weight}
    FROM ${from} ${columns.map(({ join }) => join).join(' ')}
    WHERE f.active = 1 AND f.kind <> ${other} AND f.grain >= ${grain}
    GROUP BY 1, 2, 3, 4`
}

/** The cases that fit; null: all of them. */
export const casesWithin = (store: Store, where: Where): CaseSet | null =>
  where.kind === 'everything' ? null : createCaseSets(store).find(where, dataState(store))

/** Counts active reviews by what they found and the dimensions asked for. */
export const countFailures = (store: Store, { by, within, production }: Asked): readonly Counted[] => {
  const basis = basisOf(store, production, within)
  const fields = by.flatMap((dimension, at) =>
    dimension.startsWith('meta.') ? [[`field${at}`, dimension.slice('meta.'.length)]] : [],
  )
  const rows = store.db
    .prepare<unknown[], Grouped>(sqlOf(by, basis))
    .all({ ...basis.parameters, ...Object.fromEntries(fields) })
  const causes = causesById(store)
  const values = by.map((dimension) => {
    const { fold, nameOf } = valuesOf(store, dimension)
    return { fold: once(fold), nameOf: once(nameOf) }
  })
  const folded = new Map<string, Counted>()
  for (const row of rows) {
    const slice = values.map(({ fold }, at) => fold(at === 0 ? row.a : row.b))
    const { n } = row
    const tally = production ? { n, weight: row.weight, squares: row.squares } : { n, weight: n, squares: n }
    const key = `${row.kind} ${row.what} ${slice.map((value) => `${typeof value} ${value}`).join(' ')}`
    const known = folded.get(key)
    if (known) folded.set(key, { ...known, tally: added(known.tally, tally) })
    else
      folded.set(key, {
        ...toldBy(row, causes),
        slice: slice.map((value, at) => values[at]?.nameOf(value) ?? null),
        tally,
      })
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

/**
 * Which cases fail how, about which label and in which slice: error types and causes as asked for, and what failed without
 * either. A case of several reviews fails as each of them says.
 */
export const failuresOfCases = (
  store: Store,
  { what, slice, within }: Pick<PlanOptions, 'what' | 'slice'> & { readonly within: CaseSet | null },
): readonly CaseFailure[] => {
  const kinds = FINDING_KINDS.flatMap((kind, index) => {
    if (kind === 'error') return what === 'causes' ? [] : [index]
    return (kind === 'first-cause' || kind === 'cause') && what !== 'errors' ? [index] : []
  })
  const { column, join } = slice === null ? { column: 'NULL', join: '' } : columnOf(slice, 0)
  const unsaid = `f.kind = ${FINDING_KINDS.indexOf('failure')} AND NOT EXISTS (
    SELECT 1 FROM review_findings g WHERE g.review_id = f.review_id AND g.kind IN (${kinds.join(', ')}))`
  const rows = store.db
    .prepare<unknown[], Grouped & { readonly case_id: number }>(
      `SELECT DISTINCT f.case_id, f.kind, f.what, f.label_id AS a, ${column} AS b
       FROM review_findings f ${join}
       WHERE f.active = 1 AND f.grain >= 1 AND (f.kind IN (${kinds.join(', ')}) OR (${unsaid}))
       ORDER BY f.case_id`,
    )
    .all(slice?.startsWith('meta.') ? { field0: slice.slice('meta.'.length) } : {})
  const causes = causesById(store)
  const label = once(valuesOf(store, 'label').nameOf)
  const { fold, nameOf } = slice === null ? { fold: asStored, nameOf: () => null } : valuesOf(store, slice)
  const sliceName = once((value) => nameOf(fold(value)))
  return rows.flatMap((row): CaseFailure[] => {
    const told = toldBy(row, causes).what
    if (told === null || (within !== null && !has(within, row.case_id))) return []
    return [{ caseRow: row.case_id, what: told, label: label(row.a), slice: sliceName(row.b) }]
  })
}
