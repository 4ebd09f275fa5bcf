import { app, type Session, type WebContents } from 'electron'
import { isOurPage, SCHEME } from './our-page.ts'

/** A page shows itself and stays: no other address, no further window, no embedded browser. */
const guardPage = (contents: WebContents): void => {
  contents.on('will-navigate', (event) => {
    // A reload is a navigation to the page itself.
    if (!isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

const LOCAL_SCHEMES: ReadonlySet<string> = new Set([`${SCHEME}:`, 'blob:', 'data:', 'devtools:'])

const isLocal = (address: string): boolean => {
  try {
    return LOCAL_SCHEMES.has(new URL(address).protocol)
  } catch {
    return false
  }
}

/** No permission is ever granted, and no request leaves this machine. */
export const guardSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !isLocal(details.url) }))
}

/** For every page this app ever makes, whoever makes it. */
export const guardContents = (): void => {
  app.on('web-contents-created', (_event, contents) => guardPage(contents))
}
