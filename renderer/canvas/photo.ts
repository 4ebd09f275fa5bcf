import type { Rect, Size } from '../../shared/domain/geometry/box.ts'
import { isLarge } from '../../shared/domain/geometry/tiles.ts'
import type { View } from '../../shared/domain/geometry/view.ts'
import type { SampleWindow } from '../../shared/domain/pixels/window.ts'
import type { ImageRef } from '../../shared/model/case.ts'
import type { Pen } from './paint-shapes.ts'
import { loadPdfPhoto } from './pdf-photo.ts'
import { loadTiledPhoto } from './tiled-photo.ts'
import { loadWholePhoto } from './whole-photo.ts'

/** A picture to paint and to read, EXIF orientation applied. */
export type Photo = {
  /** Of its own pixels, which views and shapes count in. */
  readonly size: Size
  /** The whole picture, about as large as the stage at most. */
  readonly preview: ImageBitmap
  /** For 16 bits: between which numbers it is shown unless somebody chooses, and which numbers occur. */
  readonly window: SampleWindow | null
  /** Paints what the stage shows, as well as it can be had now, and orders what is missing. */
  paint(pen: Pen, view: View, stage: Size): void
  /** Calls back whenever painting again would show more. Answers how to stop that. */
  watch(changed: () => void): () => void
  /** Its own pixels in a rectangle of whole pixels, as they are without adjustment; null where they cannot be had. */
  pixels(rect: Rect): Promise<ImageData | null>
  /**
   * The numbers of one pixel: RGBA where they have 8 bits, else the 16-bit samples themselves; null where they cannot be
   * had.
   */
  sample(x: number, y: number): Promise<readonly number[] | null>
  /** Lets go of what only the photo on the desk needs: all its pixels are 4 bytes each. It comes back when asked for. */
  rest(): void
  close(): void
}

/** How many photos are kept: the one on the desk, the next few, and the last for going back. */
const KEPT = 6
const kept = new Map<string, Promise<Photo>>()

const release = async (key: string): Promise<void> => {
  const photo = await kept.get(key)?.catch(() => null)
  kept.delete(key)
  photo?.close()
}

const load = (image: ImageRef): Promise<Photo> => {
  if (image.media === 'pdf') return loadPdfPhoto(image)
  return image.bits === 16 || isLarge(image) ? loadTiledPhoto(image) : loadWholePhoto(image)
}

/** Decodes a photo, or answers the one decoded ahead. Rejects with a `PhotoError`; a later call tries again. */
export const loadPhoto = (image: ImageRef): Promise<Photo> => {
  const key = `${image.sha256} ${image.pageIndex ?? 0}`
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
