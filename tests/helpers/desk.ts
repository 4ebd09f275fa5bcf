import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backend, Caller } from '../../electron/backend/backend.ts'
import { createBackend } from '../../electron/backend/create-backend.ts'
import type { Job } from '../../shared/contract/jobs.ts'
import type { Input, OperationName, Output } from '../../shared/contract/table.ts'
import { PersonId } from '../../shared/model/ids.ts'

export const ROOT = new URL('../../', import.meta.url)
export const REALDATA = fileURLToPath(new URL('../shared/realdata/', ROOT))
export const hasRealdata = existsSync(REALDATA)

export const paths = {
  samplesDir: fileURLToPath(new URL('resources/samples', ROOT)),
  workerUrl: new URL('electron/backend/jobs/worker.ts', ROOT),
}

export const asPerson = (name: string, host: Caller['host'] = 'cli', mayNamePaths = true): Caller => ({
  host,
  personId: PersonId.parse(name),
  mayNamePaths,
})

/** Operations that start a job. */
export type JobStarter =
  | 'import.start'
  | 'export.start'
  | 'codes.import'
  | 'dataset.preview'
  | 'dataset.build'
  | 'dataset.verify'
  | 'dataset.export'

export type Desk = AsyncDisposable & {
  readonly backend: Backend
  readonly caller: Caller
  /** The temporary folder that holds everything of this desk. */
  readonly folder: string
  /** The open project's folder. */
  readonly path: string
  /** The operation's value; throws the failure as an Error whose message starts with its code. */
  call<N extends OperationName>(name: N, input: Input<N>, caller?: Caller): Promise<Output<N>>
  /** Starts work with the operation, waits for its job, answers the job as it ended. */
  work<N extends JobStarter>(name: N, input: Input<N>): Promise<Job>
  /** Waits until no job runs. */
  idle(): Promise<void>
  /** Closes and opens the project again, as after a restart. */
  restart(): Promise<void>
}

/** A real backend on a real, empty project in a temporary folder. */
export const temporaryDesk = async (person = 'ada'): Promise<Desk> => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-test-'))
  const stateDir = join(folder, 'state')
  const projectsRoot = join(folder, 'projects')
  mkdirSync(stateDir)
  mkdirSync(projectsRoot)
  const caller = asPerson(person)
  const path = join(projectsRoot, 'test.secondlook')
  const create = (open?: string): Promise<Backend> =>
    createBackend({
      version: '0.0.0-test',
      host: 'cli',
      stateDir,
      projectsRoot,
      ...paths,
      ...(open ? { open } : {}),
      unforeseen: (operation, thrown) => console.error(operation, thrown),
    })
  let backend = await create()
  const call: Desk['call'] = async (name, input, as = caller) => {
    const result = await backend.dispatch(name, input, as)
    if (result.ok) return result.value
    throw Object.assign(new Error(`${result.error.code}: ${result.error.message}`), { failure: result.error })
  }
  const ended = async (jobId: Job['id']): Promise<Job> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = backend.subscribe((event) => {
      if (event.type === 'job.changed' && event.job.id === jobId && event.job.state !== 'running') resolve()
    })
    const job = await call('job.get', { jobId })
    if (job.state === 'running') await promise
    stop()
    return call('job.get', { jobId })
  }
  await call('project.create', { path, name: 'test' })
  return {
    get backend() {
      return backend
    },
    caller,
    folder,
    path,
    call,
    work: async (name, input) => ended((await call(name, input)).jobId),
    idle: async () => {
      const { jobs } = await call('job.list', {})
      for (const job of jobs) if (job.state === 'running') await ended(job.id)
    },
    restart: async () => {
      await backend.close()
      backend = await create(path)
    },
    [Symbol.asyncDispose]: async () => {
      await backend.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
