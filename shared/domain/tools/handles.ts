import type { Annotation } from '../../model/annotation.ts'
import type { Point, Shape } from '../../model/shape.ts'
import { HANDLES, type Handle, handlePoint, type Rect, unite } from '../geometry/box.ts'
import { boundsOf, turnPoint } from '../geometry/shape.ts'

/** A vertex of a polygon (`part`, `ring` as in its shape) or of a polyline (0, 0). */
export type VertexPlace = { readonly part: number; readonly ring: number; readonly index: number }

/** What a handle holds: a side or corner of the whole, its turn, a vertex, the middle of an edge, a joint. */
export type Grip =
  | { readonly on: 'side'; readonly handle: Handle }
  | { readonly on: 'turn' }
  | ({ readonly on: 'vertex' } & VertexPlace)
  /** Pulling it puts a new vertex after `index`. */
  | ({ readonly on: 'edge' } & VertexPlace)
  | { readonly on: 'joint'; readonly index: number }

export type HandleMark = { readonly point: Point; readonly grip: Grip }

/** CSS pixels between a shape and its turning handle, and how far the frame of a skeleton stands off its joints. */
const TURN_DISTANCE = 24
const FRAME_DISTANCE = 14
/** Edges shorter than this on screen (CSS pixels) have no handle in their middle. */
const SHORTEST_SPLIT = 28

const sides = (rect: Rect): readonly HandleMark[] =>
  HANDLES.map((handle) => ({ point: handlePoint(rect, handle), grip: { on: 'side', handle } }))

/** Sides and turning handle of a rectangle that is itself turned by `angle` degrees about its centre. */
const turnedSides = (centre: Point, w: number, h: number, angle: number, pixel: number): readonly HandleMark[] => {
  const rect = { x: centre[0] - w / 2, y: centre[1] - h / 2, w, h }
  const top: Point = [centre[0], rect.y - TURN_DISTANCE * pixel]
  return [...sides(rect), { point: top, grip: { on: 'turn' } } as const].map(({ point, grip }) => ({
    point: turnPoint(point, centre, angle),
    grip,
  }))
}

const turnAbove = (rect: Rect, pixel: number): HandleMark => ({
  point: [rect.x + rect.w / 2, rect.y - TURN_DISTANCE * pixel],
  grip: { on: 'turn' },
})

const ofLine = (
  points: readonly Point[],
  place: { readonly part: number; readonly ring: number },
  closed: boolean,
  pixel: number,
): readonly HandleMark[] => {
  const vertices = points.map((point, index): HandleMark => ({ point, grip: { on: 'vertex', ...place, index } }))
  const edges = points.flatMap((from, index): HandleMark[] => {
    const to = points[index + 1] ?? (closed ? points[0] : undefined)
    if (!to || Math.hypot(to[0] - from[0], to[1] - from[1]) < SHORTEST_SPLIT * pixel) return []
    return [{ point: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], grip: { on: 'edge', ...place, index } }]
  })
  return [...vertices, ...edges]
}

const ofShape = (shape: Shape, pixel: number): readonly HandleMark[] => {
  const bounds = boundsOf(shape)
  if (!bounds) return []
  switch (shape.kind) {
    case 'box':
    case 'field':
      return sides(bounds)
    case 'rotated-box':
      return turnedSides([shape.cx, shape.cy], shape.w, shape.h, shape.angle, pixel)
    case 'ellipse':
      return turnedSides([shape.cx, shape.cy], 2 * shape.rx, 2 * shape.ry, shape.angle, pixel)
    case 'polygon':
      return [
        ...shape.parts.flatMap((rings, part) =>
          rings.flatMap((points, ring) => ofLine(points, { part, ring }, true, pixel)),
        ),
        turnAbove(bounds, pixel),
      ]
    case 'polyline':
      return [...ofLine(shape.points, { part: 0, ring: 0 }, false, pixel), turnAbove(bounds, pixel)]
    case 'skeleton': {
      const off = FRAME_DISTANCE * pixel
      const frame = { x: bounds.x - off, y: bounds.y - off, w: bounds.w + 2 * off, h: bounds.h + 2 * off }
      const joints = shape.joints.map((joint, index): HandleMark => {
        return { point: [joint.x, joint.y], grip: { on: 'joint', index } }
      })
      return [...joints, ...sides(frame), turnAbove(frame, pixel)]
    }
    case 'point':
    case 'mask':
    case 'span':
    case 'item':
    case 'case':
      return []
  }
}

/**
 * The handles of what is selected, in image pixels. One shape has its own; several share the sides of the rectangle
 * around them. `pixel`: image pixels that one CSS pixel covers.
 */
export const handlesOf = (selected: readonly Annotation[], pixel: number): readonly HandleMark[] => {
  const [only, ...others] = selected
  if (!only) return []
  if (others.length === 0) return ofShape(only.shape, pixel)
  const around = unite(selected.flatMap(({ shape }) => (shape.kind === 'mask' ? [] : (boundsOf(shape) ?? []))))
  return around ? sides(around) : []
}
