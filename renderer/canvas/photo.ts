import type { Size } from '../../shared/domain/geometry/box.ts'
import type { ImageRef } from '../../shared/model/case.ts'
import { assetUrl } from '../api/asset-url.ts'
import type { DecodeAnswer, DecodeOrder } from './decode-worker.ts'

/** A decoded image, EXIF orientation applied. `preview` is at most about as large as the stage and quick to paint. */
export type Photo = {
  readonly sha256: string
  readonly size: Size
  readonly preview: ImageBitmap
  /** All pixels; decoded once the photo is on the desk. */
  full: ImageBitmap | null
}

/** The image cannot be shown: the message says why and what to do. */
export class PhotoError extends Error {}

/** How many decoded photos are kept: the one on the desk, the next few, and the last for going back. */
const KEPT = 6
const kept = new Map<string, Promise<Photo>>()
const fulls = new Map<string, Promise<void>>()

const worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module' })
const waiting = new Map<number, (answer: DecodeAnswer) => void>()
let orders = 0
worker.onmessage = ({ data }: MessageEvent<DecodeAnswer>) => {
  waiting.get(data.id)?.(data)
  waiting.delete(data.id)
}

const REASONS = {
  unreachable: (name: string) =>
    `The desk did not answer when asked for ${name}. It is asked again when the case is opened again.`,
  missing: (name: string) =>
    `${name} is not to be had: its file was moved or changed, or was linked on another machine. Put it back, or import the images again here; a verdict can be given without it.`,
  undecodable: (name: string) =>
    `${name} cannot be decoded: its bytes are not a whole image. A verdict can be given without it.`,
} as const

const decode = async (image: ImageRef, options: ImageBitmapOptions): Promise<ImageBitmap> => {
  const id = orders++
  const answer = await new Promise<DecodeAnswer>((resolve) => {
    waiting.set(id, resolve)
    const order: DecodeOrder = {
      id,
      url: new URL(assetUrl(image.sha256), document.baseURI).href,
      options: { imageOrientation: 'from-image', ...options },
    }
    worker.postMessage(order)
  })
  if ('bitmap' in answer) return answer.bitmap
  throw new PhotoError(REASONS[answer.failed](image.name))
}

/** The longest side a preview needs: that of the screen, in device pixels, since the stage is never larger. */
const previewSide = (): number => Math.ceil(Math.max(screen.width, screen.height, 1024) * devicePixelRatio * 0.75)

const load = async (image: ImageRef): Promise<Photo> => {
  const shrink = Math.min(1, previewSide() / Math.max(image.width, image.height))
  const options: ImageBitmapOptions =
    shrink < 1
      ? {
          resizeWidth: Math.max(1, Math.round(image.width * shrink)),
          resizeHeight: Math.max(1, Math.round(image.height * shrink)),
          resizeQuality: 'medium',
        }
      : {}
  const preview = await decode(image, options)
  return {
    sha256: image.sha256,
    size: { width: image.width, height: image.height },
    preview,
    full: shrink < 1 ? null : preview,
  }
}

const release = async (key: string): Promise<void> => {
  const photo = await kept.get(key)?.catch(() => null)
  kept.delete(key)
  await fulls.get(key)
  fulls.delete(key)
  if (!photo) return
  if (photo.full !== photo.preview) photo.full?.close()
  photo.preview.close()
}

/** Decodes a photo, or answers the one decoded ahead. Rejects with a `PhotoError`; a later call tries again. */
export const loadPhoto = (image: ImageRef): Promise<Photo> => {
  const key = image.sha256
  const known = kept.get(key)
  if (known) {
    kept.delete(key)
    kept.set(key, known)
    return known
  }
  const loading = load(image)
  kept.set(key, loading)
  loading.catch(() => kept.delete(key))
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) void release(oldest)
  return loading
}

/** Whether a scale shows more than the preview holds. */
export const needsAllPixels = (photo: Photo, scale: number): boolean =>
  photo.full === null && scale * devicePixelRatio > (photo.preview.width / photo.size.width) * 1.02

/** Decodes all pixels of the photo on the desk, for zooming in. Resolves when `photo.full` is there. */
export const sharpen = (image: ImageRef, photo: Photo): Promise<void> => {
  if (photo.full) return Promise.resolve()
  const known = fulls.get(image.sha256)
  if (known) return known
  const work = decode(image, {})
    .then((full) => {
      photo.full = full
    })
    .catch(() => undefined)
  fulls.set(image.sha256, work)
  return work
}

/** Lets the full pixels of a photo go that is no longer on the desk: they are 4 bytes a pixel. */
export const blur = (photo: Photo): void => {
  if (photo.full === null || photo.full === photo.preview) return
  photo.full.close()
  photo.full = null
  fulls.delete(photo.sha256)
}
