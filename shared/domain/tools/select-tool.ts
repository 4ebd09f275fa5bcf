import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import { type Rect, rectBetween, unite } from '../geometry/box.ts'
import { boundsOf } from '../geometry/shape.ts'
import { moveTogether } from '../geometry/transform.ts'
import { cycleHit } from '../spatial-index/shape-index.ts'
import { pull, withoutVertex } from './grips.ts'
import { withGroups } from './groups.ts'
import type { Grip } from './handles.ts'
import { fixedBy, gripAt, type Held, noun, pointOf, pulled, settle, withShapes } from './select-grip.ts'
import {
  LINE_REACH,
  NO_DRAFT,
  type Press,
  reachOf,
  type Step,
  type Tool,
  type ToolContext,
  type ToolInput,
  wandered,
} from './tool.ts'

type Nudge = { readonly by: Point; readonly grow: Point; readonly shapes: readonly Annotation[] }

export type SelectState =
  | { readonly name: 'idle' }
  | {
      readonly name: 'pointing'
      readonly from: Press
      readonly grip: Grip | null
      readonly hits: readonly AnnotationId[]
    }
  | { readonly name: 'moving'; readonly from: Point; readonly shapes: readonly Annotation[] }
  /** A handle is pulled: a size, a turn, a vertex, a joint. */
  | { readonly name: 'pulling'; readonly from: Point; readonly grip: Grip; readonly shapes: readonly Annotation[] }
  /** One vertex or joint is chosen: arrows move it, Delete takes it away. */
  | { readonly name: 'holding'; readonly held: Held }
  | { readonly name: 'marquee'; readonly from: Point; readonly kept: readonly AnnotationId[] }
  /** A finger on nothing moves the picture. */
  | { readonly name: 'panning'; readonly stage: Point }
  /** Arrow keys are down; `held` is the vertex or joint they move, null for all that is selected. */
  | (Nudge & { readonly name: 'nudging'; readonly held: Held | null })

const IDLE: SelectState = { name: 'idle' }
const stay = (state: SelectState): Step<SelectState> => ({ state, effects: [] })

const selected = (context: ToolContext): readonly Annotation[] =>
  context.selection.flatMap((id) => context.find(id) ?? [])

/** Of these, what may be moved and has a place to be moved from. */
const movable = (annotations: readonly Annotation[], { locked, pinned }: ToolContext): readonly Annotation[] =>
  annotations.filter(({ id, shape }) => !locked.has(id) && !pinned.has(id) && boundsOf(shape) !== null)

const moved = (shapes: readonly Annotation[], by: Point, { image }: ToolContext): readonly Annotation[] =>
  withShapes(
    shapes,
    moveTogether(
      shapes.map(({ shape }) => shape),
      by,
      image,
    ),
  )

/** A click on a vertex or joint takes hold of it; with Alt it takes the vertex away. */
const clickGrip = (grip: Held['grip'], alt: boolean, context: ToolContext): Step<SelectState> => {
  const [id] = context.selection
  if (id === undefined) return stay(IDLE)
  const held = { id, grip }
  return alt && grip.on === 'vertex' ? takeAway(held, context) : stay({ name: 'holding', held })
}

const takeAway = ({ id, grip }: Held, context: ToolContext): Step<SelectState> => {
  const before = context.find(id)
  if (!before || grip.on !== 'vertex') return stay(IDLE)
  const fixed = fixedBy([before], context)
  if (fixed) return { state: IDLE, effects: [{ type: 'refuse', why: fixed }] }
  const after = withoutVertex(before.shape, grip)
  if (!after) return { state: IDLE, effects: [{ type: 'refuse', why: 'too-few-points' }] }
  return { state: IDLE, effects: settle('delete vertex', [before], withShapes([before], [after])) }
}

const click = (state: Extract<SelectState, { name: 'pointing' }>, context: ToolContext): Step<SelectState> => {
  const { from, grip, hits } = state
  if (grip && (grip.on === 'vertex' || grip.on === 'joint')) return clickGrip(grip, from.alt, context)
  const { selection } = context
  const whole = (id: AnnotationId): readonly AnnotationId[] => (from.alt ? [id] : withGroups([id], context.annotations))
  if (from.shift) {
    const [top] = hits
    if (top === undefined) return stay(IDLE)
    const them = whole(top)
    const ids = selection.includes(top)
      ? selection.filter((id) => !them.includes(id))
      : [...selection, ...them.filter((id) => !selection.includes(id))]
    return { state: IDLE, effects: [{ type: 'select', ids }] }
  }
  // A group counts as one: the shape clicked stands first in it.
  const [first = null] = selection
  const isOne = first !== null && (selection.length === 1 || selection.length === whole(first).length)
  const next = cycleHit(hits, isOne ? first : null)
  if (next === null) return { state: IDLE, effects: [{ type: 'select', ids: [] }] }
  const stack = hits.length > 1 ? { stack: { place: hits.indexOf(next) + 1, of: hits.length } } : {}
  return { state: IDLE, effects: [{ type: 'select', ids: whole(next), ...stack }] }
}

const startPull = (grip: Grip, from: Press, input: Press, context: ToolContext): Step<SelectState> => {
  const fixed = fixedBy(selected(context), context)
  if (fixed) return { state: IDLE, effects: [{ type: 'refuse', why: fixed }] }
  const shapes = movable(selected(context), context)
  return drag({ name: 'pulling', from: from.at, grip, shapes }, input, false, context)
}

const startDrag = (
  state: Extract<SelectState, { name: 'pointing' }>,
  input: Press,
  context: ToolContext,
): Step<SelectState> => {
  const { from, grip, hits } = state
  if (grip) return startPull(grip, from, input, context)
  const [top] = hits
  if (top === undefined && from.pointer === 'touch' && !from.shift)
    return drag({ name: 'panning', stage: from.stage }, input, false, context)
  if (top === undefined || from.shift) {
    const kept = from.shift ? context.selection : []
    return drag({ name: 'marquee', from: from.at, kept }, input, false, context)
  }
  const isSelected = hits.some((id) => context.selection.includes(id))
  const ids = isSelected ? context.selection : from.alt ? [top] : withGroups([top], context.annotations)
  const all = ids.flatMap((id) => context.find(id) ?? [])
  const fixed = fixedBy(all, context)
  if (fixed)
    return {
      state: IDLE,
      effects: [
        { type: 'select', ids },
        { type: 'refuse', why: fixed },
      ],
    }
  const next = drag({ name: 'moving', from: from.at, shapes: movable(all, context) }, input, false, context)
  return { state: next.state, effects: [{ type: 'select', ids }, ...next.effects] }
}

const PULLED: Readonly<Record<Grip['on'], string>> = {
  side: 'resize',
  turn: 'turn',
  vertex: 'move vertex of',
  edge: 'add vertex to',
  joint: 'move joint of',
}

/** After a vertex or joint was pulled it stays in the hand; a new vertex is the one after its edge's first. */
const afterPull = ({ grip, shapes }: Extract<SelectState, { name: 'pulling' }>): SelectState => {
  const [only] = shapes
  if (!only || grip.on === 'side' || grip.on === 'turn') return IDLE
  const kept = grip.on === 'edge' ? ({ ...grip, on: 'vertex', index: grip.index + 1 } as const) : grip
  return { name: 'holding', held: { id: only.id, grip: kept } }
}

const drag = (state: SelectState, input: Press, done: boolean, context: ToolContext): Step<SelectState> => {
  switch (state.name) {
    case 'pointing':
      if (done) return click(state, context)
      return wandered(state.from.stage, input.stage) ? startDrag(state, input, context) : stay(state)
    case 'moving': {
      const after = moved(state.shapes, [input.at[0] - state.from[0], input.at[1] - state.from[1]], context)
      return done
        ? { state: IDLE, effects: settle(`move ${noun(after)}`, state.shapes, after) }
        : { state, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: after } }] }
    }
    case 'pulling': {
      const { shapes, marks } = pulled(state.shapes, state.grip, state.from, input, context)
      if (!done) return { state, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: shapes, marks } }] }
      const effects = settle(`${PULLED[state.grip.on]} ${noun(shapes)}`, state.shapes, shapes)
      const came = effects.some(({ type }) => type === 'commit')
      return { state: came ? afterPull(state) : IDLE, effects }
    }
    case 'panning': {
      const by: Point = [input.stage[0] - state.stage[0], input.stage[1] - state.stage[1]]
      return { state: done ? IDLE : { name: 'panning', stage: input.stage }, effects: [{ type: 'pan', by }] }
    }
    case 'marquee': {
      const rect = rectBetween(state.from, input.at)
      if (!done) return { state, effects: [{ type: 'draft', draft: { kind: 'marquee', rect } }] }
      const ids = [...new Set([...state.kept, ...withGroups(context.within(rect), context.annotations)])]
      return { state: IDLE, effects: [NO_DRAFT, { type: 'select', ids }] }
    }
    case 'idle':
    case 'holding':
    case 'nudging':
      return stay(state)
  }
}

/** Growth that leaves at least a pixel, so that holding the key down does not turn the shape over. */
const growth = (shapes: readonly Annotation[], grow: Point): Point => {
  const around: Rect = unite(shapes.flatMap(({ shape }) => boundsOf(shape) ?? [])) ?? { x: 0, y: 0, w: 0, h: 0 }
  return [Math.max(grow[0], Math.min(0, 1 - around.w)), Math.max(grow[1], Math.min(0, 1 - around.h))]
}

const nudged = (state: Extract<SelectState, { name: 'nudging' }>, context: ToolContext): readonly Annotation[] => {
  const { held, by, grow, shapes } = state
  const shapesOf = (annotations: readonly Annotation[]) => annotations.map(({ shape }) => shape)
  const straight = { shift: false, alt: false }
  if (held) return withShapes(shapes, pull(held.grip, shapesOf(shapes), [0, 0], by, straight, context.image))
  const there = moved(shapes, by, context)
  if (grow[0] === 0 && grow[1] === 0) return there
  const to = growth(there, grow)
  return withShapes(there, pull({ on: 'side', handle: 'se' }, shapesOf(there), [0, 0], to, straight, context.image))
}

const startNudge = (state: SelectState, context: ToolContext): Extract<SelectState, { name: 'nudging' }> | null => {
  if (state.name === 'nudging') return state
  if (state.name !== 'idle' && state.name !== 'holding') return null
  const held = state.name === 'holding' ? state.held : null
  const all = held ? [held.id].flatMap((id) => context.find(id) ?? []) : selected(context)
  return { name: 'nudging', by: [0, 0], grow: [0, 0], shapes: movable(all, context), held }
}

const nudge = (
  state: SelectState,
  input: Extract<ToolInput, { type: 'arrow' }>,
  context: ToolContext,
): Step<SelectState> => {
  const start = startNudge(state, context)
  if (!start) return stay(state)
  if (start.shapes.length === 0) {
    const fixed = fixedBy(selected(context), context)
    return { state, effects: fixed ? [{ type: 'refuse', why: fixed }] : [] }
  }
  const add = (to: Point, on_: boolean): Point => (on_ ? [to[0] + input.by[0], to[1] + input.by[1]] : to)
  const next: SelectState = {
    ...start,
    by: add(start.by, !input.size || start.held !== null),
    grow: add(start.grow, input.size && start.held === null),
  }
  return { state: next, effects: [{ type: 'draft', draft: { kind: 'shapes', annotations: nudged(next, context) } }] }
}

const putDown = (state: SelectState, context: ToolContext): Step<SelectState> => {
  if (state.name !== 'nudging') return stay(state)
  const { held } = state
  const after = nudged(state, context)
  const verb = held ? PULLED[held.grip.on] : state.grow[0] === 0 && state.grow[1] === 0 ? 'move' : 'resize'
  const effects = settle(`${verb} ${noun(after)}`, state.shapes, after)
  return { state: held ? { name: 'holding', held } : IDLE, effects }
}

const remove = (state: SelectState, context: ToolContext): Step<SelectState> => {
  if (state.name === 'holding') return takeAway(state.held, context)
  if (state.name !== 'idle') return stay(state)
  const all = selected(context)
  const gone = all.filter(({ id }) => !context.locked.has(id))
  if (gone.length === 0) return { state, effects: all.length === 0 ? [] : [{ type: 'refuse', why: 'locked' }] }
  const label = `delete ${noun(gone)}`
  return {
    state: IDLE,
    effects: [
      { type: 'commit', commit: { label, put: [], remove: gone.map(({ id }) => id) } },
      { type: 'select', ids: [] },
    ],
  }
}

/** What is held must still be there, and be selected: an undo or the list may have taken it away. */
const still = (state: SelectState, context: ToolContext): SelectState => {
  if (state.name !== 'holding') return state
  const { id, grip } = state.held
  const shape = context.selection.includes(id) ? context.find(id)?.shape : undefined
  return shape && pointOf(shape, grip) ? state : IDLE
}

const on = (before: SelectState, input: ToolInput, context: ToolContext): Step<SelectState> => {
  const state = still(before, context)
  switch (input.type) {
    case 'down': {
      if (state.name === 'nudging') return putDown(state, context)
      if (state.name !== 'idle' && state.name !== 'holding') return stay(state)
      const hits = context.hits(input.at, reachOf(LINE_REACH, input.pointer) * context.pixel)
      return stay({ name: 'pointing', from: input, grip: gripAt(input, selected(context), context), hits })
    }
    case 'move':
    case 'up':
      return drag(state, input, input.type === 'up', context)
    case 'arrow':
      return nudge(state, input, context)
    case 'arrow-end':
      return putDown(state, context)
    case 'enter':
      return state.name === 'holding' ? stay(IDLE) : putDown(state, context)
    case 'delete':
      return remove(state, context)
    case 'back':
      return state.name === 'holding' ? takeAway(state.held, context) : stay(state)
    case 'hover':
      return stay(state)
    case 'abort':
      return { state: IDLE, effects: [NO_DRAFT] }
    case 'cancel':
      if (state.name === 'idle') return { state, effects: [{ type: 'select', ids: [] }] }
      return { state: IDLE, effects: [NO_DRAFT] }
  }
}

/**
 * Selects, moves, resizes, turns, bends, deletes; arrows nudge. A drag over nothing, or with Shift, draws a selection
 * rectangle. One of a group stands for all of it; Alt means the one alone.
 */
export const selectTool: Tool<SelectState> = { idle: IDLE, draws: null, on }
