/** Decodes images away from the page's own thread: shrinking 12 million pixels would hold up a key press. */
export type DecodeOrder = { readonly id: number; readonly url: string; readonly options: ImageBitmapOptions }
export type DecodeAnswer =
  | { readonly id: number; readonly bitmap: ImageBitmap }
  | { readonly id: number; readonly failed: 'unreachable' | 'missing' | 'undecodable' }

const scope = globalThis as unknown as {
  postMessage(message: DecodeAnswer, transfer: readonly Transferable[]): void
  onmessage: ((event: MessageEvent<DecodeOrder>) => void) | null
}

const decode = async ({ id, url, options }: DecodeOrder): Promise<DecodeAnswer> => {
  const response = await fetch(url).catch(() => null)
  if (!response) return { id, failed: 'unreachable' }
  if (!response.ok) return { id, failed: 'missing' }
  const blob = await response.blob().catch(() => null)
  if (!blob) return { id, failed: 'unreachable' }
  try {
    return { id, bitmap: await createImageBitmap(blob, options) }
  } catch {
    return { id, failed: 'undecodable' }
  }
}

scope.onmessage = async ({ data }) => {
  const answer = await decode(data)
  scope.postMessage(answer, 'bitmap' in answer ? [answer.bitmap] : [])
}
