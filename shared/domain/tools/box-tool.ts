import type { Annotation } from '../../model/annotation.ts'
import type { Point } from '../../model/shape.ts'
import { clampPoint, clipRect, type Rect, rectBetween, toBox } from '../geometry/box.ts'
import { NO_DRAFT, type Step, type Tool, type ToolContext, type ToolInput, wandered } from './tool.ts'

export type BoxState =
  | { readonly name: 'idle' }
  | { readonly name: 'pointing'; readonly from: Point; readonly stage: Point }
  | { readonly name: 'dragging'; readonly from: Point }
  /** By keyboard: arrows move the rectangle, with `size` its far corner; Enter puts it down. */
  | { readonly name: 'placing'; readonly rect: Rect }

const IDLE: BoxState = { name: 'idle' }
const stay = (state: BoxState): Step<BoxState> => ({ state, effects: [] })

const boxOf = (rect: Rect, context: ToolContext, id: Annotation['id']): Annotation => ({
  id,
  label: context.label,
  shape: toBox(clipRect(rect, context.image)),
  attributes: {},
})

const draft = (state: BoxState, rect: Rect, context: ToolContext): Step<BoxState> => ({
  state,
  effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: [boxOf(rect, context, context.newId())] } }],
})

/** A finished box is selected, and the hand goes back to selecting, unless Shift keeps it drawing. */
const finish = (rect: Rect, keep: boolean, context: ToolContext): Step<BoxState> => {
  const box = boxOf(rect, context, context.newId())
  if (box.shape.kind !== 'box' || box.shape.w === 0 || box.shape.h === 0) return { state: IDLE, effects: [NO_DRAFT] }
  return {
    state: IDLE,
    effects: [
      NO_DRAFT,
      { type: 'commit', commit: { label: `draw ${box.label}`, put: [box], remove: [] } },
      { type: 'select', ids: [box.id] },
      ...(keep ? [] : [{ type: 'put-away' } as const]),
    ],
  }
}

/** Where keyboard placing starts: a fifth of what is visible, in its middle, on the image. */
const startRect = ({ visible, image }: ToolContext): Rect => {
  const sight = clipRect(visible, image)
  return {
    x: sight.x + sight.w * 0.4,
    y: sight.y + sight.h * 0.4,
    w: Math.max(sight.w * 0.2, 1),
    h: Math.max(sight.h * 0.2, 1),
  }
}

const place = (state: BoxState, input: Extract<ToolInput, { type: 'arrow' }>, context: ToolContext): Step<BoxState> => {
  if (state.name !== 'placing') return stay(state)
  const { x, y, w, h } = state.rect
  const { width, height } = context.image
  const [dx, dy] = input.by
  const rect = input.size
    ? { x, y, w: Math.min(Math.max(w + dx, 1), width - x), h: Math.min(Math.max(h + dy, 1), height - y) }
    : { x: Math.min(Math.max(x + dx, 0), width - w), y: Math.min(Math.max(y + dy, 0), height - h), w, h }
  return draft({ name: 'placing', rect }, rect, context)
}

const on = (state: BoxState, input: ToolInput, context: ToolContext): Step<BoxState> => {
  switch (input.type) {
    case 'down':
      if (state.name !== 'idle' && state.name !== 'placing') return stay(state)
      return {
        state: { name: 'pointing', from: clampPoint(input.at, context.image), stage: input.stage },
        effects: [NO_DRAFT],
      }
    case 'move':
      if (state.name === 'pointing') {
        return wandered(state.stage, input.stage)
          ? on({ name: 'dragging', from: state.from }, input, context)
          : stay(state)
      }
      return state.name === 'dragging' ? draft(state, rectBetween(state.from, input.at), context) : stay(state)
    case 'up':
      if (state.name === 'dragging') return finish(rectBetween(state.from, input.at), input.shift, context)
      return state.name === 'pointing' ? stay(IDLE) : stay(state)
    case 'arrow': {
      if (state.name !== 'idle') return place(state, input, context)
      const rect = startRect(context)
      return draft({ name: 'placing', rect }, rect, context)
    }
    case 'enter': {
      if (state.name === 'placing') return finish(state.rect, false, context)
      if (state.name !== 'idle') return stay(state)
      const rect = startRect(context)
      return draft({ name: 'placing', rect }, rect, context)
    }
    case 'cancel':
      return state.name === 'idle' ? { state, effects: [{ type: 'put-away' }] } : { state: IDLE, effects: [NO_DRAFT] }
    case 'abort':
      return state.name === 'idle' ? stay(state) : { state: IDLE, effects: [NO_DRAFT] }
    case 'arrow-end':
    case 'delete':
    case 'back':
    case 'hover':
      return stay(state)
  }
}

/** Draws a box: press and drag, or arrows (with Shift: size) and Enter. */
export const boxTool: Tool<BoxState> = { idle: IDLE, draws: 'box', on }
