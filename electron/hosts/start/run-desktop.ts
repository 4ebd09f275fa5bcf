import { spawn } from 'node:child_process'

/**
 * Runs the desktop app until it is closed. False when it ended before its window opened: a sandbox that this system
 * does not allow, or a library that it lacks.
 */
export const runDesktop = (executable: string, root: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const { ELECTRON_RUN_AS_NODE: _, NODE_COMPILE_CACHE: __, ...env } = process.env
    const child = spawn(executable, [root, ...args], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    let opened = false
    child.on('message', (message) => {
      if (message === 'opened') opened = true
    })
    child.on('error', () => resolve(false))
    // A second start hands over to the window that is open, and ends at once with 0.
    child.on('exit', (code) => resolve(opened || code === 0))
  })
