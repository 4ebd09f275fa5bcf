import { BrowserWindow } from 'electron'
import { PAGE_URL } from './our-page.ts'

/** The desk's one window. `opened` is called when its first frame is painted. */
export const openWindow = (preload: string, opened: () => void): BrowserWindow => {
  const window = new BrowserWindow({
    title: 'Second Look',
    width: 1440,
    height: 900,
    minWidth: 640,
    minHeight: 480,
    show: false,
    // The grey behind the page until it paints, so that a dark room is not flashed at.
    backgroundColor: '#2b2b2b',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would be downloaded.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => {
    window.show()
    opened()
  })
  void window.loadURL(PAGE_URL)
  return window
}

export const focusWindow = (): void => {
  const [window] = BrowserWindow.getAllWindows()
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.focus()
}
