import type { AnnotationId } from '../../model/ids.ts'
import type { Point, Shape, ShapeKind } from '../../model/shape.ts'
import { clampPoint, clipRect, type Rect, rectBetween } from '../geometry/box.ts'
import { finishShape, showDraft, startRect } from './finish.ts'
import {
  NO_DRAFT,
  type Press,
  type Refusal,
  type Step,
  type Tool,
  type ToolContext,
  type ToolInput,
  wandered,
} from './tool.ts'

export type RectState =
  | { readonly name: 'idle' }
  | { readonly name: 'pointing'; readonly from: Point; readonly stage: Point }
  | { readonly name: 'dragging'; readonly from: Point; readonly id: AnnotationId }
  /** By keyboard: arrows move the rectangle, with `size` its far corner; Enter puts it down. */
  | { readonly name: 'placing'; readonly rect: Rect; readonly id: AnnotationId }

/** What fills the rectangle, or why nothing can. */
type Fill = (rect: Rect, context: ToolContext) => Shape | Refusal

const IDLE: RectState = { name: 'idle' }
const stay = (state: RectState): Step<RectState> => ({ state, effects: [] })

/** The rectangle a drag means: Alt draws it from its middle, Ctrl with equal sides. Never off the image. */
const dragged = (from: Point, input: Press, { image }: ToolContext): Rect => {
  const to = clampPoint(input.at, image)
  let [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  if (input.mod) {
    const side = Math.min(Math.abs(dx), Math.abs(dy))
    dx = side * Math.sign(dx)
    dy = side * Math.sign(dy)
  }
  const start: Point = input.alt ? [from[0] - dx, from[1] - dy] : from
  return clipRect(rectBetween(start, [from[0] + dx, from[1] + dy]), image)
}

const moveRect = ({ x, y, w, h }: Rect, [dx, dy]: Point, size: boolean, { image }: ToolContext): Rect => {
  const { width, height } = image
  return size
    ? {
        x,
        y,
        w: Math.min(Math.max(w + dx, Math.min(1, w)), width - x),
        h: Math.min(Math.max(h + dy, Math.min(1, h)), height - y),
      }
    : { x: Math.min(Math.max(x + dx, 0), width - w), y: Math.min(Math.max(y + dy, 0), height - h), w, h }
}

/** A tool that fills a rectangle: press and drag, or arrows (with Shift: size) and Enter. */
export const rectTool = (draws: ShapeKind, fill: Fill): Tool<RectState> => {
  const draft = (state: RectState, rect: Rect, id: AnnotationId, context: ToolContext): Step<RectState> => {
    const shape = fill(rect, context)
    if (typeof shape === 'string') return { state: IDLE, effects: [NO_DRAFT, { type: 'refuse', why: shape }] }
    return { state, effects: [showDraft(shape, id, context)] }
  }
  const finish = (rect: Rect, id: AnnotationId, keep: boolean, context: ToolContext): Step<RectState> => {
    const shape = rect.w === 0 || rect.h === 0 ? 'too-small' : fill(rect, context)
    if (typeof shape === 'string') return { state: IDLE, effects: [NO_DRAFT, { type: 'refuse', why: shape }] }
    return { state: IDLE, effects: finishShape(shape, id, keep, context) }
  }
  const place = (context: ToolContext): Step<RectState> => {
    const [rect, id] = [startRect(context), context.newId()]
    return draft({ name: 'placing', rect, id }, rect, id, context)
  }
  const drag = (state: RectState, input: Press, done: boolean, context: ToolContext): Step<RectState> => {
    if (state.name === 'pointing') {
      if (done) return stay(IDLE)
      const next: RectState = { name: 'dragging', from: state.from, id: context.newId() }
      return wandered(state.stage, input.stage) ? drag(next, input, false, context) : stay(state)
    }
    if (state.name !== 'dragging') return stay(state)
    const rect = dragged(state.from, input, context)
    return done ? finish(rect, state.id, input.shift, context) : draft(state, rect, state.id, context)
  }
  const on = (state: RectState, input: ToolInput, context: ToolContext): Step<RectState> => {
    switch (input.type) {
      case 'down': {
        if (state.name !== 'idle' && state.name !== 'placing') return stay(state)
        const from = clampPoint(input.at, context.image)
        return { state: { name: 'pointing', from, stage: input.stage }, effects: [NO_DRAFT] }
      }
      case 'move':
      case 'up':
        return drag(state, input, input.type === 'up', context)
      case 'arrow': {
        if (state.name === 'idle') return place(context)
        if (state.name !== 'placing') return stay(state)
        const rect = moveRect(state.rect, input.by, input.size, context)
        return draft({ ...state, rect }, rect, state.id, context)
      }
      case 'enter':
        if (state.name === 'placing') return finish(state.rect, state.id, false, context)
        return state.name === 'idle' ? place(context) : stay(state)
      case 'cancel':
        if (state.name === 'idle') return { state, effects: [{ type: 'put-away' }] }
        return { state: IDLE, effects: [NO_DRAFT] }
      case 'abort':
        return state.name === 'idle' ? stay(state) : { state: IDLE, effects: [NO_DRAFT] }
      case 'arrow-end':
      case 'delete':
      case 'back':
      case 'hover':
        return stay(state)
    }
  }
  return { idle: IDLE, draws, on }
}
