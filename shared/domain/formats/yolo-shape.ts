import type { Annotation } from '../../model/annotation.ts'
import type { Point, Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { asPolygon } from '../mask/areas.ts'
import { boundsOf, outline } from './coco-write.ts'
import { SHAPES } from './image-losses.ts'

export const YOLO_TASKS = ['detect', 'segment', 'obb', 'pose'] as const
export type YoloTask = (typeof YOLO_TASKS)[number]

type Joints = Extract<Shape, { kind: 'skeleton' }>['joints']

/** One line of a label file: an object as YOLO can say it. Coordinates are pixels of the oriented image. */
export type YoloObject = {
  readonly label: string
  readonly shape: Extract<Shape, { kind: 'box' | 'rotated-box' | 'polygon' }>
  /** For pose; empty where nothing is known of its joints. */
  readonly joints: Joints
}

export type YoloImage = { readonly objects: readonly YoloObject[]; readonly losses: readonly string[] }

/** Corners of a rotated box may lie this many image sizes outside; a reader takes more for pixels. */
export const MOST_OUTSIDE = 1

/** Trainers refuse a whole image for one coordinate outside of it. */
const CUT = 'parts of shapes outside their image (cut off)'
const OUTSIDE = 'shapes wholly outside their image (left out)'

const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most)

const cutBox = ([x, y, w, h]: readonly number[], size: Size): readonly [number, number, number, number] => {
  const [left, top] = [within(x ?? 0, size.width), within(y ?? 0, size.height)]
  return [left, top, within((x ?? 0) + (w ?? 0), size.width) - left, within((y ?? 0) + (h ?? 0), size.height) - top]
}

const changed = (a: readonly number[], b: readonly number[]): boolean =>
  a.some((value, index) => Math.abs(value - (b[index] ?? 0)) > 1e-6)

/** Every place of a shape, to put a box around it; null where it has none. */
const pointsOf = (shape: Shape): readonly Point[] | null => {
  switch (shape.kind) {
    case 'box':
      return [
        [shape.x, shape.y],
        [shape.x + shape.w, shape.y + shape.h],
      ]
    case 'rotated-box':
    case 'ellipse':
      return outline(shape)
    case 'polygon':
      return shape.parts.flatMap((part) => part[0] ?? [])
    case 'mask':
      return asPolygon(shape, 0)?.parts.flatMap((part) => part[0] ?? []) ?? null
    case 'skeleton': {
      const seen = shape.joints.filter(({ visibility }) => visibility > 0)
      return seen.length === 0 ? null : seen.map(({ x, y }) => [x, y] as const)
    }
    case 'polyline':
    case 'point':
    case 'span':
    case 'field':
    case 'item':
    case 'case':
      return null
  }
}

type Made = { readonly shapes: readonly YoloObject['shape'][]; readonly losses: readonly string[] }

const leftOut = (shape: Shape): Made => ({ shapes: [], losses: [SHAPES[shape.kind]] })

const boxAround = (shape: Shape, size: Size): Made => {
  const points = pointsOf(shape)
  if (points === null) return leftOut(shape)
  const bounds = boundsOf(points)
  const [x, y, w, h] = cutBox(bounds, size)
  const cut = changed(bounds, [x, y, w, h])
  if (cut && (w <= 0 || h <= 0)) return { shapes: [], losses: [OUTSIDE] }
  const losses = shape.kind === 'box' ? [] : [`${SHAPES[shape.kind]} (written as the boxes around them)`]
  return { shapes: [{ kind: 'box', x, y, w, h }], losses: cut ? [...losses, CUT] : losses }
}

const ringsOf = (shape: Shape): readonly (readonly Point[])[] => {
  switch (shape.kind) {
    case 'box': {
      const { x, y, w, h } = shape
      return [
        [
          [x, y],
          [x + w, y],
          [x + w, y + h],
          [x, y + h],
        ],
      ]
    }
    case 'rotated-box':
    case 'ellipse':
      return [outline(shape)]
    case 'polygon':
      return shape.parts.map((part) => part[0] ?? [])
    case 'mask':
      return asPolygon(shape, 0)?.parts.map((part) => part[0] ?? []) ?? []
    default:
      return []
  }
}

const outlines = (shape: Shape, size: Size): Made => {
  const rings = ringsOf(shape)
  if (rings.length === 0) return leftOut(shape)
  const losses: string[] = shape.kind === 'polygon' ? [] : [`${SHAPES[shape.kind]} (written as outlines)`]
  if (rings.length > 1) losses.push('objects of several parts (each part becomes an object)')
  const parts = shape.kind === 'polygon' ? shape.parts : shape.kind === 'mask' ? (asPolygon(shape, 0)?.parts ?? []) : []
  if (parts.some((part) => part.length > 1)) losses.push('holes')
  const shapes: YoloObject['shape'][] = []
  for (const ring of rings) {
    const kept = ring.map(([x, y]) => [within(x, size.width), within(y, size.height)] as const)
    if (changed(ring.flat(), kept.flat())) losses.push(CUT)
    shapes.push({ kind: 'polygon', parts: [[kept.map(([x, y]) => [x, y] as const)]] })
  }
  return { shapes, losses }
}

const rotated = (shape: Shape, size: Size): Made => {
  if (shape.kind !== 'rotated-box') {
    const { shapes, losses } = boxAround(shape, size)
    return {
      shapes: shapes.flatMap((box) =>
        box.kind === 'box'
          ? [{ kind: 'rotated-box', cx: box.x + box.w / 2, cy: box.y + box.h / 2, w: box.w, h: box.h, angle: 0 }]
          : [],
      ),
      losses: shape.kind === 'box' ? [...losses, 'boxes (written as boxes that are turned by 0°)'] : losses,
    }
  }
  const corners = outline(shape)
  const most = (value: number, of: number) => value < -MOST_OUTSIDE * of || value > (1 + MOST_OUTSIDE) * of
  if (corners.some(([x, y]) => most(x, size.width) || most(y, size.height))) return { shapes: [], losses: [OUTSIDE] }
  const { cx, cy, w, h, angle } = shape
  return {
    shapes: [{ kind: 'rotated-box', cx, cy, w, h, angle }],
    losses: corners.some(([x, y]) => x < 0 || y < 0 || x > size.width || y > size.height)
      ? ['rotated boxes that leave their image (written as they are: some trainers refuse them)']
      : [],
  }
}

const KEYPOINTS = '-keypoints'

/** The skeleton that came with an object, as the reader of keypoints names it. */
const partnerOf = (annotation: Annotation, among: readonly Annotation[]): Annotation | undefined =>
  annotation.shape.kind === 'skeleton'
    ? undefined
    : among.find(
        ({ id, label, shape }) =>
          id === `${annotation.id}${KEYPOINTS}` && label === annotation.label && shape.kind === 'skeleton',
      )

const jointsOf = (skeleton: Annotation | undefined, size: Size): { joints: Joints; losses: readonly string[] } => {
  if (skeleton?.shape.kind !== 'skeleton') return { joints: [], losses: [] }
  let cut = false
  const joints = skeleton.shape.joints.map((joint) => {
    // What is not labelled has no place.
    if (joint.visibility === 0) return { ...joint, x: 0, y: 0 }
    const [x, y] = [within(joint.x, size.width), within(joint.y, size.height)]
    cut ||= changed([joint.x, joint.y], [x, y])
    return { ...joint, x, y }
  })
  return { joints, losses: cut ? [CUT] : [] }
}

const poses = (annotations: readonly Annotation[], size: Size): YoloImage => {
  const partners = new Set(annotations.map((each) => partnerOf(each, annotations)))
  const losses: string[] = []
  const objects: YoloObject[] = []
  for (const annotation of annotations) {
    if (partners.has(annotation)) continue
    const own = annotation.shape.kind === 'skeleton'
    const skeleton = jointsOf(own ? annotation : partnerOf(annotation, annotations), size)
    const made = boxAround(annotation.shape, size)
    losses.push(
      ...(own && made.shapes.length > 0 ? ['skeletons without a box (one around them is added)'] : made.losses),
    )
    if (own && made.losses.includes(CUT)) losses.push(CUT)
    losses.push(...skeleton.losses)
    for (const shape of made.shapes) objects.push({ label: annotation.label, shape, joints: skeleton.joints })
  }
  return { objects, losses }
}

/** The objects of an image as this kind of label file can say them, and what is lost on the way, once for each loss. */
export const yoloImage = (annotations: readonly Annotation[], size: Size, task: YoloTask): YoloImage => {
  if (task === 'pose') return poses(annotations, size)
  const make = { detect: boxAround, segment: outlines, obb: rotated }[task]
  const made = annotations.map(({ label, shape }) => ({ label, ...make(shape, size) }))
  return {
    objects: made.flatMap(({ label, shapes }) => shapes.map((shape) => ({ label, shape, joints: [] }))),
    losses: made.flatMap(({ losses }) => losses),
  }
}
