import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { DeskError } from '../../../shared/contract/errors.ts'
import { failureOf } from '../failure-of.ts'
import { openStore } from '../store/open-store.ts'
import { isLocked, lockJobs, type ProjectLock } from '../store/project-lock.ts'
import type { Store } from '../store/store.ts'
import { deskWaits, isCancelled, letDeskThrough, type WriteTurns } from '../store/write-turns.ts'
import { isAside, type JobContext } from './job.ts'
import type { WorkerMessage, WorkOrder } from './messages.ts'
import { runJob } from './run-job.ts'

const REPORT_EVERY_MS = 100
/** With a desk in another process, which cannot say that it waits: the longest transaction, and the pause after it. */
const POLITE_TURN_MS = 30
const POLITE_PAUSE_MS = 10

const order: WorkOrder = workerData
const turns: WriteTurns = { cells: order.cells }
const port = parentPort
if (!port) throw new Error('jobs/worker.ts runs as a worker thread only')
const say = (message: WorkerMessage): void => port.postMessage(message)

const createContext = (store: Store, deskElsewhere: boolean): JobContext => {
  let reportedAt = 0
  let turnBegan = performance.now()
  const pause = new Int32Array(new SharedArrayBuffer(4))
  return {
    store,
    stateDir: order.stateDir,
    progress: (done, total, unit) => {
      const now = performance.now()
      if (now - reportedAt < REPORT_EVERY_MS && done !== total) return
      reportedAt = now
      say({ type: 'progress', done, total, unit })
    },
    cancelled: () => isCancelled(turns),
    deskWaits: () => deskWaits(turns) || (deskElsewhere && performance.now() - turnBegan > POLITE_TURN_MS),
    yieldToDesk: () => {
      letDeskThrough(turns)
      if (deskElsewhere) Atomics.wait(pause, 0, 0, POLITE_PAUSE_MS)
      turnBegan = performance.now()
    },
    changed: () => say({ type: 'changed' }),
  }
}

const LOOK_EVERY_MS = 100

/** Waits for the same kind of work that another process does on this project. An export only reads the cases. */
const turnAmongProcesses = async (): Promise<ProjectLock | null> => {
  if (order.kind === 'export' || isAside(order.kind)) return null
  for (;;) {
    const lock = lockJobs(order.projectPath)
    if (lock) return lock
    if (isCancelled(turns)) throw cancelled
    await setTimeout(LOOK_EVERY_MS)
  }
}

const work = async (): Promise<WorkerMessage> => {
  const { projectPath, stateDir, deskId } = order
  let store: Store | null = null
  let lock: ProjectLock | null = null
  try {
    lock = await turnAmongProcesses()
    store = openStore(projectPath, { mode: 'worker', stateDir, deskId, turns })
    const context = createContext(store, order.beside && isLocked(projectPath))
    return { type: 'done', result: await runJob(context, order) }
  } catch (error) {
    const failure = failureOf(error, projectPath)
    const stopped = isCancelled(turns) && failure.code !== 'cancelled'
    return { type: 'failed', error: stopped ? cancelled.toFailure() : failure }
  } finally {
    store?.close()
    lock?.release()
  }
}
const cancelled = new DeskError('cancelled', 'Stopped. What was done until then is kept; do it again to complete it.')

say(await work())
