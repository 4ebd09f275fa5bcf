import { EventEmitter } from 'node:events'

/**
 * Electron for Node: enough of it to run main and preload in one process. Messages are cloned and errors wrapped as
 * Electron does, so that what would not survive the real thing does not survive here.
 */

type Handler = (event: unknown, ...args: unknown[]) => unknown
type Listener = (event: unknown, ...args: unknown[]) => void

export const handlers = new Map<string, Handler>()
export const protocols = new Map<string, (request: Request) => Promise<Response>>()
export const schemes: unknown[] = []
export const exposed = new Map<string, Record<string, (...args: unknown[]) => unknown>>()
export const errorBoxes: string[] = []
export const opened: string[] = []
/** What the person does with the next dialogs. */
export const dialogAnswers: string[][] = []
export const windows: BrowserWindow[] = []
const rendererListeners = new Map<string, Set<Listener>>()

/** The page that preload speaks for. Tests change it to speak as another. */
export const page = {
  sender: null as WebContents | null,
  frame: { url: 'app://desk/', parent: null as unknown },
}

class FakeApp extends EventEmitter {
  isPackaged = false
  quits = 0
  lock = true
  exitCode: number | null = null
  whenReady = () => Promise.resolve()
  requestSingleInstanceLock = () => this.lock
  /** As Electron: asks first, and goes only when nobody objects. */
  quit = (): void => {
    const event = preventable()
    this.emit('before-quit', event)
    if (!event.defaultPrevented) {
      this.quits += 1
      this.emit('quitted')
    }
  }
  exit = (code: number): void => {
    this.exitCode = code
  }
}
export const app = new FakeApp()

export const preventable = <T extends object>(extra: T = {} as T) => ({
  ...extra,
  defaultPrevented: false,
  preventDefault() {
    this.defaultPrevented = true
  },
})

export class WebContents extends EventEmitter {
  url = ''
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null
  isDestroyed = () => false
  getURL = () => this.url
  setWindowOpenHandler = (handler: (details: { url: string }) => { action: string }): void => {
    this.windowOpenHandler = handler
  }
  send = (channel: string, ...args: unknown[]): void => {
    const copies = args.map((arg) => structuredClone(arg))
    for (const listener of rendererListeners.get(channel) ?? []) listener({ sender: null }, ...copies)
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Record<string, unknown>
  readonly webContents = new WebContents()
  shown = false
  focused = 0
  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  static getAllWindows = (): BrowserWindow[] => windows
  static fromWebContents = (contents: WebContents): BrowserWindow | null =>
    windows.find((window) => window.webContents === contents) ?? null
  show = (): void => {
    this.shown = true
  }
  focus = (): void => {
    this.focused += 1
  }
  isMinimized = () => false
  restore = (): void => {}
  loadURL = async (url: string): Promise<void> => {
    this.webContents.url = url
    page.sender = this.webContents
    queueMicrotask(() => this.emit('ready-to-show'))
  }
}

export const ipcMain = {
  handle: (channel: string, handler: Handler): void => {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
  removeHandler: (channel: string): void => void handlers.delete(channel),
}

export const ipcRenderer = {
  invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
    const copies = args.map((arg) => structuredClone(arg))
    const handler = handlers.get(channel)
    if (!handler)
      throw new Error(`Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`)
    try {
      return structuredClone(await handler({ sender: page.sender, senderFrame: page.frame }, ...copies))
    } catch (error) {
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`)
    }
  },
  on: (channel: string, listener: Listener): void => {
    const listeners = rendererListeners.get(channel) ?? new Set()
    rendererListeners.set(channel, listeners.add(listener))
  },
  removeListener: (channel: string, listener: Listener): void => void rendererListeners.get(channel)?.delete(listener),
}

/** Functions become proxies and everything else a copy, as between the two worlds of a page. */
const cross = (value: unknown): unknown => {
  if (typeof value === 'function') {
    return (...args: unknown[]) => {
      const answer: unknown = value(...args.map(cross))
      return answer instanceof Promise ? answer.then(cross) : cross(answer)
    }
  }
  return value instanceof File ? value : structuredClone(value)
}

export const contextBridge = {
  exposeInMainWorld: (name: string, api: Record<string, unknown>): void => {
    const proxies = Object.entries(api).map(([key, value]) => [key, cross(value)] as const)
    exposed.set(name, Object.freeze(Object.fromEntries(proxies)) as never)
  },
}

export const webUtils = { getPathForFile: (file: File): string => `/dropped/${file.name}` }

export const protocol = {
  registerSchemesAsPrivileged: (added: unknown[]): void => void schemes.push(...added),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>): void =>
    void protocols.set(scheme, handler),
}

type Decide<T> = (answer: T) => void
class FakeSession {
  permissionRequest: ((contents: unknown, permission: string, decide: Decide<boolean>) => void) | null = null
  permissionCheck: (() => boolean) | null = null
  devicePermission: (() => boolean) | null = null
  beforeRequest: ((details: { url: string }, decide: Decide<{ cancel: boolean }>) => void) | null = null
  setPermissionRequestHandler = (handler: FakeSession['permissionRequest']): void => {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler = (handler: () => boolean): void => {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler = (handler: () => boolean): void => {
    this.devicePermission = handler
  }
  webRequest = {
    onBeforeRequest: (handler: FakeSession['beforeRequest']): void => {
      this.beforeRequest = handler
    },
  }
}
export const session = { defaultSession: new FakeSession() }

export const dialog = {
  showOpenDialog: async (_window: unknown, options: { properties: string[] }) => {
    opened.push(options.properties.join(' '))
    const filePaths = dialogAnswers.shift() ?? []
    return { canceled: filePaths.length === 0, filePaths }
  },
  showErrorBox: (title: string, content: string): void => void errorBoxes.push(`${title}: ${content}`),
}

export const shell = {
  openPath: async (path: string): Promise<string> => {
    opened.push(path)
    return ''
  },
  showItemInFolder: (path: string): void => void opened.push(path),
}

export type MenuItem = { label?: string; role?: string; click?: () => void; submenu?: MenuItem[] }
export const menus: MenuItem[][] = []
export const Menu = {
  buildFromTemplate: (template: MenuItem[]): MenuItem[] => template,
  setApplicationMenu: (menu: MenuItem[]): void => void menus.push(menu),
}
