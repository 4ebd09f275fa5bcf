import type { Point, Shape } from '../../model/shape.ts'
import { clampMove, type Handle, type Rect, rectBetween, type Size, unite } from './box.ts'
import { signedArea } from './polygon.ts'
import { boundsOf, mapPoints, moveShape, turnPoint } from './shape.ts'

/**
 * A change of size along the axes: what is at the anchor (ax, ay) stays exactly there, distances from it grow by sx and sy.
 * A negative factor turns over.
 */
export type Stretch = { readonly sx: number; readonly sy: number; readonly ax: number; readonly ay: number }

type Holds = 'low' | 'high' | null
const anchorOf = (start: number, extent: number, holds: Holds, centred: boolean): number =>
  centred || holds === null ? start + extent / 2 : holds === 'high' ? start : start + extent

const factorOf = (extent: number, holds: Holds, by: number, centred: boolean): number =>
  holds === null || extent === 0 ? 1 : (extent + (holds === 'high' ? by : -by) * (centred ? 2 : 1)) / extent

/** What a pull of a handle by (dx, dy) does to a rectangle; `ratio` keeps its proportions, `centred` its middle. */
export const stretchOf = (
  rect: Rect,
  handle: Handle,
  [dx, dy]: Point,
  { ratio, centred }: { readonly ratio: boolean; readonly centred: boolean },
): Stretch => {
  const holdsX = handle.includes('w') ? 'low' : handle.includes('e') ? 'high' : null
  const holdsY = handle.startsWith('n') ? 'low' : handle.startsWith('s') ? 'high' : null
  const sx = factorOf(rect.w, holdsX, dx, centred)
  const sy = factorOf(rect.h, holdsY, dy, centred)
  const ax = anchorOf(rect.x, rect.w, holdsX, centred)
  const ay = anchorOf(rect.y, rect.h, holdsY, centred)
  if (!ratio) return { sx, sy, ax, ay }
  const factor = holdsX === null ? sy : holdsY === null ? sx : Math.abs(sx) > Math.abs(sy) ? sx : sy
  return { sx: factor, sy: factor, ax, ay }
}

export const stretchPoint = ([x, y]: Point, { sx, sy, ax, ay }: Stretch): Point => [
  sx === 1 ? x : ax + (x - ax) * sx,
  sy === 1 ? y : ay + (y - ay) * sy,
]

const stretchRect = ({ x, y, w, h }: Rect, stretch: Stretch): Rect =>
  rectBetween(stretchPoint([x, y], stretch), stretchPoint([x + w, y + h], stretch))

/** Half axes and angle of a turned rectangle or ellipse after a stretch: what its own axes become, kept at right angles. */
const stretchTurned = (a: number, b: number, angle: number, { sx, sy }: Stretch) => {
  const turn = (angle * Math.PI) / 180
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const isStraight = angle % 180 === 0
  return {
    a: a * Math.hypot(sx * cos, sy * sin),
    b: b * Math.hypot(sx * sin, sy * cos),
    angle: isStraight ? angle : (Math.atan2(sy * sin, sx * cos) * 180) / Math.PI,
  }
}

/** The same shape larger, smaller or turned over; a mask keeps its pixels, shapes without a place stay as they are. */
export const stretchShape = (shape: Shape, stretch: Stretch): Shape => {
  const at = (point: Point): Point => stretchPoint(point, stretch)
  switch (shape.kind) {
    case 'box':
      return { ...shape, ...stretchRect(shape, stretch) }
    case 'rotated-box': {
      const [cx, cy] = at([shape.cx, shape.cy])
      const { a, b, angle } = stretchTurned(shape.w, shape.h, shape.angle, stretch)
      return { ...shape, cx, cy, w: a, h: b, angle }
    }
    case 'ellipse': {
      const [cx, cy] = at([shape.cx, shape.cy])
      const { a, b, angle } = stretchTurned(shape.rx, shape.ry, shape.angle, stretch)
      return { ...shape, cx, cy, rx: a, ry: b, angle }
    }
    case 'polygon':
    case 'polyline':
    case 'point':
    case 'skeleton':
      return mapPoints(shape, at)
    case 'field':
      return shape.box ? { ...shape, box: { ...shape.box, ...stretchRect(shape.box, stretch) } } : shape
    case 'mask':
    case 'span':
    case 'item':
    case 'case':
      return shape
  }
}

/** Degrees in (−180, 180]: two spellings of one angle are the same number. */
export const plainAngle = (angle: number): number => {
  const turned = ((angle % 360) + 360) % 360
  return turned > 180 ? turned - 360 : turned
}

/** The same shape turned clockwise about a point. A box becomes a rotated box; masks and fields cannot turn. */
export const turnShape = (shape: Shape, centre: Point, angle: number): Shape => {
  const at = (point: Point): Point => turnPoint(point, centre, angle)
  switch (shape.kind) {
    case 'box': {
      const { x, y, w, h, page } = shape
      const [cx, cy] = at([x + w / 2, y + h / 2])
      const turned = { kind: 'rotated-box', cx, cy, w, h, angle: plainAngle(angle) } as const
      return page === undefined ? turned : { ...turned, page }
    }
    case 'rotated-box':
    case 'ellipse': {
      const [cx, cy] = at([shape.cx, shape.cy])
      return { ...shape, cx, cy, angle: plainAngle(shape.angle + angle) }
    }
    case 'polygon':
    case 'polyline':
    case 'point':
    case 'skeleton':
      return mapPoints(shape, at)
    case 'mask':
    case 'field':
    case 'span':
    case 'item':
    case 'case':
      return shape
  }
}

/** Smaller than this (square pixels) nothing is inside a shape. */
const LEAST_AREA = 1e-6

/** Whether a shape has come to nothing: no area, or for a line no length. */
export const isFlat = (shape: Shape): boolean => {
  switch (shape.kind) {
    case 'box':
    case 'rotated-box':
      return shape.w * shape.h <= LEAST_AREA
    case 'ellipse':
      return shape.rx * shape.ry <= LEAST_AREA
    case 'polygon':
      return shape.parts.some(([outer]) => outer === undefined || Math.abs(signedArea(outer)) <= LEAST_AREA)
    case 'polyline': {
      const { w, h } = boundsOf(shape) ?? { w: 0, h: 0 }
      return w + h <= LEAST_AREA
    }
    case 'field':
      return shape.box !== undefined && shape.box.w * shape.box.h <= LEAST_AREA
    case 'point':
    case 'skeleton':
    case 'mask':
    case 'span':
    case 'item':
    case 'case':
      return false
  }
}

/** Room for what floating point leaves over at an edge (image pixels). */
const ROUNDING = 1e-7

const inside = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x - ROUNDING &&
  inner.y >= outer.y - ROUNDING &&
  inner.x + inner.w <= outer.x + outer.w + ROUNDING &&
  inner.y + inner.h <= outer.y + outer.h + ROUNDING

const whole = (image: Size): Rect => ({ x: 0, y: 0, w: image.width, h: image.height })

/**
 * Where shapes may go: the image, and what of them lay outside before (imports keep such shapes), so that no gesture takes
 * one further out.
 */
export const roomFor = (before: readonly Shape[], image: Size): Rect =>
  unite([whole(image), ...before.flatMap((shape) => boundsOf(shape) ?? [])]) ?? whole(image)

export const fitsIn = (shape: Shape, room: Rect): boolean => {
  const bounds = boundsOf(shape)
  return bounds === null || shape.kind === 'mask' || inside(bounds, room)
}

/** The shape moved just so far that it lies on the image; null where it is too large for it. */
export const moveOnto = (shape: Shape, image: Size): Shape | null => {
  const bounds = boundsOf(shape)
  if (!bounds || shape.kind === 'mask' || inside(bounds, whole(image))) return shape
  if (bounds.w > image.width + ROUNDING || bounds.h > image.height + ROUNDING) return null
  const shift = (start: number, extent: number, limit: number): number =>
    start < 0 ? -start : Math.min(0, limit - start - extent)
  return moveShape(shape, shift(bounds.x, bounds.w, image.width), shift(bounds.y, bounds.h, image.height))
}

/** Shapes moved together, no further than the image goes. Masks and shapes without a place stay. */
export const moveTogether = (shapes: readonly Shape[], by: Point, image: Size): readonly Shape[] => {
  const around = unite(shapes.flatMap((shape) => (shape.kind === 'mask' ? [] : (boundsOf(shape) ?? []))))
  if (!around) return shapes
  const [dx, dy] = clampMove(around, by[0], by[1], image)
  return shapes.map((shape) => moveShape(shape, dx, dy))
}
