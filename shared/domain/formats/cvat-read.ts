import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Point, Shape } from '../../model/shape.ts'
import { maskOfCvat } from './cvat-mask.ts'
import { checkString } from './json-line.ts'
import { failureOf, type Read, type Role, RowProblem } from './read-row.ts'
import { createXmlReader, type XmlElement, xmlNumber } from './xml.ts'

/** Reads CVAT's XML for images as it comes: `write` and `end` answer what became whole. They throw RowProblem for the file. */
export const createCvatReader = (role: Role) => {
  const reads: Read[] = []
  const reader = createXmlReader(1, (element) => {
    if (element.name === 'image') reads.push(...imageOf(element, role))
    if (element.name === 'track') {
      const problem = new RowProblem(
        'video',
        'A track of a video is not read.',
        'Export the frames as images from CVAT.',
      )
      reads.push({
        is: 'failure',
        failure: failureOf(problem, element.line, `<track ${element.attributes.label ?? ''}>`),
      })
    }
  })
  return {
    write: (chunk: string): readonly Read[] => {
      reader.write(chunk)
      return reads.splice(0)
    },
    end: (): readonly Read[] => {
      reader.end()
      return reads.splice(0)
    },
  }
}

const excerptOf = ({ name, attributes }: XmlElement): string =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')}>`.slice(0, 2000)

const imageOf = (element: XmlElement, role: Role): readonly Read[] => {
  const { name = '', width, height } = element.attributes
  if (name.trim() === '') {
    const problem = new RowProblem('bad-image', 'An image has no name.', 'Write the image’s file name as name.')
    return [{ is: 'failure', failure: failureOf(problem, element.line, excerptOf(element)) }]
  }
  const [wide, high] = [Number(width), Number(height)]
  const size =
    Number.isInteger(wide) && Number.isInteger(high) && wide > 0 && high > 0 ? { width: wide, height: high } : null
  const failures: Read[] = []
  const annotations: Annotation[] = []
  for (const child of element.children) {
    try {
      annotations.push(...objectsOf(child, annotations.length + 1, size))
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      failures.push({ is: 'failure', failure: failureOf(error, child.line, excerptOf(child)) })
    }
  }
  const said = { annotations, relations: [] }
  const row = {
    line: element.line,
    excerpt: excerptOf(element),
    case: { key: name, kind: 'image' as const, image: { name, ...size }, meta: {} },
    ...(role === 'truth' ? { truth: said } : {}),
    ...(role === 'prediction' ? { prediction: said } : {}),
  }
  return [...failures, { is: 'row', row }]
}

type ImageSize = { readonly width: number; readonly height: number }

const objectsOf = (element: XmlElement, number: number, size: ImageSize | null): readonly Annotation[] => {
  const { label = '', occluded, z_order: z, group_id: group } = element.attributes
  if (label.trim() === '') throw new RowProblem('no-label', `A ${element.name} has no label.`, 'Write label="…".')
  checkString(label)
  const layer = z === undefined ? 0 : xmlNumber(z, 'z_order')
  if (!Number.isInteger(layer)) throw new RowProblem('not-a-number', 'z_order is no whole number.', 'Write it as one.')
  const attributes = attributesOf(element)
  return shapesOf(element, size).map((shape, index) => ({
    id: AnnotationId.parse(`o${number + index}`),
    label,
    shape,
    attributes,
    ...(occluded === '1' ? { marks: ['occluded' as const] } : {}),
    ...(group === undefined || group === '' || group === '0' ? {} : { group: group.slice(0, 80) }),
    ...(layer === 0 ? {} : { z: layer }),
    ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty' as const] } : {}),
  }))
}

const attributesOf = ({ children }: XmlElement): Record<string, string> => {
  const attributes: Record<string, string> = {}
  for (const { name, attributes: said, text } of children) {
    if (name !== 'attribute' || said.name === undefined) continue
    if (said.name === '__proto__')
      throw new RowProblem('reserved-key', 'An attribute is named "__proto__".', 'Rename the attribute.')
    attributes[said.name] = text
  }
  return attributes
}

/** Several for <points> of more than one: CVAT keeps loose points together. */
const shapesOf = (element: XmlElement, size: ImageSize | null): readonly Shape[] => {
  const at = (name: string): number => xmlNumber(element.attributes[name], name)
  switch (element.name) {
    case 'tag':
      return [{ kind: 'case' }]
    case 'box':
      return [boxOf(element)]
    case 'ellipse': {
      const [rx, ry] = [at('rx'), at('ry')]
      if (rx < 0 || ry < 0)
        throw new RowProblem('bad-shape', 'An ellipse has a negative radius.', 'Write rx and ry from 0.')
      return [{ kind: 'ellipse', cx: at('cx'), cy: at('cy'), rx, ry, angle: rotationOf(element) }]
    }
    case 'polygon':
      return [{ kind: 'polygon', parts: [[pointsOf(element, 3)]] }]
    case 'polyline':
      return [{ kind: 'polyline', points: pointsOf(element, 2) }]
    case 'points':
      return pointsOf(element, 1).map(([x, y]) => ({ kind: 'point', x, y }))
    case 'skeleton':
      return [skeletonOf(element)]
    case 'mask': {
      if (size === null)
        throw new RowProblem('no-size', 'A mask needs its image’s width and height.', 'Write them at the <image>.')
      const runs = (element.attributes.rle ?? '').split(',').map((run) => xmlNumber(run, 'rle'))
      return [maskOfCvat({ left: at('left'), top: at('top'), width: at('width'), height: at('height'), runs }, size)]
    }
    default:
      throw new RowProblem(
        'unknown-shape',
        `<${element.name.slice(0, 40)}> is no shape of an image that the desk knows.`,
        'Boxes, polygons, polylines, points, ellipses, masks, skeletons and tags are read.',
      )
  }
}

const rotationOf = ({ attributes }: XmlElement): number =>
  attributes.rotation === undefined ? 0 : xmlNumber(attributes.rotation, 'rotation')

const boxOf = (element: XmlElement): Shape => {
  const at = (name: string): number => xmlNumber(element.attributes[name], name)
  const [left, top, right, bottom] = [at('xtl'), at('ytl'), at('xbr'), at('ybr')]
  const [w, h] = [right - left, bottom - top]
  if (w < 0 || h < 0)
    throw new RowProblem('bad-box', 'The box ends before it begins.', 'Write the upper left corner as xtl and ytl.')
  const angle = rotationOf(element)
  return angle === 0
    ? { kind: 'box', x: left, y: top, w, h }
    : { kind: 'rotated-box', cx: left + w / 2, cy: top + h / 2, w, h, angle }
}

const pointsOf = ({ name, attributes }: XmlElement, least: number): Point[] => {
  const points = (attributes.points ?? '').split(';').map((pair): Point => {
    const [x, y, ...more] = pair.split(',')
    if (more.length > 0) throw new RowProblem('bad-shape', 'A point has more than two numbers.', 'Write x,y;x,y;…')
    return [xmlNumber(x, 'x'), xmlNumber(y, 'y')]
  })
  if (points.length >= least) return points
  throw new RowProblem('bad-shape', `A ${name} has fewer than ${least} points.`, 'Write points="x,y;x,y;…".')
}

const skeletonOf = (element: XmlElement): Shape => {
  const joints = element.children
    .filter(({ name }) => name === 'points')
    .map((child) => {
      const [[x, y] = [0, 0]] = pointsOf(child, 1)
      const { label = '', outside, occluded } = child.attributes
      return { name: label, x, y, visibility: outside === '1' ? 0 : occluded === '1' ? 1 : 2 }
    })
  if (joints.length === 0) throw new RowProblem('bad-shape', 'A skeleton has no points.', 'Write its <points>.')
  return { kind: 'skeleton', joints }
}
