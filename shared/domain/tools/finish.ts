import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Shape } from '../../model/shape.ts'
import { clipRect, type Rect } from '../geometry/box.ts'
import { isFlat } from '../geometry/transform.ts'
import { type DraftMark, NO_DRAFT, type ToolContext, type ToolEffect } from './tool.ts'

/** The shape on the page in sight, where the image has several. */
const onPage = (shape: Shape, { page }: ToolContext): Shape =>
  page === undefined || !('x' in shape || 'cx' in shape || 'parts' in shape || 'points' in shape || 'joints' in shape)
    ? shape
    : { ...shape, page }

const made = (shape: Shape, id: AnnotationId, context: ToolContext): Annotation => ({
  id,
  label: context.label,
  shape: onPage(shape, context),
  attributes: {},
})

/** Shows a shape that is being made. */
export const showDraft = (
  shape: Shape,
  id: AnnotationId,
  context: ToolContext,
  marks: readonly DraftMark[] = [],
): ToolEffect => ({
  type: 'draft',
  draft: { kind: 'shapes', annotations: [made(shape, id, context)], ...(marks.length === 0 ? {} : { marks }) },
})

/**
 * What finishing a new shape comes to: it is a record, it is selected, and the hand goes back to selecting, unless `keep`
 * has it draw on. A shape with nothing in it is refused.
 */
export const finishShape = (
  shape: Shape,
  id: AnnotationId,
  keep: boolean,
  context: ToolContext,
): readonly ToolEffect[] => {
  if (isFlat(shape)) return [NO_DRAFT, { type: 'refuse', why: 'too-small' }]
  return [
    NO_DRAFT,
    { type: 'commit', commit: { label: `draw ${context.label}`, put: [made(shape, id, context)], remove: [] } },
    { type: 'select', ids: [id] },
    ...(keep ? [] : [{ type: 'put-away' } as const]),
  ]
}

/** Where keyboard placing starts: a fifth of what is visible, in its middle, on the image. */
export const startRect = ({ visible, image }: ToolContext): Rect => {
  const sight = clipRect(visible, image)
  const w = Math.min(Math.max(sight.w * 0.2, 1), image.width)
  const h = Math.min(Math.max(sight.h * 0.2, 1), image.height)
  return {
    x: Math.min(sight.x + sight.w * 0.4, image.width - w),
    y: Math.min(sight.y + sight.h * 0.4, image.height - h),
    w,
    h,
  }
}
