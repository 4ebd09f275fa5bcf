import { request } from 'node:http'

export type RawAnswer = { readonly status: number; readonly headers: Record<string, string>; readonly body: string }

/** One HTTP request exactly as written, with headers and paths that `fetch` would refuse or tidy up. */
export const rawRequest = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const bare = method === 'GET' || method === 'HEAD'
    const length = bare ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(flat),
          body: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
    sent.on('error', reject)
    sent.end(bare ? '' : body)
  })
