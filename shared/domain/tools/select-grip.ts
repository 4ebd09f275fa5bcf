import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Point, Shape } from '../../model/shape.ts'
import { clampPoint, unite } from '../geometry/box.ts'
import { boundsOf } from '../geometry/shape.ts'
import { isFlat } from '../geometry/transform.ts'
import { reshape } from './commits.ts'
import { lineAt, pull } from './grips.ts'
import { type Grip, type HandleMark, handlesOf } from './handles.ts'
import { aimOf } from './points-aim.ts'
import {
  type DraftMark,
  HANDLE_REACH,
  NO_DRAFT,
  type Press,
  type Refusal,
  reachOf,
  type ToolContext,
  type ToolEffect,
} from './tool.ts'

/** One vertex or joint of one shape. */
export type Held = {
  readonly id: AnnotationId
  readonly grip: Extract<Grip, { on: 'vertex' | 'joint' }>
}

/** Where two handles lie on one another the one that is harder to reach otherwise is meant. */
const rank = ({ grip }: HandleMark): number => {
  switch (grip.on) {
    case 'vertex':
    case 'joint':
      return 0
    case 'side':
      return grip.handle.length === 2 ? 1 : 2
    case 'turn':
      return 2
    case 'edge':
      return 3
  }
}

/** The handle of what is selected that a press means; null beside all of them. */
export const gripAt = (
  { at, pointer }: Pick<Press, 'at' | 'pointer'>,
  selected: readonly Annotation[],
  { pixel }: Pick<ToolContext, 'pixel'>,
): Grip | null => {
  const around = unite(selected.flatMap(({ shape }) => boundsOf(shape) ?? []))
  if (!around) return null
  // A small shape keeps a middle to be moved by.
  const least = Math.max(Math.min(around.w, around.h) / 4, 3 * pixel)
  const reach = Math.min(reachOf(HANDLE_REACH, pointer) * pixel, least)
  const far = ({ point }: HandleMark): number => Math.max(Math.abs(point[0] - at[0]), Math.abs(point[1] - at[1]))
  const [nearest] = handlesOf(selected, pixel)
    .filter((mark) => far(mark) <= reach)
    .sort((a, b) => rank(a) - rank(b) || far(a) - far(b))
  return nearest?.grip ?? null
}

export const pointOf = (shape: Shape, grip: Held['grip']): Point | null => {
  if (grip.on === 'vertex') return lineAt(shape, grip)[grip.index] ?? null
  const joint = shape.kind === 'skeleton' ? shape.joints[grip.index] : undefined
  return joint ? [joint.x, joint.y] : null
}

/** Shapes with a handle pulled; a vertex keeps to its neighbours' vertices and edges, unless Ctrl suspends that. */
export const pulled = (
  shapes: readonly Annotation[],
  grip: Grip,
  from: Point,
  input: Press,
  context: ToolContext,
): { readonly shapes: readonly Annotation[]; readonly marks: readonly DraftMark[] } => {
  const [only] = shapes
  let to = input.at
  let marks: readonly DraftMark[] = []
  if (only && (grip.on === 'vertex' || grip.on === 'edge')) {
    const start = grip.on === 'vertex' ? (pointOf(only.shape, grip) ?? from) : from
    const target = clampPoint([start[0] + to[0] - from[0], start[1] + to[1] - from[1]], context.image)
    const aimed = aimOf(target, input, true, context, only.id)
    marks = aimed.marks
    to = [from[0] + aimed.point[0] - start[0], from[1] + aimed.point[1] - start[1]]
  }
  const before = shapes.map(({ shape }) => shape)
  const after = pull(grip, before, from, to, input, context.image)
  return { shapes: withShapes(shapes, after), marks }
}

/** The annotations with other shapes, in the same order. */
export const withShapes = (annotations: readonly Annotation[], shapes: readonly Shape[]): readonly Annotation[] =>
  annotations.map((annotation, i) => {
    const shape = shapes[i]
    return shape === undefined || shape === annotation.shape ? annotation : reshape(annotation, shape)
  })

/** Why nothing of a selection may be moved; null where something may. */
export const fixedBy = (
  annotations: readonly Annotation[],
  { locked, pinned }: Pick<ToolContext, 'locked' | 'pinned'>,
): Refusal | null => {
  if (annotations.some(({ id }) => !locked.has(id) && !pinned.has(id))) return null
  return annotations.some(({ id }) => pinned.has(id)) ? 'pinned' : annotations.length === 0 ? null : 'locked'
}

export const noun = (shapes: readonly Annotation[]): string =>
  shapes.length === 1 ? (shapes[0]?.shape.kind.replace('-', ' ') ?? 'shape') : `${shapes.length} shapes`

/** What the hand's change comes to: one commit of what differs. A shape with nothing left in it is refused. */
export const settle = (
  label: string,
  before: readonly Annotation[],
  after: readonly Annotation[],
): readonly ToolEffect[] => {
  const put = after.filter((annotation, i) => JSON.stringify(annotation.shape) !== JSON.stringify(before[i]?.shape))
  if (put.some(({ shape }) => isFlat(shape))) return [NO_DRAFT, { type: 'refuse', why: 'too-small' }]
  return put.length === 0 ? [NO_DRAFT] : [NO_DRAFT, { type: 'commit', commit: { label, put, remove: [] } }]
}
