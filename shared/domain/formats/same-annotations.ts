import type { Annotation } from '../../model/annotation.ts'
import { sameJson } from '../same-json.ts'
import { nearShape } from './near-shape.ts'
import type { ReadAnnotations } from './read-row.ts'

/** Whether annotations say the same of the same places, to within what writing numbers as text and back takes. */
export const sameAnnotations = (read: readonly Annotation[], expected: readonly Annotation[]): boolean =>
  read.length === expected.length &&
  expected.every((each, index) => {
    const other = read[index]
    return (
      other !== undefined &&
      nearShape(each.shape, other.shape) &&
      sameJson({ ...each, shape: null }, { ...other, shape: null })
    )
  })

/** The same with the relations between them. */
export const sameSaid = (read: ReadAnnotations | undefined, expected: ReadAnnotations): boolean =>
  read !== undefined &&
  sameAnnotations(read.annotations, expected.annotations) &&
  sameJson(read.relations, expected.relations)
