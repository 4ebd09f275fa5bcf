import type { Annotation } from '../../model/annotation.ts'
import type { MaskShape, Point } from '../../model/shape.ts'
import { clampPoint } from '../geometry/box.ts'
import { combine, maskOf, spansOf } from '../mask/runs.ts'
import { strokeSpans } from '../mask/stroke.ts'
import { reshape } from './commits.ts'
import { NO_DRAFT, type Refusal, type Step, type Stroke, type Tool, type ToolContext, type ToolInput } from './tool.ts'

type Target = { readonly base: Annotation | null; readonly erases: boolean }

export type BrushState =
  | { readonly name: 'idle' }
  | ({ readonly name: 'painting'; readonly path: readonly Point[] } & Target)
  /** By keyboard: arrows move the tip, with `size` they paint; Enter puts down what was painted. */
  | ({ readonly name: 'placing'; readonly path: readonly Point[] } & Target)

const IDLE: BrushState = { name: 'idle' }
const stay = (state: BrushState): Step<BrushState> => ({ state, effects: [] })
const refuse = (why: Refusal): Step<BrushState> => ({ state: IDLE, effects: [NO_DRAFT, { type: 'refuse', why }] })

export const maskIn = (annotation: Annotation | undefined, { image, page }: ToolContext): MaskShape | null => {
  const shape = annotation?.shape
  const fits = shape?.kind === 'mask' && shape.width === image.width && shape.height === image.height
  return fits && shape.page === page ? shape : null
}

/** The mask that the hand works on: the selected one, or, where one must be there already, the one under the pointer. */
export const maskAt = (at: Point, mustBe: boolean, context: ToolContext): Annotation | null => {
  const [only, ...others] = context.selection
  const selected = only === undefined || others.length > 0 ? undefined : context.find(only)
  if (selected && maskIn(selected, context)) return selected
  if (!mustBe) return null
  const under = context.hits(at, 0).map((id) => context.find(id))
  return under.find((one) => maskIn(one, context)) ?? null
}

/** Why a mask is not to be changed; null where it is. */
export const heldBack = (id: Annotation['id'], { locked, pinned }: ToolContext): Refusal | null =>
  locked.has(id) ? 'locked' : pinned.has(id) ? 'pinned' : null

/** A mask painted or erased along a path; null where that changes nothing, `empty` where nothing of it is left. */
const painted = (stroke: Stroke, context: ToolContext): MaskShape | 'empty' | null => {
  const { image, page } = context
  const before = stroke.base ? maskIn(stroke.base, context) : null
  const held = before ? spansOf(before) : []
  const spans = combine(held, strokeSpans(stroke.path, stroke.brush, image), stroke.erases ? 'subtract' : 'union')
  if (spans.length === 0) return 'empty'
  const same = spans.length === held.length && spans.every((edge, i) => edge === held[i])
  return same ? null : maskOf(spans, image, page)
}

const draft = (state: Exclude<BrushState, { name: 'idle' }>, context: ToolContext): Step<BrushState> => ({
  state,
  effects: [{ type: 'draft', draft: { kind: 'stroke', stroke: strokeOf(state, context) } }],
})

const strokeOf = ({ base, erases, path }: Target & { path: readonly Point[] }, context: ToolContext): Stroke => ({
  base,
  label: base?.label ?? context.label,
  erases,
  path,
  brush: context.brush,
})

/** A finished stroke: the mask goes on being selected, so that the next stroke goes on with it. */
const finish = (
  state: Exclude<BrushState, { name: 'idle' }>,
  next: BrushState,
  context: ToolContext,
): Step<BrushState> => {
  const { base, erases } = state
  const after = painted(strokeOf(state, context), context)
  const verb = erases ? 'erase' : 'paint'
  if (after === null || (after === 'empty' && !base)) return { state: IDLE, effects: [NO_DRAFT] }
  if (after === 'empty') {
    const commit = { label: `erase all of ${base?.label}`, put: [], remove: base ? [base.id] : [] }
    return { state: IDLE, effects: [NO_DRAFT, { type: 'commit', commit }, { type: 'select', ids: [] }] }
  }
  const made: Annotation = base
    ? reshape(base, after)
    : { id: context.newId(), label: context.label, shape: after, attributes: {} }
  const commit = { label: `${verb} ${made.label}`, put: [made], remove: [] }
  const kept = next.name === 'idle' ? next : { ...next, base: made }
  return {
    state: kept,
    effects: [NO_DRAFT, { type: 'commit', commit }, { type: 'select', ids: [made.id] }],
  }
}

const begin = (erasing: boolean, at: Point, shift: boolean, context: ToolContext): Target | Refusal => {
  // Shift at the press does the other of the two.
  const erases = erasing !== shift
  const base = maskAt(at, erases, context)
  if (!base) return erases ? 'no-mask' : { base, erases }
  return heldBack(base.id, context) ?? { base, erases }
}

const isRefused = (target: Target | Refusal): target is Refusal => typeof target === 'string'

const byKeyboard = (
  erasing: boolean,
  state: BrushState,
  input: Extract<ToolInput, { type: 'arrow' | 'enter' }>,
  context: ToolContext,
): Step<BrushState> => {
  const { visible, image } = context
  if (state.name === 'painting') return stay(state)
  if (state.name === 'idle') {
    // Enter with nothing painted by keys: this object is done, the next stroke begins another.
    if (input.type === 'enter') return { state, effects: [{ type: 'select', ids: [] }] }
    const at = clampPoint([visible.x + visible.w / 2, visible.y + visible.h / 2], image)
    const target = begin(erasing, at, false, context)
    return isRefused(target) ? refuse(target) : draft({ name: 'placing', path: [at], ...target }, context)
  }
  const last = state.path.at(-1) ?? [0, 0]
  if (input.type === 'enter') return finish(state, { ...state, path: [last] }, context)
  const to = clampPoint([last[0] + input.by[0], last[1] + input.by[1]], image)
  // Moving the tip on drops what was not put down, but for the place itself.
  return draft({ ...state, path: input.size ? [...state.path, to] : [to] }, context)
}

const stroking = (erasing: boolean): Tool<BrushState> => ({
  idle: IDLE,
  draws: 'mask',
  on(state, input, context) {
    switch (input.type) {
      case 'down': {
        if (state.name === 'painting') return stay(state)
        const target = begin(erasing, input.at, input.shift, context)
        return isRefused(target) ? refuse(target) : draft({ name: 'painting', path: [input.at], ...target }, context)
      }
      case 'move':
        if (state.name !== 'painting') return stay(state)
        return draft({ ...state, path: [...state.path, input.at] }, context)
      case 'up':
        return state.name === 'painting' ? finish(state, IDLE, context) : stay(state)
      case 'arrow':
      case 'enter':
        return byKeyboard(erasing, state, input, context)
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
})

/** Paints a mask: the selected one, else a new one. Shift at the press erases instead. */
export const brushTool: Tool<BrushState> = stroking(false)
/** Takes away from the selected mask, else from the one under the pointer. Shift at the press paints instead. */
export const eraserTool: Tool<BrushState> = stroking(true)
