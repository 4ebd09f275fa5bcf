import type { MaskShape, Point, Shape } from '../../model/shape.ts'
import { covers, maskBounds, spansOf } from '../mask/runs.ts'
import type { Rect } from './box.ts'

const around = (points: readonly Point[]): Rect => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, w: right - left, h: bottom - top }
}

/** A point turned clockwise by `angle` degrees about another. */
export const turnPoint = ([x, y]: Point, [cx, cy]: Point, angle: number): Point => {
  const turn = (angle * Math.PI) / 180
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return [cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos]
}

/** Corners of a rectangle turned clockwise by `angle` degrees about its centre. */
export const turnedCorners = (cx: number, cy: number, w: number, h: number, angle: number): readonly Point[] => {
  const turn = (angle * Math.PI) / 180
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return [
    [-w / 2, -h / 2],
    [w / 2, -h / 2],
    [w / 2, h / 2],
    [-w / 2, h / 2],
  ].map(([x = 0, y = 0]): Point => [cx + x * cos - y * sin, cy + x * sin + y * cos])
}

/** The rectangle around a shape on an image; null for shapes that have no place there (spans, classes, items). */
export const boundsOf = (shape: Shape): Rect | null => {
  switch (shape.kind) {
    case 'box':
      return { x: shape.x, y: shape.y, w: shape.w, h: shape.h }
    case 'rotated-box':
      return around(turnedCorners(shape.cx, shape.cy, shape.w, shape.h, shape.angle))
    case 'ellipse': {
      const turn = (shape.angle * Math.PI) / 180
      const halfW = Math.hypot(shape.rx * Math.cos(turn), shape.ry * Math.sin(turn))
      const halfH = Math.hypot(shape.rx * Math.sin(turn), shape.ry * Math.cos(turn))
      return { x: shape.cx - halfW, y: shape.cy - halfH, w: 2 * halfW, h: 2 * halfH }
    }
    case 'polygon':
      return around(shape.parts.flatMap((rings) => rings[0] ?? []))
    case 'polyline':
      return around(shape.points)
    case 'point':
      return { x: shape.x, y: shape.y, w: 0, h: 0 }
    case 'skeleton':
      return around(shape.joints.map((joint): Point => [joint.x, joint.y]))
    case 'mask':
      return maskBounds(shape) ?? { x: 0, y: 0, w: 0, h: 0 }
    case 'field':
      return shape.box ? { x: shape.box.x, y: shape.box.y, w: shape.box.w, h: shape.box.h } : null
    case 'span':
    case 'item':
    case 'case':
      return null
  }
}

/** The page that a shape lies on, from 0; null for what lies on none. One that names no page lies on the first. */
export const pageOf = (shape: Shape): number | null => {
  switch (shape.kind) {
    case 'field':
      return shape.box ? (shape.box.page ?? 0) : null
    case 'span':
    case 'item':
    case 'case':
      return null
    default:
      return shape.page ?? 0
  }
}

/** The same shape moved; shapes without a place are returned as they are. A mask lies on its image and stays. */
export const moveShape = (shape: Shape, dx: number, dy: number): Shape => {
  switch (shape.kind) {
    case 'box':
      return { ...shape, x: shape.x + dx, y: shape.y + dy }
    case 'rotated-box':
    case 'ellipse':
      return { ...shape, cx: shape.cx + dx, cy: shape.cy + dy }
    case 'polygon':
    case 'polyline':
    case 'point':
    case 'skeleton':
      return mapPoints(shape, ([x, y]) => [x + dx, y + dy])
    case 'field':
      return shape.box ? { ...shape, box: { ...shape.box, x: shape.box.x + dx, y: shape.box.y + dy } } : shape
    case 'mask':
    case 'span':
    case 'item':
    case 'case':
      return shape
  }
}

/** A shape that is nothing but its points. */
type PointedShape = Extract<Shape, { readonly kind: 'polygon' | 'polyline' | 'point' | 'skeleton' }>

/** The same shape with each of its points somewhere else. */
export const mapPoints = (shape: PointedShape, to: (point: Point) => Point): PointedShape => {
  switch (shape.kind) {
    case 'polygon':
      return { ...shape, parts: shape.parts.map((rings) => rings.map((ring) => ring.map(to))) }
    case 'polyline':
      return { ...shape, points: shape.points.map(to) }
    case 'point': {
      const [x, y] = to([shape.x, shape.y])
      return { ...shape, x, y }
    }
    case 'skeleton':
      return {
        ...shape,
        joints: shape.joints.map((joint) => {
          const [x, y] = to([joint.x, joint.y])
          return { ...joint, x, y }
        }),
      }
  }
}

/** Whether a ring surrounds a point (even-odd). */
export const inRing = ([x, y]: Point, ring: readonly Point[]): boolean => {
  let inside = false
  let previous = ring.at(-1)
  for (const current of ring) {
    if (previous && current[1] > y !== previous[1] > y) {
      const crossing = ((previous[0] - current[0]) * (y - current[1])) / (previous[1] - current[1]) + current[0]
      if (x < crossing) inside = !inside
    }
    previous = current
  }
  return inside
}

/** The place on a segment that is nearest to a point. */
export const nearestOnSegment = ([x, y]: Point, a: Point, b: Point): Point => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length))
  return [a[0] + t * dx, a[1] + t * dy]
}

/** How far a point is from the straight line between two others. */
export const distanceToSegment = (point: Point, a: Point, b: Point): number => {
  const [x, y] = nearestOnSegment(point, a, b)
  return Math.hypot(point[0] - x, point[1] - y)
}

const nearLine = (point: Point, line: readonly Point[], reach: number): boolean =>
  line.some((to, i) => {
    const from = line[i - 1]
    return from !== undefined && distanceToSegment(point, from, to) <= reach
  })

const maskCovers = (mask: MaskShape, [x, y]: Point): boolean => {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return false
  return covers(spansOf(mask), column * mask.height + row)
}

/** Whether a click at `point` means this shape. `reach` is the tolerance in image pixels. */
export const hitsShape = (shape: Shape, point: Point, reach: number): boolean => {
  const bounds = boundsOf(shape)
  if (!bounds) return false
  const within =
    point[0] >= bounds.x - reach &&
    point[0] <= bounds.x + bounds.w + reach &&
    point[1] >= bounds.y - reach &&
    point[1] <= bounds.y + bounds.h + reach
  if (!within) return false
  switch (shape.kind) {
    case 'rotated-box':
      return inRing(point, turnedCorners(shape.cx, shape.cy, shape.w + 2 * reach, shape.h + 2 * reach, shape.angle))
    case 'ellipse': {
      const turn = (-shape.angle * Math.PI) / 180
      const [x, y] = [point[0] - shape.cx, point[1] - shape.cy]
      const along = (x * Math.cos(turn) - y * Math.sin(turn)) / (shape.rx + reach)
      const across = (x * Math.sin(turn) + y * Math.cos(turn)) / (shape.ry + reach)
      return along * along + across * across <= 1
    }
    case 'polygon':
      return shape.parts.some(
        (rings) =>
          rings.some((ring) => nearLine(point, [...ring, ...ring.slice(0, 1)], reach)) ||
          rings.filter((ring) => inRing(point, ring)).length % 2 === 1,
      )
    case 'polyline':
      return nearLine(point, shape.points, reach)
    case 'skeleton':
      return shape.joints.some((joint) => Math.hypot(joint.x - point[0], joint.y - point[1]) <= 2 * reach)
    case 'mask':
      return maskCovers(shape, point)
    default:
      return true
  }
}
