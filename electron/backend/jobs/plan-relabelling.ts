import type { Plan, PlanPreview } from '../../../shared/contract/plans.ts'
import { planRelabelling } from '../../../shared/domain/failures/relabel-plan.ts'
import { casesWithin, failuresOfCases } from '../store/failures.ts'
import { insertPlan, previewPlan, readPlan } from '../store/plans.ts'
import { parseWhere } from '../store/query.ts'
import { findNearDuplicates } from './dataset-near.ts'
import { workOutFailures } from './find-failures.ts'
import type { JobRun } from './job.ts'

/** From which likeness on two cases are taken for one; as dataset versions have it where nobody says otherwise. */
const ALIKE = { text: 0.8, image: 0.9 } as const
const NOT_LOOKED_FOR = { text: null, image: null } as const

/** Finds the smallest set of cases to relabel; keeps it as a plan where it has a name. */
export const run: JobRun<'plan'> = async (context, { personId, options, name }): Promise<PlanPreview | Plan> => {
  const { store } = context
  // Reviews whose findings are not in, or are told in words of before, are work that a plan must not miss.
  workOutFailures(context)
  const { what, slice, where, perCell, collapse } = options
  const failures = failuresOfCases(store, { what, slice, within: casesWithin(store, parseWhere(where)) })
  const rows = [...new Set(failures.map(({ caseRow }) => caseRow))].sort((a, b) => a - b)
  const { sets, unread } = await findNearDuplicates(context, rows, collapse ? ALIKE : NOT_LOOKED_FOR)
  const twins = sets
    .list()
    .filter((group) => group.length > 1)
    .map((group) => group.flatMap((index) => rows[index] ?? []))
  const plan = planRelabelling(failures, { perCell, twins })
  if (name === null) return previewPlan(store, options, plan, unread)
  const id = store.write((write) => insertPlan(write, { name, personId, options, plan, unread }))
  context.changed()
  return readPlan(store, id)
}
