import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Point, Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { maskOf, spansOf } from '../mask/runs.ts'
import { cvatMask } from './cvat-mask.ts'
import type { ExportItem, LossTally } from './export-item.ts'
import { groupNumbers, isGroupNumber } from './group-numbers.ts'
import { SHAPES, singleImage, tallyObject, tallySingleImage } from './image-losses.ts'
import { xmlSafe, xmlText } from './xml.ts'
import { tallyXml, xmlAttributes } from './xml-attributes.ts'

const PLACED = { attributes: true, marks: new Set(['occluded']), group: true, z: true } as const
/** CVAT's <tag>, a class of the whole image, has no place for what lies above what. */
const TAG = { attributes: true, marks: new Set<string>(), group: true, z: false } as const

const plainAngle = (angle: number): number => ((angle % 360) + 360) % 360

/** What CVAT makes of a shape: none where it has no place for it, several for a polygon of several parts. */
const shapesOf = (shape: Shape, { width, height }: Size): readonly Shape[] => {
  switch (shape.kind) {
    case 'box':
      return [{ kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }]
    case 'rotated-box': {
      const { cx, cy, w, h } = shape
      const angle = plainAngle(shape.angle)
      return angle === 0
        ? [{ kind: 'box', x: cx - w / 2, y: cy - h / 2, w, h }]
        : [{ kind: 'rotated-box', cx, cy, w, h, angle }]
    }
    case 'ellipse': {
      const { cx, cy, rx, ry } = shape
      return [{ kind: 'ellipse', cx, cy, rx, ry, angle: plainAngle(shape.angle) }]
    }
    case 'polygon':
      return shape.parts.map((part) => ({ kind: 'polygon', parts: [part.slice(0, 1)] }))
    case 'polyline':
      return [{ kind: 'polyline', points: shape.points }]
    case 'point':
      return [{ kind: 'point', x: shape.x, y: shape.y }]
    case 'skeleton':
      return [{ kind: 'skeleton', joints: shape.joints.map((joint) => ({ ...joint, name: xmlSafe(joint.name) })) }]
    case 'mask':
      // Run lengths are counted within the image: those of another size would lie elsewhere on it.
      return shape.width !== width || shape.height !== height || cvatMask(shape) === null
        ? []
        : [maskOf(spansOf(shape), shape)]
    case 'case':
      return shape.turn === undefined ? [shape] : []
    case 'span':
    case 'field':
    case 'item':
      return []
  }
}

/** Says what CVAT loses of a case; false where it has no place for it at all. */
export const tallyCvat = (item: ExportItem, tally: LossTally): boolean => {
  const image = singleImage(item)
  if (!tallySingleImage(item, tally) || image === null) return false
  const { key } = item.case
  for (const annotation of item.review.annotations) {
    const { shape, group } = annotation
    const shapes = shapesOf(shape, image)
    if (shapes.length === 0) {
      tally.add(SHAPES[shape.kind], key)
      continue
    }
    tallyObject(annotation, key, tally, shape.kind === 'case' ? TAG : PLACED)
    tallyXml(annotation, key, tally)
    if (group !== undefined && !isGroupNumber(group)) tally.add('names of groups (numbered)', key)
    if (shapes.length > 1) tally.add('objects of several parts (each part becomes an object)', key)
    if (shape.kind === 'polygon' && shape.parts.some((part) => part.length > 1)) tally.add('holes', key)
    if (shape.kind === 'rotated-box' && shapes[0]?.kind === 'box')
      tally.add('rotated boxes that are not turned (written as boxes)', key)
  }
  return true
}

/** The annotations of an image as a reader of CVAT understands them. */
export const cvatAnnotations = (annotations: readonly Annotation[], size: Size): readonly Annotation[] => {
  const groups = groupNumbers(annotations)
  return annotations
    .flatMap((annotation) => shapesOf(annotation.shape, size).map((shape) => ({ annotation, shape })))
    .map(({ annotation, shape }, index) => {
      const { label, attributes, marks = [], group, z } = annotation
      const number = group === undefined ? undefined : groups.get(group)
      const placed = shape.kind !== 'case'
      return {
        id: AnnotationId.parse(`o${index + 1}`),
        label: xmlSafe(label),
        shape,
        attributes: xmlAttributes(attributes),
        ...(placed && marks.includes('occluded') ? { marks: ['occluded' as const] } : {}),
        ...(number === undefined ? {} : { group: number }),
        ...(placed && z !== undefined && z !== 0 ? { z } : {}),
        ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty' as const] } : {}),
      }
    })
}

const attribute = (name: string, value: string | number): string => `${name}="${xmlText(String(value))}"`
const pointsOf = (points: readonly Point[]): string =>
  attribute('points', points.map(([x, y]) => `${x},${y}`).join(';'))

type Tag = { readonly name: string; readonly place: readonly string[]; readonly inside?: readonly string[] }

const tagOf = (shape: Shape): Tag => {
  switch (shape.kind) {
    case 'box':
    case 'rotated-box': {
      const turned = shape.kind === 'rotated-box'
      const [x, y] = turned ? [shape.cx - shape.w / 2, shape.cy - shape.h / 2] : [shape.x, shape.y]
      const edges = [
        attribute('xtl', x),
        attribute('ytl', y),
        attribute('xbr', x + shape.w),
        attribute('ybr', y + shape.h),
      ]
      return { name: 'box', place: turned ? [...edges, attribute('rotation', shape.angle)] : edges }
    }
    case 'ellipse': {
      const centre = [
        attribute('cx', shape.cx),
        attribute('cy', shape.cy),
        attribute('rx', shape.rx),
        attribute('ry', shape.ry),
      ]
      return { name: 'ellipse', place: [...centre, attribute('rotation', shape.angle)] }
    }
    case 'polygon':
      return { name: 'polygon', place: [pointsOf(shape.parts[0]?.[0] ?? [])] }
    case 'polyline':
      return { name: 'polyline', place: [pointsOf(shape.points)] }
    case 'point':
      return { name: 'points', place: [pointsOf([[shape.x, shape.y]])] }
    case 'mask': {
      const mask = cvatMask(shape)
      if (mask === null) return { name: 'mask', place: [] }
      const { runs, ...bounds } = mask
      return {
        name: 'mask',
        place: [
          attribute('rle', runs.join(', ')),
          ...Object.entries(bounds).map(([name, value]) => attribute(name, value)),
        ],
      }
    }
    case 'skeleton':
      return {
        name: 'skeleton',
        place: [],
        inside: shape.joints.map(
          ({ name, x, y, visibility }) =>
            `<points ${attribute('label', name)} ${attribute('outside', visibility === 0 ? 1 : 0)} ${attribute('occluded', visibility === 1 ? 1 : 0)} ${pointsOf([[x, y]])}/>`,
        ),
      }
    default:
      return { name: 'tag', place: [] }
  }
}

const objectText = ({ label, shape, attributes, marks, group, z }: Annotation): string => {
  const { name, place, inside = [] } = tagOf(shape)
  const head = [
    name,
    attribute('label', label),
    'source="manual"',
    ...(shape.kind === 'case' ? [] : [attribute('occluded', marks === undefined ? 0 : 1)]),
    ...place,
    ...(shape.kind === 'case' ? [] : [attribute('z_order', z ?? 0)]),
    ...(group === undefined ? [] : [attribute('group_id', group)]),
  ].join(' ')
  const said = Object.entries(attributes).map(
    ([key, value]) => `<attribute ${attribute('name', key)}>${xmlText(String(value))}</attribute>`,
  )
  return [`    <${head}>`, ...[...inside, ...said].map((line) => `      ${line}`), `    </${name}>`].join('\n')
}

/** The <image> of one image, with its objects. Coordinates are pixels of the oriented image, floats as they stand. */
export const cvatImage = (
  annotations: readonly Annotation[],
  id: number,
  name: string,
  { width, height }: Size,
): string =>
  [
    `  <image ${attribute('id', id)} ${attribute('name', name)} ${attribute('width', width)} ${attribute('height', height)}>`,
    ...cvatAnnotations(annotations, { width, height }).map(objectText),
    '  </image>',
    '',
  ].join('\n')

export const cvatHead = (labels: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<annotations>',
    '  <version>1.1</version>',
    '  <meta><task><name>Second Look</name><labels>',
    ...labels.map((label) => `    <label><name>${xmlText(label)}</name></label>`),
    '  </labels></task></meta>',
    '',
  ].join('\n')

export const CVAT_END = '</annotations>\n'
