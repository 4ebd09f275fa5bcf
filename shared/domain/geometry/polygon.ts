import type { Point, PolygonShape, Shape } from '../../model/shape.ts'
import { turnedCorners } from './shape.ts'

export type Ring = readonly Point[]
/** Each part is an outer ring followed by its holes. */
export type Parts = readonly (readonly Ring[])[]

/** What a ring surrounds, in square pixels: positive where it runs clockwise on the screen (y grows downwards). */
export const signedArea = (ring: Ring): number => {
  let sum = 0
  let from = ring.at(-1)
  for (const to of ring) {
    if (from) sum += from[0] * to[1] - to[0] * from[1]
    from = to
  }
  return sum / 2
}

/** Outer rings less their holes, for parts that do not overlap. */
export const areaOfParts = (parts: Parts): number =>
  parts.reduce(
    (sum, [outer, ...holes]) =>
      sum + Math.abs(signedArea(outer ?? [])) - holes.reduce((hole, ring) => hole + Math.abs(signedArea(ring)), 0),
    0,
  )

export const pointsInParts = (parts: Parts): number => parts.flat().reduce((sum, ring) => sum + ring.length, 0)

const ELLIPSE_CORNERS = 64

/** The outline of a shape that has an area and is no mask; null for all others. An ellipse has 64 corners. */
export const partsOfShape = (shape: Shape): Parts | null => {
  switch (shape.kind) {
    case 'polygon':
      return shape.parts
    case 'box': {
      const { x, y, w, h } = shape
      return [
        [
          [
            [x, y],
            [x + w, y],
            [x + w, y + h],
            [x, y + h],
          ],
        ],
      ]
    }
    case 'rotated-box':
      return [[turnedCorners(shape.cx, shape.cy, shape.w, shape.h, shape.angle)]]
    case 'ellipse': {
      const turn = (shape.angle * Math.PI) / 180
      const ring = Array.from({ length: ELLIPSE_CORNERS }, (_, i): Point => {
        const at = (2 * Math.PI * i) / ELLIPSE_CORNERS
        const [x, y] = [shape.rx * Math.cos(at), shape.ry * Math.sin(at)]
        return [shape.cx + x * Math.cos(turn) - y * Math.sin(turn), shape.cy + x * Math.sin(turn) + y * Math.cos(turn)]
      })
      return [[ring]]
    }
    default:
      return null
  }
}

export const toPolygon = (parts: Parts, page?: number): PolygonShape => {
  const own = parts.map((rings) => rings.map((ring) => [...ring]))
  return page === undefined ? { kind: 'polygon', parts: own } : { kind: 'polygon', parts: own, page }
}
