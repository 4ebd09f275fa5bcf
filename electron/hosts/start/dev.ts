import { join } from 'node:path'
import { START_PORT } from '../web/desk-port.ts'
import { appFiles } from './app-files.ts'
import { openWebDesk } from './web-desk.ts'

/** What the desk's page asks the host for; all else comes from Vite. */
const ROUTES = ['/call', '/events', '/asset', '/upload', '/download', '/session']
/** Vite's client writes scripts and styles into the page and listens on a web socket. */
const DEV_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' blob: data:; worker-src 'self' blob:; connect-src 'self' ws:; frame-ancestors 'none'; object-src 'none'"

/** The screens straight from their source, replaced as they are edited; calls go on to a real host. */
const { createServer } = await import('vite')
const files = appFiles(import.meta.url)
const desk = await openWebDesk({ port: START_PORT })
// The host answers its own pages only; Vite's page is one of them for as long as this runs.
const proxied = { target: desk.host.origin, changeOrigin: true, headers: { origin: desk.host.origin } }
const vite = await createServer({
  configFile: join(files.root, 'renderer', 'vite.config.ts'),
  server: {
    host: '127.0.0.1',
    headers: { 'Content-Security-Policy': DEV_POLICY, 'Referrer-Policy': 'no-referrer' },
    proxy: Object.fromEntries(ROUTES.map((route) => [route, proxied])),
  },
})
await vite.listen()
const address = vite.resolvedUrls?.local[0] ?? 'http://127.0.0.1:5173/'
process.stdout.write(`Second Look is open at ${address}#token=${desk.host.token}\n`)
process.stderr.write('Screens follow edits under renderer/ and shared/. Start again after edits under electron/.\n')
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    Promise.all([vite.close(), desk.close()]).then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}
