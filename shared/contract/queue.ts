import { z } from 'zod'
import { CaseKind } from '../model/case.ts'
import { CaseId, Instant } from '../model/ids.ts'
import { CaseStatus } from '../model/review.ts'
import { QueueReason, TriggerSettings } from '../model/trigger.ts'
import { Verdict } from '../model/verdict.ts'
import { command, query } from './operation.ts'

/** An expression of the query language (docs/query.md), such as `status:waiting and any(label:person score<0.5)`. */
export const Where = z.string().max(10_000)

export const QueueRow = z.strictObject({
  /** 1-based place in this list. */
  place: z.int().positive(),
  caseId: CaseId,
  key: z.string(),
  kind: CaseKind,
  /** What names the case to a reader: a file name, the first line of a text. At most 120 characters. */
  title: z.string(),
  status: CaseStatus,
  lane: z.enum(['ranked', 'audit', 'unqueued']),
  /** Worst first; the first is the one shown. */
  reasons: z.array(QueueReason),
  /** Lowest known score of any annotation; null is unknown. */
  score: z.number().nullable(),
  label: z.string().nullable(),
  verdict: Verdict.nullable(),
})
export type QueueRow = z.infer<typeof QueueRow>

/** `queued`: the cases some rule put into the queue, worst first. `all`: every case, in the source's order. */
export const QueueScope = z.enum(['queued', 'all'])
export type QueueScope = z.infer<typeof QueueScope>

/**
 * A filtered list stays as it was made while reviews change what fits it, so that nothing jumps under the reader. True
 * makes it again first: when the filter is entered, or the list is refreshed.
 */
const Fresh = z.boolean().default(false)

export const SavedView = z.strictObject({
  id: z.string(),
  name: z.string().min(1).max(120),
  where: Where,
  scope: QueueScope,
  createdAt: Instant,
})

export const queue = {
  /** A window of the list. Answers within a frame or so; the total comes from `queue.count`. */
  'queue.rows': query(
    z.strictObject({
      scope: QueueScope.default('queued'),
      where: Where.default(''),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(500).default(50),
      fresh: Fresh,
    }),
    z.strictObject({ rows: z.array(QueueRow) }),
  ),
  /** `total` is the list's length, as its rows are numbered; `waiting` how many of those wait now. */
  'queue.count': query(
    z.strictObject({ scope: QueueScope.default('queued'), where: Where.default(''), fresh: Fresh }),
    z.strictObject({ total: z.int(), waiting: z.int() }),
  ),
  /** The next cases to look at after `after` (or from the top), in queue order: waiting ones first, then skipped ones. */
  'queue.next': query(
    z.strictObject({
      where: Where.default(''),
      after: CaseId.optional(),
      limit: z.int().min(1).max(20).default(1),
      direction: z.enum(['forward', 'back']).default('forward'),
    }),
    z.strictObject({ rows: z.array(QueueRow) }),
  ),
  /** Where a case stands in a list, so that the list can scroll to it; null when it is not in it. */
  'queue.place': query(
    z.strictObject({ scope: QueueScope.default('queued'), where: Where.default(''), caseId: CaseId }),
    z.strictObject({ place: z.int().positive().nullable() }),
  ),
  /** How many cases these settings would queue, in all and by rule, without changing anything. */
  'queue.preview': query(
    TriggerSettings,
    z.strictObject({ total: z.int(), byRule: z.record(z.string(), z.int()), cases: z.int() }),
  ),
  /** Reads an expression: its canonical text, or where it is wrong and what could stand there. */
  'queue.parse': query(
    z.strictObject({ where: Where }),
    z.strictObject({
      ok: z.boolean(),
      canonical: z.string(),
      problem: z.strictObject({ message: z.string(), from: z.int(), to: z.int() }).nullable(),
    }),
  ),
  /** Values to offer for a field: labels, models, sources, groups, reviewers, metadata. Most frequent first. */
  'queue.values': query(
    z.strictObject({ field: z.string(), prefix: z.string().default(''), limit: z.int().min(1).max(200).default(50) }),
    z.strictObject({ values: z.array(z.strictObject({ value: z.string(), count: z.int().nullable() })) }),
  ),
  'view.list': query(z.strictObject({}), z.strictObject({ views: z.array(SavedView) })),
  'view.save': command(
    z.strictObject({ name: z.string().min(1).max(120), where: Where, scope: QueueScope }),
    SavedView,
  ),
  'view.delete': command(z.strictObject({ id: z.string() }), z.strictObject({})),
} as const
