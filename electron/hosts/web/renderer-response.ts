import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { newNonce, pagePolicy, scriptPolicy } from './security-headers.ts'

const TYPES: Readonly<Record<string, string>> = {
  // Character maps and fonts that PDFs refer to.
  '.bcmap': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pfb': 'application/octet-stream',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** The file inside `root` that a URL path names; null when there is none, or when it would lie outside. */
export const fileWithin = async (root: string, pathname: string): Promise<string | null> => {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  try {
    // Compared after links are followed: `..`, encoded slashes, backslashes and symbolic links all end up as plain paths.
    const base = await realpath(root)
    const path = await realpath(join(base, decoded))
    return path.startsWith(base + sep) && (await stat(path)).isFile() ? path : null
  } catch {
    return null
  }
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Second Look</title>
<p>The desk’s screens have not been built. Run <code>npm run build</code> and reload this page.</p></html>`

const page = async (path: string | null, assets: string): Promise<Response> => {
  const nonce = newNonce()
  const html = path === null ? NOT_BUILT : await readFile(path, 'utf8')
  // The renderer reads the nonce from this element and gives it to whatever writes styles.
  const marked = html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`)
  return new Response(marked, {
    status: path === null ? 503 : 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': pagePolicy(nonce, assets),
      'Cache-Control': 'no-store',
    },
  })
}

/** The built renderer: `/` is its page, everything else must be a file of the build. */
export const rendererResponse = async (root: string, pathname: string, assets = ''): Promise<Response> => {
  if (pathname === '/' || pathname === '/index.html') return page(await fileWithin(root, '/index.html'), assets)
  const path = await fileWithin(root, pathname)
  const type = path === null ? undefined : TYPES[extname(path)]
  if (path === null || type === undefined) return new Response('There is no such file.', { status: 404 })
  return new Response(new Uint8Array(await readFile(path)), {
    headers: {
      'Content-Type': type,
      'Content-Security-Policy': scriptPolicy(assets),
      // Vite puts a hash of the content into the names under assets/.
      'Cache-Control': pathname.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
    },
  })
}
