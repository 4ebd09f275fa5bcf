import { appFiles } from '../start/app-files.ts'
import { ensureBuilt, isBuilt, PARTS } from '../start/ensure-built.ts'
import { openBrowser } from '../start/open-browser.ts'
import { hasDisplay } from '../start/surroundings.ts'
import { openWebDesk } from '../start/web-desk.ts'
import { projectPort } from '../web/desk-port.ts'
import { projectPath } from './desk.ts'
import type { Output } from './output.ts'

export type ServeOptions = { readonly port?: number; readonly open: boolean; readonly json?: boolean }

/**
 * Serves one project to this machine's browsers until Ctrl+C. The address, with its token, is the one line on standard
 * output. A project that does not open is served too: its screen says why and offers the last backup.
 */
export const serveProject = async (project: string, options: ServeOptions, output: Output): Promise<number> => {
  const files = appFiles(import.meta.url)
  if (import.meta.url.endsWith('.ts') && !isBuilt(files.root, PARTS.renderer))
    await ensureBuilt(files.root, PARTS.renderer, output.say)
  const path = projectPath(project)
  const desk = await openWebDesk({ port: options.port ?? projectPort(path), open: path }, files)
  if (options.json) await output.json({ url: desk.host.url, origin: desk.host.origin })
  else await output.line(desk.host.url)
  output.say('The desk is open at that address, on this machine only. Ctrl+C closes it.')
  if (options.open && hasDisplay(process.platform, process.env)) openBrowser(desk.host.ticketUrl())
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  await promise
  output.say('Closing the desk…')
  await desk.close()
  return 0
}
