import type { Annotation, Relation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { isJsonObject } from './json-line.ts'
import { imageRegion, placeKind, rangeIn, resultValue } from './label-studio-shape.ts'
import { type ReadAnnotations, RowProblem } from './read-row.ts'

/** What regions point into. */
export type TaskContent = {
  readonly text: string | undefined
  readonly turns: readonly { readonly text: string }[]
  /** Of the oriented image, where it is known other than from the result. */
  readonly size: Size | null
}

type Reading = {
  readonly content: TaskContent
  /** A prediction's own score, which is its only region's. */
  readonly score: number | undefined
  readonly warn: (text: string) => void
}

type Result = { readonly id: string; readonly type: string; readonly name: string; readonly body: JsonObject }

const resultOf = (entry: Json, index: number): Result => {
  if (!isJsonObject(entry) || typeof entry.type !== 'string')
    throw new RowProblem('bad-region', 'A result has no type.', 'Give each result a type, such as "rectanglelabels".')
  const { id, type, from_name: name } = entry
  return {
    id:
      (typeof id === 'string' || typeof id === 'number') && id !== ''
        ? String(id).slice(0, 200)
        : `region ${index + 1}`,
    type,
    name: typeof name === 'string' && name !== '' ? name : type,
    body: entry,
  }
}

/** Results of one id are one thing: where it is, what it is called, what is said of it. */
const together = (results: readonly Result[]): ReadonlyMap<string, readonly Result[]> => {
  const groups = new Map<string, Result[]>()
  for (const result of results) {
    const known = groups.get(result.id)
    if (known) known.push(result)
    else groups.set(result.id, [result])
  }
  return groups
}

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : typeof value === 'string' ? [value] : []

const only = (values: readonly string[]): Json => (values.length === 1 ? (values[0] ?? '') : [...values])

/** What a result says beside a place and a label, as an attribute's value; undefined where it says none. */
const attributeOf = ({ type, body }: Result): Json | undefined => {
  const value = resultValue(body)
  switch (type) {
    case 'choices':
      return only(texts(value.choices))
    case 'textarea':
      return only(texts(value.text))
    case 'taxonomy':
      return only(pathsOf(value.taxonomy))
    case 'rating':
      return value.rating
    case 'number':
      return value.number
    case 'datetime':
      return value.datetime
    default:
      return undefined
  }
}

/** A place in a tree, from its root on. */
const pathsOf = (taxonomy: Json | undefined): readonly string[] =>
  (Array.isArray(taxonomy) ? taxonomy : []).map((path: Json) => texts(path).join(' / ')).filter((path) => path !== '')

const KNOWN_BESIDE = new Set(['choices', 'textarea', 'taxonomy', 'rating', 'number', 'datetime', 'labels'])

const attributesOf = (results: readonly Result[], reading: Reading): Record<string, Json> => {
  const attributes: Record<string, Json> = {}
  for (const result of results) {
    const value = attributeOf(result)
    if (value !== undefined) attributes[result.name] = value
    else if (!KNOWN_BESIDE.has(result.type) && !result.type.endsWith('labels'))
      reading.warn(`Results of the type “${result.type}” beside a region were left out.`)
  }
  return attributes
}

const scoreOf = ({ body }: Result): number | undefined => {
  const { score } = body
  if (score === undefined || score === null) return undefined
  if (typeof score === 'number' && score >= 0 && score <= 1) return score
  throw new RowProblem(
    'score-out-of-range',
    `The score ${JSON.stringify(score).slice(0, 40)} does not lie in 0–1.`,
    'Write scores from 0 to 1.',
  )
}

const sizeOf = ({ id, body }: Result, { size }: TaskContent): Size => {
  const { original_width: width, original_height: height, image_rotation: turned } = body
  if (typeof turned === 'number' && turned !== 0)
    throw new RowProblem(
      'turned-image',
      `The region ${id} was drawn on an image that had been turned by ${turned}° in the tool.`,
      'Turn the image back in the tool and export again.',
    )
  if (Number.isSafeInteger(width) && Number.isSafeInteger(height) && Number(width) > 0 && Number(height) > 0)
    return { width: Number(width), height: Number(height) }
  if (size !== null) return size
  throw new RowProblem(
    'no-size',
    `The region ${id} is in percent of an image whose size is not known.`,
    'Give the folder that holds the images, or original_width and original_height with each result.',
  )
}

const paragraph = (result: Result, reading: Reading): Shape => {
  const value = resultValue(result.body)
  const turn = Number(value.start)
  const text = reading.content.turns[turn]?.text
  const { startOffset, endOffset } = value
  if (text === undefined || typeof startOffset !== 'number' || typeof endOffset !== 'number')
    throw new RowProblem('bad-region', `The region ${result.id} lies in no turn of the conversation.`, 'Remove it.')
  if (Number(value.end) !== turn)
    throw new RowProblem(
      'bad-region',
      `The region ${result.id} goes over several turns of the conversation.`,
      'Split it into one region for each turn.',
    )
  return spanShape(result, text, [startOffset, endOffset], turn, reading)
}

const spanShape = (
  { id, body }: Result,
  text: string,
  place: readonly [number, number],
  turn: number | undefined,
  { warn }: Reading,
): Shape => {
  const { range, old } = rangeIn(text, place, resultValue(body).text, id)
  if (old) warn('Offsets that count UTF-16 units were told by their quotes.')
  return { kind: 'span', ranges: [range], ...(turn === undefined ? {} : { turn }) }
}

const textPlace = (value: JsonObject): readonly [number, number] | null => {
  const found = isJsonObject(value.globalOffsets) ? value.globalOffsets : value
  const { start, end } = found
  return typeof start === 'number' && typeof end === 'number' ? [start, end] : null
}

const shapeOf = (result: Result, reading: Reading): Shape | null => {
  const value = resultValue(result.body)
  const kind = placeKind(result.type, value)
  if (kind === null) return null
  if (kind === 'paragraph') return paragraph(result, reading)
  if (kind !== 'text') return imageRegion(kind, value, sizeOf(result, reading.content), result.id)
  const place = textPlace(value)
  const { text } = reading.content
  if (text === undefined || place === null)
    throw new RowProblem(
      'span-without-text',
      `The region ${result.id} points into a text that the task does not have.`,
      'Give the task its text, as data.text.',
    )
  return spanShape(result, text, place, undefined, reading)
}

const labelsOf = (results: readonly Result[]): readonly string[] =>
  results
    .flatMap(({ type, body }) => (type.endsWith('labels') ? texts(resultValue(body)[type]) : []))
    .filter((each) => each !== '')

/** One annotation for each label of a region; one that has none is called as the tool it was drawn with. */
const regionOf = (id: string, results: readonly Result[], reading: Reading): readonly Annotation[] | null => {
  const placed = results.find((result) => placeKind(result.type, resultValue(result.body)) !== null)
  const shape = placed === undefined ? null : shapeOf(placed, reading)
  if (placed === undefined || shape === null) return null
  const labels = labelsOf(results)
  const score = results.map(scoreOf).find((each) => each !== undefined) ?? reading.score
  const attributes = attributesOf(results, reading)
  return (labels.length === 0 ? [placed.name] : labels).map((label, index) => ({
    id: AnnotationId.parse(index === 0 ? id : `${id.slice(0, 190)}-${index + 1}`),
    label,
    shape,
    ...(score === undefined ? {} : { score }),
    attributes: { ...attributes },
    ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty' as const] } : {}),
  }))
}

type Class = Pick<Annotation, 'label' | 'score' | 'attributes'>

/** What is said of the whole task: chosen classes, or a value of a control, which is then the label. */
const classesOf = (results: readonly Result[], reading: Reading): readonly Class[] => {
  const chosen = results.find(({ type }) => type === 'choices' || type === 'taxonomy')
  const score = results.map(scoreOf).find((each) => each !== undefined) ?? reading.score
  const scored = score === undefined ? {} : { score }
  if (chosen !== undefined) {
    const attributes = attributesOf(
      results.filter((each) => each !== chosen),
      reading,
    )
    const value = resultValue(chosen.body)
    const labels = chosen.type === 'choices' ? texts(value.choices) : pathsOf(value.taxonomy)
    return labels.filter((label) => label !== '').map((label) => ({ label, ...scored, attributes: { ...attributes } }))
  }
  return Object.entries(attributesOf(results, reading)).map(([label, value]) => ({
    label,
    ...scored,
    attributes: { value },
  }))
}

const relationOf = (entry: JsonObject, number: number, ids: ReadonlySet<string>, reading: Reading): Relation => {
  const { from_id: from, to_id: to, direction, labels } = entry
  if (typeof from !== 'string' || typeof to !== 'string' || !ids.has(from) || !ids.has(to))
    throw new RowProblem(
      'unknown-object-id',
      `A relation joins ${JSON.stringify(from)} and ${JSON.stringify(to)}, and one of them is not there.`.slice(0, 300),
      'Remove the relation, or keep both of its regions.',
    )
  if (direction === 'bi') reading.warn('Relations in both directions were read as going from the first to the second.')
  const [head, child] = direction === 'left' ? [to, from] : [from, to]
  return {
    id: AnnotationId.parse(`r${number}`),
    type: texts(labels)[0] ?? 'relation',
    from: AnnotationId.parse(head),
    to: AnnotationId.parse(child),
  }
}

/** The list `result` of an annotation or a prediction. Throws RowProblem for what cannot be taken. */
export const readResult = (result: Json | undefined, reading: Reading): ReadAnnotations => {
  const entries = Array.isArray(result) ? result : []
  const isRelation = (entry: Json): entry is JsonObject => isJsonObject(entry) && entry.type === 'relation'
  const groups = together(entries.filter((entry) => !isRelation(entry)).map(resultOf))
  const inner = groups.size === 1 ? reading : { ...reading, score: undefined }
  const classes: Class[] = []
  const regions: Annotation[] = []
  for (const [id, results] of groups) {
    const region = regionOf(id, results, inner)
    if (region !== null) regions.push(...region)
    else if (results.every(({ type }) => KNOWN_BESIDE.has(type))) classes.push(...classesOf(results, inner))
    else
      throw new RowProblem(
        'unknown-region',
        `The result ${id} is of the type “${results[0]?.type ?? ''}”, which the desk has no place for.`,
        'Remove results of audio, video and time series from the task.',
      )
  }
  const annotations = [
    ...classes.map((each, index) => ({
      id: AnnotationId.parse(index === 0 ? 'class' : `class-${index + 1}`),
      shape: { kind: 'case' as const },
      ...each,
    })),
    ...regions,
  ]
  const ids = new Set<string>(annotations.map(({ id }) => id))
  if (ids.size < annotations.length)
    throw new RowProblem('duplicate-object-id', 'Two regions have one id.', 'Give every region an id of its own.')
  const relations = entries.filter(isRelation).map((entry, index) => relationOf(entry, index + 1, ids, reading))
  return { annotations, relations }
}
