import type { AnnotationId } from '../../model/ids.ts'
import type { Point, Shape, ShapeKind } from '../../model/shape.ts'
import { clampPoint, clipRect, rectBetween } from '../geometry/box.ts'
import { finishShape, showDraft } from './finish.ts'
import { aimOf, pathTo, trailOf } from './points-aim.ts'
import {
  type DraftMark,
  HANDLE_REACH,
  NO_DRAFT,
  type Press,
  reachOf,
  SLOP,
  type Step,
  type Tool,
  type ToolContext,
  type ToolEffect,
  type ToolInput,
  wandered,
} from './tool.ts'

/** What was set so far, step by step: a click sets one point, a drag or an edge of the picture many. */
type Strokes = readonly (readonly Point[])[]
type Making = { readonly id: AnnotationId; readonly strokes: Strokes }

export type PointsState =
  | { readonly name: 'idle' }
  /** Between clicks. `keyed`: the arrow keys brought the hand here, so Enter sets a point; else Enter finishes. */
  | (Making & { readonly name: 'aiming'; readonly at: Point; readonly keyed: boolean })
  | (Making & { readonly name: 'pressing'; readonly from: Point; readonly stage: Point })
  /** Dragging: a free-hand line, or the rectangle between two corners. */
  | (Making & { readonly name: 'sweeping'; readonly from: Point; readonly trail: readonly Point[] })

/** What a sequence of points becomes. */
export type PointsPlan = {
  readonly draws: ShapeKind
  /** How many points make it; null for as many as the hand sets. */
  readonly count: number | null
  /** A click on the first point finishes it. */
  readonly closes: boolean
  /** Points keep to vertices and edges near them. */
  readonly snaps: boolean
  /** What a drag does: sets points all along, spans a rectangle (as the first step), or nothing but carry the point. */
  readonly drag: 'trail' | 'rect' | 'carry'
  /** The shape of these points; null where they are too few. */
  shape(points: readonly Point[], context: ToolContext): Shape | null
  /** The shape of a dragged rectangle. */
  ofRect?(a: Point, b: Point): Shape
}

const IDLE: PointsState = { name: 'idle' }
const stay = (state: PointsState): Step<PointsState> => ({ state, effects: [] })

/** Without points that stand twice in a row. */
const pointsOf = (strokes: Strokes): readonly Point[] =>
  strokes.flat().filter(([x, y], i, all) => x !== all[i - 1]?.[0] || y !== all[i - 1]?.[1])

const near = (a: Point, b: Point | undefined, reach: number): boolean =>
  b !== undefined && Math.hypot(a[0] - b[0], a[1] - b[1]) <= reach

/** What can be shown of points that are not a shape yet. */
const sketch = (plan: PointsPlan, points: readonly Point[], context: ToolContext): Shape | null => {
  const [first, ...rest] = points
  if (!first) return null
  const shape = plan.shape(points, context)
  if (shape) return shape
  return rest.length === 0 ? { kind: 'point', x: first[0], y: first[1] } : { kind: 'polyline', points: [...points] }
}

export const pointsTool = (plan: PointsPlan): Tool<PointsState> => {
  const show = (making: Making, next: readonly Point[], marks: readonly DraftMark[], context: ToolContext) => {
    const set = pointsOf(making.strokes)
    const shape = sketch(plan, [...set, ...next], context)
    const all = [
      ...set.slice(0, 200).map((point, i): DraftMark => ({ kind: i === 0 && plan.closes ? 'first' : 'set', point })),
      ...marks,
    ]
    return shape ? [showDraft(shape, making.id, context, all)] : [NO_DRAFT]
  }
  const aim = (making: Making, at: Point, keyed: boolean, context: ToolContext): Step<PointsState> => ({
    state: { name: 'aiming', id: making.id, strokes: making.strokes, at, keyed },
    effects: show(making, keyed ? [at] : [], keyed ? [{ kind: 'cursor', point: at }] : [], context),
  })
  const finish = (making: Making, at: Point, keep: boolean, context: ToolContext): Step<PointsState> => {
    const shape = plan.shape(pointsOf(making.strokes), context)
    if (shape) return { state: IDLE, effects: finishShape(shape, making.id, keep, context) }
    const next = aim(making, at, false, context)
    return { state: next.state, effects: [...next.effects, { type: 'refuse', why: 'too-few-points' }] }
  }
  /** One step set: it finishes the shape when it was the last that is needed. */
  const set = (making: Making, stroke: readonly Point[], keep: boolean, context: ToolContext): Step<PointsState> => {
    const after = { id: making.id, strokes: [...making.strokes, stroke] }
    const at = stroke.at(-1) ?? [0, 0]
    const isWhole = plan.count !== null && pointsOf(after.strokes).length >= plan.count
    return isWhole ? finish(after, at, keep, context) : aim(after, at, false, context)
  }
  /** Where a press here says "done": the first point, or a second time the last; null where it says nothing of the kind. */
  const endAt = (making: Making, at: Point, reach: number, slop: number): Point | null => {
    if (plan.count !== null) return null
    const points = pointsOf(making.strokes)
    const [first, last] = [points[0], points.at(-1)]
    if (first && plan.closes && points.length >= 3 && near(at, first, reach)) return first
    return last && near(at, last, slop) ? last : null
  }
  /** The last side of an outline follows the picture to the first point as the sides before it do. */
  const closed = (making: Making, end: Point, input: Press, context: ToolContext): Making => {
    const way = pathTo(pointsOf(making.strokes).at(-1), end, input, plan.snaps, context).slice(0, -1)
    return way.length === 0 ? making : { id: making.id, strokes: [...making.strokes, way] }
  }
  const release = (state: Extract<PointsState, { name: 'pressing' }>, input: Press, context: ToolContext) => {
    const reach = reachOf(HANDLE_REACH, input.pointer) * context.pixel
    const raw = clampPoint(wandered(state.stage, input.stage) ? input.at : state.from, context.image)
    const end = endAt(state, raw, reach, SLOP * context.pixel)
    if (end) return finish(closed(state, end, input, context), raw, input.shift, context)
    const { point } = aimOf(raw, input, plan.snaps, context)
    return set(state, pathTo(pointsOf(state.strokes).at(-1), point, input, plan.snaps, context), input.shift, context)
  }
  const sweep = (
    state: Extract<PointsState, { name: 'sweeping' }>,
    input: Press,
    done: boolean,
    context: ToolContext,
  ): Step<PointsState> => {
    const at = clampPoint(input.at, context.image)
    if (plan.drag === 'rect' && plan.ofRect) {
      const { x, y, w, h } = clipRect(rectBetween(state.from, at), context.image)
      const shape = plan.ofRect([x, y], [x + w, y + h])
      return done
        ? { state: IDLE, effects: finishShape(shape, state.id, input.shift, context) }
        : { state, effects: [showDraft(shape, state.id, context)] }
    }
    const trail = trailOf(state.trail, at, done, context)
    if (!done) return { state: { ...state, trail }, effects: show(state, trail, [], context) }
    const after = { id: state.id, strokes: [...state.strokes, trail] }
    const reach = reachOf(HANDLE_REACH, input.pointer) * context.pixel
    const points = pointsOf(after.strokes)
    const isClosed = plan.closes && points.length > 3 && near(at, points[0], reach)
    return isClosed ? finish(after, at, input.shift, context) : aim(after, at, false, context)
  }
  const press = (state: PointsState, input: Press, done: boolean, context: ToolContext): Step<PointsState> => {
    if (state.name === 'sweeping') return sweep(state, input, done, context)
    if (state.name !== 'pressing') return stay(state)
    if (done) return release(state, input, context)
    if (!wandered(state.stage, input.stage)) return stay(state)
    const drags = plan.drag === 'trail' || (plan.drag === 'rect' && state.strokes.length === 0)
    if (drags) {
      const { id, strokes, from } = state
      return sweep({ name: 'sweeping', id, strokes, from, trail: [from] }, input, false, context)
    }
    const { point, marks } = aimOf(clampPoint(input.at, context.image), input, plan.snaps, context)
    return { state, effects: show(state, [point], marks, context) }
  }
  const hover = (state: PointsState, input: Press, context: ToolContext): Step<PointsState> => {
    if (state.name !== 'aiming' && state.name !== 'idle') return stay(state)
    const { point, marks } = aimOf(clampPoint(input.at, context.image), input, plan.snaps, context)
    if (state.name === 'idle') return stay(state)
    const path = pathTo(pointsOf(state.strokes).at(-1), point, input, plan.snaps, context)
    return { state: { ...state, at: point, keyed: false }, effects: show(state, path, marks, context) }
  }
  /** Backspace takes the last step back; with nothing left the hand is idle again. */
  const back = (making: Making, at: Point, context: ToolContext): Step<PointsState> => {
    const strokes = making.strokes.slice(0, -1)
    if (strokes.length === 0) return { state: IDLE, effects: [NO_DRAFT] }
    return aim({ ...making, strokes }, at, false, context)
  }
  const arrow = (state: PointsState, by: Point, context: ToolContext): Step<PointsState> => {
    if (state.name === 'idle') return begin(context)
    if (state.name !== 'aiming') return stay(state)
    return aim(state, clampPoint([state.at[0] + by[0], state.at[1] + by[1]], context.image), true, context)
  }
  const begin = (context: ToolContext): Step<PointsState> => {
    const { x, y, w, h } = clipRect(context.visible, context.image)
    return aim({ id: context.newId(), strokes: [] }, [x + w / 2, y + h / 2], true, context)
  }
  const enter = (state: PointsState, context: ToolContext): Step<PointsState> => {
    if (state.name === 'idle') return begin(context)
    if (state.name !== 'aiming') return stay(state)
    const isAgain = near(state.at, pointsOf(state.strokes).at(-1), 0)
    return state.keyed && !isAgain ? set(state, [state.at], false, context) : finish(state, state.at, false, context)
  }
  const drop = (state: PointsState): Step<PointsState> => {
    const effects: readonly ToolEffect[] = state.name === 'idle' ? [{ type: 'put-away' }] : [NO_DRAFT]
    return { state: IDLE, effects }
  }
  const on = (state: PointsState, input: ToolInput, context: ToolContext): Step<PointsState> => {
    switch (input.type) {
      case 'down': {
        if (state.name !== 'idle' && state.name !== 'aiming') return stay(state)
        const making = state.name === 'aiming' ? state : { id: context.newId(), strokes: [] }
        const from = clampPoint(input.at, context.image)
        return stay({ name: 'pressing', id: making.id, strokes: making.strokes, from, stage: input.stage })
      }
      case 'move':
      case 'up':
        return press(state, input, input.type === 'up', context)
      case 'hover':
        return hover(state, input, context)
      case 'arrow':
        return arrow(state, input.by, context)
      case 'enter':
        return enter(state, context)
      case 'back':
        return state.name === 'aiming' ? back(state, state.at, context) : stay(state)
      case 'abort':
        if (state.name !== 'pressing' && state.name !== 'sweeping') return stay(state)
        if (state.strokes.length === 0) return { state: IDLE, effects: [NO_DRAFT] }
        return aim(state, state.from, false, context)
      case 'cancel':
        return drop(state)
      case 'arrow-end':
      case 'delete':
        return stay(state)
    }
  }
  return { idle: IDLE, draws: plan.draws, on }
}
