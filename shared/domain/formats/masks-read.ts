import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import { maskOfBits, type PixelImage, spansByValue } from '../mask/pixel-image.ts'
import { maskOf, type Spans } from '../mask/runs.ts'
import { restore } from './csv-safe.ts'
import { checkString } from './json-line.ts'
import { numberOfColour, VOC_PALETTE, VOID } from './mask-colours.ts'
import { OBJECT_COLUMNS } from './masks-write.ts'
import { failureOf, type Read, type ReadFailure, type Role, RowProblem } from './read-row.ts'

/** What the pixels of classes mean: by colour (0xRRGGBB), or by their place in the palette and their grey. */
export type MaskLabels = { readonly by: 'colour' | 'number'; readonly names: ReadonlyMap<number, string> }

const COLOURED = /^(.+):(\d{1,3}),(\d{1,3}),(\d{1,3}):[^:]*:[^:]*$/

const badMap = (line: number, what: string): RowProblem =>
  new RowProblem(
    'bad-label-map',
    `Line ${line} of the list of labels ${what}.`,
    'Write label:red,green,blue:: on each line, or one label a line.',
  )

/** labelmap.txt (labels with colours), or labels.txt and class_names.txt (one label a line, the background first). Throws RowProblem. */
export const readMaskLabels = (text: string): MaskLabels => {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const filled = lines.map((line, index) => ({ line, number: index + 1 })).filter(({ line }) => line.trim() !== '')
  const said = filled.filter(({ line }) => !line.startsWith('#'))
  for (const { line } of said) checkString(line)
  if (said.length > 0 && said.every(({ line }) => COLOURED.test(line)))
    return { by: 'colour', names: colouredNames(said) }
  const [first] = filled
  const names = first?.line.trim() === '__ignore__' ? filled.slice(1) : filled
  return { by: 'number', names: new Map(names.map(({ line }, index): [number, string] => [index, line]).slice(1)) }
}

const colouredNames = (
  lines: readonly { readonly line: string; readonly number: number }[],
): ReadonlyMap<number, string> => {
  const names = new Map<number, string>()
  for (const { line, number } of lines) {
    const [, name = '', ...parts] = COLOURED.exec(line) ?? []
    const [red = 0, green = 0, blue = 0] = parts.map(Number)
    if (red > 255 || green > 255 || blue > 255) throw badMap(number, 'has a colour above 255')
    const colour = (red << 16) | (green << 8) | blue
    if (names.has(colour)) throw badMap(number, 'gives a colour to a second label')
    names.set(colour, name)
  }
  // Black is what is nothing.
  names.delete(0)
  return names
}

export type FlatMasks = {
  readonly classes: PixelImage
  /** Null where there is no picture of objects: each class is then one object. */
  readonly objects: PixelImage | null
}

const colourOf = ({ is, palette }: PixelImage, value: number): number =>
  is === 'palette' ? (palette[value] ?? 0) : is === 'colour' ? value : value * 0x010101

/** What a pixel of classes means to the labels; null for what is nothing or nobody's. */
const classOf = (
  classes: PixelImage,
  labels: MaskLabels,
  value: number,
): { readonly label: string | undefined } | null => {
  if (labels.by === 'number' && classes.is !== 'colour') {
    const label = labels.names.get(value)
    return value === 0 || (label === undefined && value === VOID) ? null : { label }
  }
  const colour = colourOf(classes, value)
  const key = labels.by === 'colour' ? colour : numberOfColour(colour)
  const label = labels.names.get(key)
  return colour === 0 || (label === undefined && colour === VOC_PALETTE[VOID]) ? null : { label }
}

/** The number of an object by its pixel; 0 where it is no object's. */
const objectOf = (objects: PixelImage, value: number): number => {
  const number = objects.is === 'colour' ? numberOfColour(value) : value
  return number === VOID && objects.is !== 'grey' ? 0 : number
}

/** Every pair of object and class with a number of its own, from 1; 0 where the class is nothing. */
const paired = ({ classes, objects }: FlatMasks, labels: MaskLabels) => {
  const pairs = new Map<number, { readonly object: number; readonly value: number }>()
  const known = new Map<string, number>()
  const numberOf = (value: number, own: number): number => {
    const name = `${value} ${own}`
    const before = known.get(name)
    if (before !== undefined) return before
    const number = classOf(classes, labels, value) === null ? 0 : pairs.size + 1
    known.set(name, number)
    if (number > 0) pairs.set(number, { object: objects === null ? 0 : objectOf(objects, own), value })
    return number
  }
  const values = new Uint32Array(classes.values.length)
  let [lastClass, lastObject, last] = [-1, -1, 0]
  for (let at = 0; at < values.length; at += 1) {
    const [value, own] = [classes.values[at] ?? 0, objects?.values[at] ?? 0]
    if (value !== lastClass || own !== lastObject) {
      last = numberOf(value, own)
      ;[lastClass, lastObject] = [value, own]
    }
    values[at] = last
  }
  return { pairs, image: { ...classes, values } }
}

type Found = { readonly object: number; readonly value: number; readonly spans: Spans }

/** Objects by their numbers; then what belongs to no object, a class at a time. */
const foundIn = (masks: FlatMasks, labels: MaskLabels): readonly Found[] => {
  const { pairs, image } = paired(masks, labels)
  const found: Found[] = []
  for (const [number, spans] of spansByValue(image)) {
    const pair = pairs.get(number)
    if (pair !== undefined) found.push({ ...pair, spans })
  }
  const last = (object: number): number => (object === 0 ? Number.POSITIVE_INFINITY : object)
  return found.sort((a, b) => (a.object === b.object ? a.value - b.value : last(a.object) - last(b.object)))
}

const row = (
  image: string,
  annotations: readonly Annotation[],
  size: { width: number; height: number } | null,
  role: Role,
): Read => {
  const said = { annotations, relations: [] }
  return {
    is: 'row',
    row: {
      line: null,
      excerpt: image,
      case: { key: image, kind: 'image', image: { name: image, ...size }, meta: {} },
      ...(role === 'truth' ? { truth: said } : {}),
      ...(role === 'prediction' ? { prediction: said } : {}),
    },
  }
}

/** The row of one image from its pictures of classes and objects, and before it the classes that have no name. Throws RowProblem. */
export const readFlatMasks = (image: string, masks: FlatMasks, labels: MaskLabels, role: Role): readonly Read[] => {
  const { classes, objects } = masks
  const { width, height } = classes
  if (objects !== null && (objects.width !== width || objects.height !== height))
    throw new RowProblem(
      'size-mismatch',
      `The masks of ${image} differ in size: ${width} × ${height} and ${objects.width} × ${objects.height}.`,
      'Give both pictures the size of their image.',
    )
  const annotations: Annotation[] = []
  const nameless = new Map<number, ReadFailure>()
  for (const { value, spans } of foundIn(masks, labels)) {
    const found = classOf(classes, labels, value)
    if (found === null) continue
    if (found.label === undefined) nameless.set(value, namelessClass(image, classes, value))
    else
      annotations.push({
        id: AnnotationId.parse(`o${annotations.length + 1}`),
        label: found.label,
        shape: maskOf(spans, { width, height }),
        attributes: {},
      })
  }
  const failures = [...nameless.values()].map((failure): Read => ({ is: 'failure', failure }))
  return [...failures, row(image, annotations, { width, height }, role)]
}

const namelessClass = (image: string, classes: PixelImage, value: number): ReadFailure => {
  const colour = colourOf(classes, value)
  const said = `${value} (colour ${colour >> 16}, ${(colour >> 8) & 255}, ${colour & 255})`
  const problem = new RowProblem(
    'unknown-class',
    `The list of labels does not name the class ${said} of ${image}.`,
    'Add it to labelmap.txt or labels.txt.',
  )
  return failureOf(problem, null, image)
}

const Rows = z.array(z.array(z.string()))

/** The rows of objects.csv behind its first, which must name its columns. Throws RowProblem. */
export const readObjectRows = (
  text: string,
): readonly { readonly image: string; readonly mask: string; readonly label: string }[] => {
  const wrong = (what: string): RowProblem =>
    new RowProblem('bad-row', `objects.csv ${what}.`, 'Write image,mask,label and then a row for each mask.')
  let rows: z.infer<typeof Rows>
  try {
    rows = Rows.parse(parse(text.replace(/^\ufeff/, ''), { relax_column_count: true, skip_empty_lines: true }))
  } catch (error) {
    throw wrong(`cannot be read as a table: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`)
  }
  const [names = [], ...rest] = rows
  const at = OBJECT_COLUMNS.map((column) => names.indexOf(column))
  if (at.includes(-1)) throw wrong('does not have the columns image, mask and label')
  return rest.map((cells) => {
    const [image = '', mask = '', label = ''] = at.map((column) => restore(cells[column] ?? ''))
    return { image, mask, label }
  })
}

/** A picture of one object, and what it is of. */
export type ObjectMask = { readonly label: string; readonly name: string; readonly decode: () => PixelImage }

/** The row of one image from a picture for each of its objects, and before it those that cannot be taken. */
export const readObjectMasks = (image: string, masks: readonly ObjectMask[], role: Role): readonly Read[] => {
  const failures: Read[] = []
  const annotations: Annotation[] = []
  let size: { readonly width: number; readonly height: number } | null = null
  for (const { label, name, decode } of masks) {
    try {
      if (label.trim() === '') throw new RowProblem('no-label', `${name} has no label.`, 'Name it in objects.csv.')
      checkString(label)
      const bits = decode()
      const { width, height } = bits
      size ??= { width, height }
      if (size.width !== width || size.height !== height)
        throw new RowProblem(
          'size-mismatch',
          `${name} has ${width} × ${height} pixels, others of its image have ${size.width} × ${size.height}.`,
          'Give every mask the size of its image.',
        )
      annotations.push({
        id: AnnotationId.parse(`o${annotations.length + 1}`),
        label,
        shape: maskOfBits(bits, 0, 0, size),
        attributes: {},
      })
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      failures.push({ is: 'failure', failure: failureOf(error, null, name) })
    }
  }
  return [...failures, row(image, annotations, size, role)]
}
