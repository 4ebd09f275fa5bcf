import { type Annotation, OBJECT_MARKS } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Point, Shape } from '../../model/shape.ts'
import { rectBetween, type Size } from '../geometry/box.ts'
import { maskOfBits, type PixelCodec } from '../mask/pixel-image.ts'
import { isJsonObject, parseJsonLine } from './json-line.ts'
import { excerptOf, failureOf, type Read, type Role, RowProblem } from './read-row.ts'

/** Where an export of ours puts its files: what stands there is named without it. */
export const LABELME_FOLDER = 'labelme'

/**
 * One image's file: its row, and before it the shapes that were set aside. `name` is the file's own, below the folder that
 * was chosen. A picture inside the file (imageData) is not read: the image it names is.
 */
export const readLabelme = (text: string, name: string, role: Role, png: PixelCodec): readonly Read[] => {
  try {
    return rowsOf(parseJsonLine(text.replace(/^\ufeff/, '')), name, role, png)
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return [{ is: 'failure', failure: failureOf(error, null, text.slice(0, 2000)) }]
  }
}

const rowsOf = (document: JsonObject, name: string, role: Role, png: PixelCodec): readonly Read[] => {
  const { shapes } = document
  if (!Array.isArray(shapes))
    throw new RowProblem('not-labelme', 'The file has no list of shapes.', 'See the format of labelme.')
  const image = imageName(document, name)
  const size = sizeOf(document)
  const failures: Read[] = []
  const annotations: Annotation[] = []
  for (const [index, given] of shapes.entries()) {
    try {
      annotations.push(...objectsOf(given, annotations.length + 1, size, png))
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      const problem = new RowProblem(error.reason, `Shape ${index + 1}: ${error.message}`, error.remedy)
      failures.push({ is: 'failure', failure: failureOf(problem, null, excerptOf(JSON.stringify(given))) })
    }
  }
  annotations.push(...classesOf(document.flags, annotations.length + 1))
  const said = { annotations, relations: [] }
  const row = {
    line: null,
    excerpt: image,
    case: { key: image, kind: 'image' as const, image: { name: image, ...size }, meta: {} },
    ...(role === 'truth' ? { truth: said } : {}),
    ...(role === 'prediction' ? { prediction: said } : {}),
  }
  return [...failures, { is: 'row', row }]
}

/** `imagePath` is meant from where the file stands. A way out of the chosen folder stays in the name, and is refused. */
const imageName = ({ imagePath }: JsonObject, name: string): string => {
  if (typeof imagePath !== 'string' || imagePath.trim() === '')
    throw new RowProblem('bad-image', `${name} names no image.`, 'Write the image’s name as imagePath.')
  const given = imagePath.replaceAll('\\', '/')
  if (given.startsWith('/')) return given
  const own = name.startsWith(`${LABELME_FOLDER}/`) ? name.slice(LABELME_FOLDER.length + 1) : name
  const parts = own.split('/').slice(0, -1)
  for (const part of given.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

const sizeOf = ({ imageWidth, imageHeight }: JsonObject): Size | null => {
  const isSize = (value: Json | undefined): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value > 0
  return isSize(imageWidth) && isSize(imageHeight) ? { width: imageWidth, height: imageHeight } : null
}

/** Flags of the image that are set: what it is as a whole. */
const classesOf = (flags: Json | undefined, first: number): readonly Annotation[] =>
  Object.entries(isJsonObject(flags) ? flags : {})
    .filter(([label, set]) => set === true && label.trim() !== '')
    .map(([label], index) => ({
      id: AnnotationId.parse(`o${first + index}`),
      label,
      shape: { kind: 'case' },
      attributes: {},
    }))

const objectsOf = (given: Json, number: number, size: Size | null, png: PixelCodec): readonly Annotation[] => {
  if (!isJsonObject(given))
    throw new RowProblem('not-an-object', 'It is not an object.', 'Write each shape as an object in braces.')
  const { label, group_id: group, z } = given
  if (typeof label !== 'string' || label.trim() === '')
    throw new RowProblem('no-label', 'It has no label.', 'Write the label of each shape.')
  if (z !== undefined && (typeof z !== 'number' || !Number.isSafeInteger(z)))
    throw new RowProblem('not-a-number', 'Its z is no whole number.', 'Write it as one, or leave it out.')
  const score = scoreOf(given)
  const attributes = attributesOf(given)
  const marks = OBJECT_MARKS.filter((mark) => given[mark] === true)
  return shapesOf(given, size, png).map((shape, index) => ({
    id: AnnotationId.parse(`o${number + index}`),
    label,
    shape,
    ...(score === undefined ? {} : { score }),
    attributes,
    ...(marks.length === 0 ? {} : { marks }),
    ...(typeof group === 'number' || (typeof group === 'string' && group !== '')
      ? { group: String(group).slice(0, 80) }
      : {}),
    ...(z === undefined || z === 0 ? {} : { z }),
    ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty' as const] } : {}),
  }))
}

/** Tools that predict write a score beside what labelme itself knows. */
const scoreOf = ({ score }: JsonObject): number | undefined => {
  if (score === undefined || score === null) return undefined
  if (typeof score === 'number' && score >= 0 && score <= 1) return score
  throw new RowProblem('score-out-of-range', 'Its score does not lie in 0–1.', 'Write scores from 0 to 1.')
}

/** Flags are attributes that are true or false; the description is one of its name; others stand in `attributes`. */
const attributesOf = ({ flags, description, attributes }: JsonObject): Record<string, Json> => ({
  ...(isJsonObject(flags) ? flags : {}),
  ...(typeof description === 'string' && description !== '' ? { description } : {}),
  ...(isJsonObject(attributes) ? attributes : {}),
})

const bad = (what: string): RowProblem =>
  new RowProblem('bad-shape', `Its ${what}.`, 'Write points as [[x, y], …] in pixels of the image.')

const pointsOf = ({ points }: JsonObject, least: number, most = Number.POSITIVE_INFINITY): Point[] => {
  if (!Array.isArray(points)) throw bad('points are missing')
  if (points.length < least || points.length > most) throw bad(`${points.length} points are no such shape`)
  return points.map((point): Point => {
    const [x, y, ...more] = Array.isArray(point) ? point : []
    if (typeof x !== 'number' || typeof y !== 'number' || more.length > 0) throw bad('points are not pairs of numbers')
    return [x, y]
  })
}

/** Several for `points`: labelme keeps loose points together. */
const shapesOf = (given: JsonObject, size: Size | null, png: PixelCodec): readonly Shape[] => {
  const type = given.shape_type ?? 'polygon'
  switch (type) {
    case 'rectangle':
      return [rectangleOf(pointsOf(given, 2, 4))]
    case 'polygon':
      return [{ kind: 'polygon', parts: [[pointsOf(given, 3)]] }]
    case 'linestrip':
      return [{ kind: 'polyline', points: pointsOf(given, 2) }]
    case 'line':
      return [{ kind: 'polyline', points: pointsOf(given, 2, 2) }]
    case 'point':
      return pointsOf(given, 1, 1).map(([x, y]) => ({ kind: 'point', x, y }))
    case 'points':
      return pointsOf(given, 1).map(([x, y]) => ({ kind: 'point', x, y }))
    case 'circle': {
      const [[cx, cy] = [0, 0], [x, y] = [0, 0]] = pointsOf(given, 2, 2)
      const radius = Math.hypot(x - cx, y - cy)
      return [{ kind: 'ellipse', cx, cy, rx: radius, ry: radius, angle: 0 }]
    }
    case 'mask':
      return [maskShape(given, size, png)]
    default:
      throw new RowProblem(
        'unknown-shape',
        `“${String(type).slice(0, 40)}” is no shape that the desk knows.`,
        'Rectangles, polygons, lines, linestrips, points, circles and masks are read.',
      )
  }
}

/** By two corners, or by four that lie square to the image. */
const rectangleOf = (points: readonly Point[]): Shape => {
  const first: Point = points[0] ?? [0, 0]
  const last: Point = points[points.length === 4 ? 2 : 1] ?? [0, 0]
  const box = rectBetween(first, last)
  const onCorner = ([x, y]: Point): boolean => (x === first[0] || x === last[0]) && (y === first[1] || y === last[1])
  if (points.length === 3 || !points.every(onCorner)) throw bad('corners make no upright rectangle')
  return { kind: 'box', ...box }
}

/** A PNG of what lies between two corners, both included. */
const maskShape = (given: JsonObject, size: Size | null, png: PixelCodec): Shape => {
  if (size === null)
    throw new RowProblem(
      'no-size',
      'A mask needs its image’s size.',
      'Write imageWidth and imageHeight beside the shapes.',
    )
  const [[left, top] = [0, 0], [right, bottom] = [0, 0]] = pointsOf(given, 2, 2).map(([x, y]) => [
    Math.round(x),
    Math.round(y),
  ])
  if (typeof given.mask !== 'string') throw bad('mask is missing')
  const bits = png.decode(bytesOf(given.mask), 'The mask')
  if (bits.width !== right - left + 1 || bits.height !== bottom - top + 1)
    throw bad('mask does not fit between its two points')
  if (left < 0 || top < 0 || right >= size.width || bottom >= size.height) throw bad('mask leaves its image')
  return maskOfBits(bits, left, top, size)
}

const bytesOf = (base64: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0))
  } catch {
    throw bad('mask is no base64')
  }
}
