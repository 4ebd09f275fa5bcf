import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** Whether the case of a plan (`relabel_cases k` of `relabel_plans n`) was reviewed again since the plan was made. */
export const PLAN_CASE_DONE = `EXISTS (
  SELECT 1 FROM reviews r WHERE r.case_id = k.case_id AND r.active = 1 AND r.clock > n.clock)`

/** What open plans still ask for, as FROM and WHERE; goes on with AND. */
export const ASKED_BY_PLANS = `relabel_cases k JOIN relabel_plans n ON n.id = k.plan_id
  WHERE n.closed IS NULL AND NOT ${PLAN_CASE_DONE}`

/** Names of the open plans that still ask for each of the cases behind one row, up to another. */
export const PLANS_ASKING = `
  SELECT k.case_id, n.name AS text FROM ${ASKED_BY_PLANS} AND k.case_id > ? AND k.case_id <= ? ORDER BY k.case_id, n.id`

/** Whether an open plan still asks for the case. */
export const isPlanned = (store: Reader, caseRow: number): boolean =>
  store.prepare(`SELECT 1 FROM ${ASKED_BY_PLANS} AND k.case_id = ? LIMIT 1`).get(caseRow) !== undefined

/** Changes whenever a plan is made or closed. */
export const openPlans = (store: Reader): string =>
  store
    .prepare<string>("SELECT count(*) || ' ' || coalesce(max(id), '') FROM relabel_plans WHERE closed IS NULL")
    .pluck()
    .get() ?? ''
