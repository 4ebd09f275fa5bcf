import type { Point, Shape } from '../../model/shape.ts'
import { clampPoint, handlePoint, type Rect, type Size, unite } from '../geometry/box.ts'
import { boundsOf, turnPoint } from '../geometry/shape.ts'
import { fitsIn, roomFor, stretchOf, stretchShape, turnShape } from '../geometry/transform.ts'
import type { Grip, VertexPlace } from './handles.ts'

/** Shift keeps proportions and turns in steps; Alt works from the middle. */
export type PullKeys = { readonly shift: boolean; readonly alt: boolean }

/** Degrees of a step while Shift is held. */
export const TURN_STEP = 15

const minus = (to: Point, from: Point): Point => [to[0] - from[0], to[1] - from[1]]

const boundsOfAll = (shapes: readonly Shape[]): Rect | null =>
  unite(shapes.flatMap((shape) => (shape.kind === 'mask' ? [] : (boundsOf(shape) ?? []))))

const middle = ({ x, y, w, h }: Rect): Point => [x + w / 2, y + h / 2]

/** A pull of a turned shape's side happens in its own, unturned frame. */
const pullTurned = (
  shape: Extract<Shape, { kind: 'rotated-box' | 'ellipse' }>,
  handle: Extract<Grip, { on: 'side' }>['handle'],
  by: Point,
  keys: PullKeys,
): Shape => {
  const centre: Point = [shape.cx, shape.cy]
  const [w, h] = shape.kind === 'ellipse' ? [2 * shape.rx, 2 * shape.ry] : [shape.w, shape.h]
  const frame = { x: shape.cx - w / 2, y: shape.cy - h / 2, w, h }
  const stretch = stretchOf(frame, handle, turnPoint(by, [0, 0], -shape.angle), {
    ratio: keys.shift,
    centred: keys.alt,
  })
  const straight = stretchShape({ ...shape, angle: 0 }, stretch)
  if (straight.kind !== 'rotated-box' && straight.kind !== 'ellipse') return shape
  const [cx, cy] = turnPoint([straight.cx, straight.cy], centre, shape.angle)
  return { ...straight, cx, cy, angle: shape.angle }
}

const pullSide = (
  shapes: readonly Shape[],
  handle: Extract<Grip, { on: 'side' }>['handle'],
  by: Point,
  keys: PullKeys,
  image: Size,
): readonly Shape[] => {
  const [only, ...others] = shapes
  if (only && others.length === 0 && (only.kind === 'rotated-box' || only.kind === 'ellipse'))
    return [pullTurned(only, handle, by, keys)]
  const around = boundsOfAll(shapes)
  if (!around) return shapes
  const start = handlePoint(around, handle)
  const end: Point = [start[0] + by[0], start[1] + by[1]]
  // Sides that lie outside the image already may come in, not go further out.
  const room = roomFor(shapes, image)
  const clamped = minus(clampPoint(minus(end, [room.x, room.y]), { width: room.w, height: room.h }), [-room.x, -room.y])
  const stretch = stretchOf(around, handle, minus(clamped, start), { ratio: keys.shift, centred: keys.alt })
  return shapes.map((shape) => stretchShape(shape, stretch))
}

/** The angle a pull of the turning handle means: from where it was pressed to where it is, seen from the middle. */
const turnOf = (centre: Point, from: Point, to: Point): number => {
  const angle = ([x, y]: Point): number => Math.atan2(y - centre[1], x - centre[0])
  return ((angle(to) - angle(from)) * 180) / Math.PI
}

const pullTurn = (shapes: readonly Shape[], from: Point, to: Point, keys: PullKeys): readonly Shape[] => {
  const around = boundsOfAll(shapes)
  if (!around) return shapes
  const [only, ...others] = shapes
  const turnsItself = others.length === 0 && (only?.kind === 'rotated-box' || only?.kind === 'ellipse')
  const centre: Point = turnsItself ? [only.cx, only.cy] : middle(around)
  const free = turnOf(centre, from, to)
  const start = turnsItself ? only.angle : 0
  const by = keys.shift ? Math.round((start + free) / TURN_STEP) * TURN_STEP - start : free
  return shapes.map((shape) => turnShape(shape, centre, by))
}

/** The ring or line a vertex belongs to, changed by `edit`; the shape itself where it has no such vertex. */
const editLine = (shape: Shape, place: VertexPlace, edit: (points: readonly Point[]) => readonly Point[]): Shape => {
  if (shape.kind === 'polyline') return { ...shape, points: [...edit(shape.points)] }
  if (shape.kind !== 'polygon') return shape
  return {
    ...shape,
    parts: shape.parts.map((rings, part) =>
      part === place.part ? rings.map((points, ring) => (ring === place.ring ? [...edit(points)] : points)) : rings,
    ),
  }
}

/** The points of a polygon's ring or of a polyline. */
export const lineAt = (shape: Shape, place: VertexPlace): readonly Point[] => {
  if (shape.kind === 'polyline') return shape.points
  return shape.kind === 'polygon' ? (shape.parts[place.part]?.[place.ring] ?? []) : []
}

export const moveVertex = (shape: Shape, place: VertexPlace, to: Point): Shape =>
  editLine(shape, place, (points) => points.map((point, i) => (i === place.index ? to : point)))

export const insertVertex = (shape: Shape, place: VertexPlace, at: Point): Shape =>
  editLine(shape, place, (points) => points.toSpliced(place.index + 1, 0, at))

/**
 * The shape without one vertex. A ring keeps three and a line two: null where it would have fewer. A hole that would
 * have fewer goes altogether.
 */
export const withoutVertex = (shape: Shape, place: VertexPlace): Shape | null => {
  const left = lineAt(shape, place).length - 1
  if (shape.kind === 'polyline')
    return left < 2 ? null : editLine(shape, place, (points) => points.toSpliced(place.index, 1))
  if (shape.kind !== 'polygon') return null
  if (left >= 3) return editLine(shape, place, (points) => points.toSpliced(place.index, 1))
  if (place.ring === 0) return null
  const parts = shape.parts.map((rings, part) =>
    part === place.part ? rings.filter((_, ring) => ring !== place.ring) : rings,
  )
  return { ...shape, parts }
}

export const moveJoint = (shape: Shape, index: number, to: Point): Shape =>
  shape.kind === 'skeleton'
    ? {
        ...shape,
        joints: shape.joints.map((joint, i) =>
          // A joint that was not there is there once it has a place.
          i === index
            ? { ...joint, x: to[0], y: to[1], visibility: joint.visibility === 0 ? 2 : joint.visibility }
            : joint,
        ),
      }
    : shape

const pullAll = (
  grip: Grip,
  shapes: readonly Shape[],
  from: Point,
  to: Point,
  keys: PullKeys,
  image: Size,
): readonly Shape[] => {
  const by = minus(to, from)
  const onto = ([x, y]: Point): Point => clampPoint([x + by[0], y + by[1]], image)
  switch (grip.on) {
    case 'side':
      return pullSide(shapes, grip.handle, by, keys, image)
    case 'turn':
      return pullTurn(shapes, from, to, keys)
    case 'vertex':
      return shapes.map((shape) => {
        const point = lineAt(shape, grip)[grip.index]
        return point ? moveVertex(shape, grip, onto(point)) : shape
      })
    case 'edge':
      return shapes.map((shape) => insertVertex(shape, grip, clampPoint(to, image)))
    case 'joint':
      return shapes.map((shape) => {
        const joint = shape.kind === 'skeleton' ? shape.joints[grip.index] : undefined
        return joint ? moveJoint(shape, grip.index, onto([joint.x, joint.y])) : shape
      })
  }
}

const isPlaced = (shape: Shape): boolean => {
  const bounds = boundsOf(shape)
  return bounds === null || [bounds.x, bounds.y, bounds.w, bounds.h].every(Number.isFinite)
}

/**
 * Shapes with a handle pulled from one point to another (image pixels). Where the whole pull would take something off the
 * image, it goes as far as it can.
 */
export const pull = (
  grip: Grip,
  shapes: readonly Shape[],
  from: Point,
  to: Point,
  keys: PullKeys,
  image: Size,
): readonly Shape[] => {
  const room = roomFor(shapes, image)
  const upTo = (share: number): readonly Shape[] =>
    pullAll(grip, shapes, from, [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], keys, image)
  const isRight = (after: readonly Shape[]): boolean => after.every((shape) => isPlaced(shape) && fitsIn(shape, room))
  const all = upTo(1)
  if (isRight(all)) return all
  let [best, low, high]: [readonly Shape[], number, number] = [shapes, 0, 1]
  for (let step = 0; step < 24; step++) {
    const share = (low + high) / 2
    const after = upTo(share)
    if (isRight(after)) [best, low] = [after, share]
    else high = share
  }
  return best
}
