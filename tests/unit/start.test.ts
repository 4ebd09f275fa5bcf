import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appFiles } from '../../electron/hosts/start/app-files.ts'
import { decide, type Surroundings } from '../../electron/hosts/start/decide.ts'
import { deskPlaces } from '../../electron/hosts/start/desk-places.ts'
import { isBuilt, type Part, sourceHash } from '../../electron/hosts/start/ensure-built.ts'
import { fetchRuntime } from '../../electron/hosts/start/fetch-runtime.ts'
import { hasDisplay, runtimePath } from '../../electron/hosts/start/surroundings.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const usual: Surroundings = { asked: null, display: true, runtime: 'present', administrator: false }

test('with a display and a runtime the desktop app opens', () => {
  expect(decide(usual)).toEqual({ open: 'desktop' })
})

test('with a display and no runtime it is downloaded first', () => {
  expect(decide({ ...usual, runtime: 'absent' })).toEqual({ open: 'download' })
})

test('a download that failed leads to the browser, with the reason in one line', () => {
  const trouble = 'its runtime is not installed and there is no connection to download it'
  expect(decide({ ...usual, runtime: 'unusable', trouble })).toEqual({
    open: 'web',
    why: `Opening in the browser instead of the desktop app: ${trouble}.`,
    browser: true,
  })
})

test('without a display nothing is downloaded and no browser is opened', () => {
  expect(decide({ ...usual, display: false, runtime: 'absent' })).toEqual({
    open: 'web',
    why: 'Opening in the browser instead of the desktop app: this machine has no display.',
    browser: false,
  })
})

test('the administrator gets the browser, because the sandbox stays on', () => {
  expect(decide({ ...usual, administrator: true })).toEqual({
    open: 'web',
    why: 'Opening in the browser instead of the desktop app: its sandbox does not run for the system’s administrator.',
    browser: true,
  })
})

test('--web opens the browser without excuses', () => {
  expect(decide({ ...usual, asked: 'web' })).toEqual({ open: 'web', why: null, browser: true })
})

test('--desktop opens the desktop app or says why it cannot', () => {
  expect([
    decide({ ...usual, asked: 'desktop' }),
    decide({ ...usual, asked: 'desktop', runtime: 'absent' }),
    decide({ ...usual, asked: 'desktop', display: false }),
  ]).toEqual([
    { open: 'desktop' },
    { open: 'download' },
    {
      open: 'nothing',
      message: 'The desktop app cannot open: this machine has no display. Use npm start -- --web instead.',
    },
  ])
})

test('every start ends: a download or a desktop that fails never comes round again', () => {
  const around = fc.record({
    asked: fc.constantFrom(null, 'web', 'desktop'),
    display: fc.boolean(),
    runtime: fc.constantFrom('present', 'absent', 'unusable'),
    administrator: fc.boolean(),
  })
  fc.assert(
    fc.property(around, (first) => {
      const decision = decide(first)
      const tried = decision.open === 'desktop' || decision.open === 'download'
      const last = tried ? decide({ ...first, runtime: 'unusable', trouble: 'it failed' }) : decision
      expect(['web', 'nothing']).toContain(last.open)
      // Whoever asked for one never gets the other.
      if (first.asked === 'desktop') expect(last.open).toBe('nothing')
      else expect(last.open).toBe('web')
    }),
  )
})

test('a display is what the system says it is', () => {
  expect([
    hasDisplay('linux', {}),
    hasDisplay('linux', { DISPLAY: '' }),
    hasDisplay('linux', { DISPLAY: ':0' }),
    hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' }),
    hasDisplay('darwin', {}),
    hasDisplay('darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }),
    hasDisplay('win32', {}),
  ]).toEqual([false, false, true, true, true, false, true])
})

test('state and projects have a place on every system, and the environment may name others', () => {
  const linux = deskPlaces('linux', {}, '/home/ada')
  expect([
    linux,
    deskPlaces('linux', { XDG_STATE_HOME: '/s' }, '/home/ada').stateDir,
    deskPlaces('darwin', {}, '/Users/ada').stateDir,
    deskPlaces('win32', {}, 'home').stateDir,
    deskPlaces('linux', { SECOND_LOOK_STATE: '/a', SECOND_LOOK_PROJECTS: '/b' }, '/home/ada'),
  ]).toEqual([
    { stateDir: '/home/ada/.local/state/second-look', projectsRoot: '/home/ada/Second Look' },
    '/s/second-look',
    '/Users/ada/Library/Application Support/Second Look',
    join('home', 'AppData', 'Local', 'Second Look'),
    { stateDir: '/a', projectsRoot: '/b' },
  ])
})

test('a checkout runs its source, and a build runs the build', () => {
  const source = appFiles(new URL('../../electron/hosts/start/app-files.ts', import.meta.url).href)
  const built = appFiles(pathToFileURL(join(ROOT, 'dist/desktop/main.js')).href)
  expect([source.workerUrl.href, built.workerUrl.href, `${built.root}/`]).toEqual([
    pathToFileURL(join(ROOT, 'electron/backend/jobs/worker.ts')).href,
    pathToFileURL(join(ROOT, 'dist/worker.js')).href,
    ROOT,
  ])
})

const folder = () => mkdtempSync(join(tmpdir(), 'second-look-start-'))

test('inside the app’s archive, the worker and the samples stand beside it', () => {
  const at = folder()
  const archive = join(at, 'resources', 'app.asar')
  mkdirSync(join(archive, 'dist', 'desktop'), { recursive: true })
  writeFileSync(join(archive, 'package.json'), '{"version":"9.9.9"}')
  const files = appFiles(pathToFileURL(join(archive, 'dist', 'desktop', 'main.js')).href)
  rmSync(at, { recursive: true })
  expect(files).toEqual({
    root: archive,
    version: '9.9.9',
    rendererDir: join(archive, 'dist', 'renderer'),
    samplesDir: join(at, 'resources', 'app.asar.unpacked', 'resources', 'samples'),
    workerUrl: pathToFileURL(join(at, 'resources', 'app.asar.unpacked', 'dist', 'worker.js')),
  })
})

test('a part is stale when any of its sources differs in content, and only then', () => {
  const root = folder()
  const part: Part = {
    name: 'renderer',
    config: 'x',
    sources: ['renderer', 'lock.json'],
    product: 'dist/renderer/index.html',
  }
  mkdirSync(join(root, 'renderer', 'deep'), { recursive: true })
  mkdirSync(join(root, 'dist', 'renderer'), { recursive: true })
  writeFileSync(join(root, 'renderer', 'deep', 'a.ts'), 'a')
  writeFileSync(join(root, 'lock.json'), '{}')
  const stamp = () => writeFileSync(join(root, 'dist', 'renderer.stamp'), sourceHash(root, part))
  const states = [isBuilt(root, part)]
  stamp()
  states.push(isBuilt(root, part))
  writeFileSync(join(root, part.product), '<html>')
  states.push(isBuilt(root, part))
  utimesSync(join(root, 'renderer', 'deep', 'a.ts'), new Date(), new Date(2100, 1))
  states.push(isBuilt(root, part))
  writeFileSync(join(root, 'renderer', 'deep', 'a.ts'), 'b')
  states.push(isBuilt(root, part))
  stamp()
  writeFileSync(join(root, 'renderer', 'b.ts'), '')
  states.push(isBuilt(root, part))
  rmSync(root, { recursive: true })
  expect(states).toEqual([false, false, true, true, false, false])
})

test('a runtime counts as present when its program is there', () => {
  const root = folder()
  const electron = join(root, 'node_modules', 'electron')
  const seen = [runtimePath(root, {})]
  mkdirSync(join(electron, 'dist'), { recursive: true })
  writeFileSync(join(electron, 'path.txt'), 'electron')
  seen.push(runtimePath(root, {}))
  writeFileSync(join(electron, 'dist', 'electron'), '')
  seen.push(runtimePath(root, {}))
  rmSync(root, { recursive: true })
  expect(seen).toEqual([null, null, join(electron, 'dist', 'electron')])
})

const withServer = async <T>(
  answer: (path: string) => { status: number; body?: 'endless' },
  use: (source: string) => Promise<T>,
) => {
  const server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '')
    response.writeHead(status, body ? { 'Content-Length': '1000000' } : {})
    if (request.method === 'HEAD' || !body) response.end()
    else response.write(Buffer.alloc(500_000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const never = () => new AbortController().signal

test('without a connection the download gives up at its time limit', async () => {
  // 192.0.2.0/24 is reserved for documentation: nobody answers there.
  const before = performance.now()
  const fetched = await fetchRuntime({
    root: ROOT,
    cancel: never(),
    progress: () => {},
    source: 'http://192.0.2.1/',
    connectMs: 200,
  })
  expect(fetched).toEqual({
    state: 'unusable',
    trouble: 'its runtime is not installed and there is no connection to download it',
  })
  expect(performance.now() - before).toBeLessThan(3000)
})

test('a download that fails says so', async () => {
  const cache = folder()
  process.env.XDG_CACHE_HOME = cache
  const fetched = await withServer(
    () => ({ status: 404 }),
    (source) => fetchRuntime({ root: ROOT, cancel: never(), progress: () => {}, source }),
  )
  delete process.env.XDG_CACHE_HOME
  rmSync(cache, { recursive: true, force: true })
  expect(fetched).toEqual({ state: 'unusable', trouble: 'the download of its runtime failed' })
})

test('a download reports how far it is and stops when told to', async () => {
  const cancelling = new AbortController()
  const shares: number[] = []
  const fetched = await withServer(
    () => ({ status: 200, body: 'endless' }),
    (source) =>
      fetchRuntime({
        root: ROOT,
        cancel: cancelling.signal,
        progress: (share) => {
          shares.push(share)
          if (share >= 0.5) cancelling.abort()
        },
        source,
      }),
  )
  expect(fetched).toEqual({ state: 'unusable', trouble: 'the download of its runtime was stopped' })
  expect(shares.at(-1)).toBe(0.5)
})
