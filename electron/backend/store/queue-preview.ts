import { ruleAt } from '../../../shared/domain/triggers/rules.ts'
import { auditDraw } from '../../../shared/domain/triggers/signals.ts'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { TRIGGER_RULES, type TriggerSettings } from '../../../shared/model/trigger.ts'
import { ASKED_BY_PLANS } from './plans-asking.ts'
import { readSettings } from './settings.ts'
import type { Store } from './store.ts'

export type Preview = { readonly total: number; readonly byRule: Record<string, number>; readonly cases: number }

/** The rules of shared/domain/triggers/rules.ts as SQL, in the order of TRIGGER_RULES; null scores fit nothing. */
const conditions = (settings: TriggerSettings, draw: string): readonly string[] => {
  const when = (on: boolean, condition: string) => (on ? `coalesce(${condition}, FALSE)` : 'FALSE')
  const byRule: Readonly<Record<(typeof TRIGGER_RULES)[number], string>> = {
    'low-confidence': when(settings.lowConfidence.on, 'c.score < @score'),
    'low-margin': when(settings.lowMargin.on, 'c.margin < @margin'),
    flagged: when(settings.flagged.on, 'c.severity > 0'),
    'high-risk-label': when(settings.highRiskLabel.on, 'c.risk > 0'),
    disagreement: when(settings.disagreement.on, 'c.disagreement > 0'),
    'nothing-predicted': when(settings.nothingPredicted.on, '(c.predictions > 0 AND c.annotations = 0)'),
    'random-audit': when(settings.randomAudit.on, `${draw} < @share`),
    // Such a case keeps its reasons, and is counted with them below.
    'outdated-taxonomy': 'FALSE',
    'relabel-plan': 'FALSE',
  }
  return TRIGGER_RULES.map((rule) => byRule[rule])
}

/**
 * How many cases these settings would queue, in all and by rule. The stored draws are those of the project's own seed;
 * another seed is drawn anew. Cases reviewed already count with the reasons they were reviewed for.
 */
export const previewQueue = (store: Store, settings: TriggerSettings): Preview => {
  const { seed } = settings.randomAudit
  const stored = seed === readSettings(store).triggers.randomAudit.seed
  if (!stored) {
    store.db.function('audit_draw', { deterministic: true, directOnly: true }, (uid: unknown) =>
      uid instanceof Uint8Array ? auditDraw(seed, uid) : null,
    )
  }
  const rules = conditions(settings, stored ? 'c.draw' : 'audit_draw(c.uid)')
  const judged = `(c.status = ${CASE_STATUSES.indexOf('reviewed')} OR c.id IN (SELECT case_id FROM taxonomy_questions)
    OR c.id IN (SELECT k.case_id FROM ${ASKED_BY_PLANS}))`
  const keeps = `(${judged} AND EXISTS (SELECT 1 FROM queue_reasons q WHERE q.case_id = c.id))`
  const sums = rules.map((rule, index) => `coalesce(sum(${rule}), 0) AS rule${index}`).join(', ')
  const row = store.db
    .prepare<unknown[], Record<string, number>>(
      `SELECT count(*) AS cases, ${sums}, coalesce(sum(${rules.join(' OR ')}), 0) AS total FROM cases c WHERE NOT ${keeps}`,
    )
    .get({
      score: settings.lowConfidence.below,
      margin: settings.lowMargin.below,
      share: settings.randomAudit.share,
    })
  const kept = store
    .prepare<{ rule: number; n: number }>(
      `SELECT q.rule, count(*) AS n FROM cases c JOIN queue_reasons q ON q.case_id = c.id WHERE ${judged} GROUP BY q.rule`,
    )
    .all()
  const keptCases = store.prepare<number>(`SELECT count(*) FROM cases c WHERE ${keeps}`).pluck().get() ?? 0
  const byRule: Record<string, number> = {}
  rules.forEach((_, index) => {
    byRule[ruleAt(index)] = (row?.[`rule${index}`] ?? 0) + (kept.find((each) => each.rule === index)?.n ?? 0)
  })
  return { total: (row?.total ?? 0) + keptCases, byRule, cases: (row?.cases ?? 0) + keptCases }
}
