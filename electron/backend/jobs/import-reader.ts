import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Model } from '../../../shared/model/prediction.ts'
import { riskyNames } from '../store/label-names.ts'
import { readSettings } from '../store/settings.ts'
import { type Batch, CONSUMED, PRODUCED, type ReadingMessage, type ReadingOrder, STOP } from './import-messages.ts'
import type { ImportJobInput, JobContext } from './job.ts'

/** The writing thread's end of the reading thread. */
export type Reader = {
  /** Waits. Throws where the thread broke. */
  next(): Promise<ReadingMessage>
  /** The next batch, where one comes within `mostMs`; null for anything else, which `next` then answers. Blocks. */
  poll(mostMs: number, isUrgent: () => boolean): Batch | null
  stop(): Promise<void>
}

/** Beside this module in a checkout; a build puts every thread's module at the top of dist/, and this one into dist/chunks/. */
const READING = import.meta.url.endsWith('.ts') ? './import-reading.ts' : '../import-reading.js'
const LOOK_MS = 2
const STOP_MS = 10_000

export const startReading = (context: JobContext, input: ImportJobInput, model: Model | null): Reader => {
  const { store } = context
  const { port1, port2 } = new MessageChannel()
  const cells = new Int32Array(new SharedArrayBuffer(12))
  const order: ReadingOrder = {
    input,
    projectPath: store.path,
    stateDir: context.stateDir,
    model,
    highRisk: riskyNames(store),
    seed: readSettings(store).triggers.randomAudit.seed,
    port: port2,
    cells,
  }
  const worker = new Worker(new URL(READING, import.meta.url), {
    workerData: order,
    transferList: [port2],
    // Rows live for a moment only; a larger nursery would only take memory.
    resourceLimits: { maxYoungGenerationSizeMb: 24 },
  })
  let broken: unknown = null
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.once('error', (error) => {
    broken ??= error
  })
  worker.once('exit', () => {
    broken ??= new DeskError('internal', 'Reading ended before the end of the files. Import them again.')
  })

  // Waiting on shared memory does not keep a thread alive.
  const alive = setInterval(() => {}, 60_000)
  let held: ReadingMessage | null = null
  const receive = (): ReadingMessage | null => {
    const received: { message: ReadingMessage } | undefined = receiveMessageOnPort(port1)
    if (!received) return null
    Atomics.add(cells, CONSUMED, 1)
    Atomics.notify(cells, CONSUMED)
    return received.message
  }
  /** Looks without taking. */
  const receivable = (): ReadingMessage | null => {
    held ??= receive()
    return held
  }
  const next = async (): Promise<ReadingMessage> => {
    for (;;) {
      const seen = Atomics.load(cells, PRODUCED)
      const message = held ?? receive()
      held = null
      if (message) return message
      const waiting = Atomics.waitAsync(cells, PRODUCED, seen, 100)
      if (waiting.async) await waiting.value
      if (broken !== null && receivable() === null) throw broken
    }
  }
  const poll: Reader['poll'] = (mostMs, isUrgent) => {
    const until = performance.now() + mostMs
    for (;;) {
      const seen = Atomics.load(cells, PRODUCED)
      held ??= receive()
      if (held) {
        const message = held
        if (message.type !== 'batch') return null
        held = null
        return message
      }
      if (isUrgent() || performance.now() >= until) return null
      Atomics.wait(cells, PRODUCED, seen, LOOK_MS)
    }
  }
  return {
    next,
    poll,
    stop: async () => {
      Atomics.store(cells, STOP, 1)
      Atomics.add(cells, CONSUMED, 1)
      Atomics.notify(cells, CONSUMED)
      const timer = setTimeout(() => void worker.terminate(), STOP_MS)
      await exited
      clearTimeout(timer)
      clearInterval(alive)
      port1.close()
    },
  }
}
