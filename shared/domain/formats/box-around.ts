import type { BoxShape, Point, Shape } from '../../model/shape.ts'
import { maskBounds } from '../mask/runs.ts'
import { boundsOf, outline } from './coco-write.ts'

/** The points that a shape lies between; null where it has no place on an image. */
const cornersOf = (shape: Shape): readonly Point[] | null => {
  switch (shape.kind) {
    case 'rotated-box':
    case 'ellipse':
      return outline(shape)
    case 'polygon':
      return shape.parts.flatMap((part) => part[0] ?? [])
    case 'polyline':
      return shape.points
    case 'skeleton': {
      const seen = shape.joints.filter(({ visibility }) => visibility > 0)
      return seen.length === 0 ? null : seen.map(({ x, y }): Point => [x, y])
    }
    default:
      return null
  }
}

/** The box around a shape; null where there is none, as around a point or a class. */
export const boxAround = (shape: Shape): BoxShape | null => {
  if (shape.kind === 'box') return { kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }
  if (shape.kind === 'mask') {
    const bounds = maskBounds(shape)
    return bounds === null ? null : { kind: 'box', ...bounds }
  }
  const corners = cornersOf(shape)
  if (corners === null) return null
  const [x, y, w, h] = boundsOf(corners)
  return { kind: 'box', x, y, w, h }
}
