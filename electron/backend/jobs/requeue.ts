import { type Queued, queueOrder } from '../../../shared/domain/triggers/queue-order.ts'
import { highestPriority } from '../../../shared/domain/triggers/rules.ts'
import type { TriggerSettings } from '../../../shared/model/trigger.ts'
import { openPlans } from '../store/plans-asking.ts'
import { readSettings } from '../store/settings.ts'
import type { Write } from '../store/store.ts'
import { currentTaxonomy } from '../store/taxonomies.ts'
import { openQuestions } from '../store/taxonomy-questions.ts'
import { workOutFailures } from './find-failures.ts'
import { createTurns, stopIfAsked, type Turns, writeMeta } from './in-turns.ts'
import { indexFields } from './index-fields.ts'
import type { JobContext, JobRun } from './job.ts'
import { dropSideTables, layEntries, sameEntries } from './queue-entries.ts'
import { createEvaluation, type Evaluated, ruleOf, type StoredReason } from './queue-reasons.ts'

/** Cases evaluated at a time. */
const RUN = 2000

/** What the reading of all cases found. */
type Survey = {
  readonly queued: Queued
  /** Reasons were added or changed. */
  readonly changed: boolean
  /** Runs of cases (named by the case before their first) with reasons that hold no more. */
  readonly toRemove: readonly number[]
}

/** Grows by doubling, so that a million numbers need no million boxes. */
const createColumn = () => {
  let values = new Float64Array(1024)
  let length = 0
  return {
    push: (value: number) => {
      if (length === values.length) {
        const larger = new Float64Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length++] = value
    },
    done: () => values.subarray(0, length),
  }
}

const storeReason = (write: Write, reason: StoredReason): void =>
  void write
    .prepare(
      `INSERT INTO queue_reasons (case_id, rule, value, detail, inclusion) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (case_id, rule) DO UPDATE
       SET value = excluded.value, detail = excluded.detail, inclusion = excluded.inclusion`,
    )
    .run(reason.case_id, reason.rule, reason.value, reason.detail, reason.inclusion)

const removeReason = (write: Write, reason: StoredReason): void =>
  void write.prepare('DELETE FROM queue_reasons WHERE case_id = ? AND rule = ?').run(reason.case_id, reason.rule)

const storeSignals = (write: Write, { id, draw, risk }: Evaluated['signals'][number]): void =>
  void write.prepare('UPDATE cases SET draw = ?, risk = ? WHERE id = ?').run(draw, risk, id)

type Evaluation = ReturnType<typeof createEvaluation>

const survey = (turns: Turns, evaluate: Evaluation): Survey => {
  const { context } = turns
  const [reasons, signals] = [turns.gather(storeReason), turns.gather(storeSignals)]
  const [caseIds, keys, audit] = [createColumn(), createColumn(), createColumn()]
  let changed = false
  const toRemove: number[] = []
  const total = context.store.prepare<number>('SELECT count(*) FROM cases').pluck().get() ?? 0
  let [after, done] = [0, 0]
  for (let run = evaluate(after, RUN); run !== null; run = evaluate(after, RUN)) {
    for (const { caseId, reasons: its } of run.queued) {
      const rules = its.map((reason) => ({ rule: ruleOf(reason), value: reason.value }))
      const drawn = rules.find(({ rule }) => rule === 'random-audit')
      caseIds.push(caseId)
      audit.push(drawn === undefined ? 0 : 1)
      keys.push(drawn === undefined ? highestPriority(rules) : (drawn.value ?? 0))
    }
    // Reasons more than the old order needs do no harm; a queued case must never be without its own.
    reasons.add(run.changed)
    signals.add(run.signals)
    if (run.changed.length > 0) changed = true
    if (run.gone.length > 0) toRemove.push(after)
    after = run.last
    done += run.cases
    context.progress(done, total, 'cases')
    stopIfAsked(context)
  }
  reasons.flush()
  signals.flush()
  return {
    queued: { caseIds: caseIds.done(), keys: keys.done(), audit: Uint8Array.from(audit.done()) },
    changed,
    toRemove,
  }
}

const lay = (turns: Turns, settings: TriggerSettings): { readonly queued: number; readonly changed: boolean } => {
  const { store } = turns.context
  const evaluate = createEvaluation(store, settings)
  const { queued, toRemove, changed } = survey(turns, evaluate)
  const order = queueOrder(queued, settings.randomAudit.oneIn)
  const moved = !sameEntries(store, queued, order)
  if (moved) layEntries(turns, queued, order)
  const gone = turns.gather(removeReason)
  for (const after of toRemove) gone.add(evaluate(after, RUN)?.gone ?? [])
  gone.flush()
  if (moved || changed || toRemove.length > 0) store.write((write) => writeMeta(write, 'queueVersion', write.clock))
  return { queued: queued.caseIds.length, changed: moved || changed || toRemove.length > 0 }
}

/**
 * Evaluates all rules of the settings over all cases and lays the queue down anew; an import calls it last. The desk goes
 * on meanwhile with the order as it was: the new one is built beside it and takes its place in one short transaction.
 * Settings that change while it works are followed too. Stopped, it leaves the order as it was (and possibly reasons
 * more than that order needs); running it again completes it.
 */
export const layQueue = (context: JobContext): { readonly queued: number } => {
  const turns = createTurns(context)
  try {
    indexFields(turns)
    dropSideTables(context.store)
    for (;;) {
      const basis = basisOf(context)
      const { queued, changed } = lay(turns, readSettings(context.store).triggers)
      if (changed) context.changed()
      if (basisOf(context) === basis) return { queued }
    }
  } finally {
    turns.end()
  }
}

/** What an order follows from, besides the cases. */
const basisOf = ({ store }: JobContext): string =>
  JSON.stringify([
    readSettings(store).triggers,
    currentTaxonomy(store)?.version,
    openQuestions(store),
    openPlans(store),
  ])

/** A new taxonomy version lays the queue anew, and has what reviews found told in its words. */
export const run: JobRun<'requeue'> = async (context) => {
  const laid = layQueue(context)
  workOutFailures(context)
  return laid
}
