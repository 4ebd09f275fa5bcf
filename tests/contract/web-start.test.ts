import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { serveWeb } from '../../electron/hosts/web/serve-web.ts'
import { fakeBackend } from '../fakes/backend.ts'
import { rawRequest } from '../helpers/raw-request.ts'
import { webCaller } from '../helpers/web-desk.ts'

const START = fileURLToPath(new URL('../../electron/hosts/start/start.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'second-look-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const env = {
  ...process.env,
  DISPLAY: '',
  WAYLAND_DISPLAY: '',
  SECOND_LOOK_STATE: join(folder, 'state'),
  SECOND_LOOK_PROJECTS: join(folder, 'projects'),
}

/** A port nobody listens on at the moment. */
const freePort = async (): Promise<number> => {
  const host = await serveWeb({ backend: fakeBackend(folder), port: 0, rendererDir: folder, caller: webCaller })
  await host.close()
  return Number(new URL(host.origin).port)
}

const run = (node: string, args: readonly string[]) => spawnSync(node, [START, ...args], { env, encoding: 'utf8' })

/** Starts the desk and answers the address it prints. */
const start = async (node: string, args: readonly string[]): Promise<{ child: ChildProcess; address: URL }> => {
  const child = spawn(node, [START, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/\S+/.exec(line)
    if (found) return { child, address: new URL(found[0]) }
  }
  throw new Error('the desk ended without printing its address')
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)))

/** A Node of this machine that is too old to run the desk by itself. */
const oldNode = (): string | null => {
  for (const at of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(at, 'node')
    if (!existsSync(path)) continue
    const [major = 0, minor = 0] = spawnSync(path, ['--version'], { encoding: 'utf8' })
      .stdout.slice(1)
      .split('.')
      .map(Number)
    if (major >= 20 && (major < 22 || (major === 22 && minor < 18))) return path
  }
  return null
}

const answersAndCloses = async (node: string): Promise<unknown[]> => {
  const port = await freePort()
  const { child, address } = await start(node, ['--web', '--no-open', '--port', String(port)])
  const token = address.hash.replace('#token=', '')
  const json = { 'Content-Type': 'application/json' }
  const session = await rawRequest(port, 'POST', '/session', json, JSON.stringify({ token }))
  const cookie = session.headers['set-cookie']?.split(';')[0] ?? ''
  const state = await rawRequest(port, 'POST', '/call/desk.state', { ...json, Cookie: cookie }, '{}')
  const exit = ended(child)
  child.kill('SIGTERM')
  const { value } = JSON.parse(state.body)
  return [session.status, state.status, value.host, value.mayNamePaths, value.projectsRoot, await exit]
}

const expected = [200, 200, 'web', false, join(folder, 'projects'), 0]

test('npm start serves the desk, prints its address with the token, and closes when told to', async () => {
  expect(await answersAndCloses(process.execPath)).toEqual(expected)
})

test('an older Node hands over to the pinned one', async ({ skip }) => {
  const node = oldNode()
  if (node === null) return skip('this machine has no Node between 20 and 22.18')
  expect(await answersAndCloses(node)).toEqual(expected)
})

test('a port in use ends the start with what to do', async () => {
  const host = await serveWeb({ backend: fakeBackend(folder), port: 0, rendererDir: folder, caller: webCaller })
  const port = new URL(host.origin).port
  const child = spawn(process.execPath, [START, '--web', '--no-open', '--port', port], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await ended(child)
  await host.close()
  expect([code, said.includes(`Port ${port} is in use`), said.includes('--port N')]).toEqual([4, true, true])
})

test.skipIf(process.platform !== 'linux')(
  'without a display, --desktop says why it cannot open instead of opening something else',
  () => {
    const { status, stdout, stderr } = run(process.execPath, ['--desktop'])
    expect([status, stdout, stderr]).toEqual([
      2,
      '',
      'The desktop app cannot open: this machine has no display. Use npm start -- --web instead.\n',
    ])
  },
)

test('wishes that make no sense are refused with the usage exit code', () => {
  const answers = [['--web', '--desktop'], ['--port', '0'], ['--port', 'x'], ['a', 'b'], ['--nonsense']].map((args) => {
    const { status, stderr } = run(process.execPath, args)
    return [status, stderr.length > 0]
  })
  expect(answers).toEqual(Array(5).fill([2, true]))
})

test('--help tells every flag', () => {
  const { status, stdout } = run(process.execPath, ['--help'])
  expect([status, ['--web', '--desktop', '--port', '--no-open'].filter((flag) => !stdout.includes(flag))]).toEqual([
    0,
    [],
  ])
})
