import { type Annotation, OBJECT_MARKS, type ObjectMark } from '../../model/annotation.ts'
import type { Point, Shape } from '../../model/shape.ts'
import { type Size, toBox, unite } from '../geometry/box.ts'
import { partsOfShape, toPolygon } from '../geometry/polygon.ts'
import { boundsOf } from '../geometry/shape.ts'
import { fitsIn, isFlat, moveOnto, roomFor, turnShape } from '../geometry/transform.ts'
import { reshape } from './commits.ts'
import { withShapes } from './select-grip.ts'
import type { Commit } from './tool.ts'

const commitOf = (label: string, before: readonly Annotation[], after: readonly Annotation[]): Commit | null => {
  const put = after.filter((annotation, i) => annotation !== before[i])
  return put.length === 0 ? null : { label, put, remove: [] }
}

const pageOf = (shape: Shape): number | undefined => ('page' in shape ? shape.page : undefined)

/** Each shape becomes the box around it; null where all are boxes. */
export const boxesFrom = (annotations: readonly Annotation[]): Commit | null => {
  const after = annotations.map((one) => {
    const bounds = one.shape.kind === 'box' || one.shape.kind === 'field' ? null : boundsOf(one.shape)
    const box = bounds && toBox(bounds, pageOf(one.shape))
    return box && !isFlat(box) ? reshape(one, box) : one
  })
  return commitOf('box from shape', annotations, after)
}

/** Boxes, rotated boxes and ellipses become polygons along their outline; null where there is none. */
export const polygonsFrom = (annotations: readonly Annotation[]): Commit | null => {
  const after = annotations.map((one) => {
    const parts = one.shape.kind === 'polygon' ? null : partsOfShape(one.shape)
    return parts ? reshape(one, toPolygon(parts, pageOf(one.shape))) : one
  })
  return commitOf('polygon from shape', annotations, after)
}

/** Turns the shapes together about their middle, clockwise by degrees; null where they do not fit on the image that way. */
export const turnAll = (annotations: readonly Annotation[], angle: number, image: Size): Commit | null => {
  const around = unite(annotations.flatMap(({ shape }) => (shape.kind === 'mask' ? [] : (boundsOf(shape) ?? []))))
  if (!around) return null
  const centre: Point = [around.x + around.w / 2, around.y + around.h / 2]
  const room = roomFor(
    annotations.map(({ shape }) => shape),
    image,
  )
  const shapes: Shape[] = []
  for (const { shape } of annotations) {
    const turned = turnShape(shape, centre, angle)
    const fitting = fitsIn(turned, room) ? turned : moveOnto(turned, image)
    if (!fitting) return null
    shapes.push(fitting)
  }
  return commitOf(`turn by ${angle}°`, annotations, withShapes(annotations, shapes))
}

/** Sets a mark on all of them, or takes it off where all have it. */
export const toggleMark = (annotations: readonly Annotation[], mark: ObjectMark): Commit | null => {
  if (annotations.length === 0) return null
  const isOn = annotations.every(({ marks }) => marks?.includes(mark))
  const put = annotations
    .filter(({ marks }) => isOn || !marks?.includes(mark))
    .map(({ marks: before = [], ...rest }): Annotation => {
      const marks = OBJECT_MARKS.filter((one) => (one === mark ? !isOn : before.includes(one)))
      return marks.length === 0 ? rest : { ...rest, marks }
    })
  return { label: isOn ? `not ${mark}` : mark, put, remove: [] }
}

/** The next visibility of a joint: visible, hidden, not labelled, and round again. */
export const cycleVisibility = (annotation: Annotation, index: number): Commit | null => {
  const { shape } = annotation
  if (shape.kind !== 'skeleton' || !shape.joints[index]) return null
  const joints = shape.joints.map((joint, i) =>
    i === index ? { ...joint, visibility: (joint.visibility + 2) % 3 } : joint,
  )
  const name = shape.joints[index].name
  return { label: `visibility of ${name}`, put: [reshape(annotation, { ...shape, joints })], remove: [] }
}
