import { readFileSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rawRequest } from '../helpers/raw-request.ts'
import { type WebDesk, webDesk } from '../helpers/web-desk.ts'

const json = { 'Content-Type': 'application/json' }

/** A call that a page of the desk itself would send, with some headers changed. */
const call = (desk: WebDesk, headers: Record<string, string> = {}, body = '{}') =>
  rawRequest(
    desk.port,
    'POST',
    '/call/desk.state',
    { Host: `127.0.0.1:${desk.port}`, Cookie: desk.cookie, ...json, ...headers },
    body,
  )

test('a call with the cookie, the right Host and the desk’s own Origin arrives', async () => {
  await using desk = await webDesk()
  const answer = await call(desk, { Origin: desk.host.origin, 'Sec-Fetch-Site': 'same-origin' })
  expect([answer.status, desk.backend.arrivals.length]).toEqual([200, 1])
})

test('a foreign Host is refused, as a rebound name would send it', async () => {
  await using desk = await webDesk()
  const statuses = []
  for (const host of [
    'evil.example',
    `evil.example:${desk.port}`,
    '127.0.0.1',
    '127.0.0.1:1',
    `127.0.0.1.evil:${desk.port}`,
  ]) {
    statuses.push((await call(desk, { Host: host })).status)
    statuses.push((await rawRequest(desk.port, 'GET', '/', { Host: host })).status)
  }
  expect({ statuses, arrivals: desk.backend.arrivals }).toEqual({ statuses: Array(10).fill(403), arrivals: [] })
})

test('a foreign Origin is refused even with the cookie', async () => {
  await using desk = await webDesk()
  const statuses = []
  for (const origin of [
    'https://evil.example',
    'null',
    `http://127.0.0.1:${desk.port + 1}`,
    `https://127.0.0.1:${desk.port}`,
  ]) {
    statuses.push((await call(desk, { Origin: origin })).status)
  }
  expect({ statuses, arrivals: desk.backend.arrivals }).toEqual({ statuses: Array(4).fill(403), arrivals: [] })
})

test('a request that another site caused is refused, except opening the page', async () => {
  await using desk = await webDesk()
  const from = (site: string, mode: string) => ({ 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode })
  const get = async (path: string, headers: Record<string, string>) =>
    (await rawRequest(desk.port, 'GET', path, { Cookie: desk.cookie, ...headers })).status
  expect({
    call: (await call(desk, from('cross-site', 'cors'))).status,
    sameSite: (await call(desk, from('same-site', 'cors'))).status,
    typed: (await call(desk, from('none', 'navigate'))).status,
    asset: await get(`/asset/${'0'.repeat(64)}`, from('cross-site', 'no-cors')),
    script: await get('/assets/index-1.js', from('cross-site', 'no-cors')),
    link: await get('/', from('cross-site', 'navigate')),
    arrivals: desk.backend.arrivals,
  }).toEqual({ call: 403, sameSite: 403, typed: 403, asset: 403, script: 403, link: 200, arrivals: [] })
})

test('no answer carries a CORS header, and a preflight is not granted', async () => {
  await using desk = await webDesk()
  const preflight = await rawRequest(desk.port, 'OPTIONS', '/call/desk.state', {
    Origin: 'https://evil.example',
    'Access-Control-Request-Method': 'POST',
  })
  const own = await call(desk, { Origin: desk.host.origin })
  const cors = [preflight, own].flatMap((answer) =>
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control-')),
  )
  expect([preflight.status, cors]).toEqual([403, []])
})

test('nothing but the page and the exchange answers without the cookie', async () => {
  await using desk = await webDesk()
  const sha256 = desk.backend.addAsset(new TextEncoder().encode('<svg/>'), 'image/svg+xml')
  const statusOf = async (method: string, path: string, headers: Record<string, string>) =>
    (await rawRequest(desk.port, method, path, { ...json, ...headers }, '{}')).status
  const statuses = []
  for (const cookie of [
    '',
    'second-look=x',
    `second-look-${desk.port}=`,
    desk.cookie.slice(0, -1),
    `${desk.cookie}x`,
  ]) {
    const headers: Record<string, string> = cookie === '' ? {} : { Cookie: cookie }
    statuses.push(await statusOf('POST', '/call/desk.state', headers))
    statuses.push(await statusOf('POST', '/upload?name=a.jsonl', headers))
    statuses.push(await statusOf('GET', '/events', headers))
    statuses.push(await statusOf('GET', `/asset/${sha256}`, headers))
    statuses.push(await statusOf('GET', '/download/01890000-0000-7000-8000-000000000001', headers))
  }
  expect({ statuses, arrivals: desk.backend.arrivals, uploads: desk.backend.uploads }).toEqual({
    statuses: Array(25).fill(401),
    arrivals: [],
    uploads: [],
  })
})

test('the token is exchanged for a cookie that scripts cannot read and other sites do not send', async () => {
  await using desk = await webDesk()
  const exchange = (token: unknown) => rawRequest(desk.port, 'POST', '/session', json, JSON.stringify({ token }))
  const right = await exchange(desk.host.token)
  const wrong = []
  for (const token of ['', 'x', desk.host.token.slice(1), `${desk.host.token}x`, desk.host.token.toUpperCase(), null]) {
    const answer = await exchange(token)
    wrong.push([answer.status, answer.headers['set-cookie']])
  }
  expect(right.headers['set-cookie']).toMatch(
    new RegExp(`^second-look-${desk.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
  )
  expect(right.headers['set-cookie']).not.toContain(desk.host.token)
  expect(wrong).toEqual(Array(6).fill([401, undefined]))
})

test('the address a browser is started with works once, because other users can read command lines', async () => {
  await using desk = await webDesk()
  const token = new URL(desk.host.ticketUrl()).hash.replace('#token=', '')
  const exchange = () => rawRequest(desk.port, 'POST', '/session', json, JSON.stringify({ token }))
  const [first, second] = [await exchange(), await exchange()]
  const cookie = first.headers['set-cookie']?.split(';')[0] ?? ''
  expect([
    token === desk.host.token,
    first.status,
    second.status,
    (await call(desk, { Cookie: cookie })).status,
  ]).toEqual([false, 200, 401, 200])
})

test('two starts have different tokens, and the cookie of one does not open the other', async () => {
  await using one = await webDesk()
  await using two = await webDesk()
  const stolen = one.cookie.replace(`second-look-${one.port}`, `second-look-${two.port}`)
  expect([one.host.token === two.host.token, (await call(two, { Cookie: stolen })).status]).toEqual([false, 401])
})

test('a JSON body over 8 MiB is refused whether or not its length was announced', async () => {
  await using desk = await webDesk()
  const large = JSON.stringify('x'.repeat(8 * 1024 * 1024))
  const announced = await call(desk, {}, large)
  const chunked = await fetch(`${desk.host.origin}/call/desk.state`, {
    method: 'POST',
    headers: { ...json, Cookie: desk.cookie },
    body: new Blob([large]).stream(),
    duplex: 'half',
  } as RequestInit)
  const session = await rawRequest(desk.port, 'POST', '/session', json, JSON.stringify({ token: 'x'.repeat(5000) }))
  expect({
    announced: announced.status,
    chunked: chunked.status,
    session: session.status,
    arrivals: desk.backend.arrivals,
  }).toEqual({
    announced: 413,
    chunked: 413,
    session: 413,
    arrivals: [],
  })
})

test('a body that a form could send is refused', async () => {
  await using desk = await webDesk()
  const statuses = []
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ]) {
    statuses.push((await call(desk, { 'Content-Type': type })).status)
  }
  expect({ statuses, arrivals: desk.backend.arrivals }).toEqual({ statuses: Array(4).fill(400), arrivals: [] })
})

test('a path cannot leave the renderer’s folder, by dots, encodings or links', async () => {
  await using desk = await webDesk()
  symlinkSync(join(desk.folder, 'secret.json'), join(desk.folder, 'renderer', 'link.json'))
  const answers = []
  for (const path of [
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '/%2f..%2fsecret.json',
    '/index.html%00.json',
    '/link.json',
    '/%',
    '/assets',
  ]) {
    const answer = await rawRequest(desk.port, 'GET', path)
    answers.push([answer.status, answer.body.includes('outside')])
  }
  expect(answers).toEqual(Array(10).fill([404, false]))
})

test('an asset is named by its hash and an export by its id; no other name reaches the backend', async () => {
  await using desk = await webDesk()
  const statuses = []
  for (const path of [
    '/asset/..%2fsecret.json',
    `/asset/${'A'.repeat(64)}`,
    `/asset/${'0'.repeat(63)}`,
    `/asset/${'0'.repeat(64)}`,
    '/download/..%2fsecret.json',
    '/download/01890000',
    '/download/01890000-0000-7000-8000-000000000009',
  ]) {
    statuses.push((await rawRequest(desk.port, 'GET', path, { Cookie: desk.cookie })).status)
  }
  expect({ statuses, asked: desk.backend.asked }).toEqual({
    statuses: Array(7).fill(404),
    asked: ['0'.repeat(64), '01890000-0000-7000-8000-000000000009'],
  })
})

test('the page may run scripts from its own files only, and may not be framed', async () => {
  await using desk = await webDesk()
  const [one, two] = [await rawRequest(desk.port, 'GET', '/'), await rawRequest(desk.port, 'GET', '/')]
  const nonce = /<meta property="csp-nonce" nonce="([^"]+)">/.exec(one.body)?.[1] ?? 'none'
  expect(one.headers['content-security-policy']?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ])
  expect(two.body).not.toContain(nonce)
})

test('every answer says nosniff, no referrer and own origin only, refusals too', async () => {
  await using desk = await webDesk()
  const answers = [
    await rawRequest(desk.port, 'GET', '/'),
    await rawRequest(desk.port, 'GET', '/assets/index-1.js'),
    await rawRequest(desk.port, 'GET', '/nothing'),
    await rawRequest(desk.port, 'GET', '/', { Host: 'evil.example' }),
    await rawRequest(desk.port, 'GET', '/events'),
    await call(desk),
    await call(desk, {}, '{'),
  ]
  const expected = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  }
  const seen = answers.map((answer) =>
    Object.fromEntries(Object.keys(expected).map((name) => [name, answer.headers[name]])),
  )
  expect(seen).toEqual(answers.map(() => expected))
})

test('a stored SVG or page can neither run nor fetch when it is opened by itself', async () => {
  await using desk = await webDesk()
  const bytes = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const svg = desk.backend.addAsset(bytes, 'image/svg+xml')
  const page = desk.backend.addAsset(new TextEncoder().encode('<script>alert(1)</script>'), 'text/html')
  const told = async (sha256: string) => {
    const { headers } = await rawRequest(desk.port, 'GET', `/asset/${sha256}`, { Cookie: desk.cookie })
    return [headers['content-type'], headers['content-security-policy'], headers['content-disposition']]
  }
  const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
  expect([await told(svg), await told(page)]).toEqual([
    ['image/svg+xml', policy, undefined],
    ['application/octet-stream', policy, 'attachment'],
  ])
})

test('the log holds no token, cookie, file name or input', async () => {
  await using desk = await webDesk()
  await call(desk, {}, JSON.stringify({ note: 'patient Miller' }))
  await rawRequest(desk.port, 'POST', '/upload?name=miller.jsonl', { Cookie: desk.cookie }, 'patient Miller')
  await rawRequest(desk.port, 'GET', '/miller.json')
  const log = readFileSync(join(desk.folder, 'state', 'host.log'), 'utf8')
  expect(log).toContain('"kind":"call/"')
  for (const secret of [desk.host.token, desk.cookie.split('=')[1] ?? '?', 'miller', 'Miller']) {
    expect(log).not.toContain(secret)
  }
})

test('only the loopback interface is listened on', async ({ skip }) => {
  const other = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find((at) => at.family === 'IPv4' && !at.internal)
  if (!other) return skip('this machine has no address besides loopback')
  await using desk = await webDesk()
  const reached = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: other.address, port: desk.port, timeout: 3000 })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
  expect(reached).toBe(false)
})
