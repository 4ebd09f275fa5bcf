import { DeskError } from '../../../shared/contract/errors.ts'
import type { Write } from '../store/store.ts'
import { createCheckpoints, createPace } from './import-pace.ts'
import type { JobContext } from './job.ts'

/** Steps between two looks at whether the desk waits; each takes some microseconds. */
const STEPS_A_LOOK = 50
/** Items gathered before they are written together. */
const GATHERED = 20_000

/** Work in small steps that leaves the desk its turns. */
export type Turns = {
  readonly context: JobContext
  /**
   * Runs `step` until it answers false, in transactions that end as soon as the desk wants to write or somebody asked to
   * stop. A transaction that ends in between leaves what its steps wrote.
   */
  steps(step: (write: Write) => boolean): void
  /** Gathers items and writes them one by one in such steps. */
  gather<T>(one: (write: Write, item: T) => void): { add(items: readonly T[]): void; flush(): void }
  /** To be called when the work is over, whichever way. */
  end(): void
}

export const stopIfAsked = (context: JobContext): void => {
  if (context.cancelled()) {
    throw new DeskError('cancelled', 'Stopped. What was done until then is kept; do it again to complete it.')
  }
}

const gatherInto = <T>(steps: Turns['steps'], one: (write: Write, item: T) => void) => {
  let items: T[] = []
  const flush = (): void => {
    const written = items
    items = []
    let next = 0
    if (written.length === 0) return
    steps((write) => {
      const item = written[next++]
      if (item === undefined) return false
      one(write, item)
      return true
    })
  }
  return {
    add: (more: readonly T[]): void => {
      for (const item of more) items.push(item)
      if (items.length >= GATHERED) flush()
    },
    flush,
  }
}

export const createTurns = (context: JobContext): Turns => {
  const pace = createPace()
  // Somebody who has just changed a rule goes on reviewing: commits are quick from the first one on.
  pace.deskWaited()
  const checkpoints = createCheckpoints(context.store)
  const steps = (step: (write: Write) => boolean): void => {
    for (let more = true; more; ) {
      let [done, committing] = [0, 0]
      more = context.store.write((write) => {
        let going = true
        while (going && done < pace.rows()) {
          going = step(write)
          done += 1
          if (done % STEPS_A_LOOK === 0 && (context.deskWaits() || context.cancelled())) break
        }
        committing = performance.now()
        return going
      })
      pace.committed(done, performance.now() - committing)
      checkpoints.after(done)
      if (context.deskWaits()) pace.deskWaited()
      context.yieldToDesk()
      stopIfAsked(context)
    }
  }
  return {
    context,
    steps,
    gather: (one) => gatherInto(steps, one),
    end: () => checkpoints.end(),
  }
}

/** One of the project's own notes, such as which version of the queue this is. */
export const writeMeta = (write: Write, key: string, value: string): void =>
  void write
    .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(key, value)
