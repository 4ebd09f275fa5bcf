import { DeskError } from '../../../shared/contract/errors.ts'
import type { Write } from '../store/store.ts'
import type { JobContext } from './job.ts'

/** Steps between two looks at the clock of the desk; each takes some microseconds. */
const STEPS_A_LOOK = 50
/** Then a transaction ends anyway: what it changed is written out at its end, while whoever comes then must wait. */
const MOST_STEPS = 5000

/**
 * Runs `step` until it answers false, in transactions that end as soon as the desk wants to write or somebody asked to
 * stop. A transaction that ends in between leaves what its steps wrote.
 */
export const inTurns = (context: JobContext, step: (write: Write) => boolean): void => {
  for (let more = true; more; ) {
    more = context.store.write((write) => {
      for (let steps = 1; ; steps += 1) {
        if (!step(write)) return false
        if (steps >= MOST_STEPS) return true
        if (steps % STEPS_A_LOOK === 0 && (context.deskWaits() || context.cancelled())) return true
      }
    })
    context.yieldToDesk()
    stopIfAsked(context)
  }
}

export const stopIfAsked = (context: JobContext): void => {
  if (context.cancelled()) {
    throw new DeskError('cancelled', 'Stopped. What was done until then is kept; do it again to complete it.')
  }
}

/** One of the project's own notes, such as which version of the queue this is. */
export const writeMeta = (write: Write, key: string, value: string): void =>
  void write
    .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(key, value)
