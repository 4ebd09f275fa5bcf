import type { Rect } from '../../shared/domain/geometry/box.ts'
import type { DraftMark } from '../../shared/domain/tools/tool.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Coverage } from '../../shared/model/review.ts'
import type { Chip, Look } from './look.ts'
import type { PaintedStroke } from './paint-stroke.ts'
import type { Photo } from './photo.ts'

/** How finished shapes are shown. A new value paints them anew. */
export type Painting = {
  look(annotation: Annotation): Look
  /** Null paints none. */
  chip(annotation: Annotation): Chip | null
  /** Joints that belong together, by name, of a skeleton with this label. */
  edges(label: string): readonly (readonly [string, string])[]
  /** How many nearly equal shapes of one label lie here, where there are several. */
  copies(annotation: Annotation): number
  /** 0..1, of the lines; and of what fills areas. */
  readonly opacity: number
  readonly fill: number
}

/** What lies over everything and moves with the view at once. */
export type Frame = {
  readonly rulers: boolean
  readonly crosshair: boolean
  readonly grid: boolean
  /** Of a systematic walk: cells not looked at yet are veiled, the one to look at is framed. */
  readonly sweep: { readonly coverage: Coverage; readonly cell: Rect } | null
}

/** Everything the stage shows. It paints; it knows no rules. */
export type Scene = {
  readonly photo: Photo | null
  /** Finished shapes, in the order they are painted. A new list is painted anew. */
  readonly shapes: readonly Annotation[]
  readonly painting: Painting
  /** Those of the finished shapes that are in the hand: not painted among the others. */
  readonly moving: ReadonlySet<Annotation>
  /** What is selected or in the hand: painted on a layer of its own, above. */
  readonly live: readonly Annotation[]
  /** The rectangle around each group that something selected belongs to. */
  readonly groups: readonly Rect[]
  /** What shows its handles. */
  readonly gripped: readonly Annotation[]
  readonly marks: readonly DraftMark[]
  readonly marquee: Rect | null
  /** What a brush is painting. */
  readonly stroke: PaintedStroke | null
  readonly frame: Frame
}
