import { protocol } from 'electron'
import type { Backend } from '../../backend/backend.ts'
import { storedFile } from '../web/file-response.ts'
import { rendererResponse } from '../web/renderer-response.ts'
import { COMMON_HEADERS } from '../web/security-headers.ts'
import { ASSET_HOST, ASSET_ORIGIN, PAGE_HOST, PAGE_ORIGIN, SCHEME } from './our-page.ts'

/** Must run before the app is ready. `standard` and `secure` give the page storage and a real origin. */
export const registerScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        corsEnabled: true,
        stream: true,
        codeCache: true,
      },
    },
  ])
}

const asset = async (backend: Backend, path: string, request: Request): Promise<Response> => {
  const [sha256 = '', rendition = null, ...more] = path.split('/')
  if (more.length > 0) return new Response('There is no such file.', { status: 404 })
  const file = await storedFile(backend, sha256, rendition, request)
  return file ?? new Response('There is no such file.', { status: 404 })
}

const answer = (backend: Backend, rendererDir: string, request: Request): Promise<Response> | Response => {
  const url = new URL(request.url)
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (reads && url.host === PAGE_HOST) return rendererResponse(rendererDir, url.pathname, ASSET_ORIGIN)
  if (reads && url.host === ASSET_HOST) return asset(backend, url.pathname.slice(1), request)
  return new Response('There is nothing at this address.', { status: 404 })
}

/** `app://desk/` is the page, `app://asset/HASH` a stored file, `app://asset/HASH/NAME` a rendition of it, and there is nothing else. */
export const serveScheme = (backend: Backend, rendererDir: string): void => {
  protocol.handle(SCHEME, async (request) => {
    const response = await answer(backend, rendererDir, request)
    for (const [name, value] of Object.entries(COMMON_HEADERS)) response.headers.set(name, value)
    if (new URL(request.url).host === ASSET_HOST) {
      // Another origin than the page's, so the page is named; only it may show and read stored files.
      response.headers.set('Cross-Origin-Resource-Policy', 'cross-origin')
      response.headers.set('Access-Control-Allow-Origin', PAGE_ORIGIN)
    }
    return response
  })
}
