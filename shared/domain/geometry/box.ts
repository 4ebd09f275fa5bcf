import type { BoxShape, Point } from '../../model/shape.ts'

/** An axis-aligned rectangle in pixels of the oriented image. */
export type Rect = { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
export type Size = { readonly width: number; readonly height: number }

export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const
export type Handle = (typeof HANDLES)[number]

/** The rectangle spanned by two corners, in any order. */
export const rectBetween = (a: Point, b: Point): Rect => ({
  x: Math.min(a[0], b[0]),
  y: Math.min(a[1], b[1]),
  w: Math.abs(a[0] - b[0]),
  h: Math.abs(a[1] - b[1]),
})

export const rectsTouch = (a: Rect, b: Rect): boolean =>
  a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h

export const unite = (rects: readonly Rect[]): Rect | null => {
  if (rects.length === 0) return null
  const x = Math.min(...rects.map((rect) => rect.x))
  const y = Math.min(...rects.map((rect) => rect.y))
  const right = Math.max(...rects.map((rect) => rect.x + rect.w))
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.h))
  return { x, y, w: right - x, h: bottom - y }
}

/** Where a handle sits on a rectangle. */
export const handlePoint = (rect: Rect, handle: Handle): Point => {
  const x = handle.includes('w') ? rect.x : handle.includes('e') ? rect.x + rect.w : rect.x + rect.w / 2
  const y = handle.startsWith('n') ? rect.y : handle.startsWith('s') ? rect.y + rect.h : rect.y + rect.h / 2
  return [x, y]
}

/** The handle within `reach` of a point; corners win over edges, since they lie on both. */
export const handleAt = (rect: Rect, point: Point, reach: number): Handle | null => {
  const byKind = [...HANDLES].sort((a, b) => b.length - a.length)
  for (const handle of byKind) {
    const [x, y] = handlePoint(rect, handle)
    if (Math.abs(x - point[0]) <= reach && Math.abs(y - point[1]) <= reach) return handle
  }
  return null
}

/**
 * A rectangle with one handle dragged to `to`. Dragging past the opposite side turns it over; sides that the handle
 * does not hold stay exactly where they are.
 */
export const resizeRect = (rect: Rect, handle: Handle, to: Point): Rect => {
  const left = handle.includes('w') ? to[0] : rect.x
  const right = handle.includes('e') ? to[0] : rect.x + rect.w
  const top = handle.startsWith('n') ? to[1] : rect.y
  const bottom = handle.startsWith('s') ? to[1] : rect.y + rect.h
  return rectBetween([left, top], [right, bottom])
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

export const clampPoint = (point: Point, size: Size): Point => [
  clamp(point[0], 0, size.width),
  clamp(point[1], 0, size.height),
]

/** The part of a rectangle that lies on the image; empty where it lies beside it. */
export const clipRect = (rect: Rect, size: Size): Rect =>
  rectBetween(clampPoint([rect.x, rect.y], size), clampPoint([rect.x + rect.w, rect.y + rect.h], size))

/**
 * How far a rectangle may really be moved so that it does not leave the image. One that leaves it already (imports keep
 * such boxes) may move freely, but no further out.
 */
export const clampMove = (rect: Rect, dx: number, dy: number, size: Size): Point => {
  const along = (start: number, extent: number, by: number, limit: number): number => {
    const low = Math.min(0, -start)
    const high = Math.max(0, limit - (start + extent))
    return clamp(by, low, high)
  }
  return [along(rect.x, rect.w, dx, size.width), along(rect.y, rect.h, dy, size.height)]
}

export const toBox = (rect: Rect, page?: number): BoxShape =>
  page === undefined ? { kind: 'box', ...rect } : { kind: 'box', ...rect, page }
