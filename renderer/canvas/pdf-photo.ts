import type { PDFPageProxy } from 'pdfjs-dist'
import { clipRect, type Rect, type Size } from '../../shared/domain/geometry/box.ts'
import { type View, visibleRect } from '../../shared/domain/geometry/view.ts'
import type { ImageRef } from '../../shared/model/case.ts'
import type { Sha256 } from '../../shared/model/ids.ts'
import { t } from '../i18n/t.ts'
import { paintAdjusted } from './adjustment.ts'
import { PhotoError } from './decode.ts'
import { drawPart, pixelsOf } from './draw-part.ts'
import type { Pen } from './paint-shapes.ts'
import { openPdfPage } from './pdf.ts'
import type { Photo } from './photo.ts'

/** Pixels of the picture a point of the page: it is looked at in 1/144 inch. */
const PIXELS_A_POINT = 2
/** The longest side of the preview, and the most pixels of a part drawn sharper. */
const PREVIEW_SIDE = 1600
const MOST_PIXELS = 16_000_000

type Part = { readonly rect: Rect; readonly scale: number; readonly bitmap: ImageBitmap }

/** Draws a rectangle of the page (in its pixels) at so many device pixels a pixel. */
const draw = async (page: PDFPageProxy, rect: Rect, scale: number): Promise<ImageBitmap> => {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(rect.w * scale))
  canvas.height = Math.max(1, Math.round(rect.h * scale))
  const viewport = page.getViewport({
    scale: PIXELS_A_POINT * scale,
    offsetX: -rect.x * scale,
    offsetY: -rect.y * scale,
  })
  await page.render({ canvas, viewport, background: '#ffffff' }).promise
  return createImageBitmap(canvas)
}

/** A page of a PDF in small, at so many device pixels a pixel of the picture. Rejects where it cannot be drawn. */
export const drawPdfThumbnail = async (sha256: Sha256, pageIndex: number, scale: number): Promise<ImageBitmap> => {
  const page = await openPdfPage(sha256, pageIndex)
  const { width, height } = page.getViewport({ scale: PIXELS_A_POINT })
  return draw(page, { x: 0, y: 0, w: width, h: height }, scale)
}

const drawOver = (pen: Pen, { rect, bitmap }: Part, view: View): void =>
  pen.drawImage(
    bitmap,
    rect.x * view.scale + view.x,
    rect.y * view.scale + view.y,
    rect.w * view.scale,
    rect.h * view.scale,
  )

/** A PDF's page as a picture: a preview of the whole, and what is in sight drawn as sharp as it is looked at. */
export const loadPdfPhoto = async (image: ImageRef): Promise<Photo> => {
  const size: Size = { width: image.width, height: image.height }
  const whole: Rect = { x: 0, y: 0, w: size.width, h: size.height }
  const previewScale = Math.min(1, PREVIEW_SIDE / Math.max(size.width, size.height))
  const failed = (): never => {
    throw new PhotoError(
      t('{name} cannot be shown: its file was moved or is damaged. A verdict can be given without it.', {
        name: image.name,
      }),
    )
  }
  const page = await openPdfPage(image.sha256, image.pageIndex ?? 0).catch(failed)
  const preview = await draw(page, whole, previewScale).catch(failed)
  const watchers = new Set<() => void>()
  let part: Part | null = null
  /** The drawing under way, and what to draw after it: one at a time, the newest wish wins. */
  let busy = false
  let wish: { readonly rect: Rect; readonly scale: number } | null = null
  let closed = false

  const sharpen = async (): Promise<void> => {
    if (busy) return
    busy = true
    while (wish && !closed) {
      const { rect, scale } = wish
      wish = null
      const bitmap = await draw(page, rect, scale).catch(() => null)
      if (!bitmap) continue
      if (closed) return bitmap.close()
      part?.bitmap.close()
      part = { rect, scale, bitmap }
      for (const changed of watchers) changed()
    }
    busy = false
  }
  const covers = (seen: Rect, scale: number): boolean =>
    part !== null &&
    part.scale >= scale * 0.98 &&
    part.rect.x <= seen.x &&
    part.rect.y <= seen.y &&
    part.rect.x + part.rect.w >= seen.x + seen.w &&
    part.rect.y + part.rect.h >= seen.y + seen.h
  const readPixels = async (rect: Rect): Promise<ImageData | null> => {
    const bitmap = await draw(page, rect, 1).catch(() => null)
    if (!bitmap) return null
    const pixels = pixelsOf(bitmap, { x: 0, y: 0, w: rect.w, h: rect.h })
    bitmap.close()
    return pixels
  }
  const rest = (): void => {
    wish = null
    part?.bitmap.close()
    part = null
  }
  return {
    size,
    preview,
    window: null,
    paint: (pen, view, stage) => {
      const scale = view.scale * (globalThis.devicePixelRatio || 1)
      const seen = clipRect(visibleRect(view, stage), size)
      const near = scale > previewScale * 1.02 && seen.w >= 1 && seen.h >= 1
      paintAdjusted(pen, view, size, stage, (apart) => {
        drawPart(apart, preview, size, view, stage)
        if (near && part) drawOver(apart, part, view)
      })
      if (!near || covers(seen, scale)) return
      wish = { rect: seen, scale: Math.min(scale, Math.sqrt(MOST_PIXELS / (seen.w * seen.h))) }
      void sharpen()
    },
    watch: (changed) => {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    pixels: readPixels,
    sample: async (x, y) => {
      const pixel = await readPixels({ x, y, w: 1, h: 1 })
      return pixel && [...pixel.data]
    },
    rest,
    close: () => {
      closed = true
      rest()
      preview.close()
    },
  }
}
