import type { Point } from '../../model/shape.ts'
import { clampPoint } from '../geometry/box.ts'
import { fillAt } from '../mask/fill.ts'
import { maskOf, spansOf } from '../mask/runs.ts'
import { heldBack, maskIn } from './brush-tool.ts'
import { reshape } from './commits.ts'
import type { Refusal, Step, Tool, ToolContext } from './tool.ts'

/** `placing`, by keyboard: arrows move the point that Enter fills at. */
export type FillState = { readonly name: 'idle' } | { readonly name: 'placing'; readonly at: Point }

const IDLE: FillState = { name: 'idle' }

const refuse = (state: FillState, why: Refusal): Step<FillState> => ({ state, effects: [{ type: 'refuse', why }] })

/** Fills the closed inside under a point: of the selected mask, else of the first in which there is one. */
const fill = (state: FillState, [x, y]: Point, context: ToolContext): Step<FillState> => {
  const chosen = context.annotations.filter((one) => context.selection.includes(one.id) && maskIn(one, context))
  const masks = chosen.length > 0 ? chosen : context.annotations.filter((one) => maskIn(one, context))
  if (masks.length === 0) return refuse(state, 'no-mask')
  for (const mask of masks) {
    const shape = maskIn(mask, context)
    const filled = shape && fillAt(spansOf(shape), Math.floor(x), Math.floor(y), context.image)
    if (!filled) continue
    const held = heldBack(mask.id, context)
    if (held) return refuse(state, held)
    const put = [reshape(mask, maskOf(filled, context.image, context.page))]
    const commit = { label: `fill ${mask.label}`, put, remove: [] }
    return {
      state,
      effects: [
        { type: 'commit', commit },
        { type: 'select', ids: [mask.id] },
      ],
    }
  }
  return refuse(state, 'not-closed')
}

const placing = (at: Point): Step<FillState> => ({
  state: { name: 'placing', at },
  effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: [], marks: [{ kind: 'set', point: at }] } }],
})

/** Fills the inside of a closed outline that was painted: a click, or arrows and Enter. */
export const fillTool: Tool<FillState> = {
  idle: IDLE,
  draws: 'mask',
  on(state, input, context) {
    switch (input.type) {
      case 'down':
        return fill(state, input.at, context)
      case 'arrow': {
        const { visible, image } = context
        if (state.name === 'idle')
          return placing(clampPoint([visible.x + visible.w / 2, visible.y + visible.h / 2], image))
        return placing(clampPoint([state.at[0] + input.by[0], state.at[1] + input.by[1]], image))
      }
      case 'enter':
        return state.name === 'placing' ? fill(state, state.at, context) : { state, effects: [] }
      case 'cancel':
        return state.name === 'idle'
          ? { state, effects: [{ type: 'put-away' }] }
          : { state: IDLE, effects: [{ type: 'draft', draft: null }] }
      case 'move':
      case 'up':
      case 'hover':
      case 'arrow-end':
      case 'back':
      case 'delete':
      case 'abort':
        return { state, effects: [] }
    }
  },
}
