import { t } from '../i18n/t.ts'
import type { DecodeAnswer, DecodeOrder } from './decode-worker.ts'

/** The image cannot be shown: the message says why and what to do. */
export class PhotoError extends Error {}

const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' })
const waiting = new Map<number, (answer: DecodeAnswer) => void>()
let orders = 0
worker.onmessage = ({ data }: MessageEvent<DecodeAnswer>) => {
  waiting.get(data.id)?.(data)
  waiting.delete(data.id)
}

const REASONS = {
  unreachable: (name: string) =>
    t('The desk did not answer when asked for {name}. It is asked again when the case is opened again.', { name }),
  missing: (name: string) =>
    t(
      '{name} is not to be had: its file was moved or changed, or was linked on another machine. Put it back, or import the images again here; a verdict can be given without it.',
      { name },
    ),
  undecodable: (name: string) =>
    t('{name} cannot be decoded: its bytes are not a whole image. A verdict can be given without it.', { name }),
} as const

/** Decodes an image that the desk serves, away from the page's own thread. `name` is what errors call it. Throws `PhotoError`. */
export const decode = async (path: string, name: string, options: ImageBitmapOptions = {}): Promise<ImageBitmap> => {
  const id = orders++
  const answer = await new Promise<DecodeAnswer>((resolve) => {
    waiting.set(id, resolve)
    const order: DecodeOrder = {
      id,
      url: new URL(path, document.baseURI).href,
      options: { imageOrientation: 'from-image', ...options },
    }
    worker.postMessage(order)
  })
  if ('bitmap' in answer) return answer.bitmap
  throw new PhotoError(REASONS[answer.failed](name))
}
