import { rectsTouch } from '../../../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../../../shared/domain/geometry/shape.ts'
import {
  actualView,
  fitView,
  keepInSight,
  MAX_SCALE,
  minScale,
  panBy,
  reveal,
  type View,
  visibleRect,
  zoomAt,
} from '../../../../shared/domain/geometry/view.ts'
import { indexShapes, type ShapeIndex } from '../../../../shared/domain/spatial-index/shape-index.ts'
import { type Hand, interpret, takeTool } from '../../../../shared/domain/tools/interpret.ts'
import type { ToolContext, ToolInput, ToolName } from '../../../../shared/domain/tools/tool.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Point } from '../../../../shared/model/shape.ts'
import { newCommandId } from '../../../api/new-id.ts'
import { setZoom } from '../../../app/status.ts'
import { needsAllPixels, sharpen } from '../../../canvas/photo.ts'
import { commitShapes } from '../commands.ts'
import { drawLabel } from '../labels/labels.ts'
import { review, setReview, shown } from '../review-state.ts'

/** A fresh id for an object a person made. */
export const newAnnotationId = (): AnnotationId => AnnotationId.parse(newCommandId())

let indexed: { readonly of: readonly Annotation[]; readonly index: ShapeIndex } | null = null
/** The spatial index over annotations; made anew only when they changed. */
export const indexOf = (annotations: readonly Annotation[]): ShapeIndex => {
  if (indexed?.of !== annotations) indexed = { of: annotations, index: indexShapes(annotations) }
  return indexed.index
}

const contextNow = (): ToolContext | null => {
  const state = review()
  const image = state.desk?.open.case.content.image
  const { view, stage } = state
  if (!image || !view || !stage) return null
  const annotations = shown(state)
  const reachable = state.alone
    ? annotations.filter((annotation) => state.selection.includes(annotation.id))
    : annotations
  const index = indexOf(reachable)
  return {
    annotations,
    selection: state.selection,
    image,
    visible: visibleRect(view, stage),
    pixel: 1 / view.scale,
    label: drawLabel(state) ?? 'object',
    hits: index.at,
    within: (rect) =>
      reachable.flatMap((annotation) => {
        const bounds = boundsOf(annotation.shape)
        return bounds && rectsTouch(bounds, rect) ? annotation.id : []
      }),
    newId: newAnnotationId,
  }
}

/** One input of the hand: the tool's answer becomes state, commands and movement of the view. */
export const handInput = (input: ToolInput): void => {
  const context = contextNow()
  if (!context) return
  const outcome = interpret(review().hand, input, context)
  for (const commit of outcome.commits) commitShapes(commit)
  setReview({ hand: outcome.hand, ...(outcome.selection === null ? {} : { selection: outcome.selection }) })
  if (outcome.pan[0] !== 0 || outcome.pan[1] !== 0) pan(outcome.pan)
}

/** Ends a nudge that is still in the hand, so that what follows sees it as a record. */
export const putDownTool = (): void => {
  const { hand } = review()
  if (hand.tool === 'select' && hand.state.name === 'nudging') handInput({ type: 'arrow-end' })
}

export const isHandBusy = (hand: Hand): boolean => hand.state.name !== 'idle'

export const useTool = (tool: ToolName): void => {
  putDownTool()
  setReview({ hand: takeTool(tool), ...(tool === 'box' ? { selection: [] } : {}) })
  focusCase()
}

/** Moves the keyboard to the case itself. */
export const focusCase = (): void => document.getElementById('case-desk')?.focus({ preventScroll: true })

const setView = (view: View, gliding: boolean): void => {
  const { desk, stage } = review()
  const image = desk?.open.case.content.image
  if (!image || !stage) return
  const kept = keepInSight(view, image, stage)
  setReview({ view: kept, gliding })
  setZoom(kept.scale)
  void sharpenFor(kept.scale)
}

/** All pixels of the photo, once the view is nearer than its preview. */
const sharpenFor = async (scale: number): Promise<void> => {
  const { photo, desk } = review()
  const image = desk?.open.case.content.image
  if (!image || photo.name !== 'ready' || !needsAllPixels(photo.photo, scale)) return
  await sharpen(image, photo.photo)
  const now = review().photo
  if (now.name === 'ready' && now.photo === photo.photo) setReview({ photo: { ...now, sharp: true } })
}

const withView = (
  act: (view: View, stage: { width: number; height: number }, image: { width: number; height: number }) => View,
  gliding = false,
): void => {
  const { view, stage, desk } = review()
  const image = desk?.open.case.content.image
  if (view && stage && image) setView(act(view, stage, image), gliding)
}

export const pan = (by: Point): void => withView((view) => panBy(view, by[0], by[1]), true)
export const zoomBy = (factor: number, at?: Point): void =>
  withView(
    (view, stage, image) =>
      zoomAt(view, factor, at ?? [stage.width / 2, stage.height / 2], minScale(image, stage), MAX_SCALE),
    true,
  )
export const zoomToFit = (): void => withView((_view, stage, image) => fitView(image, stage))
export const zoomToActual = (): void => withView((view, stage) => actualView(view, stage))

/** Brings an object into sight. */
export const revealObject = (annotation: Annotation): void => {
  const bounds = boundsOf(annotation.shape)
  if (bounds) withView((view, stage) => reveal(view, bounds, stage))
}

/** The stage has a size now, or another one: an image that was fitted is fitted again. */
export const stageResized = (stage: { readonly width: number; readonly height: number }): void => {
  const state = review()
  const image = state.desk?.open.case.content.image
  const fitted = image && state.stage && state.view ? isFitted(state.view, image, state.stage) : true
  setReview({ stage })
  if (image && fitted) setView(fitView(image, stage), false)
}

const isFitted = (view: View, image: { width: number; height: number }, stage: { width: number; height: number }) =>
  JSON.stringify(view) === JSON.stringify(keepInSight(fitView(image, stage), image, stage))
