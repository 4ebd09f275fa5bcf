import type { Output } from '../../../shared/contract/table.ts'
import { wilson } from '../../../shared/domain/wilson.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { readSettings } from './settings.ts'
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

/** Part of the audit's sample: the cases that another rule queues as well, or those that only the audit looks at. */
type Stratum = {
  /** Weights of all its cases, of those judged, of those judged wrong; squares of the judged ones' weights. */
  readonly all: number
  readonly judged: number
  readonly wrong: number
  readonly squares: number
  readonly reviewedCases: number
  readonly wrongCases: number
}

const SAMPLE = `
SELECT total(weight) AS "all", total(weight) FILTER (WHERE judged) AS judged, total(weight) FILTER (WHERE wrong) AS wrong,
       total(weight * weight) FILTER (WHERE judged) AS squares,
       count(*) FILTER (WHERE judged) AS reviewedCases, count(*) FILTER (WHERE wrong) AS wrongCases
FROM (
  SELECT 1.0 / coalesce(c.inclusion, 1) AS weight, c.verdict IS NOT NULL AS judged, c.verdict <> :correct AS wrong,
         EXISTS (SELECT 1 FROM queue_reasons r WHERE r.case_id = c.id AND r.rule <> :audit) AS ranked
  FROM cases c
  WHERE c.predictions > 0 AND c.verdict IS NOT :cannotTell AND c.id IN (
    SELECT case_id FROM queue_reasons WHERE rule = :audit
    UNION SELECT id FROM cases WHERE status > 0 AND status = :reviewed AND draw < :share)
) GROUP BY ranked`

/**
 * The share of cases on which production was wrong, from the random audit alone: it is drawn from all cases, so its rate
 * is production's own, which that of the ranked queue is not. "Cannot tell" counts neither way.
 *
 * A case that production let through with probability p stands for 1/p cases. Cases that another rule queues too may have
 * been reviewed sooner than the rest of the sample (before the audit was switched on, or by a filter), so each of the two
 * strata counts by its size in the sample, whatever part of it has been reviewed (post-stratification; Holt and Smith
 * 1979). Wilson 95 % on Kish's effective number of cases, (sum of weights)^2 / sum of squared weights.
 */
const errorRate = (store: Reader): Stats['errorRate'] => {
  const { on, share } = readSettings(store).triggers.randomAudit
  const strata = store.prepare<Stratum>(SAMPLE).all({
    correct: VERDICTS.indexOf('correct'),
    cannotTell: VERDICTS.indexOf('cannot-tell'),
    audit: TRIGGER_RULES.indexOf('random-audit'),
    reviewed: CASE_STATUSES.indexOf('reviewed'),
    share: on ? share : 0,
  })
  const sum = (of: (stratum: Stratum) => number): number => strata.reduce((total, each) => total + of(each), 0)
  const judged = sum((stratum) => stratum.judged)
  if (judged === 0) return null
  // Of a stratum that nobody looked into nothing is known: then the rest speaks for the whole.
  const each = strata.every((stratum) => stratum.judged > 0)
  const factor = (stratum: Stratum): number => (each ? stratum.all / stratum.judged : 1)
  const weight = sum((stratum) => factor(stratum) * stratum.judged)
  const rate = sum((stratum) => factor(stratum) * stratum.wrong) / weight
  const effective = weight ** 2 / sum((stratum) => factor(stratum) ** 2 * stratum.squares)
  return {
    reviewed: sum((stratum) => stratum.reviewedCases),
    wrong: sum((stratum) => stratum.wrongCases),
    ...wilson(Math.min(rate * effective, effective), effective),
  }
}
