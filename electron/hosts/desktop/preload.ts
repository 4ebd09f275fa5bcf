import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import type { Client } from '../../../shared/contract/client.ts'
import type { Result } from '../../../shared/contract/errors.ts'
import type { DeskEvent } from '../../../shared/contract/events.ts'
import type { Input, OperationName, Output } from '../../../shared/contract/table.ts'
import { CALL, CHOOSE_FILES, CHOOSE_FOLDER, EVENT } from './channels.ts'

/** What the page gets: the desk's client, and the three things only a desktop can do. Never `ipcRenderer` itself. */
export type SecondLookBridge = Client & {
  pathOf(file: File): string
  chooseFiles(): Promise<readonly string[]>
  chooseFolder(): Promise<string | null>
}

/** IPC wraps what a handler throws into its own words; a client never rejects, so they become a failure. */
const ask = async (name: string, input: unknown): Promise<Result<unknown>> => {
  try {
    return await ipcRenderer.invoke(CALL, { name, input })
  } catch {
    return {
      ok: false,
      error: {
        code: 'internal',
        message: 'The desk did not answer. Your work is kept; close the app and open it again.',
      },
    }
  }
}

const bridge: SecondLookBridge = {
  // The table types each name's answer; dispatch has checked it on the other side.
  call: async <N extends OperationName>(name: N, input: Input<N>) => (await ask(name, input)) as Result<Output<N>>,
  subscribe: (listener) => {
    const forward = (_event: IpcRendererEvent, event: DeskEvent) => listener(event)
    ipcRenderer.on(EVENT, forward)
    return () => void ipcRenderer.removeListener(EVENT, forward)
  },
  pathOf: (file) => webUtils.getPathForFile(file),
  chooseFiles: async () => {
    const chosen = await ask(CHOOSE_FILES, {})
    return chosen.ok ? (chosen.value as readonly string[]) : []
  },
  chooseFolder: async () => {
    const chosen = await ask(CHOOSE_FOLDER, {})
    return chosen.ok ? (chosen.value as string | null) : null
  },
}

contextBridge.exposeInMainWorld('secondLook', bridge)
