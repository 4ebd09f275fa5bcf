/**
 * Who writes next, between a desk and the worker of its long-running job. A job writes in large transactions; a person's
 * own act must not wait for them. The desk says that it waits, the job ends its transaction at the next row and lets it
 * through. SQLite's lock stays the arbiter: this only spares both its sleeping retries.
 */
export type WriteTurns = { readonly cells: Int32Array<SharedArrayBuffer> }

const DESK_WAITS = 0
const JOB_WRITES = 1
const CANCEL = 2
const MOST_MS = 10_000

export const createTurns = (): WriteTurns => ({ cells: new Int32Array(new SharedArrayBuffer(12)) })

/** The desk's side: says that it waits, waits until the job is between two transactions, runs `work`. */
export const deskTurn = <T>(turns: WriteTurns, work: () => T): T => {
  const { cells } = turns
  Atomics.add(cells, DESK_WAITS, 1)
  try {
    while (Atomics.load(cells, JOB_WRITES) === 1) {
      if (Atomics.wait(cells, JOB_WRITES, 1, MOST_MS) === 'timed-out') break
    }
    return work()
  } finally {
    Atomics.sub(cells, DESK_WAITS, 1)
    Atomics.notify(cells, DESK_WAITS)
  }
}

/** The job's side: waits until no desk waits, runs `work`, lets the desk know. */
export const jobTurn = <T>(turns: WriteTurns, work: () => T): T => {
  const { cells } = turns
  letDeskThrough(turns)
  Atomics.store(cells, JOB_WRITES, 1)
  try {
    return work()
  } finally {
    Atomics.store(cells, JOB_WRITES, 0)
    Atomics.notify(cells, JOB_WRITES)
  }
}

export const deskWaits = (turns: WriteTurns): boolean => Atomics.load(turns.cells, DESK_WAITS) > 0

export const letDeskThrough = (turns: WriteTurns): void => {
  const { cells } = turns
  for (;;) {
    const waiting = Atomics.load(cells, DESK_WAITS)
    if (waiting <= 0) return
    if (Atomics.wait(cells, DESK_WAITS, waiting, MOST_MS) === 'timed-out') return
  }
}

export const askToCancel = (turns: WriteTurns): void => void Atomics.store(turns.cells, CANCEL, 1)
export const isCancelled = (turns: WriteTurns): boolean => Atomics.load(turns.cells, CANCEL) === 1
/** A worker that died in its transaction must not leave the desk waiting for it. */
export const jobGone = (turns: WriteTurns): void => {
  Atomics.store(turns.cells, JOB_WRITES, 0)
  Atomics.notify(turns.cells, JOB_WRITES)
}
