import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { type CsvColumns, guessColumns } from './csv-columns.ts'
import { readCsvRecord } from './csv-read.ts'
import { checkString, isJsonObject } from './json-line.ts'
import { failureOf, type Read, type ReadImage, type ReadRow, type Role, RowProblem } from './read-row.ts'

/** A row of a table whose cells are more than text: lists, structs, dates, bytes. */
export type TableRow = Readonly<Record<string, unknown>>

/** By column, or column and member (`objects.category`): the names that whole numbers stand for. */
export type ClassNames = ReadonlyMap<string, readonly string[]>

/** What Hugging Face's metadata says of classes; nothing where there is none that can be read. */
export const readClassNames = (metadata: string | undefined): ClassNames => {
  const names = new Map<string, readonly string[]>()
  /** Lists, sequences and their members belong to the column they are in. */
  const look = (feature: Json | undefined, path: string, depth: number): void => {
    if (depth > 20) return
    if (Array.isArray(feature)) look(feature[0], path, depth + 1)
    else if (isJsonObject(feature)) lookInside(feature, path, depth)
  }
  const lookInside = (feature: JsonObject, path: string, depth: number): void => {
    const { _type: type, names: all } = feature
    if (type === 'ClassLabel' && Array.isArray(all)) names.set(path, all.map(String))
    else if (typeof type === 'string') look(feature.feature, path, depth + 1)
    else
      for (const [name, member] of Object.entries(feature))
        look(member, path === '' ? name : `${path}.${name}`, depth + 1)
  }
  try {
    const said: unknown = JSON.parse(metadata ?? 'null')
    const info = isJsonObject(said) ? said.info : null
    if (isJsonObject(info)) look(info.features, '', 0)
  } catch {
    return new Map()
  }
  return names
}

type Struct = Readonly<Record<string, unknown>>
const isStruct = (value: unknown): value is Struct =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof Date)

const isImage = (value: unknown): value is Struct => isStruct(value) && 'bytes' in value && 'path' in value

/** Boxes of a row: a list of structs, or a struct of lists. */
const isObjects = (value: unknown): boolean =>
  (isStruct(value) && Array.isArray(value.bbox)) ||
  (Array.isArray(value) && value.length > 0 && value.every((each) => isStruct(each) && 'bbox' in each))

/** As JSON has it. Bytes have no place there. */
const plainJson = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? null : value

/** A cell as text, the way a CSV would hold it; NaN, which tables write for what is unknown, and bytes are empty. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (value instanceof Uint8Array) return decodedText(value)
  if (value === null || value === undefined) return ''
  return Array.isArray(value) && value.length === 0 ? '' : (JSON.stringify(value, plainJson) ?? '')
}

const decodedText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return ''
  }
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : null

const named = (value: unknown, names: readonly string[] | undefined): string => {
  const number = numberOf(value)
  if (names === undefined || number === null) return textOf(value)
  // -1 is how a missing class is written.
  if (number === -1) return ''
  const name = names[number]
  if (name !== undefined) return name
  throw new RowProblem(
    'unknown-class',
    `The file names no class ${number}.`,
    'Write the classes’ names into the features, or as text.',
  )
}

/** Columns that are read in ways of their own: guesses go by what is left. */
const isOwnWay = (value: unknown): boolean => isImage(value) || isObjects(value)

/** What the columns mean, from their names and the first rows. */
export const guessTableColumns = (headers: readonly string[], sample: readonly TableRow[]): CsvColumns => {
  const plain = headers.filter((header) => !sample.some((row) => isOwnWay(row[header])))
  const cells = sample.map((row) => Object.fromEntries(plain.map((header) => [header, textOf(row[header])])))
  return guessColumns(plain, cells)
}

export type TableOptions = { readonly columns: CsvColumns; readonly classes: ClassNames; readonly role: Role }

/** One row as a case: a text, an image with its bytes or name, or a record of its columns. `line` counts rows from 1. */
export const readTableRow = (row: TableRow, line: number, options: TableOptions): Read => {
  const { columns, classes } = options
  const excerpt = JSON.stringify(row, plainJson)
  try {
    const value = columns.label === undefined ? null : row[columns.label]
    const names = classes.get(columns.label ?? '')
    const labels = (Array.isArray(value) ? value : [value])
      .map((each) => named(each, names))
      .filter((each) => each !== '')
    const own = Object.entries(row).filter(([, cell]) => isOwnWay(cell))
    const left = Object.entries(row).filter(([, cell]) => !isOwnWay(cell))
    const cells = Object.fromEntries(left.map(([name, cell]) => [name, named(cell, classes.get(name))]))
    if (columns.label !== undefined) cells[columns.label] = labels[0] ?? ''
    const image = own.map(([, cell]) => cell).find(isImage)
    const meta = columns.meta.filter((name) => name in cells)
    const read = readCsvRecord(cells, line, { ...columns, meta }, options.role)
    if (read.is !== 'row') return read
    const boxes = own.find(([, cell]) => isObjects(cell))
    const more = [
      ...labels.slice(1).map((label, index) => classAnnotation(label, index)),
      ...(boxes === undefined ? [] : boxAnnotations(boxes[1], boxes[0], classes)),
    ]
    return {
      is: 'row',
      row: { ...withImage(read.row, image, line), ...said(read.row, more, boxes !== undefined, options.role), excerpt },
    }
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return { is: 'failure', failure: failureOf(error, line, excerpt) }
  }
}

const classAnnotation = (label: string, index: number): Annotation => ({
  id: AnnotationId.parse(`class-${index + 2}`),
  label,
  shape: { kind: 'case' },
  attributes: {},
})

const withImage = (row: ReadRow, image: Struct | undefined, line: number): ReadRow => {
  if (image === undefined) return row
  const found = imageOf(image, line)
  const { fields, ...rest } = row.case
  const meta = fields ?? row.case.meta
  return {
    ...row,
    case: { ...rest, key: row.case.key ?? (textOf(image.path) || null), kind: 'image', image: found, meta },
  }
}

/** The image of a cell: its bytes where they are there, else the file of its name. Throws RowProblem. */
export const imageOf = (cell: unknown, line: number): ReadImage => {
  const { bytes, path } = isImage(cell) ? cell : { bytes: null, path: null }
  const name = typeof path === 'string' && path !== '' ? path : `row ${line}`
  checkString(name)
  if (bytes instanceof Uint8Array) return { name, bytes }
  if (name === path) return { name }
  throw new RowProblem('missing-image', 'The row has neither bytes of an image nor its path.', 'Write one of them.')
}

const said = (row: ReadRow, more: readonly Annotation[], hasBoxes: boolean, role: Role): Partial<ReadRow> => {
  if (role === 'outcome' || (more.length === 0 && !hasBoxes)) return {}
  const before = (role === 'truth' ? row.truth : row.prediction) ?? { annotations: [], relations: [] }
  const after = { ...before, annotations: [...before.annotations, ...more] }
  return role === 'truth' ? { truth: after } : { prediction: after }
}

const LABELS = ['label', 'category', 'category_id', 'class', 'name', 'labels', 'categories']

/** A struct of lists as the list of structs that it means. */
const listed = (value: unknown): readonly Struct[] => {
  if (Array.isArray(value)) return value.filter(isStruct)
  if (!isStruct(value) || !Array.isArray(value.bbox)) return []
  return value.bbox.map((_, index) =>
    Object.fromEntries(
      Object.entries(value).map(([name, cells]): [string, unknown] => [
        name,
        Array.isArray(cells) ? cells[index] : null,
      ]),
    ),
  )
}

/** Boxes are [x, y, width, height] in pixels. An object without a box (a class, a span) is passed over. */
const boxAnnotations = (value: unknown, column: string, classes: ClassNames): readonly Annotation[] =>
  listed(value).flatMap((object, index) => {
    if (object.bbox === null || object.bbox === undefined) return []
    const [x, y, w, h, ...more] = Array.isArray(object.bbox) ? object.bbox.map(numberOf) : []
    if (
      typeof x !== 'number' ||
      typeof y !== 'number' ||
      typeof w !== 'number' ||
      typeof h !== 'number' ||
      more.length > 0
    )
      throw badBox(index)
    if (![x, y, w, h].every(Number.isFinite) || w < 0 || h < 0) throw badBox(index)
    const name = LABELS.find((each) => object[each] !== undefined && object[each] !== null)
    const label = name === undefined ? '' : named(object[name], classes.get(`${column}.${name}`))
    if (label.trim() === '')
      throw new RowProblem('no-label', `Box ${index + 1} has no label.`, 'Write the label or category of each box.')
    checkString(label)
    const score = numberOf(object.score ?? null)
    if (score !== null && !(score >= 0 && score <= 1))
      throw new RowProblem(
        'score-out-of-range',
        `Box ${index + 1}: the score ${score} does not lie in 0–1.`,
        'Write scores from 0 to 1.',
      )
    return {
      id: AnnotationId.parse(`o${index + 1}`),
      label,
      shape: { kind: 'box' as const, x, y, w, h },
      ...(score === null ? {} : { score }),
      attributes: {},
      ...(w === 0 || h === 0 ? { flags: ['empty' as const] } : {}),
    }
  })

const badBox = (index: number): RowProblem =>
  new RowProblem(
    'bad-box',
    `Box ${index + 1} is not [x, y, width, height].`,
    'Write bbox in pixels, the size 0 or more.',
  )
