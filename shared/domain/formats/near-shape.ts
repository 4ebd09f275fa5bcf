import type { Shape } from '../../model/shape.ts'
import { sameJson } from '../same-json.ts'
import { outline } from './coco-write.ts'
import type { ReadAnnotations } from './read-row.ts'

const near = (a: unknown, b: unknown, tolerance: number): boolean => {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => near(Reflect.get(a, name), Reflect.get(b, name), tolerance))
  )
}

/** Many ways of writing one rotated box cover the same pixels: it is compared by its corners. */
const cornered = (shape: Shape): unknown => (shape.kind === 'rotated-box' ? [shape.kind, outline(shape)] : shape)

/** Whether two shapes are the same within a tolerance, in pixels: what dividing by an image's size and back takes. */
export const nearShape = (a: Shape, b: Shape, tolerance = 1e-6): boolean =>
  a.kind === b.kind && near(cornered(a), cornered(b), tolerance)

/** Whether what was read is what was to be written: objects in their order, shapes within the tolerance. */
export const sameReadAnnotations = (read: ReadAnnotations | undefined, expected: ReadAnnotations): boolean =>
  read !== undefined &&
  sameJson(read.relations, expected.relations) &&
  read.annotations.length === expected.annotations.length &&
  expected.annotations.every((each, index) => {
    const other = read.annotations[index]
    return (
      other !== undefined &&
      nearShape(each.shape, other.shape) &&
      sameJson({ ...each, shape: null }, { ...other, shape: null })
    )
  })
