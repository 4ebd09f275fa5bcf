import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Point, ShapeKind } from '../../model/shape.ts'
import type { SkeletonTemplate } from '../../model/taxonomy.ts'
import type { Rect, Size } from '../geometry/box.ts'
import type { Brush } from '../mask/stroke.ts'

/** A press of the hand. `at` is in image pixels, `stage` in CSS pixels of the stage (for what moves the view itself). */
export type Press = {
  readonly at: Point
  readonly stage: Point
  readonly shift: boolean
  readonly alt: boolean
  /** Ctrl, or ⌘ on a Mac. */
  readonly mod: boolean
  readonly pointer: 'mouse' | 'touch' | 'pen'
}

/** What a hand does. */
export type ToolInput =
  /** `hover` is a move with nothing pressed. */
  | ({ readonly type: 'down' | 'move' | 'up' | 'hover' } & Press)
  /** An arrow key, held or pressed: `by` in image pixels; `size` moves the far corner instead of the whole. */
  | { readonly type: 'arrow'; readonly by: Point; readonly size: boolean }
  /** The arrow key was let go. */
  | { readonly type: 'arrow-end' }
  | { readonly type: 'enter' }
  /** Backspace: the last step of what is in the hand is taken back. */
  | { readonly type: 'back' }
  | { readonly type: 'delete' }
  /** The press came to nothing (a second finger, a call): it is dropped, what stood before it stays. */
  | { readonly type: 'abort' }
  | { readonly type: 'cancel' }

/** One finished gesture on the annotations: what is put (new or replaced, by id) and what is taken away. */
export type Commit = {
  /** For undo, in words: "move box". */
  readonly label: string
  readonly put: readonly Annotation[]
  readonly remove: readonly AnnotationId[]
}

/**
 * A point to be seen in a draft: one already set, the first (a click on it closes), what the pointer snapped to, or where
 * the arrow keys have brought the hand.
 */
export type DraftMark = { readonly kind: 'set' | 'first' | 'snap' | 'cursor'; readonly point: Point }

/** A brush on its way over the picture: it adds to a mask (`base`; null for one that is not there yet) or takes away. */
export type Stroke = {
  readonly base: Annotation | null
  readonly label: string
  readonly erases: boolean
  readonly brush: Brush
  readonly path: readonly Point[]
}

/** What is in the hand and not yet a record: live shapes (by id, hiding the finished ones) or a selection rectangle. */
export type Draft =
  | {
      readonly kind: 'shapes'
      readonly annotations: readonly Annotation[]
      readonly marks?: readonly DraftMark[]
    }
  | { readonly kind: 'marquee'; readonly rect: Rect }
  | { readonly kind: 'stroke'; readonly stroke: Stroke }

/** The objects that the draft stands for: painted as it shows them, not as they are. */
export const idsInHand = (draft: Draft | null): readonly AnnotationId[] => {
  switch (draft?.kind) {
    case 'shapes':
      return draft.annotations.map((annotation) => annotation.id)
    case 'stroke':
      return draft.stroke.base ? [draft.stroke.base.id] : []
    case 'marquee':
    case undefined:
      return []
  }
}

/** Why nothing came of a gesture, for the desk to say in words. */
export type Refusal =
  | 'locked'
  | 'pinned'
  | 'too-small'
  | 'no-template'
  | 'too-few-points'
  | 'no-mask'
  | 'no-area'
  | 'not-closed'
  | 'not-divided'
  | 'select-two'
  | 'nothing-there'

export type ToolEffect =
  | { readonly type: 'draft'; readonly draft: Draft | null }
  | { readonly type: 'commit'; readonly commit: Commit }
  /** `stack`: which of how many lie under the pointer, where a click chose among several. */
  | {
      readonly type: 'select'
      readonly ids: readonly AnnotationId[]
      readonly stack?: Stack
    }
  /** The hand goes back to selecting. */
  | { readonly type: 'put-away' }
  | { readonly type: 'pan'; readonly by: Point }
  | { readonly type: 'refuse'; readonly why: Refusal }

export type Stack = { readonly place: number; readonly of: number }

/** What a tool may know. It changes nothing: it answers effects. */
export type ToolContext = {
  readonly annotations: readonly Annotation[]
  readonly selection: readonly AnnotationId[]
  /** Not to be changed by hand at all, and not found under the pointer. */
  readonly locked: ReadonlySet<AnnotationId>
  /** Kept in their place: they may be labelled, not moved. */
  readonly pinned: ReadonlySet<AnnotationId>
  readonly image: Size
  /** The page of the image in sight, where it has several. */
  readonly page?: number
  readonly visible: Rect
  /** Image pixels that one CSS pixel covers now: what makes handles equally large at any zoom. */
  readonly pixel: number
  /** The label a new shape gets. */
  readonly label: string
  /** The joints of a new skeleton with that label; null where the label has none. */
  readonly skeleton: SkeletonTemplate | null
  find(id: AnnotationId): Annotation | undefined
  /** Ids of the shapes under a point, smallest first. */
  hits(at: Point, reach: number): readonly AnnotationId[]
  /** Ids of the shapes that touch a rectangle. */
  within(rect: Rect): readonly AnnotationId[]
  /** Points along an edge of the picture from one point to another, both included; null where none is found in time. */
  readonly contour?: (from: Point, to: Point) => readonly Point[] | null
  /** Whether new outlines follow the picture's own edges (else only while Alt is held). */
  readonly following: boolean
  /** What the brush and the eraser paint with. */
  readonly brush: Brush
  newId(): AnnotationId
}

export type Step<State> = { readonly state: State; readonly effects: readonly ToolEffect[] }

/** A pure reducer; its states are named for what the hand is doing. */
export type Tool<State extends { readonly name: string }> = {
  readonly idle: State
  /** The kind of shape it makes; null for tools that make none. */
  readonly draws: ShapeKind | null
  on(state: State, input: ToolInput, context: ToolContext): Step<State>
}

export const NO_DRAFT: ToolEffect = { type: 'draft', draft: null }

/** How far (CSS pixels) a press may wander and still be a click. */
export const SLOP = 3
/** How near (CSS pixels) a press must be to a handle, and to the line of a shape. */
export const HANDLE_REACH = 8
export const LINE_REACH = 4
/** A finger covers more than a mouse's arrow. */
export const reachOf = (pixels: number, pointer: Press['pointer']): number =>
  pointer === 'touch' ? pixels * 2.5 : pixels

export const wandered = (from: Point, to: Point): boolean => Math.hypot(to[0] - from[0], to[1] - from[1]) > SLOP
