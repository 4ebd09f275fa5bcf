import type { Shape } from '../../model/shape.ts'
import { outline } from './coco-write.ts'

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
