import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type FakeBackend, fakeBackend } from '../fakes/backend.ts'
import * as electron from '../fakes/electron.ts'

vi.mock('electron', () => import('../fakes/electron.ts'))

let backend: FakeBackend
vi.mock('../../electron/backend/create-backend.ts', () => ({ createBackend: async () => backend }))

const folder = mkdtempSync(join(tmpdir(), 'second-look-ipc-'))
const rendererDir = join(folder, 'dist', 'renderer')
vi.mock('../../electron/hosts/start/app-files.ts', () => ({
  appFiles: () => ({
    root: folder,
    version: '1.2.3',
    rendererDir,
    samplesDir: join(folder, 'samples'),
    workerUrl: new URL('file:///worker.js'),
  }),
}))

type Bridge = Record<string, (...args: unknown[]) => Promise<unknown>>
let bridge: Bridge

const window = () => {
  const [first] = electron.windows
  if (!first) throw new Error('no window was opened')
  return first
}

beforeAll(async () => {
  process.env.SECOND_LOOK_STATE = join(folder, 'state')
  mkdirSync(rendererDir, { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><html><head></head><body>desk</body></html>')
  writeFileSync(join(folder, 'secret.json'), '"outside"')
  backend = fakeBackend(folder)
  await import('../../electron/hosts/desktop/main.ts')
  await import('../../electron/hosts/desktop/preload.ts')
  await vi.waitFor(() => expect(electron.windows[0]?.shown).toBe(true), { timeout: 15_000 })
  bridge = electron.exposed.get('secondLook') as Bridge
})
afterAll(() => {
  delete process.env.SECOND_LOOK_STATE
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  electron.page.frame = { url: 'app://desk/', parent: null }
  electron.page.sender = window().webContents
  backend.arrivals.length = 0
  backend.asked.length = 0
})

const call = (name: string, input: unknown = {}) => bridge.call?.(name, input)
const refusal = { ok: false, error: { code: 'not-allowed', message: 'Only the desk’s own page may ask this.' } }

test('the page gets exactly the bridge, and nothing of Electron', () => {
  expect([[...electron.exposed.keys()], Object.keys(bridge).sort()]).toEqual([
    ['secondLook'],
    ['call', 'chooseFiles', 'chooseFolder', 'pathOf', 'subscribe'],
  ])
})

test('a call reaches the backend as the desktop’s own caller, and its answer comes back as plain data', async () => {
  const answer = await call('view.list', { a: [1, null, 'ü'] })
  expect(answer).toEqual({ ok: true, value: { name: 'view.list', input: { a: [1, null, 'ü'] }, host: 'desktop' } })
  const [arrival] = backend.arrivals
  expect([arrival?.caller.host, arrival?.caller.mayNamePaths]).toEqual(['desktop', true])
})

test('a failure comes back as data, not as an exception in IPC’s words', async () => {
  expect(await call('queue.count')).toEqual({
    ok: false,
    error: { code: 'no-project', message: 'No project is open. Open one first.' },
  })
})

test('a fault of the host becomes a failure, not an exception in IPC’s words', async () => {
  const { dispatchUnknown } = backend
  backend.dispatchUnknown = () => Promise.reject(new Error('broken'))
  const answer = await call('view.list')
  backend.dispatchUnknown = dispatchUnknown
  expect(answer).toEqual({
    ok: false,
    error: {
      code: 'internal',
      message: 'The desk did not answer. Your work is kept; close the app and open it again.',
    },
  })
})

test('only the desk’s own page in a main frame is answered', async () => {
  const senders = [
    { url: 'https://evil.example/', parent: null },
    { url: 'https://evil.example/app://desk/', parent: null },
    { url: 'app://asset/0000', parent: null },
    { url: 'app://desk.evil/', parent: null },
    { url: 'file:///etc/passwd', parent: null },
    { url: 'about:blank', parent: null },
    { url: 'app://desk/', parent: { url: 'app://desk/' } },
  ]
  const answers = []
  for (const frame of senders) {
    electron.page.frame = frame
    answers.push(await call('view.list'))
  }
  const handler = electron.handlers.get('call')
  answers.push(await handler?.({ sender: electron.page.sender, senderFrame: null }, { name: 'view.list', input: {} }))
  expect({ answers, arrivals: backend.arrivals }).toEqual({ answers: Array(8).fill(refusal), arrivals: [] })
})

test('another page cannot open dialogs either', async () => {
  electron.page.frame = { url: 'https://evil.example/', parent: null }
  electron.dialogAnswers.push(['/home/ada/secret'])
  expect([await bridge.chooseFiles?.(), await bridge.chooseFolder?.(), electron.opened]).toEqual([[], null, []])
  electron.dialogAnswers.length = 0
})

test('messages of another shape are refused', async () => {
  const answers = []
  for (const message of [
    null,
    'view.list',
    { name: 1, input: {} },
    { name: 'x', input: {}, caller: {} },
    { name: 'x'.repeat(201) },
  ]) {
    answers.push(await electron.ipcRenderer.invoke('call', message))
  }
  const expected = { ok: false, error: { code: 'bad-input', message: 'A call is {name, input}.' } }
  expect({ answers, arrivals: backend.arrivals }).toEqual({ answers: Array(5).fill(expected), arrivals: [] })
})

test('there is one channel that takes messages', () => {
  expect([...electron.handlers.keys()]).toEqual(['call'])
})

test('events reach the page until it stops listening', async () => {
  const seen: unknown[] = []
  const stop = bridge.subscribe?.((event: unknown) => seen.push(event)) as unknown as () => void
  backend.emit({ type: 'taxonomy.published', version: 2 })
  stop()
  backend.emit({ type: 'taxonomy.published', version: 3 })
  expect(seen).toEqual([{ type: 'taxonomy.published', version: 2 }])
})

test('events do not reach a window that shows something else', () => {
  const seen: unknown[] = []
  const stop = bridge.subscribe?.((event: unknown) => seen.push(event)) as unknown as () => void
  window().webContents.url = 'https://evil.example/'
  backend.emit({ type: 'queue.changed' })
  window().webContents.url = 'app://desk/'
  stop()
  expect(seen).toEqual([])
})

test('files and folders are chosen in the system’s dialog, and a dropped file has its path', async () => {
  electron.dialogAnswers.push(['/a.jsonl', '/b.jsonl'], [], ['/out'], [])
  const chosen = [
    await bridge.chooseFiles?.(),
    await bridge.chooseFiles?.(),
    await bridge.chooseFolder?.(),
    await bridge.chooseFolder?.(),
    bridge.pathOf?.(new File([], 'c.json')),
  ]
  expect(chosen).toEqual([['/a.jsonl', '/b.jsonl'], [], '/out', null, '/dropped/c.json'])
})

test('the window isolates, sandboxes and shows the desk’s page', () => {
  const preferences = window().options.webPreferences as Record<string, unknown>
  expect([
    window().webContents.url,
    { ...preferences, preload: String(preferences.preload).split('/').at(-1) },
  ]).toEqual([
    'app://desk/',
    {
      preload: 'preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  ])
})

/** Emits an event that a guard may stop, and says whether one did. */
const stopped = (name: string, extra: object): boolean => {
  const event = electron.preventable(extra)
  window().webContents.emit(name, event)
  return event.defaultPrevented
}

test('the window cannot navigate away, be redirected, or embed another page; it may reload', () => {
  expect({
    away: stopped('will-navigate', { url: 'https://evil.example/' }),
    file: stopped('will-navigate', { url: 'file:///etc/passwd' }),
    asset: stopped('will-navigate', { url: 'app://asset/0000' }),
    reload: stopped('will-navigate', { url: 'app://desk/' }),
    frame: stopped('will-frame-navigate', { url: 'app://desk/', isMainFrame: false }),
    mainFrame: stopped('will-frame-navigate', { url: 'https://evil.example/', isMainFrame: true }),
    mainReload: stopped('will-frame-navigate', { url: 'app://desk/', isMainFrame: true }),
    redirect: stopped('will-redirect', { url: 'https://evil.example/' }),
    webview: stopped('will-attach-webview', {}),
  }).toEqual({
    away: true,
    file: true,
    asset: true,
    reload: false,
    frame: true,
    mainFrame: true,
    mainReload: false,
    redirect: true,
    webview: true,
  })
})

test('the page cannot open windows', () => {
  const answers = ['https://evil.example/', 'app://desk/', 'about:blank'].map(
    (url) => window().webContents.windowOpenHandler?.({ url }).action,
  )
  expect(answers).toEqual(['deny', 'deny', 'deny'])
})

test('no permission is granted, asked for or not', () => {
  const { defaultSession } = electron.session
  const granted: unknown[] = []
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid']) {
    defaultSession.permissionRequest?.(window().webContents, permission, (answer) => granted.push(answer))
  }
  expect([granted, defaultSession.permissionCheck?.(), defaultSession.devicePermission?.()]).toEqual([
    Array(6).fill(false),
    false,
    false,
  ])
})

test('no request leaves the machine', () => {
  const cancelled = (url: string) => {
    let answer: boolean | null = null
    electron.session.defaultSession.beforeRequest?.({ url }, ({ cancel }) => {
      answer = cancel
    })
    return answer
  }
  const urls = [
    'https://a.example/',
    'http://127.0.0.1:1/',
    'ws://a.example/',
    'file:///etc/passwd',
    'app://desk/',
    'blob:app://desk/1',
  ]
  expect(urls.map(cancelled)).toEqual([true, true, true, true, false, false])
})

const get = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  const handler = electron.protocols.get('app')
  if (!handler) throw new Error('app:// is not served')
  return handler(new Request(url, { headers, method }))
}

test('app://desk serves the page under the strict policy', async () => {
  const page = await get('app://desk/')
  const policy = page.headers.get('Content-Security-Policy') ?? ''
  const directive = (name: string) => policy.split('; ').find((part) => part.startsWith(`${name} `))
  expect([
    page.status,
    (await page.text()).includes('desk'),
    page.headers.get('X-Content-Type-Options'),
    ...['default-src', 'script-src', 'img-src', 'connect-src', 'frame-ancestors'].map(directive),
  ]).toEqual([
    200,
    true,
    'nosniff',
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self' app://asset blob: data:",
    "connect-src 'self' app://asset",
    "frame-ancestors 'none'",
  ])
})

test('app://asset serves a stored file by its hash, in parts too, to the desk’s page only', async () => {
  const sha256 = backend.addAsset(new TextEncoder().encode('0123456789'), 'image/svg+xml')
  const answer = await get(`app://asset/${sha256}`, { Range: 'bytes=2-4' })
  const told = [
    'Content-Security-Policy',
    'Access-Control-Allow-Origin',
    'Cross-Origin-Resource-Policy',
    'Content-Range',
  ]
  expect([answer.status, await answer.text(), told.map((name) => answer.headers.get(name))]).toEqual([
    206,
    '234',
    [
      "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
      'app://desk',
      'cross-origin',
      'bytes 2-4/10',
    ],
  ])
})

test('app:// serves nothing else: no other host, no path outside, no other method', async () => {
  const sha256 = backend.addAsset(new TextEncoder().encode('x'), 'image/png')
  const answers = [
    await get('app://desk/..%2f..%2fsecret.json'),
    await get('app://desk/%2e%2e/secret.json'),
    await get('app://desk/none.js'),
    await get(`app://other/${sha256}`),
    await get(`app://asset/..%2f${sha256}`),
    await get(`app://asset/${'0'.repeat(64)}`),
    await get(`app://asset/${sha256}`, {}, 'POST'),
  ]
  const statuses = answers.map((answer) => answer.status)
  expect({ statuses, asked: backend.asked }).toEqual({ statuses: Array(7).fill(404), asked: ['0'.repeat(64)] })
})

test('the scheme is a secure origin of its own', () => {
  expect(electron.schemes).toEqual([
    {
      scheme: 'app',
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        corsEnabled: true,
        stream: true,
        codeCache: true,
      },
    },
  ])
})

const menuItem = (label: string) => {
  const flat = (electron.menus[0] ?? []).flatMap((item) => item.submenu ?? [])
  return flat.find((item) => item.label === label)
}

test('the menu opens a project that was chosen, and says why one does not open', async () => {
  const answers: Record<string, unknown> = {
    '/good.secondlook': { ok: true, value: {} },
    '/bad': { ok: false, error: { code: 'not-a-project', message: '/bad is not a project.' } },
  }
  const tried: string[] = []
  backend.dispatch = (async (_name: string, input: { path: string }) => {
    tried.push(input.path)
    return answers[input.path]
  }) as never
  electron.dialogAnswers.push(['/good.secondlook'], ['/bad'], [])
  for (let times = 0; times < 3; times += 1) menuItem('Open project…')?.click?.()
  await expect.poll(() => electron.errorBoxes).toEqual(['This project did not open: /bad is not a project.'])
  expect(tried).toEqual(['/good.secondlook', '/bad'])
})

test('a second start brings the open window forward with its project', async () => {
  const tried: string[] = []
  backend.dispatch = (async (_name: string, input: { path: string }) => {
    tried.push(input.path)
    return { ok: true, value: {} }
  }) as never
  electron.app.emit('second-instance', {}, ['electron', '--flag', '/work/a.secondlook'])
  expect([tried, window().focused]).toEqual([['/work/a.secondlook'], 1])
})

test('quitting waits until the project is closed', async () => {
  let release = () => {}
  backend.close = () =>
    new Promise((resolve) => {
      release = resolve
    })
  electron.app.quit()
  electron.app.quit()
  expect([electron.app.quits, electron.handlers.size]).toEqual([0, 0])
  release()
  await expect.poll(() => electron.app.quits).toBe(1)
})
