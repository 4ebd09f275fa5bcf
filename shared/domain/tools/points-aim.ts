import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import { simplifyLine } from '../geometry/simplify.ts'
import { snapTo } from '../geometry/snap.ts'
import type { DraftMark, Press, ToolContext } from './tool.ts'

/** How near (CSS pixels) a vertex or an edge must be for the pointer to keep to it. */
const SNAP_REACH = 8
/** How far apart (CSS pixels) the points of a free-hand line are set, and how far it may leave them in the end. */
const TRAIL_STEP = 4
const TRAIL_TOLERANCE = 0.75

/** Where the pointer means to be: on a neighbour's vertex or edge if one is near, unless Ctrl suspends that. */
export const aimOf = (
  at: Point,
  input: Pick<Press, 'mod'>,
  snaps: boolean,
  context: ToolContext,
  except?: AnnotationId,
): { readonly point: Point; readonly marks: readonly DraftMark[] } => {
  if (!snaps || input.mod) return { point: at, marks: [] }
  const reach = SNAP_REACH * context.pixel
  const box = { x: at[0] - reach, y: at[1] - reach, w: 2 * reach, h: 2 * reach }
  const shapes = context.within(box).flatMap((id) => (id === except ? [] : (context.find(id)?.shape ?? [])))
  const snap = snapTo(at, shapes, reach)
  const on = snap && snap.point[0] >= 0 && snap.point[1] >= 0 ? snap.point : null
  if (!on || on[0] > context.image.width || on[1] > context.image.height) return { point: at, marks: [] }
  return { point: on, marks: [{ kind: 'snap', point: on }] }
}

/** The points of one step: straight to `to`, or along an edge of the picture where that is wanted and found. */
export const pathTo = (
  from: Point | undefined,
  to: Point,
  input: Pick<Press, 'alt'>,
  follows: boolean,
  context: ToolContext,
): readonly Point[] => {
  if (!from || !follows || input.alt === context.following) return [to]
  const path = context.contour?.(from, to)
  return path && path.length > 1 ? [...simplifyLine(path, 1).slice(1, -1), to] : [to]
}

/** A free-hand line with one more place. At its end it keeps only the points that shape it. */
export const trailOf = (
  trail: readonly Point[],
  at: Point,
  done: boolean,
  { pixel }: Pick<ToolContext, 'pixel'>,
): readonly Point[] => {
  const last = trail.at(-1)
  const isFar = !last || Math.hypot(at[0] - last[0], at[1] - last[1]) >= TRAIL_STEP * pixel
  const longer = isFar || done ? [...trail, at] : trail
  return done ? simplifyLine(longer, TRAIL_TOLERANCE * pixel) : longer
}
