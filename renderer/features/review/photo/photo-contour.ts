import { clipRect, type Rect } from '../../../../shared/domain/geometry/box.ts'
import { type Gray, liveWire } from '../../../../shared/domain/geometry/live-wire.ts'
import { simplifyLine } from '../../../../shared/domain/geometry/simplify.ts'
import type { ToolContext } from '../../../../shared/domain/tools/tool.ts'
import type { Point } from '../../../../shared/model/shape.ts'
import type { Photo } from '../../../canvas/photo.ts'

/** Samples along the longer side of the window that edges are looked for in: 65,000 of them take a few milliseconds. */
const SAMPLES = 256

type Contour = NonNullable<ToolContext['contour']>

/** The window in grey, from the preview, which is there at once and at least as fine as the screen unless it is zoomed in. */
const grayOf = (photo: Photo, rect: Rect): Gray | null => {
  const scale = Math.min(1, SAMPLES / Math.max(rect.w, rect.h))
  const [width, height] = [Math.max(3, Math.round(rect.w * scale)), Math.max(3, Math.round(rect.h * scale))]
  const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!pen) return null
  const [fx, fy] = [photo.preview.width / photo.size.width, photo.preview.height / photo.size.height]
  pen.drawImage(photo.preview, rect.x * fx, rect.y * fy, rect.w * fx, rect.h * fy, 0, 0, width, height)
  const { data: rgba } = pen.getImageData(0, 0, width, height)
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++)
    data[i] = 0.299 * (rgba[4 * i] ?? 0) + 0.587 * (rgba[4 * i + 1] ?? 0) + 0.114 * (rgba[4 * i + 2] ?? 0)
  return { width, height, data, x: rect.x, y: rect.y, scale: width / rect.w }
}

type Wire = {
  readonly photo: Photo
  readonly window: Rect
  readonly from: Point
  readonly to: (to: Point) => readonly Point[]
}
let wire: Wire | null = null

const holds = (rect: Rect, [x, y]: Point): boolean =>
  x >= rect.x && y >= rect.y && x <= rect.x + rect.w && y <= rect.y + rect.h

/**
 * Follows the edges of the picture between two points in sight; the tools' `contour`. The ways from a point are worked out
 * once, so that the line follows the pointer at every move. Null where a point is out of sight.
 */
export const photoContour = (photo: Photo | null, visible: Rect): Contour => {
  return (from, to) => {
    if (!photo) return null
    const window = clipRect(visible, photo.size)
    if (window.w < 1 || window.h < 1 || !holds(window, from) || !holds(window, to)) return null
    const same =
      wire?.photo === photo && wire.from[0] === from[0] && wire.from[1] === from[1] && sameRect(wire.window, window)
    if (!same || !wire) {
      const gray = grayOf(photo, window)
      if (!gray) return null
      wire = { photo, window, from, to: liveWire(gray, from) }
    }
    // Steps of single samples carry no more than a line that keeps within half of one.
    return simplifyLine(wire.to(to), Math.max(0.5, window.w / SAMPLES) * 0.75)
  }
}

const sameRect = (a: Rect, b: Rect): boolean => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h
