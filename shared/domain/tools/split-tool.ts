import type { Annotation } from '../../model/annotation.ts'
import type { Point } from '../../model/shape.ts'
import { clampPoint, rectBetween } from '../geometry/box.ts'
import { isArea } from '../mask/areas.ts'
import { splitArea } from '../mask/split.ts'
import { halved } from './area-commits.ts'
import { heldBack } from './brush-tool.ts'
import { NO_DRAFT, type Step, type Tool, type ToolContext, type ToolInput, wandered } from './tool.ts'

export type SplitState =
  | { readonly name: 'idle' }
  | { readonly name: 'pointing'; readonly from: Point; readonly stage: Point }
  | { readonly name: 'drawing'; readonly from: Point; readonly to: Point }
  /** By keyboard: arrows move the line, with `size` its far end; Enter cuts. */
  | { readonly name: 'placing'; readonly from: Point; readonly to: Point }

const IDLE: SplitState = { name: 'idle' }
const stay = (state: SplitState): Step<SplitState> => ({ state, effects: [] })

const draft = (state: Extract<SplitState, { to: Point }>, context: ToolContext): Step<SplitState> => {
  const line: Annotation = {
    id: context.newId(),
    label: context.label,
    shape: { kind: 'polyline', points: [state.from, state.to] },
    attributes: {},
  }
  const marks = [state.from, state.to].map((point) => ({ kind: 'set', point }) as const)
  return { state, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: [line], marks } }] }
}

/** Cuts what is selected; with nothing selected, every outline and mask that the line goes through. */
const cut = (from: Point, to: Point, context: ToolContext): Step<SplitState> => {
  const within = context.selection.length > 0 ? context.selection : context.within(rectBetween(from, to))
  const areas = within.flatMap((id) => context.find(id) ?? []).filter((one) => isArea(one.shape))
  const split = areas.flatMap((one) => {
    const halves = isArea(one.shape) && one.shape.page === context.page ? splitArea(one.shape, from, to) : null
    return halves ? [{ one, halves }] : []
  })
  if (split.length === 0)
    return { state: IDLE, effects: [NO_DRAFT, { type: 'refuse', why: areas.length > 0 ? 'not-divided' : 'no-area' }] }
  const held = split.map(({ one }) => heldBack(one.id, context)).find((why) => why !== null)
  if (held) return { state: IDLE, effects: [NO_DRAFT, { type: 'refuse', why: held }] }
  const put = split.flatMap(({ one, halves }) => halved(one, halves, context.newId))
  const label = split.length === 1 ? `split ${split[0]?.one.label}` : `split ${split.length} objects`
  return {
    state: IDLE,
    effects: [
      NO_DRAFT,
      { type: 'commit', commit: { label, put, remove: [] } },
      { type: 'select', ids: put.map(({ id }) => id) },
      { type: 'put-away' },
    ],
  }
}

const byArrow = (
  state: SplitState,
  input: Extract<ToolInput, { type: 'arrow' }>,
  context: ToolContext,
): Step<SplitState> => {
  const { visible, image } = context
  if (state.name !== 'placing') {
    if (state.name !== 'idle') return stay(state)
    const middle = visible.x + visible.w / 2
    const from = clampPoint([middle, visible.y], image)
    return draft({ name: 'placing', from, to: clampPoint([middle, visible.y + visible.h], image) }, context)
  }
  const moved = ([x, y]: Point): Point => clampPoint([x + input.by[0], y + input.by[1]], image)
  return draft({ ...state, from: input.size ? state.from : moved(state.from), to: moved(state.to) }, context)
}

/** Divides outlines and masks along a line drawn across them: a drag, or arrows and Enter. */
export const splitTool: Tool<SplitState> = {
  idle: IDLE,
  draws: null,
  on(state, input, context) {
    switch (input.type) {
      case 'down':
        return state.name === 'idle' || state.name === 'placing'
          ? { state: { name: 'pointing', from: input.at, stage: input.stage }, effects: [NO_DRAFT] }
          : stay(state)
      case 'move':
        if (state.name === 'pointing' && !wandered(state.stage, input.stage)) return stay(state)
        return state.name === 'pointing' || state.name === 'drawing'
          ? draft({ name: 'drawing', from: state.from, to: input.at }, context)
          : stay(state)
      case 'up':
        if (state.name === 'drawing') return cut(state.from, input.at, context)
        return state.name === 'pointing' ? stay(IDLE) : stay(state)
      case 'arrow':
        return byArrow(state, input, context)
      case 'enter':
        return state.name === 'placing' ? cut(state.from, state.to, context) : stay(state)
      case 'abort':
        return { state: IDLE, effects: [NO_DRAFT] }
      case 'cancel':
        return state.name === 'idle' ? { state, effects: [{ type: 'put-away' }] } : { state: IDLE, effects: [NO_DRAFT] }
      case 'hover':
      case 'arrow-end':
      case 'back':
      case 'delete':
        return stay(state)
    }
  },
}
