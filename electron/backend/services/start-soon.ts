import { DeskError } from '../../../shared/contract/errors.ts'
import { isAside, type JobInput, type JobKind } from '../jobs/job.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'

const waiting = new WeakMap<Store, Set<JobKind>>()

/** The open project's store; null when none is open. */
const openStore = (context: ServiceContext): Store | null => {
  try {
    return context.store()
  } catch (error) {
    if (error instanceof DeskError && error.code === 'no-project') return null
    throw error
  }
}

/**
 * Starts work that carries out what has been decided and stored already, such as a new order after new rules: at once, or
 * when the job that runs now has ended. It must read the decision from the store when it runs, so that several that came
 * meanwhile are carried out by one.
 */
export const startSoon = <K extends JobKind>(
  context: ServiceContext,
  kind: K,
  title: string,
  input: JobInput[K],
): void => {
  const store = context.store()
  const running = context.jobs.list().find((job) => job.state === 'running' && isAside(job.kind) === isAside(kind))
  if (running === undefined) {
    context.jobs.start(kind, title, input)
    return
  }
  const kinds = waiting.get(store) ?? new Set<JobKind>()
  waiting.set(store, kinds)
  if (kinds.has(kind)) return
  kinds.add(kind)
  void context.jobs.ended(running.id).then(() => {
    kinds.delete(kind)
    // The project may have been closed, or another opened.
    if (openStore(context) === store) startSoon(context, kind, title, input)
  })
}
