import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Surroundings } from './decide.ts'

/** Whether windows can be shown: always where the system has a desktop, unless one is connected from afar. */
export const hasDisplay = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean => {
  if (platform === 'darwin') return !env.SSH_CONNECTION
  if (platform === 'win32') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** The Electron executable in this checkout; null when its runtime has not been downloaded. */
export const runtimePath = (root: string, env: NodeJS.ProcessEnv = process.env): string | null => {
  const electron = join(root, 'node_modules', 'electron')
  try {
    const dist = env.ELECTRON_OVERRIDE_DIST_PATH || join(electron, 'dist')
    const path = join(dist, readFileSync(join(electron, 'path.txt'), 'utf8'))
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

export const lookAround = (root: string, asked: Surroundings['asked']): Surroundings => ({
  asked,
  display: hasDisplay(process.platform, process.env),
  runtime: runtimePath(root) === null ? 'absent' : 'present',
  administrator: process.platform === 'linux' && process.getuid?.() === 0,
})
