import type { Point, Shape } from '../../model/shape.ts'
import { partsOfShape } from './polygon.ts'
import { nearestOnSegment } from './shape.ts'

export type Snap = { readonly point: Point; readonly to: 'vertex' | 'edge' }

/** The lines of a shape that others may lie against, and whether each is closed. */
const linesOf = (shape: Shape): readonly { readonly points: readonly Point[]; readonly closed: boolean }[] => {
  switch (shape.kind) {
    case 'polygon':
    case 'box':
    case 'rotated-box':
      return (partsOfShape(shape) ?? []).flatMap((rings) => rings.map((points) => ({ points, closed: true })))
    case 'polyline':
      return [{ points: shape.points, closed: false }]
    case 'point':
      return [{ points: [[shape.x, shape.y]], closed: false }]
    case 'skeleton':
      return shape.joints.map(({ x, y }) => ({ points: [[x, y]], closed: false }))
    default:
      return []
  }
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1])

/** The nearest vertex of the shapes within `reach` (image pixels) of a point, else the nearest place on an edge; null without either. */
export const snapTo = (at: Point, shapes: readonly Shape[], reach: number): Snap | null => {
  let vertex: { readonly point: Point; readonly far: number } | null = null
  let edge: { readonly point: Point; readonly far: number } | null = null
  for (const { points, closed } of shapes.flatMap(linesOf)) {
    for (const [i, point] of points.entries()) {
      const far = distance(at, point)
      if (far <= reach && far < (vertex?.far ?? Infinity)) vertex = { point, far }
      const next = points[i + 1] ?? (closed ? points[0] : undefined)
      const on = next && nearestOnSegment(at, point, next)
      const off = on ? distance(at, on) : Infinity
      if (on && off <= reach && off < (edge?.far ?? Infinity)) edge = { point: on, far: off }
    }
  }
  if (vertex) return { point: vertex.point, to: 'vertex' }
  return edge ? { point: edge.point, to: 'edge' } : null
}
