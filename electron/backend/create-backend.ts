import { resolve } from 'node:path'
import { DeskError, type Failure } from '../../shared/contract/errors.ts'
import type { DeskEvent } from '../../shared/contract/events.ts'
import type { Backend, Caller, Handlers } from './backend.ts'
import { createDispatch } from './dispatch.ts'
import { failureOf } from './failure-of.ts'
import { storedAsset } from './files/assets.ts'
import { downloadOf } from './files/downloads.ts'
import { createUploads } from './files/uploads.ts'
import { createJobHost, type JobHost } from './jobs/job-host.ts'
import { createCodes } from './services/codes.ts'
import type { ServiceContext } from './services/context.ts'
import { createDatasets } from './services/datasets.ts'
import { createExports } from './services/exports.ts'
import { createFailures, findOlderFailures } from './services/failures.ts'
import { createImages } from './services/images.ts'
import { createImports } from './services/imports.ts'
import { createJobs } from './services/jobs.ts'
import { createLineage } from './services/lineage.ts'
import { createPlans } from './services/plans.ts'
import { createProjects, type ProjectDoor } from './services/projects.ts'
import { createQueue } from './services/queue.ts'
import { recentProjects } from './services/recent-projects.ts'
import { createRecord } from './services/record.ts'
import { createReviews } from './services/reviews.ts'
import { createTaxonomies } from './services/taxonomies.ts'
import { createTruths } from './services/truths.ts'
import { backUpDaily } from './store/backups.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'

export type BackendOptions = {
  readonly version: string
  readonly host: Caller['host']
  /** Machine-level state: desk ids, recent projects, approved roots. Outside every project. */
  readonly stateDir: string
  /** Where projects are made unless a path is given, and where a browser may open them. */
  readonly projectsRoot: string
  readonly samplesDir: string
  /** The job worker's module: jobs/worker.ts, or its bundle. */
  readonly workerUrl: URL
  /** Opened at once. When that fails the desk stands, and its state says why. */
  readonly open?: string
  /** Runs beside a desk of another process: takes no lock. */
  readonly beside?: boolean
  readonly unforeseen?: (operation: string, thrown: unknown) => void
}

/** Another process's writes (the command line's) are noticed at this interval. */
const POLL_MS = 1000

/** The composition root: puts the rooms together and answers the desk without a host. */
export const createBackend = async (options: BackendOptions): Promise<Backend> => {
  const listeners = new Set<(event: DeskEvent) => void>()
  const emit = (event: DeskEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const startedFor = options.open === undefined ? null : resolve(options.open)
  let open: {
    readonly store: Store
    readonly jobs: JobHost
    readonly stopPolling: () => void
    /** The copy under way, if any; closing waits for it. */
    backup: Promise<void>
  } | null = null
  let openFailure: { path: string; failure: Failure } | null = null
  const store = (): Store => {
    if (!open) throw new DeskError('no-project', 'No project is open. Open one, or make one from a sample.')
    return open.store
  }
  const jobs = (): JobHost => open?.jobs ?? idle
  const hostOptions = {
    workerUrl: options.workerUrl,
    stateDir: options.stateDir,
    beside: options.beside === true,
    store,
    emit,
  }
  const idle = createJobHost(hostOptions)
  const recent = recentProjects(options.stateDir, options.projectsRoot, startedFor)

  /**
   * Once a day: at opening, after a job, at closing, whichever comes first and finds work to keep. Never while a job
   * runs: SQLite begins a copy anew whenever another connection writes.
   */
  const backUp = (): void => {
    if (!open || options.beside) return
    const { store: opened, backup, jobs: running } = open
    if (running.list().some((job) => job.state === 'running')) return
    open.backup = backup.then(() =>
      backUpDaily(opened, Date.now()).catch((error: unknown) => options.unforeseen?.('backup', error)),
    )
  }
  listeners.add((event) => {
    if (event.type === 'job.changed' && event.job.state !== 'running') backUp()
  })
  const close = async (): Promise<void> => {
    if (!open) return
    const closing = open
    await closing.jobs.stop()
    backUp()
    await closing.backup
    closing.stopPolling()
    open = null
    closing.store.close()
    emit({ type: 'project.changed' })
  }
  const openProject = async (path: string): Promise<Store> => {
    await close()
    const host = createJobHost(hostOptions)
    const mode = options.beside ? 'beside' : 'desk'
    let opened: Store
    try {
      opened = openStore(path, { stateDir: options.stateDir, mode, turns: host.turns })
    } catch (error) {
      openFailure = { path, failure: failureOf(error, path) }
      throw error
    }
    open = {
      store: opened,
      jobs: host,
      stopPolling: options.beside ? () => {} : pollOtherWriters(opened, emit),
      backup: Promise.resolve(),
    }
    openFailure = null
    recent.add(opened.path)
    emit({ type: 'project.changed' })
    backUp()
    if (!options.beside) findOlderFailures(context)
    return opened
  }

  const uploads = createUploads()
  const context: ServiceContext = {
    store,
    emit,
    jobs: {
      start: (kind, title, input) => jobs().start(kind, title, input),
      get: (jobId) => jobs().get(jobId),
      list: () => jobs().list(),
      cancel: (jobId) => jobs().cancel(jobId),
      ended: (jobId) => jobs().ended(jobId),
    },
    uploaded: (uploadId) => uploads.find(uploadId),
  }
  const door: ProjectDoor = {
    version: options.version,
    host: options.host,
    projectsRoot: options.projectsRoot,
    samplesDir: options.samplesDir,
    recent,
    current: () => open?.store ?? null,
    open: openProject,
    close,
    openFailure: () => openFailure,
  }
  const { rendition, ...images } = createImages(context, options.stateDir)
  const handlers: Handlers = {
    ...createProjects(context, door),
    ...createJobs(context),
    ...createImports(context),
    ...images,
    ...createQueue(context),
    ...createReviews(context),
    ...createFailures(context),
    ...createPlans(context),
    ...createTaxonomies(context),
    ...createTruths(context),
    ...createDatasets(context),
    ...createCodes(context),
    ...createExports(context),
    ...createLineage(context),
    ...createRecord(context, options.stateDir),
  }
  const { dispatch, dispatchUnknown } = createDispatch({
    handlers,
    projectPath: () => open?.store.path ?? null,
    unforeseen: options.unforeseen ?? (() => {}),
  })
  if (startedFor !== null) {
    try {
      await openProject(startedFor)
    } catch {
      // The desk starts all the same, and its state says why the project did not open.
    }
  }
  return {
    dispatch,
    dispatchUnknown,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    asset: async (sha) => (open ? storedAsset(open.store, sha, options.stateDir) : null),
    rendition: async (sha, name) => (open ? rendition(sha, name) : null),
    download: async (batchId) => (open ? downloadOf(open.store, batchId) : null),
    upload: (name, bytes) => uploads.take(name, bytes),
    close: async () => {
      await close()
      uploads.clear()
      listeners.clear()
    },
  }
}

const pollOtherWriters = (store: Store, emit: (event: DeskEvent) => void): (() => void) => {
  const version = (): unknown => store.db.pragma('data_version', { simple: true })
  let seen = version()
  const timer = setInterval(() => {
    const now = version()
    if (now === seen) return
    seen = now
    emit({ type: 'queue.changed' })
  }, POLL_MS)
  timer.unref()
  return () => clearInterval(timer)
}
