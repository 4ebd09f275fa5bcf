import { z } from 'zod'
import { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { MaskShape, Point, Shape } from '../../model/shape.ts'
import { clipRect, type Rect, type Size } from '../geometry/box.ts'
import { intersect } from '../geometry/clip.ts'
import { toPolygon } from '../geometry/polygon.ts'
import { boundsOf, moveShape } from '../geometry/shape.ts'
import { fitsIn, isFlat, moveOnto, roomFor } from '../geometry/transform.ts'
import { eachPiece, maskOf, pushSpan, spansOf } from '../mask/runs.ts'
import type { Commit } from './tool.ts'

/** What is copied, as text on the system's clipboard too, so that another window of the desk can take it. */
const Clipping = z.strictObject({
  secondLook: z.literal('shapes'),
  image: z.strictObject({ width: z.number().positive(), height: z.number().positive() }),
  annotations: z.array(Annotation).min(1).max(20_000),
})
export type Clipping = z.infer<typeof Clipping>

/** The shapes that lie on an image, ready to be pasted; null when none does. What a model said of them stays behind. */
export const clippingOf = (annotations: readonly Annotation[], image: Size): Clipping | null => {
  const placed = annotations
    .filter(({ shape }) => boundsOf(shape) !== null)
    .map(({ score: _score, fromObjectId: _from, flags: _flags, evidence: _evidence, ...rest }): Annotation => rest)
  const size = { width: image.width, height: image.height }
  return placed.length === 0 ? null : { secondLook: 'shapes', image: size, annotations: placed }
}

/** Reads what someone copied elsewhere; null for any other text. */
export const readClipping = (text: string): Clipping | null => {
  if (!text.startsWith('{"secondLook":"shapes"')) return null
  try {
    const read = Clipping.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** A mask on an image of another size: every pixel stays in its place, those beyond the image are gone. */
const onOtherImage = (mask: MaskShape, { width, height }: Size): MaskShape | null => {
  if (mask.width === width && mask.height === height) return mask
  const spans: number[] = []
  eachPiece(spansOf(mask), mask.height, (x, top, bottom) => {
    if (x < width && top < height) pushSpan(spans, x * height + top, x * height + Math.min(bottom, height))
  })
  return spans.length === 0 ? null : maskOf(spans, { width, height }, mask.page)
}

/** The part of a shape that lies on the image, or the shape brought onto it where a part of it would be none of its kind. */
const cutTo = (shape: Shape, image: Size): Shape | null => {
  if (shape.kind === 'mask') return onOtherImage(shape, image)
  if (fitsIn(shape, roomFor([], image))) return shape
  const clipped = clippedTo(shape, image)
  return clipped && !isFlat(clipped) ? clipped : moveOnto(shape, image)
}

const clippedTo = (shape: Shape, image: Size): Shape | null => {
  if (shape.kind === 'box') return { ...shape, ...clipRect(shape, image) }
  if (shape.kind !== 'polygon') return null
  const { width, height } = image
  const all: readonly Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ]
  const parts = intersect(shape.parts, [[all]])
  return parts.length === 0 ? null : toPolygon(parts, shape.page)
}

type Paste = {
  readonly image: Size
  /** Image pixels to move them by, so that a copy does not lie on its original. */
  readonly by: Point
  readonly page?: number
  newId(): AnnotationId
}

/** The shape on another page, or on none. */
const withPage = (shape: Shape, page: number | undefined): Shape => {
  if (boundsOf(shape) === null || shape.kind === 'field' || shape.kind === 'span') return shape
  if (shape.kind === 'item' || shape.kind === 'case') return shape
  const { page: _page, ...rest } = shape
  return page === undefined ? rest : { ...rest, page }
}

/** Copies with ids of their own, clipped to the image; grouped ones are a group of their own. Null where none fits. */
export const paste = (
  verb: string,
  annotations: readonly Annotation[],
  { image, by, page, newId }: Paste,
): Commit | null => {
  const groups = new Map<string, string>()
  const groupOf = (group: string): string => {
    const known = groups.get(group) ?? newId()
    groups.set(group, known)
    return known
  }
  const put = annotations.flatMap((one): Annotation[] => {
    const moved = one.shape.kind === 'mask' ? one.shape : moveShape(one.shape, by[0], by[1])
    const shape = cutTo(moved, image)
    if (!shape) return []
    const { group, ...rest } = one
    const copy = { ...rest, id: newId(), shape: withPage(shape, page) }
    return [group === undefined ? copy : { ...copy, group: groupOf(group) }]
  })
  const noun = put.length === 1 ? put[0]?.label : `${put.length} shapes`
  return put.length === 0 ? null : { label: `${verb} ${noun}`, put, remove: [] }
}

/** How far a copy is moved so that it does not lie on its original: down and to the right, or back where there is no room. */
export const copyOffset = (around: Rect, image: Size, distance: number): Point => {
  const way = (start: number, extent: number, limit: number): number => {
    if (start + extent + distance <= limit) return distance
    return start >= distance ? -distance : 0
  }
  return [way(around.x, around.w, image.width), way(around.y, around.h, image.height)]
}
