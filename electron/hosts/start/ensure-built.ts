import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'

/** What `npm run build` makes, and from what. */
export type Part = {
  readonly name: 'renderer' | 'desktop'
  readonly config: string
  readonly sources: readonly string[]
  /** Missing when the part was never built. */
  readonly product: string
  /** A folder that the part has to itself: built beside it and swapped in whole, so that a desk that is open keeps its page. */
  readonly folder?: string
}

export const PARTS = {
  renderer: {
    name: 'renderer',
    config: 'renderer/vite.config.ts',
    sources: ['renderer', 'shared', 'package-lock.json'],
    product: 'dist/renderer/index.html',
    folder: 'dist/renderer',
  },
  desktop: {
    name: 'desktop',
    config: 'electron/vite.config.ts',
    sources: ['electron', 'shared', 'package-lock.json'],
    product: 'dist/desktop/main.js',
  },
} as const satisfies Record<string, Part>

const filesUnder = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** A hash of everything the part is made from: times lie after a checkout, contents do not. */
export const sourceHash = (root: string, part: Part): string => {
  const hash = createHash('sha256')
  for (const source of part.sources) {
    const path = join(root, source)
    const files = source.includes('.') ? [path] : filesUnder(path)
    for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

const stampPath = (root: string, part: Part): string => join(root, 'dist', `${part.name}.stamp`)

export const isBuilt = (root: string, part: Part): boolean => {
  if (!existsSync(join(root, part.product))) return false
  try {
    return readFileSync(stampPath(root, part), 'utf8') === sourceHash(root, part)
  } catch {
    return false
  }
}

const runVite = (root: string, config: string, options: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const child = spawn(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'error', ...options], {
      cwd: root,
      // Its words are progress: standard output belongs to the address that is printed next.
      stdio: ['ignore', 2, 2],
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0) resolve()
      else
        reject(new DeskError('internal', `Building ${config} failed; what it said is above. Run npm ci and try again.`))
    })
  })

const buildBeside = async (root: string, config: string, folder: string): Promise<void> => {
  const fresh = `${folder}.${process.pid}.new`
  const stale = `${folder}.${process.pid}.old`
  try {
    await runVite(root, config, ['--outDir', fresh, '--emptyOutDir'])
    if (existsSync(folder)) renameSync(folder, stale)
    renameSync(fresh, folder)
  } finally {
    for (const left of [fresh, stale]) rmSync(left, { recursive: true, force: true })
  }
}

/** Builds the part, and notes what from. Throws when Vite does. */
export const buildPart = async (root: string, part: Part): Promise<void> => {
  const hash = sourceHash(root, part)
  mkdirSync(join(root, 'dist'), { recursive: true })
  if (part.folder === undefined) await runVite(root, part.config, [])
  else await buildBeside(root, part.config, join(root, part.folder))
  writeFileSync(stampPath(root, part), hash)
}

/** Builds the part unless what stands in dist/ was made from just these sources. */
export const ensureBuilt = async (root: string, part: Part, say: (line: string) => void): Promise<void> => {
  if (isBuilt(root, part)) return
  say(part.name === 'renderer' ? 'Building the desk’s screens…' : 'Building the desktop app…')
  await buildPart(root, part)
}
