import { z } from 'zod'
import { FailureKind, PlanId, PlanOptions } from '../model/failure.ts'
import { CaseId, Instant, PersonId } from '../model/ids.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'
import { Where } from './queue.ts'

const Cell = z.strictObject({
  what: FailureKind,
  label: z.string().nullable(),
  slice: z.string().nullable(),
  /** Cases that fail so (near-duplicates as one), how many of them the plan takes, and how many of those are done. */
  cases: z.int(),
  asked: z.int(),
  done: z.int(),
})

const PlanSummary = z.strictObject({
  /** Cases to relabel, and those of them reviewed again since the plan was made. */
  size: z.int(),
  done: z.int(),
  /** No set of cases that covers all cells is smaller; equal to `size` where the plan is proved the smallest. */
  atLeast: z.int(),
  /** Cases that fail in some cell: all others need no relabeling, and of these only the plan's. */
  failing: z.int(),
  /** Cases of which a picture could not be read, so that near-duplicates of them may be there. */
  unread: z.int(),
})

/** What a plan is, made or not: its cells, and for each case which cells it covers and how many others it stands for. */
export const PlanPreview = PlanSummary.extend({
  options: PlanOptions,
  cells: z.array(Cell),
  /** The first 1,000, those that cover most first. `cells` are places in the list of cells. */
  cases: z.array(
    z.strictObject({
      caseId: CaseId,
      key: z.string(),
      title: z.string(),
      cells: z.array(z.int()),
      /** Near-duplicates that it stands for. */
      standsFor: z.int(),
      done: z.boolean(),
    }),
  ),
})
export type PlanPreview = z.infer<typeof PlanPreview>

const Made = {
  id: PlanId,
  name: z.string(),
  at: Instant,
  personId: PersonId,
  closedAt: Instant.nullable(),
  /** What lists its cases in the queue. */
  where: Where,
} as const

export const PlanListed = PlanSummary.extend(Made)
export type PlanListed = z.infer<typeof PlanListed>

export const Plan = PlanPreview.extend(Made)
export type Plan = z.infer<typeof Plan>

export const plans = {
  /** Finds the smallest set of cases that covers every failure cell; its result is a `PlanPreview`. */
  'plan.preview': command(PlanOptions, JobStarted),
  /** The same, kept under a name: its cases wait in the queue. The result is a `Plan`. */
  'plan.make': command(z.strictObject({ name: z.string().min(1).max(120), options: PlanOptions }), JobStarted),
  'plan.list': query(z.strictObject({}), z.strictObject({ plans: z.array(PlanListed) })),
  'plan.get': query(z.strictObject({ id: PlanId }), Plan),
  /** Ends a plan: what it still asks for waits no longer on its account. */
  'plan.close': command(z.strictObject({ id: PlanId }), Plan),
} as const
