import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import type { Rect, Size } from '../geometry/box.ts'

export type ToolName = 'select' | 'box' | 'pan'

/** What a hand does. `at` is in image pixels, `stage` in CSS pixels of the stage (for what moves the view itself). */
export type ToolInput =
  | {
      readonly type: 'down' | 'move' | 'up'
      readonly at: Point
      readonly stage: Point
      readonly shift: boolean
    }
  /** An arrow key, held or pressed: `by` in image pixels; `size` moves the far corner instead of the whole. */
  | { readonly type: 'arrow'; readonly by: Point; readonly size: boolean }
  /** The arrow key was let go. */
  | { readonly type: 'arrow-end' }
  | { readonly type: 'enter' }
  | { readonly type: 'delete' }
  | { readonly type: 'cancel' }

/** One finished gesture on the annotations: what is put (new or replaced, by id) and what is taken away. */
export type Commit = {
  /** For undo, in words: "move box". */
  readonly label: string
  readonly put: readonly Annotation[]
  readonly remove: readonly AnnotationId[]
}

/** What is in the hand and not yet a record: live shapes (by id, hiding the finished ones) or a selection rectangle. */
export type Draft =
  | { readonly kind: 'shapes'; readonly annotations: readonly Annotation[] }
  | { readonly kind: 'marquee'; readonly rect: Rect }

export type ToolEffect =
  | { readonly type: 'draft'; readonly draft: Draft | null }
  | { readonly type: 'commit'; readonly commit: Commit }
  | { readonly type: 'select'; readonly ids: readonly AnnotationId[] }
  | { readonly type: 'use-tool'; readonly tool: ToolName }
  | { readonly type: 'pan'; readonly by: Point }

/** What a tool may know. It changes nothing: it answers effects. */
export type ToolContext = {
  readonly annotations: readonly Annotation[]
  readonly selection: readonly AnnotationId[]
  readonly image: Size
  readonly visible: Rect
  /** Image pixels that one CSS pixel covers now: what makes handles equally large at any zoom. */
  readonly pixel: number
  /** The label a new shape gets. */
  readonly label: string
  hits(at: Point, reach: number): readonly AnnotationId[]
  within(rect: Rect): readonly AnnotationId[]
  newId(): AnnotationId
}

export type Step<State> = { readonly state: State; readonly effects: readonly ToolEffect[] }

/** A pure reducer; its states are named for what the hand is doing. */
export type Tool<State> = {
  readonly idle: State
  on(state: State, input: ToolInput, context: ToolContext): Step<State>
}

export const NO_DRAFT: ToolEffect = { type: 'draft', draft: null }

/** How far (CSS pixels) a press may wander and still be a click. */
export const SLOP = 3
/** How near (CSS pixels) a press must be to a handle, and to the line of a shape. */
export const HANDLE_REACH = 8
export const LINE_REACH = 4

export const wandered = (from: Point, to: Point): boolean => Math.hypot(to[0] - from[0], to[1] - from[1]) > SLOP
