import type { Output } from '../../../shared/contract/table.ts'
import { faultOf, type Of, type Place } from '../../../shared/domain/failures/fault.ts'
import { type Counted, wholeOf } from '../../../shared/domain/failures/tally.ts'
import type { Where } from '../../../shared/domain/where/expression.ts'
import { FINDING_KINDS } from '../../../shared/model/failure.ts'
import type { Culprit } from '../../../shared/model/verdict.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { type CaseSet, idsOf } from './case-sets.ts'
import { casesWithin, countFailures } from './failures.ts'
import type { Store } from './store.ts'
import { currentTaxonomy } from './taxonomies.ts'

/** What is most likely at fault in the failures of the cases that fit. */
export const readFault = (store: Store, where: Where): Output<'failures.fault'> => {
  const within = casesWithin(store, where)
  const counted = countFailures(store, { by: [], within, production: false })
  const { reviewed, decided, failed } = wholeOf(counted)
  const cannotTell = reviewed.n - decided.n
  const errors = (name: string): Of => ({
    count: sum(counted, ({ what }) => what?.kind === 'error' && what.error === name),
    of: failed.n,
  })
  const fault = faultOf({
    failed: failed.n + cannotTell,
    firstCauses: firstCauses(counted),
    lowAccepted: errors('low-confidence-accepted'),
    highWrong: errors('high-confidence-wrong'),
    cannotTell: { count: cannotTell, of: reviewed.n },
    disagreement: disagreement(store, within),
    deprecated: { count: aboutDeprecated(store, within), of: failed.n },
    places: [...places(store, within, 'source'), ...places(store, within, 'model')],
  })
  return { ...fault, shares: [...fault.shares], signs: [...fault.signs] }
}

const sum = (counted: readonly Counted[], fits: (one: Counted) => boolean): number =>
  counted.reduce((total, one) => total + (fits(one) ? one.tally.n : 0), 0)

const firstCauses = (counted: readonly Counted[]): Partial<Record<Culprit, number>> => {
  const votes: Partial<Record<Culprit, number>> = {}
  for (const { kind, what, tally } of counted) {
    if (kind !== 'first-cause' || what?.kind !== 'cause' || what.culprit === null) continue
    votes[what.culprit] = (votes[what.culprit] ?? 0) + tally.n
  }
  return votes
}

/** Each source or model version against all others together. */
const places = (store: Store, within: CaseSet | null, dimension: 'source' | 'model'): Place[] => {
  const counted = countFailures(store, { by: [dimension], within, production: false })
  const all = wholeOf(counted)
  return [...Map.groupBy(counted, ({ slice }) => slice[0] ?? null)].flatMap(([value, its]): Place[] => {
    const { failed, decided } = wholeOf(its)
    const elsewhere = { count: all.failed.n - failed.n, of: all.decided.n - decided.n }
    return value === null ? [] : [{ dimension, value, here: { count: failed.n, of: decided.n }, elsewhere }]
  })
}

const kindOf = (kind: (typeof FINDING_KINDS)[number]): number => FINDING_KINDS.indexOf(kind)
/** Only findings of these cases. */
const among = (within: CaseSet | null): { readonly text: string; readonly values: Readonly<Record<string, string>> } =>
  within === null
    ? { text: '', values: {} }
    : {
        text: 'AND f.case_id IN (SELECT value FROM json_each(:within))',
        values: { within: JSON.stringify([...idsOf(within)]) },
      }

const SURE = ['correct', 'cannot-tell'] as const

/** Predictions that several people could judge, and those of them that somebody found right and somebody wrong. */
const disagreement = (store: Store, within: CaseSet | null): Of => {
  const { text, values } = among(within)
  const [correct, cannotTell] = SURE.map((verdict) => VERDICTS.indexOf(verdict))
  const row = store.db
    .prepare<unknown[], Of>(
      `SELECT count(*) AS "of", total(wrong > 0 AND wrong < reviews) AS count FROM (
         SELECT count(*) AS reviews, total(f.what <> :correct) AS wrong FROM review_findings f
         WHERE f.active = 1 AND f.kind = ${kindOf('judged')} AND f.what <> :cannotTell ${text}
         GROUP BY f.case_id, f.model_id HAVING count(*) > 1)`,
    )
    .get({ ...values, correct, cannotTell })
  return { count: row?.count ?? 0, of: row?.of ?? 0 }
}

/** Reviews that found something wrong with a label which the newest taxonomy calls deprecated. */
const aboutDeprecated = (store: Store, within: CaseSet | null): number => {
  const names = (currentTaxonomy(store)?.labels ?? []).filter(({ deprecated }) => deprecated).map(({ name }) => name)
  if (names.length === 0) return 0
  const { text, values } = among(within)
  const row = store.db
    .prepare<unknown[], { n: number }>(
      `SELECT count(DISTINCT f.review_id) AS n FROM review_findings f
       WHERE f.active = 1 AND f.kind = ${kindOf('failure')} ${text}
         AND f.label_id IN (SELECT l.id FROM labels l WHERE l.name IN (SELECT value FROM json_each(:names)))`,
    )
    .get({ ...values, names: JSON.stringify(names) })
  return row?.n ?? 0
}
