/** The parts of a request that tell who sent it. A browser writes them itself; a page cannot forge them. */
export type Sender = {
  readonly method: string
  readonly path: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly fetchMode: string | undefined
}

const names = (port: number): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`]

/** A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding); the name then stands in `Host`. */
const foreignHost = (sender: Sender, port: number): boolean =>
  sender.host === undefined || !names(port).includes(sender.host.toLowerCase())

/** Only the desk's own page sends from the desk's own origin. Programs send no `Origin`; browsers always do with POST. */
const foreignOrigin = (sender: Sender): boolean =>
  sender.origin !== undefined && sender.origin.toLowerCase() !== `http://${sender.host?.toLowerCase()}`

/** A link elsewhere may open the desk's page, which shows nothing by itself; nothing else may come from elsewhere. */
const foreignSite = (sender: Sender): boolean => {
  if (sender.fetchSite === undefined || sender.fetchSite === 'same-origin') return false
  const opensThePage = sender.method === 'GET' && sender.path === '/' && sender.fetchMode === 'navigate'
  const typedByHand = sender.method === 'GET' && sender.fetchSite === 'none'
  return !opensThePage && !typedByHand
}

/** Why a request is refused before anything looks at it; null: it may go on. */
export const refusal = (sender: Sender, port: number): string | null => {
  if (foreignHost(sender, port))
    return 'This desk answers only to 127.0.0.1 and localhost. Open the address it printed.'
  if (foreignOrigin(sender))
    return 'This request came from a page of another site. Open the desk at the address it printed.'
  if (foreignSite(sender)) return 'This request came from another site. Open the desk at the address it printed.'
  return null
}
