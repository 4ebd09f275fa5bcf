import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DeskError, type Result } from '../../../shared/contract/errors.ts'
import type { Job } from '../../../shared/contract/jobs.ts'
import type { Output as Answer, Input, OperationName } from '../../../shared/contract/table.ts'
import type { Caller } from '../../backend/backend.ts'
import { createBackend } from '../../backend/create-backend.ts'
import { appFiles } from '../start/app-files.ts'
import { deskPlaces, systemPerson } from '../start/desk-places.ts'
import { noteUnforeseen, openHostLog } from '../web/host-log.ts'
import type { Output } from './output.ts'
import { createProgress } from './progress.ts'

/** The desk as one command sees it. */
export type CommandDesk = {
  /** The operation's value; throws its failure as a DeskError. */
  call<N extends OperationName>(name: N, input: Input<N>): Promise<Answer<N>>
  /** Any operation by name, with input nobody has checked yet. */
  callUnknown(name: string, input: unknown): Promise<Result<unknown>>
  /** Shows progress until the job has ended, and answers it; throws what it failed with, `cancelled` too. */
  finished(jobId: Job['id']): Promise<Job>
  /** Jobs that this command started, as they ended. */
  allFinished(): Promise<readonly Job[]>
}

/** `NAME` means `NAME.secondlook` when only that is there. */
export const projectPath = (name: string): string => {
  const path = resolve(name)
  const ended = `${path}.secondlook`
  return !existsSync(path) && existsSync(ended) ? ended : path
}

/** The exit code of a command that a second Ctrl+C ended at once, as shells count it. */
const INTERRUPTED = 130
/** Two signals closer than this are one key press that reached us twice. */
const SAME_PRESS_MS = 500

/**
 * Opens the desk beside whoever has the project open, does the work, closes it. `project` null opens none.
 * Ctrl+C asks running work to stop at a safe point; a second one does not wait.
 */
export const withDesk = async <T>(
  project: string | null,
  output: Output,
  work: (desk: CommandDesk) => Promise<T>,
): Promise<T> => {
  const files = appFiles(import.meta.url)
  const places = deskPlaces()
  const backend = await createBackend({
    version: files.version,
    host: 'cli',
    ...places,
    samplesDir: files.samplesDir,
    workerUrl: files.workerUrl,
    beside: true,
    unforeseen: noteUnforeseen(openHostLog(places.stateDir)),
  })
  const caller: Caller = { host: 'cli', personId: systemPerson(), mayNamePaths: true }
  const progress = createProgress(output)
  const stopShowing = backend.subscribe((event) => event.type === 'job.changed' && progress.show(event.job))
  const call: CommandDesk['call'] = async (name, input) => valueIn(await backend.dispatch(name, input, caller))
  const jobs = async (): Promise<readonly Job[]> => (await call('job.list', {})).jobs
  const ended = async (jobId: Job['id']): Promise<Job> => {
    const { promise, resolve: done } = Promise.withResolvers<void>()
    const stop = backend.subscribe((event) => {
      if (event.type === 'job.changed' && event.job.id === jobId && event.job.state !== 'running') done()
    })
    // Nothing else may keep the process alive while a worker starts.
    const alive = setInterval(() => {}, 60_000)
    try {
      if ((await call('job.get', { jobId })).state === 'running') await promise
      return await call('job.get', { jobId })
    } finally {
      clearInterval(alive)
      stop()
      progress.end()
    }
  }
  const interrupts = onInterrupt(output, async () => {
    for (const job of await jobs()) if (job.state === 'running') await call('job.cancel', { jobId: job.id })
  })
  try {
    if (project !== null) await call('project.open', { path: projectPath(project) })
    return await work({
      call,
      callUnknown: (name, input) => backend.dispatchUnknown(name, input, caller),
      finished: async (jobId) => {
        const job = await ended(jobId)
        if (job.error) throw new DeskError(job.error.code, job.error.message, job.error.details)
        return job
      },
      allFinished: async () => Promise.all((await jobs()).map(({ id }) => ended(id))),
    })
  } finally {
    interrupts.stop()
    progress.end()
    stopShowing()
    await backend.close()
  }
}

const valueIn = <T>(result: Result<T>): T => {
  if (result.ok) return result.value
  throw new DeskError(result.error.code, result.error.message, result.error.details)
}

const onInterrupt = (output: Output, cancel: () => Promise<void>): { stop(): void } => {
  let first: number | null = null
  const heard = (): void => {
    if (first !== null) {
      if (Date.now() - first > SAME_PRESS_MS) process.exit(INTERRUPTED)
      return
    }
    first = Date.now()
    output.say('\nStopping at a safe point… Ctrl+C again does not wait.')
    cancel().catch((error: unknown) => output.say(String(error)))
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, heard)
  return { stop: () => void signals.forEach((signal) => void process.off(signal, heard)) }
}
