import { type Annotation, OBJECT_MARKS } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { BoxShape } from '../../model/shape.ts'
import { checkString } from './json-line.ts'
import { failureOf, type Read, type Role, RowProblem } from './read-row.ts'
import { childOf, createXmlReader, type XmlElement, xmlNumber } from './xml.ts'

/** One image's file: its row, and before it the objects that were set aside. `name` is the file's own. */
export const readVoc = (text: string, name: string, role: Role): readonly Read[] => {
  try {
    let root: XmlElement | null = null
    const reader = createXmlReader(0, (element) => {
      root = element
    })
    reader.write(text.replace(/^\ufeff/, ''))
    reader.end()
    return rowsOf(root, name, role)
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return [{ is: 'failure', failure: failureOf(error, null, text.slice(0, 2000)) }]
  }
}

const rowsOf = (root: XmlElement | null, name: string, role: Role): readonly Read[] => {
  if (root?.name !== 'annotation')
    throw new RowProblem('not-voc', 'The file holds no <annotation>.', 'See the format of Pascal VOC.')
  const image = imageName(root, name)
  const failures: Read[] = []
  const annotations: Annotation[] = []
  let objects = 0
  for (const element of root.children) {
    if (element.name !== 'object') continue
    objects += 1
    try {
      annotations.push(objectOf(element, `o${objects}`))
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      failures.push({ is: 'failure', failure: failureOf(error, element.line, excerpt(element)) })
    }
  }
  const said = { annotations, relations: [] }
  const row = {
    line: null,
    excerpt: image,
    case: { key: image, kind: 'image' as const, image: { name: image, ...sizeOf(root) }, meta: {} },
    ...(role === 'truth' ? { truth: said } : {}),
    ...(role === 'prediction' ? { prediction: said } : {}),
  }
  return [...failures, { is: 'row', row }]
}

const excerpt = (element: XmlElement): string =>
  `<${element.name}> ${element.children.map((child) => `${child.name}: ${child.text.trim()}`).join(', ')}`

const imageName = (root: XmlElement, name: string): string => {
  const given = (childOf(root, 'filename')?.text ?? '').trim().replaceAll('\\', '/')
  if (given === '')
    throw new RowProblem('bad-image', `${name} names no image.`, 'Write the image’s name as <filename>.')
  checkString(given)
  return given
}

/** A size of 0 is what some tools write where they do not know it. */
const sizeOf = (root: XmlElement): { readonly width?: number; readonly height?: number } => {
  const size = childOf(root, 'size')
  const [width, height] = ['width', 'height'].map((name) => Number((size && childOf(size, name)?.text) ?? Number.NaN))
  return width && height && width > 0 && height > 0 ? { width, height } : {}
}

const objectOf = (element: XmlElement, id: string): Annotation => {
  const label = childOf(element, 'name')?.text ?? ''
  if (label.trim() === '')
    throw new RowProblem('no-label', 'An object has no name.', 'Write the label of each object as <name>.')
  checkString(label)
  const shape = boxOf(element)
  const marks = OBJECT_MARKS.filter((mark) => /^(?:1|true)$/i.test(childOf(element, mark)?.text.trim() ?? ''))
  return {
    id: AnnotationId.parse(id),
    label,
    shape,
    attributes: attributesOf(element),
    ...(marks.length === 0 ? {} : { marks }),
    ...(shape.w === 0 || shape.h === 0 ? { flags: ['empty'] } : {}),
  }
}

const boxOf = (element: XmlElement): BoxShape => {
  const box = childOf(element, 'bndbox')
  if (box === undefined)
    throw new RowProblem('bad-box', 'An object has no <bndbox>.', 'Write xmin, ymin, xmax and ymax of each object.')
  const at = (name: string): number => xmlNumber(childOf(box, name)?.text, name)
  const [left, top, right, bottom] = [at('xmin'), at('ymin'), at('xmax'), at('ymax')]
  if (right < left || bottom < top)
    throw new RowProblem(
      'bad-box',
      `The box ends (${right}, ${bottom}) before it begins (${left}, ${top}).`,
      'Write the left and upper edge as xmin and ymin.',
    )
  return { kind: 'box', x: left, y: top, w: right - left, h: bottom - top }
}

const attributesOf = (element: XmlElement): Record<string, string> => {
  const attributes: Record<string, string> = {}
  const pose = childOf(element, 'pose')?.text.trim() ?? ''
  if (pose !== '' && pose !== 'Unspecified') attributes.pose = pose
  for (const each of childOf(element, 'attributes')?.children ?? []) {
    const name = childOf(each, 'name')?.text ?? ''
    if (each.name !== 'attribute' || name === '') continue
    if (name === '__proto__')
      throw new RowProblem('reserved-key', 'An attribute is named "__proto__".', 'Rename the attribute.')
    attributes[name] = childOf(each, 'value')?.text ?? ''
  }
  return attributes
}
