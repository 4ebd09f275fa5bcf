import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { MaskShape, Point, Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { bitsWithin, type PixelCodec } from '../mask/pixel-image.ts'
import { polygonSpans } from '../mask/rasterize.ts'
import { maskBounds, maskOf, spansOf } from '../mask/runs.ts'
import { outline } from './coco-write.ts'
import type { ExportItem, LossTally } from './export-item.ts'
import { groupNumbers, isGroupNumber } from './group-numbers.ts'
import { SHAPES, singleImage, tallyObject, tallySingleImage } from './image-losses.ts'

const CARRIED = {
  attributes: true,
  marks: new Set<string>(['occluded', 'truncated', 'difficult']),
  group: true,
  z: true,
} as const
/** A flag of the image is a name that is set. */
const FLAG = { attributes: false, marks: new Set<string>(), group: false, z: false } as const

const polygon = (ring: readonly Point[]): Shape => ({ kind: 'polygon', parts: [[[...ring]]] })

const maskOn = (mask: MaskShape, { width, height }: Size): readonly Shape[] =>
  mask.width === width && mask.height === height && maskBounds(mask) !== null ? [maskOf(spansOf(mask), mask)] : []

/** What labelme makes of a shape: none where it has no place for it, several for a polygon of several parts. */
const shapesOf = (shape: Shape, size: Size): readonly Shape[] => {
  switch (shape.kind) {
    case 'box':
      return [{ kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }]
    case 'rotated-box':
      return [polygon(outline(shape))]
    case 'ellipse': {
      const { cx, cy, rx, ry } = shape
      return rx === ry ? [{ kind: 'ellipse', cx, cy, rx, ry, angle: 0 }] : [polygon(outline(shape))]
    }
    case 'polygon':
      // An outline has no way to say that something is cut out of it.
      if (shape.parts.some((part) => part.length > 1))
        return maskOn(maskOf(polygonSpans(shape.parts, size), size), size)
      return shape.parts.map((part) => polygon(part[0] ?? []))
    case 'polyline':
      return [{ kind: 'polyline', points: shape.points }]
    case 'point':
      return [{ kind: 'point', x: shape.x, y: shape.y }]
    case 'mask':
      return maskOn(shape, size)
    case 'case':
      return shape.turn === undefined ? [shape] : []
    case 'skeleton':
    case 'span':
    case 'field':
    case 'item':
      return []
  }
}

const changed = (shape: Shape, shapes: readonly Shape[]): string | null => {
  const [first] = shapes
  if (shape.kind === 'polygon' && first?.kind === 'mask') return 'polygons with holes (written as masks)'
  if (shapes.length > 1) return 'objects of several parts (each part becomes an object)'
  return first?.kind === shape.kind ? null : `${SHAPES[shape.kind]} (written as polygons)`
}

/** Says what labelme loses of a case; false where it has no place for it at all. */
export const tallyLabelme = (item: ExportItem, tally: LossTally): boolean => {
  const image = singleImage(item)
  if (!tallySingleImage(item, tally) || image === null) return false
  const { key } = item.case
  const classes = new Set<string>()
  for (const annotation of item.review.annotations) {
    const { shape, group, label } = annotation
    const shapes = shapesOf(shape, image)
    if (shapes.length === 0) {
      tally.add(SHAPES[shape.kind], key)
      continue
    }
    tallyObject(annotation, key, tally, shape.kind === 'case' ? FLAG : CARRIED)
    if (shape.kind === 'case') {
      if (classes.has(label)) tally.add('classes said twice', key)
      classes.add(label)
      continue
    }
    if (group !== undefined && !isGroupNumber(group)) tally.add('names of groups (numbered)', key)
    const what = changed(shape, shapes)
    if (what !== null) tally.add(what, key)
  }
  return true
}

/** In the order that an object of JSON has its members in. */
const classesOf = (annotations: readonly Annotation[]): readonly string[] =>
  Object.keys(
    Object.fromEntries(
      annotations
        .filter(({ shape }) => shape.kind === 'case' && shape.turn === undefined)
        .map(({ label }) => [label, true]),
    ),
  )

/** The annotations of an image as a reader of labelme understands them: its objects, then its classes. */
export const labelmeAnnotations = (annotations: readonly Annotation[], size: Size): readonly Annotation[] => {
  const groups = groupNumbers(annotations)
  const objects = annotations
    .filter(({ shape }) => shape.kind !== 'case')
    .flatMap((annotation) => shapesOf(annotation.shape, size).map((shape) => ({ annotation, shape })))
    .map(({ annotation: { label, attributes, marks, group, z }, shape }) => {
      const number = group === undefined ? undefined : groups.get(group)
      return {
        label,
        shape,
        attributes,
        ...(marks === undefined ? {} : { marks }),
        ...(number === undefined ? {} : { group: number }),
        ...(z === undefined || z === 0 ? {} : { z }),
        ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty' as const] } : {}),
      }
    })
  const classes = classesOf(annotations).map((label) => ({ label, shape: { kind: 'case' as const }, attributes: {} }))
  return [...objects, ...classes].map((each, index) => ({ id: AnnotationId.parse(`o${index + 1}`), ...each }))
}

type Place = { readonly shape_type: string; readonly points: readonly Point[]; readonly mask?: string }

const placeOf = (shape: Shape, png: PixelCodec): Place => {
  switch (shape.kind) {
    case 'box':
      return {
        shape_type: 'rectangle',
        points: [
          [shape.x, shape.y],
          [shape.x + shape.w, shape.y + shape.h],
        ],
      }
    case 'ellipse':
      return {
        shape_type: 'circle',
        points: [
          [shape.cx, shape.cy],
          [shape.cx + shape.rx, shape.cy],
        ],
      }
    case 'polyline':
      return { shape_type: shape.points.length === 2 ? 'line' : 'linestrip', points: shape.points }
    case 'point':
      return { shape_type: 'point', points: [[shape.x, shape.y]] }
    case 'mask': {
      const bounds = maskBounds(shape) ?? { x: 0, y: 0, w: 1, h: 1 }
      const { x, y, w, h } = bounds
      const bytes = png.encode(bitsWithin(shape, bounds))
      return {
        shape_type: 'mask',
        points: [
          [x, y],
          [x + w - 1, y + h - 1],
        ],
        mask: base64(bytes),
      }
    }
    default:
      return { shape_type: 'polygon', points: shape.kind === 'polygon' ? (shape.parts[0]?.[0] ?? []) : [] }
  }
}

const base64 = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Attributes that are true or false are flags; a text named description is the description; labelme keeps `attributes` as it finds it. */
const saidOf = (attributes: Annotation['attributes']) => {
  const flags: [string, Json][] = []
  const others: [string, Json][] = []
  let description = ''
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'boolean') flags.push([name, value])
    else if (name === 'description' && typeof value === 'string' && value !== '') description = value
    else others.push([name, value])
  }
  return {
    description,
    flags: Object.fromEntries(flags),
    ...(others.length === 0 ? {} : { attributes: Object.fromEntries(others) }),
  }
}

/** The file of one image. Points are pixels of the oriented image, floats as they stand; `imagePath` is the name beside the file. */
export const labelmeText = (
  annotations: readonly Annotation[],
  imagePath: string,
  { width, height }: Size,
  png: PixelCodec,
): string => {
  const all = labelmeAnnotations(annotations, { width, height })
  const shapes = all
    .filter(({ shape }) => shape.kind !== 'case')
    .map(({ label, shape, attributes, marks = [], group, z }) => {
      const { points, shape_type, mask } = placeOf(shape, png)
      return {
        label,
        points,
        group_id: group === undefined ? null : Number(group),
        ...saidOf(attributes),
        shape_type,
        mask: mask ?? null,
        ...Object.fromEntries(marks.map((mark) => [mark, true])),
        ...(z === undefined ? {} : { z }),
      }
    })
  const flags = Object.fromEntries(all.filter(({ shape }) => shape.kind === 'case').map(({ label }) => [label, true]))
  const document = {
    version: '5.5.0',
    flags,
    shapes,
    imagePath,
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
