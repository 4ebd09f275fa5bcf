import type { Output } from '../../../shared/contract/table.ts'
import { wilson } from '../../../shared/domain/wilson.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { auditStrata, type Stratum } from './audit-sample.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>
type Stats = Output<'project.stats'>

const count = (store: Reader, sql: string): number => store.prepare<{ n: number }>(sql).get()?.n ?? 0

/** Counts keyed by the name at each row's index; names without a row are left out. */
const byIndex = (store: Reader, sql: string, names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { at, n } of store.prepare<{ at: number; n: number }>(sql).all()) {
    const name = names[at]
    if (name !== undefined) counts[name] = n
  }
  return counts
}

const byName = (store: Reader, sql: string): Record<string, number> =>
  Object.fromEntries(
    store
      .prepare<{ name: string; n: number }>(sql)
      .all()
      .map(({ name, n }) => [name, n]),
  )

/** Rows set aside, each once, however often its file was imported. */
const REJECTS = 'SELECT count(*) AS n FROM (SELECT DISTINCT file, line, reason, excerpt FROM rejects)'

/** The numbers of the project's overview: exact, by index scans. */
export const projectCounts = (store: Reader): Output<'project.overview'>['counts'] => {
  const status = byIndex(
    store,
    'SELECT status AS at, count(*) AS n FROM cases WHERE status > 0 GROUP BY status',
    CASE_STATUSES,
  )
  return {
    cases: count(store, 'SELECT count(*) AS n FROM cases'),
    predictions: count(store, 'SELECT count(*) AS n FROM predictions'),
    queued: count(store, 'SELECT count(*) AS n FROM queue_entries'),
    waiting: count(store, 'SELECT count(*) AS n FROM queue_entries WHERE open = 1'),
    reviewed: status.reviewed ?? 0,
    skipped: status.skipped ?? 0,
    flagged: status.flagged ?? 0,
    rejects: count(store, REJECTS),
  }
}

export const projectStats = (store: Reader): Stats => ({
  cases: count(store, 'SELECT count(*) AS n FROM cases'),
  byStatus: byIndex(store, 'SELECT status AS at, count(*) AS n FROM cases GROUP BY status', CASE_STATUSES),
  byVerdict: byIndex(
    store,
    'SELECT verdict AS at, count(*) AS n FROM reviews WHERE active = 1 AND verdict IS NOT NULL GROUP BY verdict',
    VERDICTS,
  ),
  byCause: byName(
    store,
    `SELECT value AS name, count(*) AS n FROM reviews, json_each(reviews.body, '$.causes') WHERE active = 1 GROUP BY value`,
  ),
  byErrorType: byName(
    store,
    `SELECT value AS name, count(*) AS n FROM reviews, json_each(reviews.body, '$.errors') WHERE active = 1 GROUP BY value`,
  ),
  byReviewer: byName(store, 'SELECT person_id AS name, count(*) AS n FROM reviews WHERE active = 1 GROUP BY person_id'),
  byRule: byIndex(store, 'SELECT rule AS at, count(*) AS n FROM queue_reasons GROUP BY rule', TRIGGER_RULES),
  predictions: count(store, 'SELECT count(*) AS n FROM predictions'),
  models: store
    .prepare<{ name: string; version: string; n: number }>(
      `SELECT m.name, m.version, count(*) AS n FROM predictions p JOIN models m ON m.id = p.model_id
       GROUP BY m.id ORDER BY m.id`,
    )
    .all()
    .map((row) => ({ model: modelName(row), predictions: row.n })),
  rejects: count(store, REJECTS),
  errorRate: errorRate(store),
})

/**
 * The share of cases on which production was wrong, from the random audit alone: it is drawn from all cases, so its rate
 * is production's own, which that of the ranked queue is not. "Cannot tell" counts neither way.
 *
 * A case that production let through with probability p stands for 1/p cases; the strata of `auditStrata` count by their
 * size. Wilson 95 % on Kish's effective number of cases, (sum of weights)^2 / sum of squared weights.
 */
const errorRate = (store: Reader): Stats['errorRate'] => {
  const strata = auditStrata(store)
  const sum = (of: (stratum: Stratum) => number): number => strata.reduce((total, each) => total + of(each), 0)
  if (sum((stratum) => stratum.judged) === 0) return null
  const weight = sum(({ factor, judged }) => factor * judged)
  const rate = sum(({ factor, wrong }) => factor * wrong) / weight
  const effective = weight ** 2 / sum(({ factor, squares }) => factor ** 2 * squares)
  return {
    reviewed: sum((stratum) => stratum.reviewedCases),
    wrong: sum((stratum) => stratum.wrongCases),
    ...wilson(Math.min(rate * effective, effective), effective),
  }
}
