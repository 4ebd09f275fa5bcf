import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Backend, Caller } from '../../backend/backend.ts'
import { createEventStreams } from './event-stream.ts'
import { type HostLog, silentLog } from './host-log.ts'
import { createSession } from './session.ts'
import { createWebApp } from './web-app.ts'

export type WebHostOptions = {
  readonly backend: Backend
  /** 0 takes any free port; for tests. */
  readonly port: number
  /** The built renderer. */
  readonly rendererDir: string
  readonly caller: Caller
  readonly log?: HostLog
  readonly heartbeatMs?: number
}

export type WebHost = {
  /** With the token in its fragment: what a person opens. */
  readonly url: string
  /** The same, good for one opening: what a browser is started with. */
  ticketUrl(): string
  /** Without it: what may be logged. */
  readonly origin: string
  readonly token: string
  /** Ends event streams, lets answers under way finish, closes the port. The backend stays open. */
  close(): Promise<void>
}

/** The loopback address, never a name: a name could be made to mean another machine. */
const LOOPBACK = '127.0.0.1'
/** How long answers under way may take once the host closes. */
const CLOSING_MS = 2000

const listen = (server: ReturnType<typeof createServer>, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
      if (!taken) return reject(error)
      const message = `Port ${port} is in use, perhaps by a desk that is already open. Close it, or choose another port with --port N.`
      reject(new DeskError('busy', message, { port }))
    })
    server.listen(port, LOOPBACK, resolve)
  })

/** Serves the desk to this machine's browsers. Throws `busy` when the port is taken. */
export const serveWeb = async (options: WebHostOptions): Promise<WebHost> => {
  const { backend, rendererDir, caller, log = silentLog } = options
  let port = options.port
  const session = createSession(() => port)
  const events = createEventStreams(backend.subscribe, options.heartbeatMs)
  const app = createWebApp({ backend, caller, session, events, rendererDir, port: () => port, log })
  const server = createServer(
    // An upload of gigabytes takes longer than the five minutes a request is given otherwise.
    { requestTimeout: 0 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  await listen(server, options.port)
  const address = server.address()
  if (address !== null && typeof address === 'object') port = address.port
  const origin = `http://${LOOPBACK}:${port}`
  log.info({ origin }, 'serving')

  let underWay = 0
  let closing: Promise<void> | null = null
  // Browsers keep connections open that ask nothing; only answers under way are worth waiting for.
  const cutWhenQuiet = () => closing !== null && underWay === 0 && server.closeAllConnections()
  server.on('request', (_request, response) => {
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      cutWhenQuiet()
    })
  })
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), CLOSING_MS)
      server.close(() => {
        clearTimeout(cut)
        resolve()
      })
      events.close()
    })
    cutWhenQuiet()
    return closing
  }
  const withToken = (token: string): string => `${origin}/#token=${token}`
  return {
    url: withToken(session.token),
    ticketUrl: () => withToken(session.ticket()),
    origin,
    token: session.token,
    close,
  }
}
