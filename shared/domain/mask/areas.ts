import type { MaskShape, PolygonShape, Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { subtract, unite } from '../geometry/clip.ts'
import { type Parts, partsOfShape, toPolygon } from '../geometry/polygon.ts'
import { simplifyParts } from '../geometry/simplify.ts'
import { polygonSpans } from './rasterize.ts'
import { combine, maskOf, type Spans, spansOf } from './runs.ts'
import { traceMask } from './trace.ts'

/** What cutting and joining can change: outlines and masks. Boxes and ellipses take part, and become outlines. */
export type Area = PolygonShape | MaskShape

export const isArea = (shape: Shape): shape is Area => shape.kind === 'polygon' || shape.kind === 'mask'

/** Whether a shape covers a stretch of the picture: what can be joined, and cut out of others. */
export const hasArea = (shape: Shape): boolean => shape.kind === 'mask' || partsOfShape(shape) !== null

const pageOf = (shape: Shape): number | undefined => ('page' in shape ? shape.page : undefined)

/** The pixels of a shape on its image; a mask of another size than the image has none of them in common. */
export const spansOfShape = (shape: Shape, size: Size): Spans => {
  if (shape.kind !== 'mask') return polygonSpans(partsOfShape(shape) ?? [], size)
  return shape.width === size.width && shape.height === size.height ? spansOf(shape) : []
}

const partsOn = (shape: Shape): Parts =>
  shape.kind === 'mask' ? traceMask(spansOf(shape), shape) : (partsOfShape(shape) ?? [])

/** All shapes as one: an outline where none of them is a mask, else a mask. Null where nothing is left. */
export const joined = (shapes: readonly Shape[], size: Size): Area | null => {
  const [first] = shapes
  if (!first) return null
  if (shapes.some((shape) => shape.kind === 'mask')) {
    const spans = shapes.reduce<Spans>((all, shape) => combine(all, spansOfShape(shape, size), 'union'), [])
    return spans.length === 0 ? null : maskOf(spans, size, pageOf(first))
  }
  const parts = unite(shapes.map(partsOn))
  return parts.length === 0 ? null : toPolygon(parts, pageOf(first))
}

/** An area less what others cover, in its own kind. Null where nothing is left. */
export const without = (area: Area, others: readonly Shape[], size: Size): Area | null => {
  if (area.kind === 'mask') {
    const spans = others.reduce<Spans>(
      (rest, other) => combine(rest, spansOfShape(other, size), 'subtract'),
      spansOf(area),
    )
    return spans.length === 0 ? null : maskOf(spans, area, area.page)
  }
  const parts = subtract(area.parts, others.map(partsOn))
  return parts.length === 0 ? null : toPolygon(parts, area.page)
}

/** The mask of a shape: the pixels whose centre it covers. Null where it covers none. */
export const asMask = (shape: Shape, size: Size): MaskShape | null => {
  const spans = spansOfShape(shape, size)
  return spans.length === 0 ? null : maskOf(spans, size, pageOf(shape))
}

/** The outline of a mask, no point of the pixels' own outline further off than the tolerance. */
export const asPolygon = (mask: MaskShape, tolerance: number): PolygonShape | null => {
  const parts = simplifyParts(traceMask(spansOf(mask), mask), tolerance)
  return parts.length === 0 ? null : toPolygon(parts, mask.page)
}
