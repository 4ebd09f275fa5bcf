import { DeskError } from '../../../shared/contract/errors.ts'

export const JSON_LIMIT = 8 * 1024 * 1024

/** The body is over the limit. Its own class because HTTP has a status of its own for it (413). */
export class TooLarge extends Error {}

/** A request's JSON body, at most `limit` bytes; throws `bad-input`, or `TooLarge` as soon as the limit is passed. */
export const readJson = async (request: Request, limit: number): Promise<unknown> => {
  const type = request.headers.get('Content-Type') ?? ''
  // A form cannot send this type across sites without asking first, and this host answers nobody who asks.
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new DeskError('bad-input', 'Send the input as JSON, with the content type application/json.')
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > limit) throw new TooLarge()
    chunks.push(chunk)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch {
    throw new DeskError('bad-input', 'The body is not JSON in UTF-8. Send the input as one JSON value.')
  }
}
