import { randomBytes } from 'node:crypto'

/** For the `<style>` elements that Mantine writes while it runs. One for each answer, so that it cannot be guessed. */
export const newNonce = (): string => randomBytes(16).toString('base64')

const withAssets = (assets: string): string => (assets === '' ? "'self'" : `'self' ${assets}`)

/**
 * What a page of the desk may load: itself, and nothing else. Scripts come from files only; styles from files and from
 * elements that carry the nonce. `assets` names a further origin for stored files (the desktop's `app://asset`).
 */
export const pagePolicy = (nonce: string, assets = ''): string => {
  const self = withAssets(assets)
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src ${self} blob: data:`,
    "font-src 'self'",
    `connect-src ${self}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

/** For scripts: a worker obeys its own file's policy, not its page's, and fetches stored files to decode them. */
export const scriptPolicy = (assets = ''): string =>
  `default-src 'none'; script-src 'self'; connect-src ${withAssets(assets)}; frame-ancestors 'none'`

/** For stored files, which strangers made: an SVG opened by itself may paint, and neither run nor fetch anything. */
export const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

/** On every answer of every host. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
}
