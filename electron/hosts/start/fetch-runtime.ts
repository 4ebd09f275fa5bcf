import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'

export type Fetched =
  | { readonly state: 'installed' }
  /** `trouble` ends a sentence that says why the desktop app does not open. */
  | { readonly state: 'unusable'; readonly trouble: string }

export type FetchRuntimeOptions = {
  readonly root: string
  /** Aborted when the person presses Ctrl+C. */
  readonly cancel: AbortSignal
  /** 0 to 1. */
  readonly progress: (share: number) => void
  /** Where the runtime is fetched from, unless the environment names a mirror. */
  readonly source?: string
  readonly connectMs?: number
}

const SOURCE = 'https://github.com/electron/electron/releases/download/'
/** Without any answer for this long, the browser opens instead. */
const CONNECT_MS = 3000

const reachable = async (source: string, ms: number, cancel: AbortSignal): Promise<boolean> => {
  try {
    await fetch(source, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([cancel, AbortSignal.timeout(ms)]),
    })
    return true
  } catch {
    return false
  }
}

const install = (script: string, cancel: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'ignore'], signal: cancel })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })

const ElectronPackage = z.object({ version: z.string() })
const Checksums = z.record(z.string(), z.string())

/** Electron's own way of fetching its runtime: downloaded into its cache, checked, then unpacked by its installer. */
export const fetchRuntime = async (options: FetchRuntimeOptions): Promise<Fetched> => {
  const { root, cancel, progress } = options
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror
  const source = mirror || options.source || SOURCE
  const stopped = (): Fetched => ({ state: 'unusable', trouble: 'the download of its runtime was stopped' })
  if (!(await reachable(source, options.connectMs ?? CONNECT_MS, cancel))) {
    if (cancel.aborted) return stopped()
    return { state: 'unusable', trouble: 'its runtime is not installed and there is no connection to download it' }
  }
  const require = createRequire(join(root, 'package.json'))
  const { version } = ElectronPackage.parse(require('electron/package.json'))
  const checksums = Checksums.parse(createRequire(require.resolve('electron/package.json'))('./checksums.json'))
  const { downloadArtifact } = await import('@electron/get')
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums,
      mirrorOptions: { mirror: source },
      downloadOptions: {
        quiet: true,
        signal: cancel,
        getProgressCallback: async ({ percent }: { readonly percent: number }) => progress(percent),
      },
    })
  } catch {
    return cancel.aborted ? stopped() : { state: 'unusable', trouble: 'the download of its runtime failed' }
  }
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  if (await install(installer, cancel)) return { state: 'installed' }
  return cancel.aborted ? stopped() : { state: 'unusable', trouble: 'its runtime could not be unpacked' }
}
