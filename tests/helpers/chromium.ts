import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'chrome.exe',
  'msedge.exe',
]

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A Chromium of this machine: CHROMIUM_PATH, one on the PATH, or Playwright's own; null when there is none. */
export const findChromium = (): string | null => {
  const named = process.env.CHROMIUM_PATH
  if (named) return isProgram(named) ? named : null
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) if (folder && isProgram(join(folder, name))) return join(folder, name)
  }
  const own = chromium.executablePath()
  return own && isProgram(own) ? own : null
}

const isDebian = (): boolean => existsSync('/etc/debian_version') || /debian|ubuntu/i.test(osRelease())
const osRelease = (): string => (existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '')

/** Finds a Chromium or installs one: Playwright's, then, as root on Debian, the system's. Throws with what to do. */
export const ensureChromium = (): string => {
  const found = findChromium()
  if (found) return found
  const attempts: [string, string[], number][] = [['npx', ['playwright', 'install', 'chromium'], 120_000]]
  if (isDebian() && process.getuid?.() === 0) {
    attempts.push(['apt-get', ['update', '-qq'], 120_000], ['apt-get', ['install', '-y', '-qq', 'chromium'], 600_000])
  }
  for (const [program, args, timeout] of attempts) {
    console.error(`No Chromium yet: ${program} ${args.join(' ')}`)
    spawnSync(program, args, { stdio: 'ignore', timeout, shell: process.platform === 'win32' })
    const now = findChromium()
    if (now) return now
  }
  throw new Error(
    'The browser tests need Chromium. Install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium), or set CHROMIUM_PATH to one.',
  )
}

/** A headless Chromium that speaks to nobody but the page under test. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: ensureChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
