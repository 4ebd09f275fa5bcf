import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'

const Recent = z.array(z.object({ path: z.string(), openedAt: z.string() }))
const KEPT = 30

export type RecentProject = {
  readonly path: string
  readonly name: string
  readonly openedAt: string
  readonly exists: boolean
}

export type RecentProjects = {
  /** Newest first: those opened on this machine, then others found under the projects' root. */
  list(): RecentProject[]
  add(path: string): void
  /** The project this host was started for, if any. */
  startedFor(): string | null
}

/** Which projects this machine opened lately: a convenience outside any project, never a source of truth. */
export const recentProjects = (stateDir: string, projectsRoot: string, startedFor: string | null): RecentProjects => {
  const file = join(stateDir, 'recent.json')
  const read = (): z.infer<typeof Recent> => {
    try {
      return Recent.parse(JSON.parse(readFileSync(file, 'utf8')))
    } catch {
      // Missing or unreadable: nothing was opened lately.
      return []
    }
  }
  return {
    list: () => {
      const opened = read()
      const known = new Set(opened.map(({ path }) => path))
      const found = projectsUnder(projectsRoot).filter(({ path }) => !known.has(path))
      return [...opened, ...found].map(({ path, openedAt }) => ({
        path,
        name: basename(path).replace(/\.secondlook$/, ''),
        openedAt,
        exists: existsSync(join(path, 'project.db')),
      }))
    },
    add: (path) => {
      mkdirSync(stateDir, { recursive: true, mode: 0o700 })
      const others = read().filter((each) => each.path !== path)
      const unfinished = `${file}.part`
      writeFileSync(
        unfinished,
        JSON.stringify([{ path, openedAt: new Date().toISOString() }, ...others].slice(0, KEPT)),
      )
      renameSync(unfinished, file)
    },
    startedFor: () => startedFor,
  }
}

const projectsUnder = (root: string): { path: string; openedAt: string }[] => {
  if (!existsSync(root)) return []
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith('.secondlook'))
    .map((entry) => join(root, entry.name))
    .filter((path) => existsSync(join(path, 'project.db')))
    .map((path) => ({ path, openedAt: statSync(join(path, 'project.db')).mtime.toISOString() }))
    .sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1))
}
