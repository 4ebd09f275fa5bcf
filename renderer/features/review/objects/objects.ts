import { compare } from '../../../../shared/domain/compare.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Prediction } from '../../../../shared/model/prediction.ts'
import type { ObjectState } from '../../../../shared/model/review.ts'

/** One object of the case: as predicted, as corrected, or both. */
export type ObjectRow = {
  /** The corrected object's id, or the predicted one's where it was taken away. */
  readonly id: AnnotationId
  readonly state: ObjectState
  readonly predicted: Annotation | null
  readonly now: Annotation | null
  /** The model's score; null unknown. */
  readonly score: number | null
}

export const STATE_WORDS: Readonly<Record<ObjectState, string>> = {
  confirmed: 'As predicted',
  'wrong-label': 'Relabelled',
  'wrong-boundary': 'Boundary changed',
  'wrong-label-and-boundary': 'Label and boundary changed',
  duplicate: 'Removed, duplicate',
  spurious: 'Removed',
  missing: 'Added',
  'wrong-attribute': 'Attributes changed',
  'wrong-relation': 'Relations changed',
}

/** Least confident first; unknown scores after known ones, what the reviewer added last. */
const leastConfidentFirst = (a: ObjectRow, b: ObjectRow): number =>
  Number(a.predicted === null) - Number(b.predicted === null) || (a.score ?? 2) - (b.score ?? 2)

export const objectRows = (prediction: Prediction | null, annotations: readonly Annotation[]): readonly ObjectRow[] => {
  const predicted = new Map((prediction?.annotations ?? []).map((annotation) => [annotation.id, annotation]))
  const now = new Map(annotations.map((annotation) => [annotation.id, annotation]))
  return compare(prediction?.annotations ?? [], annotations)
    .flatMap(({ state, predictedId, correctedId }): ObjectRow[] => {
      const was = (predictedId && predicted.get(predictedId)) ?? null
      const is = (correctedId && now.get(correctedId)) ?? null
      const id = correctedId ?? predictedId
      return id === null
        ? []
        : [{ id, state, predicted: was || null, now: is || null, score: was ? (was.score ?? null) : null }]
    })
    .sort(leastConfidentFirst)
}

/** The same with its place, for those who cannot see it. */
export const placedText = (annotation: Annotation): string => {
  const { shape } = annotation
  const place = shape.kind === 'box' ? ` at ${Math.round(shape.x)}, ${Math.round(shape.y)}` : ''
  return `${objectText(annotation)}${place}`
}

/** A few words that name an object where its shape cannot be seen. */
export const objectText = ({ shape }: Annotation): string => {
  switch (shape.kind) {
    case 'span':
      return shape.ranges.map((range) => range.quote).join(' … ')
    case 'box':
      return `${Math.round(shape.w)} × ${Math.round(shape.h)}`
    case 'case':
      return shape.turn === undefined ? 'the whole case' : `turn ${shape.turn + 1}`
    case 'field':
      return shape.value ?? 'no value'
    case 'item':
      return shape.itemId
    default:
      return shape.kind.replace('-', ' ')
  }
}
