import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../../electron/backend/backend.ts'
import { openHostLog } from '../../electron/hosts/web/host-log.ts'
import { serveWeb, type WebHost } from '../../electron/hosts/web/serve-web.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { type FakeBackend, fakeBackend } from '../fakes/backend.ts'
import { rawRequest } from './raw-request.ts'

export type WebDesk = {
  readonly backend: FakeBackend
  readonly host: WebHost
  readonly port: number
  readonly folder: string
  /** `Cookie` header of a session made with the right token. */
  readonly cookie: string
  [Symbol.asyncDispose](): Promise<void>
}

export const webCaller: Caller = { host: 'web', personId: PersonId.parse('Ada'), mayNamePaths: false }

const writeRenderer = (folder: string): string => {
  const rendererDir = join(folder, 'renderer')
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(
    join(rendererDir, 'index.html'),
    '<!doctype html><html><head><title>Desk</title></head><body></body></html>',
  )
  writeFileSync(join(rendererDir, 'assets', 'index-1.js'), 'document.title = "ran"')
  writeFileSync(join(folder, 'secret.json'), '"outside the renderer"')
  return rendererDir
}

/** A real web host on a free port, over a backend that only notes what reaches it. */
export const webDesk = async (heartbeatMs?: number): Promise<WebDesk> => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-web-'))
  const backend = fakeBackend(folder)
  const log = openHostLog(join(folder, 'state'))
  const rendererDir = writeRenderer(folder)
  const host = await serveWeb({
    backend,
    port: 0,
    rendererDir,
    caller: webCaller,
    log,
    ...(heartbeatMs ? { heartbeatMs } : {}),
  })
  const port = Number(new URL(host.origin).port)
  const exchanged = await rawRequest(
    port,
    'POST',
    '/session',
    { 'Content-Type': 'application/json' },
    JSON.stringify({ token: host.token }),
  )
  const cookie = exchanged.headers['set-cookie']?.split(';')[0] ?? ''
  return {
    backend,
    host,
    port,
    folder,
    cookie,
    [Symbol.asyncDispose]: async () => {
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
