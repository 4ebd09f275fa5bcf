import type { Json, JsonObject } from '../../model/json.ts'
import type { Point, Shape, TextRange } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { textRange } from '../text-offsets.ts'
import { isJsonObject } from './json-line.ts'
import { brushOf, readBrush } from './label-studio-brush.ts'
import { createUnitOffsets } from './offset-unit.ts'
import { RowProblem } from './read-row.ts'

/** Types of results that say where a region is, with or without its label. */
const PLACES: ReadonlyMap<string, 'rectangle' | 'ellipse' | 'polygon' | 'keypoint' | 'brush' | 'text' | 'paragraph'> =
  new Map([
    ['rectangle', 'rectangle'],
    ['rectanglelabels', 'rectangle'],
    ['ellipse', 'ellipse'],
    ['ellipselabels', 'ellipse'],
    ['polygon', 'polygon'],
    ['polygonlabels', 'polygon'],
    ['keypoint', 'keypoint'],
    ['keypointlabels', 'keypoint'],
    ['brush', 'brush'],
    ['brushlabels', 'brush'],
    ['hypertextlabels', 'text'],
    ['paragraphlabels', 'paragraph'],
    ['paragraphs', 'paragraph'],
  ])

/** The kind of place a result says; null for one that says none. `labels` belongs to whatever its value places. */
export const placeKind = (type: string, value: JsonObject) => {
  const known = PLACES.get(type)
  if (known !== undefined) return known
  if (type !== 'labels') return null
  if (typeof value.startOffset === 'number') return 'paragraph'
  if (value.start !== undefined) return 'text'
  if (Array.isArray(value.points)) return 'polygon'
  if (value.radiusX !== undefined) return 'ellipse'
  if (Array.isArray(value.rle)) return 'brush'
  return value.x === undefined ? null : 'rectangle'
}

const badRegion = (id: string, what: string): RowProblem =>
  new RowProblem('bad-region', `The region ${id} ${what}.`, 'Correct the region, or remove it from the task.')

/** Far beyond any image, and far from what a double can no longer hold as a number of pixels. */
const MOST = 1e9

const isPlace = (value: Json | undefined): value is number => typeof value === 'number' && Math.abs(value) <= MOST

const numberOf = (value: JsonObject, name: string, id: string): number => {
  const found = value[name]
  if (isPlace(found)) return found
  throw badRegion(id, `has no number for ${name}`)
}

const turnedBy = (x: number, y: number, degrees: number): Point => {
  const radians = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  return [x * cos - y * sin, x * sin + y * cos]
}

/** A rectangle turns about its top left corner; the desk's about its centre. */
const rectangle = (value: JsonObject, size: Size, id: string): Shape => {
  const [x, y] = [(numberOf(value, 'x', id) * size.width) / 100, (numberOf(value, 'y', id) * size.height) / 100]
  const w = (numberOf(value, 'width', id) * size.width) / 100
  const h = (numberOf(value, 'height', id) * size.height) / 100
  if (w < 0 || h < 0) throw badRegion(id, 'has a side below 0')
  const angle = value.rotation === undefined ? 0 : numberOf(value, 'rotation', id)
  if (angle === 0) return { kind: 'box', x, y, w, h }
  const [dx, dy] = turnedBy(w / 2, h / 2, angle)
  return { kind: 'rotated-box', cx: x + dx, cy: y + dy, w, h, angle }
}

const polygon = (value: JsonObject, size: Size, id: string): Shape => {
  const points = (Array.isArray(value.points) ? value.points : []).map((point: Json): [number, number] => {
    const [x, y] = Array.isArray(point) ? point : []
    if (!isPlace(x) || !isPlace(y)) throw badRegion(id, 'has a point that is no pair of numbers')
    return [(x * size.width) / 100, (y * size.height) / 100]
  })
  if (value.closed === false && points.length >= 2) return { kind: 'polyline', points }
  if (points.length < 3) throw badRegion(id, 'has fewer than three points')
  return { kind: 'polygon', parts: [[points]] }
}

const brush = (value: JsonObject, size: Size, id: string): Shape => {
  const rle = Array.isArray(value.rle) ? value.rle : []
  if (
    !rle.every((byte): byte is number => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte < 256)
  )
    throw badRegion(id, 'has a brush whose run lengths are no bytes')
  try {
    return readBrush(rle, size)
  } catch (error) {
    throw badRegion(id, `cannot be read: ${error instanceof Error ? error.message : ''}`)
  }
}

/** The shape of a region on an image; coordinates are shares of the oriented image in percent. Throws RowProblem. */
export const imageRegion = (
  kind: 'rectangle' | 'ellipse' | 'polygon' | 'keypoint' | 'brush',
  value: JsonObject,
  size: Size,
  id: string,
): Shape => {
  switch (kind) {
    case 'rectangle':
      return rectangle(value, size, id)
    case 'ellipse': {
      const [rx, ry] = [numberOf(value, 'radiusX', id), numberOf(value, 'radiusY', id)]
      if (rx < 0 || ry < 0) throw badRegion(id, 'has a radius below 0')
      return {
        kind: 'ellipse',
        cx: (numberOf(value, 'x', id) * size.width) / 100,
        cy: (numberOf(value, 'y', id) * size.height) / 100,
        rx: (rx * size.width) / 100,
        ry: (ry * size.height) / 100,
        angle: value.rotation === undefined ? 0 : numberOf(value, 'rotation', id),
      }
    }
    case 'polygon':
      return polygon(value, size, id)
    case 'keypoint':
      return {
        kind: 'point',
        x: (numberOf(value, 'x', id) * size.width) / 100,
        y: (numberOf(value, 'y', id) * size.height) / 100,
      }
    case 'brush':
      return brush(value, size, id)
  }
}

/** Line ends were written as two characters in quotes, and white space is not always what it was. */
const loosely = (quote: string): string => quote.replaceAll('\\n', '\n').replaceAll(/\s+/g, ' ').trim()

/**
 * The range of a text between two offsets. They count code points; older versions of Label Studio counted UTF-16 units,
 * which is believed where the quote fits those and not the others. Throws RowProblem.
 */
export const rangeIn = (
  text: string,
  [start, end]: readonly [number, number],
  quote: Json | undefined,
  id: string,
): { readonly range: TextRange; readonly old: boolean } => {
  const read = (unit: 'codepoint' | 'utf16'): TextRange | null => {
    const { toUtf16 } = createUnitOffsets(text, unit)
    const [from, to] = [toUtf16(start), toUtf16(end)]
    return from === null || to === null || from > to ? null : textRange(text, from, to)
  }
  const fits = (range: TextRange | null): boolean =>
    range !== null && (typeof quote !== 'string' || quote === range.quote || loosely(quote) === loosely(range.quote))
  const points = read('codepoint')
  if (points !== null && fits(points)) return { range: points, old: false }
  const units = read('utf16')
  if (units !== null && typeof quote === 'string' && fits(units)) return { range: units, old: true }
  if (points === null) throw badRegion(id, `lies from ${start} to ${end}, which is not within its text`)
  throw new RowProblem(
    'quote-mismatch',
    `The region ${id} reads “${points.quote.slice(0, 80)}”, its text “${String(quote).slice(0, 80)}”.`,
    'Offsets count code points of the text, as Label Studio writes them.',
  )
}

const percent = (value: number, of: number): number => (value / of) * 100

/** What a result's type and value are for a shape on an image of this size; null for a shape that has no such form. */
export const imageResult = (shape: Shape, size: Size): { readonly type: string; readonly value: JsonObject } | null => {
  const [across, down] = [(x: number) => percent(x, size.width), (y: number) => percent(y, size.height)]
  switch (shape.kind) {
    case 'box': {
      const { x, y, w, h } = shape
      return {
        type: 'rectanglelabels',
        value: { x: across(x), y: down(y), width: across(w), height: down(h), rotation: 0 },
      }
    }
    case 'rotated-box': {
      const { cx, cy, w, h, angle } = shape
      const [dx, dy] = turnedBy(w / 2, h / 2, angle)
      return {
        type: 'rectanglelabels',
        value: { x: across(cx - dx), y: down(cy - dy), width: across(w), height: down(h), rotation: angle },
      }
    }
    case 'ellipse': {
      const { cx, cy, rx, ry, angle } = shape
      return {
        type: 'ellipselabels',
        value: { x: across(cx), y: down(cy), radiusX: across(rx), radiusY: down(ry), rotation: angle },
      }
    }
    case 'polygon': {
      const points = (shape.parts[0]?.[0] ?? []).map(([x, y]) => [across(x), down(y)])
      return { type: 'polygonlabels', value: { points, closed: true } }
    }
    case 'point':
      return { type: 'keypointlabels', value: { x: across(shape.x), y: down(shape.y), width: POINT_WIDTH } }
    case 'mask':
      return { type: 'brushlabels', value: { format: 'rle', rle: [...brushOf(shape)] } }
    default:
      return null
  }
}

/** How large Label Studio draws a point, in percent of the image's width. */
const POINT_WIDTH = 0.5

/** The members of a result's value, whatever it is. */
export const resultValue = (result: JsonObject): JsonObject => (isJsonObject(result.value) ? result.value : {})
