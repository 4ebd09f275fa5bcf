import { basename } from 'node:path'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { DeskError, ERROR_CODES, type Failure, type Result } from '../../../shared/contract/errors.ts'
import type { Backend, Caller } from '../../backend/backend.ts'
import type { EventStreams } from './event-stream.ts'
import { downloadResponse, storedFile } from './file-response.ts'
import { refusal } from './guards.ts'
import type { HostLog } from './host-log.ts'
import { JSON_LIMIT, readJson, TooLarge } from './read-json.ts'
import { rendererResponse } from './renderer-response.ts'
import { COMMON_HEADERS } from './security-headers.ts'
import type { Session } from './session.ts'

export type WebAppParts = {
  readonly backend: Backend
  readonly caller: Caller
  readonly session: Session
  readonly events: EventStreams
  readonly rendererDir: string
  /** The port that is listened on. */
  readonly port: () => number
  readonly log: HostLog
}

/** All that the log says about an address: the rest of it may name a file or a case. */
const KINDS = ['call/', 'events', 'asset/', 'download/', 'upload', 'session'] as const
const SESSION_LIMIT = 4096
const TokenExchange = z.strictObject({ token: z.string().max(200) })

const answer = (result: Result<unknown>, status?: number): Response =>
  Response.json(result, {
    status: status ?? (result.ok ? 200 : ERROR_CODES[result.error.code].status),
    headers: { 'Cache-Control': 'no-store' },
  })

const refuse = (code: Failure['code'], message: string, status?: number): Response =>
  answer({ ok: false, error: { code, message } }, status)

const missing = (what: string): Response => refuse('not-found', `There is no such ${what} in the open project.`)

const failed = (error: unknown): Response => {
  if (error instanceof TooLarge) {
    return refuse('bad-input', 'The request is larger than 8 MiB. Send files through an upload instead.', 413)
  }
  if (error instanceof DeskError) return answer({ ok: false, error: error.toFailure() })
  return refuse('internal', 'The desk could not answer. The log in its state folder says why; try again.')
}

/** The body of an upload that has none: an empty file. */
async function* nothing(): AsyncGenerator<Uint8Array> {}

const senderOf = (c: Context) => ({
  method: c.req.method,
  path: c.req.path,
  host: c.req.header('Host'),
  origin: c.req.header('Origin'),
  fetchSite: c.req.header('Sec-Fetch-Site'),
  fetchMode: c.req.header('Sec-Fetch-Mode'),
})

/** Every request passes here first; what it logs is the kind of request, never its content. */
const guarded = (app: Hono, { port, log }: WebAppParts): void => {
  app.use(async (c, next) => {
    const started = performance.now()
    const reason = refusal(senderOf(c), port())
    if (reason === null) await next()
    else c.res = refuse('not-allowed', reason)
    for (const [name, value] of Object.entries(COMMON_HEADERS)) c.res.headers.set(name, value)
    const kind = KINDS.find((name) => c.req.path.startsWith(`/${name}`)) ?? 'page'
    log.info(
      { method: c.req.method, kind, status: c.res.status, ms: Math.round(performance.now() - started) },
      'request',
    )
  })
}

/** What needs the session's cookie: everything but the page and the exchange itself. */
const withSession = (app: Hono, { backend, caller, session, events }: WebAppParts): void => {
  for (const path of ['/call/*', '/events', '/asset/*', '/download/*', '/upload']) {
    app.use(path, async (c, next) => {
      if (session.holds(c.req.header('Cookie'))) return next()
      return refuse(
        'not-allowed',
        'This page has no session. Open the address that the desk printed when it started.',
        401,
      )
    })
  }
  app.post('/call/:operation', async (c) => {
    const input = await readJson(c.req.raw, JSON_LIMIT)
    return answer(await backend.dispatchUnknown(c.req.param('operation'), input, caller))
  })
  app.get('/events', () => events.open())
  app.get('/asset/:sha256', async (c) => {
    const sha256 = c.req.param('sha256')
    return (await storedFile(backend, sha256, null, c.req.raw)) ?? missing('file')
  })
  app.get('/asset/:sha256/:rendition', async (c) => {
    const { sha256, rendition } = c.req.param()
    return (await storedFile(backend, sha256, rendition, c.req.raw)) ?? missing('file')
  })
  app.get('/download/:batchId', async (c) => {
    const batchId = c.req.param('batchId')
    const file = /^[0-9a-f-]{36}$/.test(batchId) ? await backend.download(batchId) : null
    return file === null ? missing('export') : downloadResponse(file, basename(file.path))
  })
  app.post('/upload', async (c) => {
    const name = basename((c.req.query('name') ?? '').replaceAll('\\', '/')).slice(0, 255)
    if (name === '' || name.includes('\0'))
      return refuse('bad-input', 'An upload needs a name: POST /upload?name=FILE.')
    const value = await backend.upload(name, c.req.raw.body ?? nothing())
    return answer({ ok: true, value })
  })
}

/** The desk over HTTP: carries messages, decides nothing but who may speak. */
export const createWebApp = (parts: WebAppParts): Hono => {
  const app = new Hono()
  app.onError((error) => {
    const expected = error instanceof DeskError || error instanceof TooLarge
    if (!expected)
      parts.log.error({ error: error.name, stack: (error.stack ?? '').split('\n').slice(1, 6).join(' ') }, 'fault')
    return failed(error)
  })
  guarded(app, parts)
  withSession(app, parts)
  app.post('/session', async (c) => {
    const given = TokenExchange.safeParse(await readJson(c.req.raw, SESSION_LIMIT))
    const cookie = given.success ? parts.session.exchange(given.data.token) : null
    if (cookie === null) {
      return refuse('not-allowed', 'This link is from an earlier start. Open the address the desk printed last.', 401)
    }
    const response = answer({ ok: true, value: {} })
    response.headers.set('Set-Cookie', cookie)
    return response
  })
  app.get('*', (c) => rendererResponse(parts.rendererDir, c.req.path))
  app.notFound(() => refuse('not-found', 'There is nothing at this address.'))
  return app
}
