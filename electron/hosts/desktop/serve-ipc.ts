import { BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { z } from 'zod'
import type { Result } from '../../../shared/contract/errors.ts'
import type { Backend, Caller } from '../../backend/backend.ts'
import { CALL, CHOOSE_FILES, CHOOSE_FOLDER, EVENT } from './channels.ts'
import { isOurPage } from './our-page.ts'

const Message = z.strictObject({ name: z.string().max(200), input: z.unknown() })

/** Only the desk's own page, in a window's main frame, may ask: a frame inside it is somebody else. */
const fromOurPage = ({ senderFrame }: IpcMainInvokeEvent): boolean =>
  senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url)

const refused = (message: string): Result<never> => ({ ok: false, error: { code: 'not-allowed', message } })

const choose = async (event: IpcMainInvokeEvent, kind: 'files' | 'folder'): Promise<Result<unknown>> => {
  const properties =
    kind === 'files' ? (['openFile', 'multiSelections'] as const) : (['openDirectory', 'createDirectory'] as const)
  const window = BrowserWindow.fromWebContents(event.sender)
  if (window === null) return refused('The window that asked is closed.')
  const { filePaths } = await dialog.showOpenDialog(window, { properties: [...properties] })
  return { ok: true, value: kind === 'files' ? filePaths : (filePaths[0] ?? null) }
}

/** Carries the page's questions to the backend and the backend's events to every window. Answers how to stop. */
export const serveIpc = (backend: Backend, caller: Caller): (() => void) => {
  ipcMain.handle(CALL, async (event, raw: unknown): Promise<Result<unknown>> => {
    if (!fromOurPage(event)) return refused('Only the desk’s own page may ask this.')
    const message = Message.safeParse(raw)
    if (!message.success) return { ok: false, error: { code: 'bad-input', message: 'A call is {name, input}.' } }
    const { name, input } = message.data
    if (name === CHOOSE_FILES) return choose(event, 'files')
    if (name === CHOOSE_FOLDER) return choose(event, 'folder')
    return backend.dispatchUnknown(name, input, caller)
  })
  const unsubscribe = backend.subscribe((event) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.webContents.isDestroyed() && isOurPage(window.webContents.getURL()))
        window.webContents.send(EVENT, event)
    }
  })
  return () => {
    unsubscribe()
    ipcMain.removeHandler(CALL)
  }
}
