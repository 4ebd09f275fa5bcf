import { parseArgs } from 'node:util'
import { DeskError, ERROR_CODES } from '../../../shared/contract/errors.ts'
import { START_PORT } from '../web/desk-port.ts'
import { type AppFiles, appFiles } from './app-files.ts'
import { type Decision, decide, type Surroundings } from './decide.ts'
import { ensureBuilt, PARTS } from './ensure-built.ts'
import { fetchRuntime } from './fetch-runtime.ts'
import { openBrowser } from './open-browser.ts'
import { runDesktop } from './run-desktop.ts'
import { lookAround, runtimePath } from './surroundings.ts'

const HELP = `npm start                    the desk: the desktop app where it runs, otherwise the browser
npm start -- --web           the browser
npm start -- --desktop       the desktop app, or nothing
npm start -- PROJECT         opens NAME.secondlook at once
npm start -- --port N        another port than ${START_PORT} for the browser
npm start -- --no-open       prints the address and opens no browser
`

type Wishes = {
  readonly asked: Surroundings['asked']
  readonly project: string | undefined
  readonly port: number
  readonly browser: boolean
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

const readWishes = (args: readonly string[]): Wishes | 'help' => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      web: { type: 'boolean' },
      desktop: { type: 'boolean' },
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return 'help'
  if (values.web && values.desktop) throw new DeskError('bad-input', 'Choose one of --web and --desktop.')
  if (positionals.length > 1) throw new DeskError('bad-input', 'Name one project at most.')
  const port = values.port === undefined ? START_PORT : Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new DeskError('bad-input', `--port takes a number from 1 to 65535, not ${values.port}.`)
  }
  const asked = values.web ? 'web' : values.desktop ? 'desktop' : null
  return { asked, project: positionals[0], port, browser: !values['no-open'] }
}

const showProgress = (): ((share: number) => void) => {
  let shown = -1
  return (share) => {
    const percent = Math.floor(share * 100)
    const step = process.stderr.isTTY ? 1 : 10
    if (percent < shown + step) return
    shown = percent
    process.stderr.write(process.stderr.isTTY ? `\r  ${percent} %` : `  ${percent} %\n`)
    if (percent === 100 && process.stderr.isTTY) process.stderr.write('\n')
  }
}

const download = async (root: string, around: Surroundings): Promise<Surroundings> => {
  say('Downloading the desktop runtime once (about 110 MB). Ctrl+C stops it and opens the browser instead.')
  const cancelling = new AbortController()
  const cancel = () => cancelling.abort()
  process.once('SIGINT', cancel)
  const fetched = await fetchRuntime({ root, cancel: cancelling.signal, progress: showProgress() })
  process.removeListener('SIGINT', cancel)
  if (fetched.state === 'installed') return { ...around, runtime: 'present' }
  return { ...around, runtime: 'unusable', trouble: fetched.trouble }
}

/** Resolves when the person closes the desk; a second Ctrl+C does not wait for running work. */
const untilClosed = (close: () => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        say('Closing the desk…')
        close().then(resolve, reject)
      })
    }
  })

const openWeb = async (decision: Decision & { open: 'web' }, wishes: Wishes, files: AppFiles): Promise<void> => {
  if (decision.why !== null) say(decision.why)
  await ensureBuilt(files.root, PARTS.renderer, say)
  // Loaded only here: the desktop app brings its own, and a mistyped flag should be told at once.
  const { openWebDesk } = await import('./web-desk.ts')
  const desk = await openWebDesk({
    port: wishes.port,
    ...(wishes.project === undefined ? {} : { open: wishes.project }),
  })
  process.stdout.write(`Second Look is open at ${desk.host.url}\n`)
  say('Ctrl+C closes it.')
  if (decision.browser && wishes.browser) openBrowser(desk.host.ticketUrl())
  await untilClosed(desk.close)
}

const openDesktop = async (around: Surroundings, wishes: Wishes, files: AppFiles): Promise<Surroundings | null> => {
  await ensureBuilt(files.root, PARTS.renderer, say)
  await ensureBuilt(files.root, PARTS.desktop, say)
  const executable = runtimePath(files.root)
  const args = wishes.project === undefined ? [] : [wishes.project]
  if (executable !== null && (await runDesktop(executable, files.root, args))) return null
  return { ...around, runtime: 'unusable', trouble: 'it ended before its window opened' }
}

const openDesk = async (wishes: Wishes): Promise<void> => {
  const files = appFiles(import.meta.url)
  let around: Surroundings | null = lookAround(files.root, wishes.asked)
  while (around !== null) {
    const decision = decide(around)
    if (decision.open === 'nothing') throw new DeskError('not-allowed', decision.message)
    if (decision.open === 'web') return openWeb(decision, wishes, files)
    around =
      decision.open === 'download' ? await download(files.root, around) : await openDesktop(around, wishes, files)
  }
}

try {
  const wishes = readWishes(process.argv.slice(2))
  if (wishes === 'help') process.stdout.write(HELP)
  else await openDesk(wishes)
} catch (error) {
  const known = error instanceof DeskError
  const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (known || usage) say(error.message)
  else say(`The desk did not open. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  process.exitCode = known ? ERROR_CODES[error.code].exit : usage ? 2 : 5
}
