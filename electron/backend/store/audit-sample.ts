import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { DEFAULT_TRIGGERS, TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

const AUDIT = TRIGGER_RULES.indexOf('random-audit')
const { on, share } = DEFAULT_TRIGGERS.randomAudit

/** The share that the audit draws, as the settings have it now. */
const SHARE = `coalesce((SELECT CASE WHEN s.value ->> '$.randomAudit.on' THEN s.value ->> '$.randomAudit.share' ELSE 0 END
  FROM settings s WHERE s.key = 'triggers'), ${on ? share : 0})`

/** The random audit's cases: those queued by it, and those reviewed that it would draw. */
export const AUDITED = `
  SELECT c.id FROM cases c WHERE c.predictions > 0 AND c.id IN (
    SELECT case_id FROM queue_reasons WHERE rule = ${AUDIT}
    UNION SELECT id FROM cases
    WHERE status > 0 AND status = ${CASE_STATUSES.indexOf('reviewed')} AND draw < ${SHARE})`

/** Rules that came after the verdict say nothing of how the case came to be reviewed. */
const NOT_RANKING = [AUDIT, TRIGGER_RULES.indexOf('outdated-taxonomy'), TRIGGER_RULES.indexOf('relabel-plan')]

/**
 * The audit's sample. `weight`: for how many of production's cases one stands. `ranked`: another rule queues it as well.
 */
export const AUDIT_SAMPLE = `
  SELECT c.id, 1.0 / coalesce(c.inclusion, 1) AS weight, c.verdict,
         EXISTS (SELECT 1 FROM queue_reasons r WHERE r.case_id = c.id AND r.rule NOT IN (${NOT_RANKING.join(', ')})) AS ranked
  FROM cases c WHERE c.id IN (${AUDITED})`

/** Part of the audit's sample: the cases that another rule queues as well, or those that only the audit looks at. */
export type Stratum = {
  readonly ranked: 0 | 1
  /** Weights of all its cases, of those judged, of those judged wrong; squares of the judged ones' weights. */
  readonly all: number
  readonly judged: number
  readonly wrong: number
  readonly squares: number
  readonly reviewedCases: number
  readonly wrongCases: number
  /** What a judged case of it counts, so that the stratum counts by its size in the sample. */
  readonly factor: number
}

/**
 * The sample's two strata, as far as they have cases. Cases that another rule queues too may have been reviewed sooner than
 * the rest of the sample (before the audit was switched on, or by a filter), so each counts by its size in the sample,
 * whatever part of it has been reviewed (post-stratification; Holt and Smith 1979). "Cannot tell" counts neither way.
 */
export const auditStrata = (store: Reader): readonly Stratum[] => {
  const strata = store
    .prepare<Omit<Stratum, 'factor'>>(
      `SELECT ranked, total(weight) AS "all", total(weight) FILTER (WHERE verdict IS NOT NULL) AS judged,
              total(weight) FILTER (WHERE verdict <> :correct) AS wrong,
              total(weight * weight) FILTER (WHERE verdict IS NOT NULL) AS squares,
              count(*) FILTER (WHERE verdict IS NOT NULL) AS reviewedCases,
              count(*) FILTER (WHERE verdict <> :correct) AS wrongCases
       FROM (${AUDIT_SAMPLE}) WHERE verdict IS NOT :cannotTell GROUP BY ranked`,
    )
    .all({
      correct: VERDICTS.indexOf('correct'),
      cannotTell: VERDICTS.indexOf('cannot-tell'),
    })
  // Of a stratum that nobody looked into nothing is known: then the rest speaks for the whole.
  const each = strata.every((stratum) => stratum.judged > 0)
  return strata.map((stratum) => ({ ...stratum, factor: each ? stratum.all / stratum.judged : 1 }))
}
