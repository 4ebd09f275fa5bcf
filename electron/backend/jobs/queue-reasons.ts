import { z } from 'zod'
import { createHighRisk } from '../../../shared/domain/triggers/high-risk.ts'
import { hitsOf, type RuleFacts, ruleAt } from '../../../shared/domain/triggers/rules.ts'
import { auditDraw, closestClasses } from '../../../shared/domain/triggers/signals.ts'
import { modelName } from '../../../shared/model/prediction.ts'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { TRIGGER_RULES, type TriggerRule, type TriggerSettings } from '../../../shared/model/trigger.ts'
import { riskyNames } from '../store/label-names.ts'
import { PLANS_ASKING } from '../store/plans-asking.ts'
import type { Store } from '../store/store.ts'
import { parseQuestions, questionDetail } from '../store/taxonomy-questions.ts'

/** One stored reason: why this case is queued. */
export type StoredReason = {
  readonly case_id: number
  /** Index into TRIGGER_RULES. */
  readonly rule: number
  readonly value: number | null
  readonly detail: string
  readonly inclusion: number
}

type CaseRow = Omit<RuleFacts, 'outdated' | 'planned'> & {
  readonly id: number
  readonly uid: Buffer
  readonly status: number
  readonly label_id: number | null
}

/** What one run of cases comes to under the settings, and how that differs from what is stored. */
export type Evaluated = {
  /** The last case looked at. */
  readonly last: number
  readonly cases: number
  /** The reasons of each queued case, in the source's order. */
  readonly queued: readonly { readonly caseId: number; readonly reasons: readonly StoredReason[] }[]
  readonly changed: readonly StoredReason[]
  readonly gone: readonly StoredReason[]
  /** Cases whose stored draw or risk is no longer right. */
  readonly signals: readonly { readonly id: number; readonly draw: number; readonly risk: number }[]
}

const ClassScores = z.record(z.string(), z.number())

/** Rules by which a case that has been reviewed comes back: their reasons stand beside those it was reviewed for. */
const AGAIN: readonly number[] = [TRIGGER_RULES.indexOf('outdated-taxonomy'), TRIGGER_RULES.indexOf('relabel-plan')]
const REVIEWED = CASE_STATUSES.indexOf('reviewed')

/** Lists by case of what a query over a run of cases answers. */
const byCase = (
  store: Store,
  sql: string,
  after: number,
  upTo: number,
  ...more: readonly string[]
): Map<number, string[]> => {
  const found = new Map<number, string[]>()
  for (const row of store.prepare<{ case_id: number; text: string | null }>(sql).all(after, upTo, ...more)) {
    if (row.text === null) continue
    const list = found.get(row.case_id)
    if (list) list.push(row.text)
    else found.set(row.case_id, [row.text])
  }
  return found
}

const sameReason = (a: StoredReason, b: StoredReason): boolean =>
  a.value === b.value && a.detail === b.detail && a.inclusion === b.inclusion

/**
 * Labels that may mean one of high risk, with who said them. The plus keeps SQLite from entering by the label, all of whose
 * annotations each run would read again.
 */
const MAYBE_RISKY = `
  SELECT DISTINCT a.case_id, l.name, m.name AS model
  FROM prediction_annotations a JOIN labels l ON l.id = +a.label_id
  JOIN predictions p ON p.id = a.prediction_id JOIN models m ON m.id = p.model_id
  WHERE a.case_id > ? AND a.case_id <= ? AND l.name IN (SELECT value FROM json_each(?))
  ORDER BY a.case_id, l.name`
type MaybeRisky = { readonly case_id: number; readonly name: string; readonly model: string }

/** The labels of high risk that a run of cases was predicted to have, by case, as models named them. */
const createRiskyLabels = (store: Store) => {
  const known = riskyNames(store)
  const risky = createHighRisk(known)
  const names = new Set([...known.names, ...known.ofModels.filter(({ high }) => high).map(({ name }) => name)])
  const read = store.prepare<MaybeRisky>(MAYBE_RISKY)
  return (after: number, upTo: number): ReadonlyMap<number, ReadonlySet<string>> => {
    const found = new Map<number, Set<string>>()
    if (names.size === 0) return found
    for (const { case_id, name, model } of read.all(after, upTo, JSON.stringify([...names]))) {
      if (!risky(model).has(name)) continue
      const list = found.get(case_id)
      if (list) list.add(name)
      else found.set(case_id, new Set([name]))
    }
    return found
  }
}

/** Reads cases in runs and says what the rules make of them. Changes nothing. */
export const createEvaluation = (store: Store, settings: TriggerSettings) => {
  const labels = new Map(
    store
      .prepare<{ id: number; name: string }>('SELECT id, name FROM labels')
      .all()
      .map((row) => [row.id, row.name]),
  )
  const riskyLabels = createRiskyLabels(store)
  const models = new Map(
    store
      .prepare<{ id: number; name: string; version: string }>('SELECT id, name, version FROM models')
      .all()
      .map((row) => [String(row.id), modelName(row)]),
  )
  const readCases = store.prepare<CaseRow>(
    `SELECT id, uid, status, score, margin, disagreement, predictions, annotations, severity, risk, draw, inclusion,
       label_id
     FROM cases WHERE id > ? ORDER BY id LIMIT ?`,
  )
  const readReasons = store.prepare<StoredReason>(
    'SELECT case_id, rule, value, detail, inclusion FROM queue_reasons WHERE case_id > ? AND case_id <= ?',
  )
  /** What versions of the taxonomy ask about, by case. */
  const asked = (after: number, upTo: number) =>
    byCase(
      store,
      'SELECT case_id, body AS text FROM taxonomy_questions WHERE case_id > ? AND case_id <= ? ORDER BY case_id, review_id',
      after,
      upTo,
    )

  /** The open relabel plans that ask for a case, by case. */
  const plans = (after: number, upTo: number) => byCase(store, PLANS_ASKING, after, upTo)

  /** The words beside a reason, looked up only for runs that have such a reason. */
  const createDetails = (
    after: number,
    upTo: number,
    riskyOf: ReadonlyMap<number, ReadonlySet<string>>,
    askedOf: ReadonlyMap<number, string[]>,
    plansOf: ReadonlyMap<number, string[]>,
  ) => {
    let ofModels: Map<number, string[]> | null = null
    let ofFlags: Map<number, string[]> | null = null
    let ofScores: Map<number, string[]> | null = null
    const closeOf = (id: number): string => {
      ofScores ??= byCase(
        store,
        `SELECT p.case_id, json_extract(p.body, '$.scores') AS text FROM predictions p JOIN cases c ON c.id = p.case_id
         WHERE c.id > ? AND c.id <= ? AND c.margin < CAST(? AS REAL) ORDER BY p.id`,
        after,
        upTo,
        String(settings.lowMargin.below),
      )
      return closestClasses((ofScores.get(id) ?? []).map((text) => ClassScores.parse(JSON.parse(text)))).join(', ')
    }
    const modelsOf = (id: number): string => {
      ofModels ??= byCase(
        store,
        `SELECT DISTINCT case_id, CAST(model_id AS TEXT) AS text FROM predictions
         WHERE case_id > ? AND case_id <= ? ORDER BY case_id, model_id`,
        after,
        upTo,
      )
      return (ofModels.get(id) ?? []).map((model) => models.get(model) ?? '').join(', ')
    }
    const flagOf = (id: number): string => {
      ofFlags ??= byCase(
        store,
        `SELECT c.id AS case_id, json_extract(k.extra, '$.flag.why') AS text
         FROM cases c JOIN case_contents k ON k.case_id = c.id WHERE c.id > ? AND c.id <= ? AND c.severity > 0`,
        after,
        upTo,
      )
      return ofFlags.get(id)?.[0] ?? ''
    }
    return (row: CaseRow, rule: TriggerRule): string => {
      switch (rule) {
        case 'low-margin':
          return closeOf(row.id)
        case 'low-confidence':
          return row.label_id === null ? '' : (labels.get(row.label_id) ?? '')
        case 'flagged':
          return flagOf(row.id)
        case 'high-risk-label':
          return [...(riskyOf.get(row.id) ?? [])].join(', ')
        case 'disagreement':
        case 'nothing-predicted':
          return modelsOf(row.id)
        case 'outdated-taxonomy':
          return questionDetail((askedOf.get(row.id) ?? []).flatMap(parseQuestions))
        case 'relabel-plan':
          return (plansOf.get(row.id) ?? []).join(', ')
        case 'random-audit':
          return `${Number((settings.randomAudit.share * 100).toPrecision(6))} % of all cases, seed ${settings.randomAudit.seed}`
      }
    }
  }

  type Detail = (row: CaseRow, rule: TriggerRule) => string
  const reasonsOf = (row: CaseRow, facts: Pick<RuleFacts, 'draw' | 'risk' | 'outdated' | 'planned'>, detail: Detail) =>
    hitsOf({ ...row, ...facts }, settings).map(
      (hit): StoredReason => ({
        case_id: row.id,
        rule: TRIGGER_RULES.indexOf(hit.rule),
        value: hit.value,
        detail: detail(row, hit.rule),
        inclusion: hit.inclusion,
      }),
    )

  /** What queued a case that has been reviewed since is part of how it was reviewed; what asks again comes beside it. */
  const withKept = (before: readonly StoredReason[], now: readonly StoredReason[]): readonly StoredReason[] => [
    ...before.filter(({ rule }) => !AGAIN.includes(rule)),
    ...now.filter(({ rule }) => AGAIN.includes(rule)),
  ]

  /** The run of at most `limit` cases behind `after`; null when there is none. */
  return (after: number, limit: number): Evaluated | null => {
    const rows = readCases.all(after, limit)
    const last = rows.at(-1)?.id
    if (last === undefined) return null
    const stored = Map.groupBy(readReasons.all(after, last), (reason) => reason.case_id)
    const riskyOf = riskyLabels(after, last)
    const askedOf = asked(after, last)
    const plansOf = plans(after, last)
    const detail = createDetails(after, last, riskyOf, askedOf, plansOf)
    const queued: { caseId: number; reasons: readonly StoredReason[] }[] = []
    const changed: StoredReason[] = []
    const gone: StoredReason[] = []
    const signals: { id: number; draw: number; risk: number }[] = []
    for (const row of rows) {
      const before = stored.get(row.id) ?? []
      const draw = auditDraw(settings.randomAudit.seed, row.uid)
      const risk = riskyOf.has(row.id) ? 1 : 0
      if (draw !== row.draw || risk !== row.risk) signals.push({ id: row.id, draw, risk })
      const [outdated, planned] = [askedOf.has(row.id), plansOf.has(row.id)]
      const again = outdated || planned
      const keeps = row.status === REVIEWED && !again && before.length > 0
      const now = keeps ? before : reasonsOf(row, { draw, risk, outdated, planned }, detail)
      const reasons = again && before.length > 0 ? withKept(before, now) : now
      if (reasons.length > 0) queued.push({ caseId: row.id, reasons })
      if (keeps) continue
      for (const reason of reasons) {
        const known = before.find((each) => each.rule === reason.rule)
        if (known === undefined || !sameReason(known, reason)) changed.push(reason)
      }
      for (const known of before) if (!reasons.some((reason) => reason.rule === known.rule)) gone.push(known)
    }
    return { last, cases: rows.length, queued, changed, gone, signals }
  }
}

export const ruleOf = (reason: StoredReason): TriggerRule => ruleAt(reason.rule)
