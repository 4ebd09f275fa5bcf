import { createBackend } from '../../backend/create-backend.ts'
import { noteUnforeseen, openHostLog } from '../web/host-log.ts'
import { serveWeb, type WebHost } from '../web/serve-web.ts'
import { type AppFiles, appFiles } from './app-files.ts'
import { deskPlaces, systemPerson } from './desk-places.ts'

export type WebDeskOptions = {
  readonly port: number
  /** The project to open at once. */
  readonly open?: string
}

export type WebDesk = {
  readonly host: WebHost
  /** Stops answering, then closes the project. */
  close(): Promise<void>
}

/** The whole desk behind one loopback port, as `npm start` and `second-look serve` open it. Throws `busy`. */
export const openWebDesk = async (
  options: WebDeskOptions,
  files: AppFiles = appFiles(import.meta.url),
): Promise<WebDesk> => {
  const places = deskPlaces()
  const log = openHostLog(places.stateDir)
  const backend = await createBackend({
    version: files.version,
    host: 'web',
    ...places,
    samplesDir: files.samplesDir,
    workerUrl: files.workerUrl,
    unforeseen: noteUnforeseen(log),
    ...(options.open === undefined ? {} : { open: options.open }),
  })
  try {
    const caller = { host: 'web', personId: systemPerson(), mayNamePaths: false } as const
    const host = await serveWeb({ backend, port: options.port, rendererDir: files.rendererDir, caller, log })
    return {
      host,
      close: async () => {
        await host.close()
        await backend.close()
      },
    }
  } catch (error) {
    await backend.close()
    throw error
  }
}
