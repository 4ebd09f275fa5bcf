import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, session } from 'electron'
import type { Backend, Caller } from '../../backend/backend.ts'
import { createBackend } from '../../backend/create-backend.ts'
import { appFiles } from '../start/app-files.ts'
import { deskPlaces, systemPerson } from '../start/desk-places.ts'
import { noteUnforeseen, openHostLog } from '../web/host-log.ts'
import { registerScheme, serveScheme } from './asset-protocol.ts'
import { guardContents, guardSession } from './guard-contents.ts'
import { openProject, setMenu } from './menu.ts'
import { serveIpc } from './serve-ipc.ts'
import { focusWindow, openWindow } from './window.ts'

const projectIn = (args: readonly string[]): string | undefined => args.find((arg) => /\.secondlook[\\/]?$/.test(arg))

/** Nothing is torn down before running work has stopped at a safe point and the project is closed. */
const closeBeforeQuitting = (backend: Backend, stopIpc: () => void): void => {
  let closed: 'no' | 'closing' | 'yes' = 'no'
  app.on('before-quit', (event) => {
    if (closed === 'yes') return
    event.preventDefault()
    if (closed === 'closing') return
    closed = 'closing'
    stopIpc()
    const quit = () => {
      closed = 'yes'
      app.quit()
    }
    backend.close().then(quit, quit)
  })
  app.on('window-all-closed', () => app.quit())
}

const run = async (): Promise<void> => {
  const files = appFiles(import.meta.url)
  const places = deskPlaces()
  const log = openHostLog(places.stateDir)
  const caller: Caller = { host: 'desktop', personId: systemPerson(), mayNamePaths: true }
  const open = projectIn(process.argv.slice(1))
  await app.whenReady()
  const backend = await createBackend({
    version: files.version,
    host: 'desktop',
    ...places,
    samplesDir: files.samplesDir,
    workerUrl: files.workerUrl,
    unforeseen: noteUnforeseen(log),
    ...(open === undefined ? {} : { open }),
  })
  guardSession(session.defaultSession)
  serveScheme(backend, files.rendererDir)
  closeBeforeQuitting(backend, serveIpc(backend, caller))
  const parts = { backend, caller, stateDir: places.stateDir }
  setMenu(parts)
  app.on('second-instance', (_event, args) => {
    const project = projectIn(args)
    if (project !== undefined) void openProject(parts, project)
    focusWindow()
  })
  const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url))
  // `npm start` falls back to the browser unless it hears that a window came up.
  const show = () => openWindow(preload, () => process.send?.('opened'))
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) show()
  })
  show()
  log.info({ version: files.version }, 'desktop app opened')
}

if (app.requestSingleInstanceLock()) {
  registerScheme()
  guardContents()
  run().catch((error: unknown) => {
    process.stderr.write(
      `The desktop app did not open. ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
    )
    app.exit(5)
  })
} else {
  app.quit()
}
