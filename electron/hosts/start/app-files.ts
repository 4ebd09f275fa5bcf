import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'

/** Where the parts of this installation stand: a checkout, or the inside of the packaged app. */
export type AppFiles = {
  readonly root: string
  readonly version: string
  readonly rendererDir: string
  readonly samplesDir: string
  readonly workerUrl: URL
}

const PackageJson = z.object({ version: z.string() })

const rootAbove = (path: string): string => {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
  }
  throw new Error(`No package.json stands above ${path}. Install Second Look again.`)
}

/** Programs other than the app itself, and threads, cannot look into the app's archive: these parts stand beside it. */
const outsideArchive = (path: string): string => path.replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked')

/** `moduleUrl` is the `import.meta.url` of the module that asks: source runs source, the build runs the build. */
export const appFiles = (moduleUrl: string): AppFiles => {
  const modulePath = fileURLToPath(moduleUrl)
  const root = rootAbove(modulePath)
  const worker = modulePath.endsWith('.ts')
    ? join(root, 'electron/backend/jobs/worker.ts')
    : join(root, 'dist/worker.js')
  return {
    root,
    version: PackageJson.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version,
    rendererDir: join(root, 'dist', 'renderer'),
    samplesDir: outsideArchive(join(root, 'resources', 'samples')),
    workerUrl: pathToFileURL(outsideArchive(worker)),
  }
}
