import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { extractAll, listPackage } from '@electron/asar'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { buildPart, PARTS } from '../../electron/hosts/start/ensure-built.ts'
import { SAMPLES } from '../../shared/contract/projects.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'second-look-package-'))
const resources = join(folder, 'out', 'linux-unpacked', 'resources')
const archive = join(resources, 'app.asar')
const unpacked = `${archive}.unpacked`
/** Whatever wants to download is refused at once. */
const OFFLINE = 'http://127.0.0.1:9/'
const env = {
  ...process.env,
  ELECTRON_MIRROR: OFFLINE,
  HTTPS_PROXY: OFFLINE,
  HTTP_PROXY: OFFLINE,
  SECOND_LOOK_STATE: join(folder, 'state'),
  SECOND_LOOK_PROJECTS: join(folder, 'projects'),
}

const node = (args: readonly string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
  return stdout
}

/** The runtime's folder as electron-builder expects it; Node stands in for the runtime, which runs as Node when told to. */
const stubRuntime = (): string => {
  const dist = join(folder, 'runtime')
  mkdirSync(join(dist, 'resources'), { recursive: true })
  const { version } = createRequire(import.meta.url)('electron/package.json')
  for (const [name, content] of [
    ['electron', `#!/bin/sh\nexec "${process.execPath}" "$@"\n`],
    ['version', version],
    ['LICENSE', ''],
    ['LICENSES.chromium.html', ''],
  ]) {
    writeFileSync(join(dist, name ?? ''), content ?? '')
  }
  chmodSync(join(dist, 'electron'), 0o755)
  return dist
}

let files: readonly string[]

beforeAll(async () => {
  if (!existsSync(join(ROOT, 'dist/renderer/index.html')))
    throw new Error('The renderer is not built. Run npm run build first.')
  await buildPart(ROOT, PARTS.desktop)
  const output = join(folder, 'out')
  const builder = ['node_modules/electron-builder/cli.js', '--dir', '--linux', '--x64']
  node([...builder, `-c.electronDist=${stubRuntime()}`, `-c.directories.output=${output}`], ROOT)
  files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1))
  // Node cannot read archives, so the archive becomes a folder of the same name; what stands beside it stays there.
  extractAll(archive, join(folder, 'extracted'))
  rmSync(archive)
  renameSync(join(folder, 'extracted'), archive)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the package holds the build, the samples and two native packages with what they need, and nothing else', () => {
  const level = (depth: number) => new Set(files.map((path) => path.split('/').slice(0, depth).join('/')))
  expect([...level(1)].sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json', 'resources'])
  const packages = files.filter((path) => /^node_modules\/(@[^/]+\/)?[^/@]+$/.test(path)).map((path) => path.slice(13))
  expect(packages.sort()).toEqual([
    '@img/colour',
    '@img/sharp-libvips-linux-x64',
    '@img/sharp-linux-x64',
    'better-sqlite3',
    'detect-libc',
    'semver',
    'sharp',
  ])
})

test('no source, test, map or stamp is packaged', () => {
  const strays = files.filter(
    (path) => /\.(ts|tsx|mts|cts|map|stamp|test\.js)$/.test(path) || /(^|\/)(tests?|make|docs|\.git)(\/|$)/.test(path),
  )
  expect(strays).toEqual([])
})

test('everything the window loads is there: main, a preload that requires nothing but electron, the page', () => {
  const { main } = JSON.parse(readFileSync(join(archive, 'package.json'), 'utf8'))
  const preload = readFileSync(join(archive, 'dist/desktop/preload.cjs'), 'utf8')
  const required = [...preload.matchAll(/\brequire\((["'`])(.*?)\1\)/g)].map((match) => match[2])
  expect([
    main,
    existsSync(join(archive, main)),
    required,
    existsSync(join(archive, 'dist/renderer/index.html')),
  ]).toEqual(['dist/desktop/main.js', true, ['electron'], true])
})

test('native code, the worker, the samples and the command line stand outside the archive', () => {
  const there = [
    'app.asar.unpacked/dist/worker.js',
    'app.asar.unpacked/resources/samples/retail-shelf/sample.json',
    'app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node',
    'app.asar.unpacked/node_modules/@img/sharp-linux-x64/package.json',
    'bin/second-look',
    'bin/second-look.cmd',
  ]
  expect(there.filter((path) => !existsSync(join(resources, path)))).toEqual([])
  expect(existsSync(join(unpacked, 'node_modules/better-sqlite3/prebuilds/darwin-arm64.node'))).toBe(false)
})

const Stats = z.object({ cases: z.int(), predictions: z.int() })

test('the packaged command line makes a project, imports and counts', () => {
  const lines = [
    { secondLook: 1, model: { name: 'm', version: '1' } },
    { key: 'a', kind: 'text', text: 'one', prediction: { class: 'x', scores: { x: 0.4, y: 0.6 } } },
    { key: 'b', kind: 'text', text: 'two', prediction: { class: 'y', scores: { x: 0.1, y: 0.9 } } },
  ]
  writeFileSync(join(folder, 'in.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'))
  const cli = join(archive, 'dist/cli.js')
  node([cli, 'new', 'P'], folder)
  node([cli, 'import', 'P', 'in.jsonl', '--json'], folder)
  const { cases, predictions } = Stats.parse(JSON.parse(node([cli, 'stats', 'P', '--json'], folder)))
  expect([cases, predictions]).toEqual([2, 2])
})

test('the installed app carries the command line', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const { stdout } = spawnSync(join(resources, 'bin', 'second-look'), ['--version'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  expect(stdout.trim()).toBe(version)
})

test('the packaged command line serves the packaged page', async () => {
  const serving = spawn(process.execPath, [join(archive, 'dist/cli.js'), 'serve', 'P', '--no-open'], {
    cwd: folder,
    env,
  })
  const ended = new Promise((resolve) => serving.once('exit', resolve))
  try {
    let address = ''
    for await (const line of createInterface({ input: serving.stdout })) {
      address = /http:\/\/\S+/.exec(line)?.[0] ?? ''
      if (address) break
    }
    const page = await fetch(new URL('/', address))
    expect([page.status, (await page.text()).includes('<div id="root">')]).toEqual([200, true])
  } finally {
    serving.kill('SIGTERM')
    await ended
  }
})

const DRIVE = `
import * as electron from 'electron'
await import(process.argv[2])
while (!electron.windows[0]?.shown) await new Promise((done) => setImmediate(done))
const page = await electron.protocols.get('app')(new Request('app://desk/'))
const asked = (name, input) => electron.ipcRenderer.invoke('call', { name, input })
const state = await asked('desk.state', {})
const made = await asked('project.create', { name: 'From the window', sample: 'ticket-routing' })
process.stdout.write(JSON.stringify({
  page: page.status,
  url: electron.windows[0].webContents.url,
  host: state.value?.host,
  samples: state.value?.samples.map((sample) => sample.name),
  made: made.ok || made.error,
}))
electron.app.once('quitted', () => process.exit(0))
electron.app.quit()
`

test('the packaged app starts, shows its page, answers it, makes a sample project and quits', () => {
  const stand = join(archive, 'node_modules', 'electron')
  mkdirSync(stand, { recursive: true })
  writeFileSync(join(stand, 'package.json'), '{"name":"electron","type":"module","exports":"./index.js"}')
  const fake = pathToFileURL(join(ROOT, 'tests/fakes/electron.ts')).href
  writeFileSync(join(stand, 'index.js'), `export * from ${JSON.stringify(fake)}`)
  writeFileSync(join(archive, 'drive.mjs'), DRIVE)
  const told = node([join(archive, 'drive.mjs'), join(archive, 'dist/desktop/main.js')], folder)
  expect(JSON.parse(told)).toEqual({
    page: 200,
    url: 'app://desk/',
    host: 'desktop',
    samples: SAMPLES,
    made: true,
  })
})
