import { copyFileSync, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { DeskError, type Failure } from '../../../shared/contract/errors.ts'
import type { DeskState, ProjectOverview, SampleName } from '../../../shared/contract/projects.ts'
import { PersonId } from '../../../shared/model/ids.ts'
import type { Caller, Handlers } from '../backend.ts'
import { type Backup, listBackups, restoreBackup } from '../store/backups.ts'
import { createProjectFolder } from '../store/open-store.ts'
import { lockProject } from '../store/project-lock.ts'
import { projectName, readSettings, writeSettings } from '../store/settings.ts'
import { projectCounts, projectStats } from '../store/statistics.ts'
import type { Store } from '../store/store.ts'
import { currentTaxonomy, publishTaxonomy } from '../store/taxonomies.ts'
import type { ServiceContext } from './context.ts'
import type { RecentProjects } from './recent-projects.ts'
import { readSample, samples } from './samples.ts'
import { startSoon } from './start-soon.ts'

/** What only the composition root can do: open and close the project itself. */
export type ProjectDoor = {
  readonly version: string
  readonly host: Caller['host']
  readonly projectsRoot: string
  readonly samplesDir: string
  readonly recent: RecentProjects
  current(): Store | null
  open(path: string): Promise<Store>
  close(): Promise<void>
  /** The project that was asked for last, when it did not open. */
  openFailure(): { readonly path: string; readonly failure: Failure } | null
}

type Room =
  | 'desk.state'
  | 'project.create'
  | 'project.open'
  | 'project.close'
  | 'project.overview'
  | 'project.restore'
  | 'project.settings'
  | 'project.stats'

export const createProjects = (context: ServiceContext, door: ProjectDoor): Pick<Handlers, Room> => ({
  'desk.state': (_, caller) => deskState(door, caller),
  'project.create': (input, caller) => createProject(context, door, caller, input),
  'project.open': async ({ path }, caller) => overview(await door.open(permitted(door, caller, path)), caller.personId),
  'project.close': async () => {
    await door.close()
    return {}
  },
  'project.overview': (_, caller) => overview(context.store(), caller.personId),
  'project.restore': async ({ path, backup }, caller) => {
    const folder = permitted(door, caller, path)
    await door.close()
    const lock = lockProject(folder)
    let aside: string
    try {
      aside = restoreBackup(folder, backup, copyFileSync)
    } finally {
      lock.release()
    }
    const store = await door.open(folder)
    store.write((write) =>
      write.log({
        kind: 'restore',
        personId: caller.personId,
        summary: { backup, aside: basename(aside) },
        payload: null,
      }),
    )
    return overview(store, caller.personId)
  },
  'project.settings': ({ why, ...patch }, caller) => {
    const store = context.store()
    const before = readSettings(store)
    const after = store.write((write) => writeSettings(write, caller.personId, patch, why))
    context.emit({ type: 'settings.changed' })
    if (JSON.stringify(before.triggers) !== JSON.stringify(after.triggers)) {
      startSoon(context, 'requeue', 'Putting the queue in order', {
        personId: caller.personId,
        triggers: after.triggers,
      })
    }
    if (JSON.stringify(before.metadataFields) !== JSON.stringify(after.metadataFields)) {
      startSoon(context, 'index-fields', 'Indexing metadata', { fields: after.metadataFields })
    }
    return after
  },
  'project.stats': () => projectStats(context.store()),
})

const deskState = (door: ProjectDoor, caller: Caller): DeskState => {
  const store = door.current()
  const failure = door.openFailure()
  return {
    version: door.version,
    host: door.host,
    mayNamePaths: caller.mayNamePaths,
    personId: caller.personId,
    open: store ? overview(store, caller.personId) : null,
    recent: door.recent.list().filter(({ path }) => caller.mayNamePaths || isPermitted(door, path)),
    samples: samples(door.samplesDir),
    projectsRoot: door.projectsRoot,
    openFailure: failure ? { ...failure, backups: backupsOf(failure.path) } : null,
  }
}

const backupsOf = (path: string): Backup[] => (existsSync(path) ? listBackups(path) : [])

const overview = (store: Store, personId: PersonId): ProjectOverview => ({
  project: {
    id: store.projectId,
    name: projectName(store),
    personId: PersonId.parse(personId),
    settings: readSettings(store),
  },
  path: store.path,
  counts: projectCounts(store),
  taxonomyVersion: currentTaxonomy(store)?.version ?? null,
})

/** Makes the folder, opens it and, with a sample, waits until its cases are in. */
const createProject = async (
  context: ServiceContext,
  door: ProjectDoor,
  caller: Caller,
  input: { path?: string | undefined; name?: string | undefined; sample?: SampleName | undefined },
): Promise<ProjectOverview> => {
  if (input.path !== undefined && !caller.mayNamePaths) {
    throw new DeskError(
      'not-allowed',
      `A browser cannot name paths. Give a name; the project is made in ${door.projectsRoot}.`,
    )
  }
  const sample = input.sample ? readSample(door.samplesDir, input.sample) : null
  const name = input.name ?? sample?.title ?? (input.path ? basename(input.path).replace(/\.secondlook$/, '') : null)
  if (name === null || name.trim() === '')
    throw new DeskError('bad-input', 'A project needs a name, a path, or a sample.')
  const path = input.path ? withEnding(resolve(input.path)) : freePath(door.projectsRoot, name, sample !== null)
  createProjectFolder(path, name.trim())
  const store = await door.open(path)
  store.write((write) =>
    write.log({ kind: 'project', personId: caller.personId, summary: { project: store.projectId }, payload: { name } }),
  )
  const taxonomy = sample?.taxonomy
  if (taxonomy)
    store.write((write) => publishTaxonomy(write, caller.personId, taxonomy, `Shipped with ${sample.title}`))
  if (sample) {
    const failed = await fillFromSample(context, caller.personId, sample)
    if (failed) {
      // Nobody has worked in it: half a sample would only stand in the way of opening it again.
      await door.close()
      rmSync(path, { recursive: true, force: true })
      throw new DeskError(failed.code, failed.message)
    }
  }
  context.emit({ type: 'project.changed' })
  return overview(store, caller.personId)
}

/** Takes in the sample's code lists and then its cases; answers what stood in the way, or null. */
const fillFromSample = async (
  context: ServiceContext,
  personId: PersonId,
  sample: ReturnType<typeof readSample>,
): Promise<Failure | null> => {
  const title = `Opening ${sample.title}`
  for (const { path, list, version } of sample.codes) {
    const job = context.jobs.start('codes', title, { personId, list, version, file: { path, name: basename(path) } })
    const { error } = await context.jobs.ended(job.id)
    if (error) return error
  }
  const job = context.jobs.start('import', title, {
    personId,
    options: { role: 'prediction', link: false, feed: '', format: 'native' },
    files: [{ path: sample.cases, name: basename(sample.cases) }],
    images: [{ path: sample.folder, name: basename(sample.folder) }],
    instances: null,
  })
  return (await context.jobs.ended(job.id)).error ?? null
}

const withEnding = (path: string): string => (path.endsWith('.secondlook') ? path : `${path}.secondlook`)

/** A folder for that name under the root; a sample opened again gets the next free number. */
const freePath = (root: string, name: string, numbered: boolean): string => {
  mkdirSync(root, { recursive: true })
  const safe = name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what a file name may not hold
    .replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100)
  if (safe === '')
    throw new DeskError('bad-input', `${JSON.stringify(name)} cannot name a folder. Use letters or digits.`)
  const path = (n: number): string => join(root, `${safe}${n > 1 ? ` ${n}` : ''}.secondlook`)
  let n = 1
  while (numbered && existsSync(path(n))) n++
  return path(n)
}

/** The folder itself, or `not-allowed`: a browser opens projects under the configured root, and the one it was started for. */
const permitted = (door: ProjectDoor, caller: Caller, path: string): string => {
  const folder = resolve(path)
  if (!caller.mayNamePaths && !isPermitted(door, folder)) {
    throw new DeskError(
      'not-allowed',
      `A browser opens projects in ${door.projectsRoot} only. Move the project there, or use the command line.`,
    )
  }
  return folder
}

const isPermitted = (door: ProjectDoor, path: string): boolean => {
  if (door.recent.startedFor() === path) return true
  if (!existsSync(path) || !existsSync(door.projectsRoot)) return false
  return realpathSync(path).startsWith(realpathSync(door.projectsRoot) + sep)
}
