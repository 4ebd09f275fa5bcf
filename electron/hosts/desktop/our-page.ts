/** The scheme that the desktop app serves itself under; nothing else is ever loaded. */
export const SCHEME = 'app'
export const PAGE_HOST = 'desk'
export const ASSET_HOST = 'asset'
export const PAGE_ORIGIN = `${SCHEME}://${PAGE_HOST}`
export const ASSET_ORIGIN = `${SCHEME}://${ASSET_HOST}`
export const PAGE_URL = `${PAGE_ORIGIN}/`

/** Whether an address is the desk's own page. `URL.origin` is "null" for schemes that Node does not know. */
export const isOurPage = (address: string): boolean => {
  try {
    const url = new URL(address)
    return url.protocol === `${SCHEME}:` && url.host === PAGE_HOST
  } catch {
    return false
  }
}
