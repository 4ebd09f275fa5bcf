import { Worker } from 'node:worker_threads'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { DeskEvent } from '../../../shared/contract/events.ts'
import type { Job } from '../../../shared/contract/jobs.ts'
import { JobId } from '../../../shared/model/ids.ts'
import { newActId } from '../files/sha256.ts'
import type { ServiceContext } from '../services/context.ts'
import type { Store } from '../store/store.ts'
import { askToCancel, createTurns, jobGone, type WriteTurns } from '../store/write-turns.ts'
import { isAside, type JobInput, type JobKind } from './job.ts'
import type { WorkerMessage } from './messages.ts'

export type JobHost = ServiceContext['jobs'] & {
  /** Shared with the store, so that its writes go before the job's. */
  readonly turns: WriteTurns
  /** Asks whatever runs to stop and waits for it. */
  stop(): Promise<void>
}

type Running = {
  job: Job
  readonly ended: Promise<Job>
  /** Progress as (time, done), over the last few seconds. */
  readonly marks: { at: number; done: number }[]
}

const RATE_WINDOW_MS = 5000
const KEPT = 50

export type JobHostOptions = {
  readonly workerUrl: URL
  readonly stateDir: string
  readonly beside: boolean
  store(): Store
  emit(event: DeskEvent): void
}

/** Runs long work in worker threads, one at a time for a project and one aside, and remembers how it went. */
export const createJobHost = (options: JobHostOptions): JobHost => {
  const turns = createTurns()
  const jobs = new Map<string, Running>()
  const find = (jobId: string): Running => {
    const running = jobs.get(jobId)
    if (!running) throw new DeskError('not-found', `There is no job ${jobId}. List them with job.list.`)
    return running
  }
  const running = (): readonly Running[] => [...jobs.values()].filter(({ job }) => job.state === 'running')
  /** Work aside never writes to the store: nobody's writes have to wait for it. */
  const asideTurns = createTurns()
  const turnsOf = (kind: string): WriteTurns => (isAside(kind) ? asideTurns : turns)

  const start = <K extends JobKind>(kind: K, title: string, input: JobInput[K]): Job => {
    const busy = running().find(({ job }) => isAside(job.kind) === isAside(kind))
    if (busy) {
      throw new DeskError('busy', `${busy.job.title} is still running. Wait until it is done, or cancel it.`, {
        jobId: busy.job.id,
      })
    }
    const { promise, resolve } = Promise.withResolvers<Job>()
    const job: Job = {
      id: JobId.parse(newActId()),
      kind,
      title,
      state: 'running',
      done: 0,
      total: null,
      unit: '',
      rate: null,
      leftMs: null,
    }
    const started: Running = { job, ended: promise, marks: [] }
    jobs.set(job.id, started)
    forgetOldest(jobs, options.emit)
    const update = (next: Partial<Job>): void => {
      started.job = { ...started.job, ...next }
      options.emit({ type: 'job.changed', job: started.job })
    }
    const finish = (next: Partial<Job>): void => {
      if (started.job.state !== 'running') return
      if (store.db.open && !isAside(kind)) store.db.pragma('wal_autocheckpoint = 1000')
      jobGone(cells)
      update({ ...next, rate: null, leftMs: null })
      options.emit({ type: 'queue.changed' })
      resolve(started.job)
    }
    const cells = turnsOf(kind)
    cells.cells[2] = 0
    const store = options.store()
    // A person's commit must not have to write back what the job has put into the log: the job does that itself.
    if (!isAside(kind)) store.db.pragma('wal_autocheckpoint = 0')
    const worker = new Worker(options.workerUrl, {
      // What a job holds it holds for a moment only; a larger nursery would only take memory.
      resourceLimits: { maxYoungGenerationSizeMb: 24 },
      workerData: {
        kind,
        input,
        projectPath: store.path,
        stateDir: options.stateDir,
        deskId: store.deskId,
        beside: options.beside,
        cells: cells.cells,
      },
    })
    worker.on('message', (message: WorkerMessage) => {
      switch (message.type) {
        case 'progress':
          return update(measure(started, message))
        case 'changed':
          return options.emit({ type: 'queue.changed' })
        case 'done':
          return finish({ state: 'done', result: message.result })
        case 'failed':
          return finish({ state: message.error.code === 'cancelled' ? 'cancelled' : 'failed', error: message.error })
      }
    })
    worker.on('error', (error) =>
      finish({ state: 'failed', error: { code: 'internal', message: `${title} failed: ${error.message}` } }),
    )
    worker.on('exit', (code) =>
      finish({
        state: 'failed',
        error: { code: 'internal', message: `${title} ended without an answer (exit ${code}).` },
      }),
    )
    update({})
    return job
  }

  const cancel = (jobId: string): Job => {
    const { job } = find(jobId)
    if (job.state === 'running') askToCancel(turnsOf(job.kind))
    return job
  }
  return {
    turns,
    start,
    get: (jobId) => find(jobId).job,
    list: () => [...jobs.values()].map(({ job }) => job),
    cancel,
    ended: (jobId) => find(jobId).ended,
    stop: async () => {
      await Promise.all(
        running().map(({ job, ended }) => {
          cancel(job.id)
          return ended
        }),
      )
    },
  }
}

/** Done, total, units a second over the last few seconds, and the time left at that rate. */
const measure = (running: Running, progress: { done: number; total: number | null; unit: string }): Partial<Job> => {
  const { marks } = running
  const now = performance.now()
  const { done, total, unit } = progress
  if (unit !== running.job.unit || done < running.job.done) marks.length = 0
  marks.push({ at: now, done })
  while (marks.length > 2 && now - (marks[0]?.at ?? now) > RATE_WINDOW_MS) marks.shift()
  const first = marks[0]
  const seconds = first ? (now - first.at) / 1000 : 0
  const rate = first && seconds > 0.5 ? (done - first.done) / seconds : null
  const leftMs = rate && total !== null ? Math.max(0, ((total - done) / rate) * 1000) : null
  return { done, total, unit, rate, leftMs }
}

const forgetOldest = (jobs: Map<string, Running>, emit: (event: DeskEvent) => void): void => {
  for (const [id, { job }] of jobs) {
    if (jobs.size <= KEPT) return
    if (job.state === 'running') continue
    jobs.delete(id)
    emit({ type: 'job.gone', jobId: job.id })
  }
}
