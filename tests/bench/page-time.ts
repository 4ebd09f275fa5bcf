import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright'
import { build } from 'vite'

/** What benches in a page have in common: the processor time of its main thread, and a page of peers beside the desk. */

export const watched = async (page: Page): Promise<CDPSession> => {
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable', { timeDomain: 'threadTicks' })
  return client
}

/** Milliseconds of the main thread's processor time that an act takes. */
export const busy = async (client: CDPSession, act: () => Promise<unknown>): Promise<number> => {
  const read = async (): Promise<number> => {
    const { metrics } = await client.send('Performance.getMetrics')
    return 1000 * (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN)
  }
  const before = await read()
  await act()
  return (await read()) - before
}

export const frames = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))

/** As the trace tells it: milliseconds since some beginning, `tdur` microseconds of processor time. */
type TraceEvent = {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly tid: number
  readonly pid: number
  readonly dur?: number
  readonly tdur?: number
}

/** Milliseconds of processor time of the main thread's tasks from the mark `asked` until the mark `painted`. */
export const untilPainted = async (page: Page, act: () => Promise<unknown>, paintedMark: string): Promise<number> => {
  const browser = page.context().browser()
  if (!browser) throw new Error('there is no browser')
  await browser.startTracing(page, { categories: ['blink.user_timing', 'disabled-by-default-devtools.timeline'] })
  await act()
  const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(String(await browser.stopTracing()))
  const asked = traceEvents.findLast(({ name }) => name === 'asked')
  const done = traceEvents.find(({ name, ts }) => name === paintedMark && asked && ts > asked.ts)
  if (!asked || !done) throw new Error('the case was not painted')
  const tasks = traceEvents.filter(
    (event) =>
      event.name === 'RunTask' &&
      event.pid === asked.pid &&
      event.tid === asked.tid &&
      event.ts + (event.dur ?? 0) > asked.ts &&
      event.ts < done.ts,
  )
  return tasks.reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0)
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  jpg: 'image/jpeg',
  json: 'application/json',
}

/** A page of peers, built from a folder beside the benches, and served with some files more. */
export const servePeers = async (name: string, folder: string, files: Readonly<Record<string, Buffer>>) => {
  const outDir = join(folder, 'peers')
  await build({
    root: join(import.meta.dirname, name),
    base: './',
    logLevel: 'silent',
    configFile: false,
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  })
  const server = createServer((request, response) => {
    const path = ((request.url ?? '/').split('?')[0] ?? '/').slice(1) || 'index.html'
    try {
      const bytes = files[path] ?? readFileSync(join(outDir, path))
      response.writeHead(200, { 'content-type': TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain' }).end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() }
}
