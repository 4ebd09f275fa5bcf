import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import {
  clampMove,
  clampPoint,
  type Handle,
  handleAt,
  type Rect,
  rectBetween,
  resizeRect,
  toBox,
  unite,
} from '../geometry/box.ts'
import { boundsOf, moveShape } from '../geometry/shape.ts'
import { cycleHit } from '../spatial-index/shape-index.ts'
import { reshape } from './commits.ts'
import {
  HANDLE_REACH,
  LINE_REACH,
  NO_DRAFT,
  type Step,
  type Tool,
  type ToolContext,
  type ToolEffect,
  type ToolInput,
  wandered,
} from './tool.ts'

type Pointing = Extract<ToolInput, { at: Point }>
type Grip = { readonly id: AnnotationId; readonly rect: Rect; readonly handle: Handle }

export type SelectState =
  | { readonly name: 'idle' }
  | {
      readonly name: 'pointing'
      readonly from: Pointing
      readonly grip: Grip | null
      readonly hits: readonly AnnotationId[]
    }
  | { readonly name: 'moving'; readonly from: Point; readonly shapes: readonly Annotation[] }
  | { readonly name: 'resizing'; readonly grip: Grip; readonly shape: Annotation }
  | { readonly name: 'marquee'; readonly from: Point; readonly kept: readonly AnnotationId[] }
  | { readonly name: 'nudging'; readonly by: Point; readonly grow: Point; readonly shapes: readonly Annotation[] }

const IDLE: SelectState = { name: 'idle' }
const stay = (state: SelectState): Step<SelectState> => ({ state, effects: [] })

const selected = (context: ToolContext): readonly Annotation[] =>
  context.annotations.filter((annotation) => context.selection.includes(annotation.id))

const gripAt = (at: Point, context: ToolContext): Grip | null => {
  const [only, ...others] = selected(context)
  if (only?.shape.kind !== 'box' || others.length > 0) return null
  const { x, y, w, h } = only.shape
  // A small box keeps a middle to be moved by.
  const reach = Math.min(HANDLE_REACH * context.pixel, Math.max(Math.min(w, h) / 4, 3 * context.pixel))
  const handle = handleAt({ x, y, w, h }, at, reach)
  return handle ? { id: only.id, rect: { x, y, w, h }, handle } : null
}

/** The shapes moved together, no further than the image goes. */
const moved = (shapes: readonly Annotation[], by: Point, context: ToolContext): readonly Annotation[] => {
  const bounds = unite(shapes.flatMap((annotation) => boundsOf(annotation.shape) ?? []))
  if (!bounds) return shapes
  const [dx, dy] = clampMove(bounds, by[0], by[1], context.image)
  return shapes.map((annotation) => reshape(annotation, moveShape(annotation.shape, dx, dy)))
}

const resized = (shape: Annotation, grip: Grip, to: Point, context: ToolContext): Annotation =>
  reshape(shape, toBox(resizeRect(grip.rect, grip.handle, clampPoint(to, context.image)), pageOf(shape)))

const pageOf = (annotation: Annotation): number | undefined =>
  annotation.shape.kind === 'box' ? annotation.shape.page : undefined

const commit = (label: string, before: readonly Annotation[], after: readonly Annotation[]): readonly ToolEffect[] => {
  const put = after.filter((annotation, i) => JSON.stringify(annotation.shape) !== JSON.stringify(before[i]?.shape))
  return put.length === 0 ? [NO_DRAFT] : [NO_DRAFT, { type: 'commit', commit: { label, put, remove: [] } }]
}

const noun = (shapes: readonly Annotation[]): string =>
  shapes.length === 1 ? (shapes[0]?.shape.kind.replace('-', ' ') ?? 'shape') : `${shapes.length} shapes`

const click = (state: Extract<SelectState, { name: 'pointing' }>, context: ToolContext): Step<SelectState> => {
  const { selection } = context
  if (state.from.shift) {
    const [top] = state.hits
    if (top === undefined) return stay(IDLE)
    const ids = selection.includes(top) ? selection.filter((id) => id !== top) : [...selection, top]
    return { state: IDLE, effects: [{ type: 'select', ids }] }
  }
  const next = cycleHit(state.hits, selection.length === 1 ? (selection[0] ?? null) : null)
  return { state: IDLE, effects: [{ type: 'select', ids: next === null ? [] : [next] }] }
}

const startDrag = (
  state: Extract<SelectState, { name: 'pointing' }>,
  input: Pointing,
  context: ToolContext,
): Step<SelectState> => {
  const { from, grip, hits } = state
  const held = grip && context.annotations.find((annotation) => annotation.id === grip.id)
  if (grip && held) return on({ name: 'resizing', grip, shape: held }, input, context)
  const [top] = hits
  if (top === undefined || from.shift) {
    return on({ name: 'marquee', from: from.at, kept: from.shift ? context.selection : [] }, input, context)
  }
  const ids = hits.some((id) => context.selection.includes(id)) ? context.selection : [top]
  const shapes = context.annotations.filter((annotation) => ids.includes(annotation.id))
  const next = on({ name: 'moving', from: from.at, shapes }, input, context)
  return { state: next.state, effects: [{ type: 'select', ids }, ...next.effects] }
}

const drag = (state: SelectState, input: Pointing, context: ToolContext): Step<SelectState> => {
  const done = input.type === 'up'
  switch (state.name) {
    case 'pointing':
      if (done) return click(state, context)
      return wandered(state.from.stage, input.stage) ? startDrag(state, input, context) : stay(state)
    case 'moving': {
      const by: Point = [input.at[0] - state.from[0], input.at[1] - state.from[1]]
      const after = moved(state.shapes, by, context)
      return done
        ? { state: IDLE, effects: commit(`move ${noun(after)}`, state.shapes, after) }
        : { state, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: after } }] }
    }
    case 'resizing': {
      const after = resized(state.shape, state.grip, input.at, context)
      const flat = after.shape.kind === 'box' && (after.shape.w === 0 || after.shape.h === 0)
      if (done) return { state: IDLE, effects: flat ? [NO_DRAFT] : commit('resize box', [state.shape], [after]) }
      return { state, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: [after] } }] }
    }
    case 'marquee': {
      const rect = rectBetween(state.from, input.at)
      if (!done) return { state, effects: [{ type: 'draft', draft: { kind: 'marquee', rect } }] }
      const ids = [...new Set([...state.kept, ...context.within(rect)])]
      return { state: IDLE, effects: [NO_DRAFT, { type: 'select', ids }] }
    }
    default:
      return stay(state)
  }
}

const nudge = (
  state: SelectState,
  input: Extract<ToolInput, { type: 'arrow' }>,
  context: ToolContext,
): Step<SelectState> => {
  const start =
    state.name === 'nudging' ? state : { by: [0, 0] as const, grow: [0, 0] as const, shapes: selected(context) }
  if (start.shapes.length === 0 || (state.name !== 'nudging' && state.name !== 'idle')) return stay(state)
  const add = (to: Point, on_: boolean): Point => (on_ ? [to[0] + input.by[0], to[1] + input.by[1]] : to)
  const next: SelectState = {
    name: 'nudging',
    by: add(start.by, !input.size),
    grow: add(start.grow, input.size),
    shapes: start.shapes,
  }
  return { state: next, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: nudged(next, context) } }] }
}

const nudged = (state: Extract<SelectState, { name: 'nudging' }>, context: ToolContext): readonly Annotation[] =>
  moved(state.shapes, state.by, context).map((annotation) => {
    const { shape } = annotation
    if (shape.kind !== 'box' || (state.grow[0] === 0 && state.grow[1] === 0)) return annotation
    const far = clampPoint([shape.x + shape.w + state.grow[0], shape.y + shape.h + state.grow[1]], context.image)
    return reshape(annotation, { ...shape, w: Math.max(1, far[0] - shape.x), h: Math.max(1, far[1] - shape.y) })
  })

const putDown = (state: SelectState, context: ToolContext): Step<SelectState> => {
  if (state.name !== 'nudging') return stay(state)
  const after = nudged(state, context)
  const verb = state.grow[0] === 0 && state.grow[1] === 0 ? 'move' : 'resize'
  return { state: IDLE, effects: commit(`${verb} ${noun(after)}`, state.shapes, after) }
}

const on = (state: SelectState, input: ToolInput, context: ToolContext): Step<SelectState> => {
  switch (input.type) {
    case 'down': {
      if (state.name === 'nudging') return putDown(state, context)
      if (state.name !== 'idle') return stay(state)
      const hits = context.hits(input.at, LINE_REACH * context.pixel)
      return stay({ name: 'pointing', from: input, grip: gripAt(input.at, context), hits })
    }
    case 'move':
    case 'up':
      return drag(state, input, context)
    case 'arrow':
      return nudge(state, input, context)
    case 'arrow-end':
    case 'enter':
      return putDown(state, context)
    case 'delete': {
      const remove = selected(context).map((annotation) => annotation.id)
      if (state.name !== 'idle' || remove.length === 0) return stay(state)
      const label = `delete ${noun(selected(context))}`
      return {
        state: IDLE,
        effects: [
          { type: 'commit', commit: { label, put: [], remove } },
          { type: 'select', ids: [] },
        ],
      }
    }
    case 'back':
    case 'hover':
      return stay(state)
    case 'abort':
      return { state: IDLE, effects: [NO_DRAFT] }
    case 'cancel':
      if (state.name === 'idle') return { state, effects: [{ type: 'select', ids: [] }] }
      return { state: IDLE, effects: [NO_DRAFT] }
  }
}

/** Selects, moves, resizes, deletes; arrows nudge. A drag over nothing, or with Shift, draws a selection rectangle. */
export const selectTool: Tool<SelectState> = { idle: IDLE, draws: null, on }
