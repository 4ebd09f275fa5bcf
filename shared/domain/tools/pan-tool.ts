import type { Point } from '../../model/shape.ts'
import type { Tool } from './tool.ts'

export type PanState = { readonly name: 'idle' } | { readonly name: 'dragging'; readonly stage: Point }

/** Moves the view. Speaks stage coordinates: image coordinates would move under its own hand. */
export const panTool: Tool<PanState> = {
  idle: { name: 'idle' },
  draws: null,
  on(state, input) {
    switch (input.type) {
      case 'down':
        return { state: { name: 'dragging', stage: input.stage }, effects: [] }
      case 'move':
        if (state.name !== 'dragging') return { state, effects: [] }
        return {
          state: { name: 'dragging', stage: input.stage },
          effects: [{ type: 'pan', by: [input.stage[0] - state.stage[0], input.stage[1] - state.stage[1]] }],
        }
      case 'up':
      case 'abort':
      case 'cancel':
        return state.name === 'idle' && input.type === 'cancel'
          ? { state, effects: [{ type: 'put-away' }] }
          : { state: { name: 'idle' }, effects: [] }
      case 'arrow':
        return { state, effects: [{ type: 'pan', by: [-input.by[0], -input.by[1]] }] }
      case 'arrow-end':
      case 'enter':
      case 'delete':
      case 'back':
      case 'hover':
        return { state, effects: [] }
    }
  },
}
