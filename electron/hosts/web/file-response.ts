import { createReadStream } from 'node:fs'
import type { Backend, ServedFile } from '../../backend/backend.ts'
import { FILE_POLICY } from './security-headers.ts'

/** Both ends included, as HTTP counts. */
type ByteRange = { readonly first: number; readonly last: number }

/** One range of a `Range` header; null: send everything (no header, not bytes, or several ranges). */
export const readRange = (header: string | null, bytes: number): ByteRange | 'unsatisfiable' | null => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  if (from === '') {
    const suffix = Number(to)
    return suffix === 0 || bytes === 0 ? 'unsatisfiable' : { first: Math.max(0, bytes - suffix), last: bytes - 1 }
  }
  const first = Number(from)
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= bytes ? 'unsatisfiable' : { first, last }
}

/** Opens the file at the first read, so that an answer nobody reads (HEAD) holds no descriptor. */
async function* contents(path: string, range: ByteRange): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { start: range.first, end: range.last, highWaterMark: 256 * 1024 })
}

const body = (path: string, range: ByteRange): ReadableStream<Uint8Array> | null => {
  if (range.last < range.first) return null
  const chunks = contents(path, range)
  return new ReadableStream(
    {
      pull: async (controller) => {
        const next = await chunks.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      cancel: async () => {
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

/** What a page may show in place. Anything else a project's database claims is a download of unknown bytes. */
const isShown = (mime: string): boolean => /^image\/[a-z0-9.+-]+$/.test(mime)

const matches = (header: string | null, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)

/**
 * A stored file by its hash: never changes, so it is cached for good; in parts when asked; sandboxed, because its bytes
 * came from a stranger. Answers GET and HEAD, for the web host and for the desktop's `app://asset`.
 */
const assetResponse = (file: ServedFile, name: string, request: Request): Response => {
  const etag = `"${name}"`
  const headers = new Headers({
    'Content-Type': isShown(file.mime) ? file.mime : 'application/octet-stream',
    'Content-Security-Policy': FILE_POLICY,
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Accept-Ranges': 'bytes',
    ETag: etag,
  })
  if (!isShown(file.mime)) headers.set('Content-Disposition', 'attachment')
  if (matches(request.headers.get('If-None-Match'), etag)) return new Response(null, { status: 304, headers })

  const ifRange = request.headers.get('If-Range')
  const range = ifRange === null || ifRange === etag ? readRange(request.headers.get('Range'), file.bytes) : null
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${file.bytes}`)
    return new Response(null, { status: 416, headers })
  }
  const sent = range ?? { first: 0, last: file.bytes - 1 }
  headers.set('Content-Length', String(sent.last - sent.first + 1))
  if (range) headers.set('Content-Range', `bytes ${range.first}-${range.last}/${file.bytes}`)
  const content = request.method === 'HEAD' ? null : body(file.path, sent)
  return new Response(content, { status: range ? 206 : 200, headers })
}

/** An asset, or a rendition of it, as an answer; null where there is no such file. */
export const storedFile = async (
  backend: Pick<Backend, 'asset' | 'rendition'>,
  sha256: string,
  rendition: string | null,
  request: Request,
): Promise<Response | null> => {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return null
  if (rendition === null) {
    const file = await backend.asset(sha256)
    return file && assetResponse(file, sha256, request)
  }
  const file = /^[a-z0-9-]{1,40}$/.test(rendition) ? await backend.rendition(sha256, rendition) : null
  return file && assetResponse(file, `${sha256}-${rendition}`, request)
}

/** A finished export as a file to save. `name` is what the browser calls it. */
export const downloadResponse = (file: ServedFile, name: string): Response =>
  new Response(body(file.path, { first: 0, last: file.bytes - 1 }), {
    headers: {
      'Content-Type': file.mime,
      'Content-Length': String(file.bytes),
      'Content-Disposition': `attachment; filename="export.zip"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Security-Policy': FILE_POLICY,
      'Cache-Control': 'no-store',
    },
  })
