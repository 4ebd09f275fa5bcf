import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectPort } from '../../electron/hosts/web/desk-port.ts'
import { openHostLog } from '../../electron/hosts/web/host-log.ts'
import { serveWeb } from '../../electron/hosts/web/serve-web.ts'
import { fakeBackend } from '../fakes/backend.ts'
import { rawRequest } from '../helpers/raw-request.ts'
import { type WebDesk, webCaller, webDesk } from '../helpers/web-desk.ts'

const json = { 'Content-Type': 'application/json' }

test('a call carries its name and input to the backend with the host’s own caller, and its answer back', async () => {
  await using desk = await webDesk()
  const answer = await rawRequest(
    desk.port,
    'POST',
    '/call/view.list',
    { ...json, Cookie: desk.cookie },
    '{"a":[1,"ü"]}',
  )
  expect([answer.status, JSON.parse(answer.body), desk.backend.arrivals]).toEqual([
    200,
    { ok: true, value: { name: 'view.list', input: { a: [1, 'ü'] }, host: 'web' } },
    [{ name: 'view.list', input: { a: [1, 'ü'] }, caller: webCaller }],
  ])
})

test('a failure comes back as data with the status of its code', async () => {
  await using desk = await webDesk()
  const post = async (body: string) => {
    const answer = await rawRequest(desk.port, 'POST', '/call/queue.count', { ...json, Cookie: desk.cookie }, body)
    return [answer.status, JSON.parse(answer.body)]
  }
  expect([await post('{}'), await post('{"a":')]).toEqual([
    [409, { ok: false, error: { code: 'no-project', message: 'No project is open. Open one first.' } }],
    [
      400,
      {
        ok: false,
        error: { code: 'bad-input', message: 'The body is not JSON in UTF-8. Send the input as one JSON value.' },
      },
    ],
  ])
})

test('the page and its scripts need no session; the page is never cached and its hashed files always are', async () => {
  await using desk = await webDesk()
  const page = await rawRequest(desk.port, 'GET', '/')
  const script = await rawRequest(desk.port, 'GET', '/assets/index-1.js')
  expect([
    [
      page.status,
      page.headers['content-type'],
      page.headers['cache-control'],
      page.body.includes('<title>Desk</title>'),
    ],
    [script.status, script.headers['content-type'], script.headers['cache-control'], script.body],
  ]).toEqual([
    [200, 'text/html; charset=utf-8', 'no-store', true],
    [200, 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable', 'document.title = "ran"'],
  ])
})

test('a renderer that was not built says what to do', async () => {
  await using desk = await webDesk()
  rmSync(join(desk.folder, 'renderer', 'index.html'))
  const page = await rawRequest(desk.port, 'GET', '/')
  expect([page.status, page.body.includes('npm run build')]).toEqual([503, true])
})

const BYTES = Uint8Array.from({ length: 1000 }, (_, at) => at % 251)

const fetchAsset = async (desk: WebDesk, headers: Record<string, string>, method = 'GET') => {
  const sha256 = desk.backend.addAsset(BYTES, 'image/png')
  const answer = await fetch(`${desk.host.origin}/asset/${sha256}`, {
    method,
    headers: { Cookie: desk.cookie, ...headers },
  })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const header = (name: string) => answer.headers.get(name)
  return { status: answer.status, bytes, length: header('Content-Length'), range: header('Content-Range'), answer }
}

test('an asset is sent whole, cached for good under its hash', async () => {
  await using desk = await webDesk()
  const { status, bytes, answer } = await fetchAsset(desk, {})
  const sha256 = createHash('sha256').update(BYTES).digest('hex')
  const told = ['Content-Type', 'Cache-Control', 'ETag', 'Accept-Ranges'].map((name) => answer.headers.get(name))
  expect([status, bytes, told]).toEqual([
    200,
    BYTES,
    ['image/png', 'private, max-age=31536000, immutable', `"${sha256}"`, 'bytes'],
  ])
})

test('a known asset is not sent again', async () => {
  await using desk = await webDesk()
  const etag = `"${createHash('sha256').update(BYTES).digest('hex')}"`
  const known = await fetchAsset(desk, { 'If-None-Match': `W/"x", ${etag}` })
  const other = await fetchAsset(desk, { 'If-None-Match': '"x"' })
  expect([known.status, known.bytes.length, other.status]).toEqual([304, 0, 200])
})

test('parts of an asset are sent when asked for, and only those', async () => {
  await using desk = await webDesk()
  const part = async (Range: string, headers: Record<string, string> = {}) => {
    const { status, bytes, range } = await fetchAsset(desk, { Range, ...headers })
    return [status, range, bytes]
  }
  const whole = [200, null, BYTES]
  expect([
    await part('bytes=0-9'),
    await part('bytes=990-'),
    await part('bytes=-5'),
    await part('bytes=990-5000'),
    await part('bytes=1000-'),
    await part('bytes=-0'),
    await part('bytes=9-3'),
    await part('bytes=0-1,5-6'),
    await part('rows=0-1'),
    await part('bytes=0-9', { 'If-Range': '"another"' }),
  ]).toEqual([
    [206, 'bytes 0-9/1000', BYTES.slice(0, 10)],
    [206, 'bytes 990-999/1000', BYTES.slice(990)],
    [206, 'bytes 995-999/1000', BYTES.slice(995)],
    [206, 'bytes 990-999/1000', BYTES.slice(990)],
    [416, 'bytes */1000', new Uint8Array()],
    [416, 'bytes */1000', new Uint8Array()],
    whole,
    whole,
    whole,
    whole,
  ])
})

test('HEAD tells an asset’s length without its bytes', async () => {
  await using desk = await webDesk()
  const { status, bytes, length } = await fetchAsset(desk, {}, 'HEAD')
  expect([status, bytes.length, length]).toEqual([200, 0, '1000'])
})

test('an export is a file to save under its own name', async () => {
  await using desk = await webDesk()
  const path = '/download/01890000-0000-7000-8000-000000000001'
  const answer = await rawRequest(desk.port, 'GET', path, { Cookie: desk.cookie })
  const none = await rawRequest(desk.port, 'GET', path.replace(/1$/, '2'), { Cookie: desk.cookie })
  expect([answer.status, answer.body, answer.headers['content-disposition'], none.status]).toEqual([
    200,
    'PK zip',
    `attachment; filename="export.zip"; filename*=UTF-8''%C3%9Cbung%201.zip`,
    404,
  ])
})

test('an upload of 256 MiB streams through without growing the host’s memory', async () => {
  await using desk = await webDesk()
  const chunk = new Uint8Array(1024 * 1024)
  let sent = 0
  let peak = 0
  const before = process.memoryUsage().rss
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (sent === 256) return controller.close()
      sent += 1
      peak = Math.max(peak, process.memoryUsage().rss)
      controller.enqueue(chunk)
    },
  })
  const answer = await fetch(`${desk.host.origin}/upload?name=${encodeURIComponent('..\\a/großer Stapel.jsonl')}`, {
    method: 'POST',
    headers: { Cookie: desk.cookie },
    body,
    duplex: 'half',
  } as RequestInit)
  const [arrived] = desk.backend.uploads
  expect([await answer.json(), arrived?.name, arrived?.bytes]).toEqual([
    { ok: true, value: { uploadId: '00000000-0000-4000-8000-000000000001', bytes: 256 * 1024 * 1024 } },
    'großer Stapel.jsonl',
    256 * 1024 * 1024,
  ])
  // Sender and host share this process, so this bounds both.
  expect(peak - before).toBeLessThan(128 * 1024 * 1024)
})

test('an empty upload is an empty file, and an upload without a name is refused', async () => {
  await using desk = await webDesk()
  const empty = await rawRequest(desk.port, 'POST', '/upload?name=a.txt', { Cookie: desk.cookie })
  const nameless = await rawRequest(desk.port, 'POST', '/upload', { Cookie: desk.cookie }, 'x')
  expect([empty.status, nameless.status, desk.backend.uploads]).toEqual([
    200,
    400,
    [{ name: 'a.txt', bytes: 0, largestChunk: 0 }],
  ])
})

/** Reads a stream until `enough` says so. */
const readUntil = async (response: Response, enough: (text: string) => boolean): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (enough(text)) break
  }
  return text
}

test('events reach every page, with heartbeats between them, and a closed page is forgotten', async () => {
  await using desk = await webDesk(5)
  const open = () => fetch(`${desk.host.origin}/events`, { headers: { Cookie: desk.cookie } })
  const pages = [await open(), await open()]
  desk.backend.emit({ type: 'taxonomy.published', version: 3 })
  const texts = await Promise.all(
    pages.map((page) => readUntil(page, (text) => text.includes('data:') && text.includes('\n:\n\n'))),
  )
  for (const text of texts) expect(text).toContain('data: {"type":"taxonomy.published","version":3}\n\n')
  await expect.poll(() => desk.backend.listeners.size).toBe(0)
})

test('closing the host ends open event streams and frees the port', async () => {
  await using desk = await webDesk()
  const page = await fetch(`${desk.host.origin}/events`, { headers: { Cookie: desk.cookie } })
  await desk.host.close()
  expect(await readUntil(page, () => false)).toBe('retry: 1000\n\n')
  expect(desk.backend.listeners.size).toBe(0)
  await expect(fetch(desk.host.origin)).rejects.toThrow()
})

test('a port in use is said so, with the flag that chooses another', async () => {
  await using desk = await webDesk()
  const second = serveWeb({
    backend: fakeBackend(desk.folder),
    port: desk.port,
    rendererDir: desk.folder,
    caller: webCaller,
  })
  await expect(second).rejects.toMatchObject({
    code: 'busy',
    message: `Port ${desk.port} is in use, perhaps by a desk that is already open. Close it, or choose another port with --port N.`,
  })
})

test('a project has one port, whatever way its path is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-port-'))
  const ports = [
    projectPort(folder),
    projectPort(`${folder}/../${folder.split('/').at(-1)}/`),
    projectPort(`${folder}-2`),
  ]
  rmSync(folder, { recursive: true })
  expect(ports[0]).toBe(ports[1])
  for (const port of ports) expect(port >= 47_000 && port <= 47_999).toBe(true)
})

test('the log keeps at most two files of its limit, readable by nobody else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-log-'))
  const log = openHostLog(join(folder, 'state'), 2000)
  for (let at = 0; at < 100; at += 1) log.info({ at }, 'request')
  const file = (name: string) => join(folder, 'state', name)
  const sizes = ['host.log', 'host.1.log'].map((name) => statSync(file(name)).size)
  const last = readFileSync(file('host.log'), 'utf8').trim().split('\n').at(-1) ?? ''
  expect([sizes.every((size) => size <= 2000), JSON.parse(last).at, statSync(file('host.log')).mode & 0o077]).toEqual([
    true,
    99,
    0,
  ])
  rmSync(folder, { recursive: true })
  log.info({ at: 100 }, 'request')
  expect(existsSync(file('host.1.log'))).toBe(false)
})
