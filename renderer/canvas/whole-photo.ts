import type { ImageRef } from '../../shared/model/case.ts'
import { renditionUrl } from '../api/asset-url.ts'
import { paintAdjusted } from './adjustment.ts'
import { decode } from './decode.ts'
import { drawPart, pixelsOf } from './draw-part.ts'
import type { Photo } from './photo.ts'

/** The longest side a preview needs: that of the screen, in device pixels, since the stage is never larger. */
const previewSide = (): number => Math.ceil(Math.max(screen.width, screen.height, 1024) * devicePixelRatio * 0.75)

/** A photo that fits into memory: a preview for the whole, and all its pixels once it is looked at nearer. */
export const loadWholePhoto = async (image: ImageRef): Promise<Photo> => {
  const url = renditionUrl(image.sha256, `view-${image.pageIndex ?? 0}`)
  const size = { width: image.width, height: image.height }
  const shrink = Math.min(1, previewSide() / Math.max(image.width, image.height))
  const preview = await decode(
    url,
    image.name,
    shrink < 1
      ? {
          resizeWidth: Math.max(1, Math.round(image.width * shrink)),
          resizeHeight: Math.max(1, Math.round(image.height * shrink)),
          resizeQuality: 'medium',
        }
      : {},
  )
  const watchers = new Set<() => void>()
  let full: ImageBitmap | null = shrink < 1 ? null : preview
  let loading: Promise<void> | null = null
  /** Counts the times the photo was put away: pixels that arrive later are not kept. */
  let rests = 0

  const sharpen = async (): Promise<void> => {
    const asked = rests
    const made = await decode(url, image.name).catch(() => null)
    loading = null
    if (asked !== rests) return made?.close()
    full = made
    for (const changed of watchers) changed()
  }
  const sharpened = (): Promise<void> => {
    loading ??= sharpen()
    return loading
  }
  const rest = (): void => {
    rests += 1
    loading = null
    if (full === preview) return
    full?.close()
    full = null
  }
  return {
    size,
    preview,
    window: null,
    paint: (pen, view, stage) => {
      const needed = view.scale * (globalThis.devicePixelRatio || 1)
      const near = needed > (preview.width / size.width) * 1.02
      if (near && full === null) void sharpened()
      const source = near && full !== null ? full : preview
      paintAdjusted(pen, view, size, stage, (apart) => drawPart(apart, source, size, view, stage))
    },
    watch: (changed) => {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    pixels: async (rect) => {
      if (full === null) await sharpened()
      return full && pixelsOf(full, rect)
    },
    sample: async (x, y) => {
      if (full === null) await sharpened()
      const pixel = full && pixelsOf(full, { x, y, w: 1, h: 1 })
      return pixel && [...pixel.data]
    },
    rest,
    close: () => {
      rest()
      preview.close()
    },
  }
}
