import { DeskError } from '../../../shared/contract/errors.ts'
import type { PlanOptions } from '../../../shared/model/failure.ts'
import type { Handlers } from '../backend.ts'
import { requireIndexed } from '../store/failures.ts'
import { closePlan, isPlanName, listPlans, readPlan } from '../store/plans.ts'
import { compileWhere } from '../store/query.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'

type Room = 'plan.preview' | 'plan.make' | 'plan.list' | 'plan.get' | 'plan.close'

/** Throws `bad-input` before any work begins. */
const requireSound = (store: Store, { where, slice }: PlanOptions): void => {
  compileWhere(where, store)
  requireIndexed(store, [slice])
}

export const createPlans = (context: ServiceContext): Pick<Handlers, Room> => ({
  'plan.preview': (options, { personId }) => {
    requireSound(context.store(), options)
    return {
      jobId: context.jobs.start('plan', 'Looking for the fewest cases to relabel', { personId, options, name: null })
        .id,
    }
  },
  'plan.make': ({ name: given, options }, { personId }) => {
    const store = context.store()
    requireSound(store, options)
    const name = given.normalize('NFC').trim()
    if (name === '') throw new DeskError('bad-input', 'A plan needs a name. Write one and make it again.')
    if (isPlanName(store, name))
      throw new DeskError('already-exists', `There is a plan ${JSON.stringify(name)} already. Choose another name.`)
    return { jobId: context.jobs.start('plan', `Making the plan ${name}`, { personId, options, name }).id }
  },
  'plan.list': () => ({ plans: listPlans(context.store()) }),
  'plan.get': ({ id }) => readPlan(context.store(), id),
  'plan.close': ({ id }, { personId }) => {
    const plan = context.store().write((write) => closePlan(write, personId, id))
    context.emit({ type: 'queue.changed' })
    return plan
  },
})
