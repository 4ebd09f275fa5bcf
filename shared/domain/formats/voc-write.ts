import { type Annotation, OBJECT_MARKS } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Size } from '../geometry/box.ts'
import { boxAround } from './box-around.ts'
import type { ExportItem, LossTally } from './export-item.ts'
import { NAMELESS_ATTRIBUTES, SHAPES, singleImage, tallyObject, tallySingleImage } from './image-losses.ts'
import { xmlSafe, xmlText } from './xml.ts'
import { tallyXml, xmlAttributes } from './xml-attributes.ts'

const CARRIED = { attributes: true, marks: new Set<string>(OBJECT_MARKS), group: false, z: false } as const

/** Says what Pascal VOC loses of a case; false where it has no place for it at all. */
export const tallyVoc = (item: ExportItem, tally: LossTally): boolean => {
  if (!tallySingleImage(item, tally) || singleImage(item) === null) return false
  const { key } = item.case
  for (const annotation of item.review.annotations) {
    const { shape } = annotation
    const box = boxAround(shape)
    if (box === null) tally.add(SHAPES[shape.kind], key)
    else if (shape.kind !== 'box') tally.add(`${SHAPES[shape.kind]} (written as the boxes around them)`, key)
    if (box === null) continue
    tallyObject(annotation, key, tally, CARRIED)
    const named = { ...annotation, attributes: namedAttributes(annotation) }
    tally.add(
      NAMELESS_ATTRIBUTES,
      key,
      Object.keys(annotation.attributes).length - Object.keys(named.attributes).length,
    )
    tallyXml(named, key, tally)
  }
  return true
}

/** An attribute whose name is empty is none to readers. */
const namedAttributes = ({ attributes }: Annotation): Annotation['attributes'] =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== ''))

/** The annotations of an image as a reader of VOC understands them. */
export const vocAnnotations = (annotations: readonly Annotation[]): readonly Annotation[] =>
  annotations
    .flatMap((annotation) => {
      const shape = boxAround(annotation.shape)
      return shape === null ? [] : [{ annotation, shape }]
    })
    .map(({ annotation, shape }, index) => ({ ...annotation, attributes: namedAttributes(annotation), shape, index }))
    .map(({ label, attributes, marks, shape, index }) => ({
      id: AnnotationId.parse(`o${index + 1}`),
      label: xmlSafe(label),
      shape,
      attributes: xmlAttributes(attributes),
      ...(marks === undefined ? {} : { marks }),
      ...(shape.w === 0 || shape.h === 0 ? { flags: ['empty' as const] } : {}),
    }))

const element = (name: string, text: string | number): string => `<${name}>${xmlText(String(text))}</${name}>`

const objectText = ({ label, shape, attributes, marks = [] }: Annotation): string => {
  if (shape.kind !== 'box') return ''
  const { x, y, w, h } = shape
  const named = Object.entries(attributes)
  return [
    '\t<object>',
    `\t\t${element('name', label)}`,
    '\t\t<pose>Unspecified</pose>',
    ...OBJECT_MARKS.map((mark) => `\t\t${element(mark, marks.includes(mark) ? 1 : 0)}`),
    '\t\t<bndbox>',
    `\t\t\t${element('xmin', x)}`,
    `\t\t\t${element('ymin', y)}`,
    `\t\t\t${element('xmax', x + w)}`,
    `\t\t\t${element('ymax', y + h)}`,
    '\t\t</bndbox>',
    ...(named.length === 0 ? [] : ['\t\t<attributes>']),
    ...named.map(
      ([name, value]) => `\t\t\t<attribute>${element('name', name)}${element('value', String(value))}</attribute>`,
    ),
    ...(named.length === 0 ? [] : ['\t\t</attributes>']),
    '\t</object>',
  ].join('\n')
}

/** The file of one image. Boxes are edges in pixels of the oriented image, floats as they stand, from 0. */
export const vocText = (annotations: readonly Annotation[], fileName: string, { width, height }: Size): string =>
  [
    '<annotation>',
    '\t<folder>JPEGImages</folder>',
    `\t${element('filename', fileName)}`,
    '\t<source><database>Second Look</database></source>',
    `\t<size>${element('width', width)}${element('height', height)}${element('depth', 3)}</size>`,
    '\t<segmented>0</segmented>',
    ...vocAnnotations(annotations).map(objectText),
    '</annotation>',
    '',
  ].join('\n')
