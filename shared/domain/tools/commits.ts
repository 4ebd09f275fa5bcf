import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Change } from '../../model/review.ts'
import type { Shape } from '../../model/shape.ts'
import type { Commit } from './tool.ts'

/** The annotation with another shape. What the import noticed about the old shape no longer holds. */
export const reshape = (annotation: Annotation, shape: Shape): Annotation => {
  const { flags: _flags, ...rest } = annotation
  return { ...rest, shape }
}

/**
 * Gives annotations another label; null when all of them have it already. A score is the model's word on its own label:
 * it leaves with that label and comes back with it (`predicted` holds the annotations as they were predicted).
 */
export const relabel = (
  annotations: readonly Annotation[],
  ids: readonly AnnotationId[],
  label: string,
  predicted: readonly Annotation[] = [],
): Commit | null => {
  const put = annotations
    .filter((annotation) => ids.includes(annotation.id) && annotation.label !== label)
    .map((annotation): Annotation => {
      const { score: _score, ...rest } = annotation
      const origin = predicted.find((other) => other.id === annotation.fromObjectId)
      const score = origin?.label === label ? origin.score : undefined
      return score === undefined ? { ...rest, label } : { ...rest, label, score }
    })
  return put.length === 0 ? null : { label: `label ${label}`, put, remove: [] }
}

/** A commit as the changes of a command. `annotationOf` gives what stands under an id before it. */
export const changesOf = (
  annotationOf: (id: AnnotationId) => Annotation | null,
  { put, remove }: Pick<Commit, 'put' | 'remove'>,
): readonly Change[] => [
  ...put.map((after): Change => ({ id: `annotation:${after.id}`, before: annotationOf(after.id), after })),
  ...remove.flatMap((id): Change[] => {
    const before = annotationOf(id)
    return before ? [{ id: `annotation:${id}`, before, after: null }] : []
  }),
]
