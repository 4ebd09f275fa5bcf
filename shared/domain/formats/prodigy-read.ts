import type { Annotation, Relation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { textRange } from '../text-offsets.ts'
import { isJsonObject, parseJsonLine } from './json-line.ts'
import { createUnitOffsets, type UnitOffsets } from './offset-unit.ts'
import { ORIGIN, type Origin, readOrigin } from './origin.ts'
import {
  failureOf,
  type Read,
  type ReadAnnotations,
  type ReadCase,
  type ReadRow,
  type Role,
  RowProblem,
} from './read-row.ts'

/** Keys that become something else than metadata. */
const READ = new Set([
  'text',
  'image',
  'spans',
  'tokens',
  'label',
  'score',
  'meta',
  'accept',
  'options',
  'width',
  'height',
  ORIGIN,
])
const GROUPING = new Set(['_input_hash'])

/**
 * One Prodigy task. Offsets are code points, as Python counts, unless an export of the desk says otherwise. With role prediction, label and spans are what the model
 * proposed, whatever was answered; with role truth only an accepted task is truth, and the answer of any other is kept in
 * the metadata.
 */
export const readProdigyLine = (line: string, number: number, role: Role): readonly Read[] => {
  const reads: Read[] = []
  const warn = (text: string): void => void reads.push({ is: 'warning', text })
  try {
    reads.push({ is: 'row', row: readTask(parseJsonLine(line), { line: number, excerpt: line, role, warn }) })
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    reads.push({ is: 'failure', failure: failureOf(error, number, line) })
  }
  return reads
}

type Reading = {
  readonly line: number
  readonly excerpt: string
  readonly role: Role
  warn(text: string): void
}

const readTask = (task: JsonObject, reading: Reading): ReadRow => {
  const origin = readOrigin(task[ORIGIN])
  const content = readContent(task, origin)
  const offsets = content.text === undefined ? null : createUnitOffsets(content.text, origin?.offsets ?? 'codepoint')
  const spans = readSpans(task, offsets)
  const relations = readRelations(task, spans, reading)
  const annotations = [...readClasses(task, origin, reading), ...spans]
  const hash = task._input_hash
  const label = typeof task.label === 'string' ? task.label : ''
  const taskHash = task._task_hash
  const said: ReadAnnotations = { annotations, relations: relations ?? [] }
  return {
    line: reading.line,
    excerpt: reading.excerpt,
    case: {
      key: origin?.key ?? (typeof hash === 'number' || typeof hash === 'string' ? String(hash) : null),
      ...content,
      meta: readMeta(task, { relations: relations !== null, answer: origin !== null }),
    },
    ...(reading.role === 'prediction'
      ? {
          prediction: {
            ...said,
            ...(typeof taskHash === 'number' && label !== '' ? { sourceId: String(taskHash) } : {}),
          },
        }
      : {}),
    ...(reading.role === 'truth' && isTruth(task, reading) ? { truth: said } : {}),
  }
}

const isTruth = (task: JsonObject, reading: Reading): boolean => {
  const answer = task.answer
  if (answer === undefined || answer === 'accept') return true
  reading.warn(`Tasks answered “${String(answer)}” say what is not so; they came in without a truth.`)
  return false
}

const readContent = (task: JsonObject, origin: Origin | null): Pick<ReadCase, 'kind' | 'text' | 'image' | 'tokens'> => {
  const { text, image, width, height } = task
  if (typeof image === 'string') {
    const size = typeof width === 'number' && typeof height === 'number' ? { width, height } : {}
    if (image.startsWith('data:'))
      throw new RowProblem(
        'embedded-image',
        'The image is embedded in the line.',
        'Export the images as files, name them in "image", and give their folder.',
      )
    return { kind: 'image', image: { name: image, ...size }, ...(typeof text === 'string' ? { text } : {}) }
  }
  if (typeof text !== 'string')
    throw new RowProblem('no-content', 'The task has no text.', 'Give each task a "text" or an "image".')
  const tokens = readTokens(task.tokens, createUnitOffsets(text, origin?.offsets ?? 'codepoint'))
  return { kind: 'text', text, ...(tokens ? { tokens } : {}) }
}

const readTokens = (tokens: Json | undefined, offsets: UnitOffsets): [number, number][] | null => {
  if (!Array.isArray(tokens) || tokens.length === 0) return null
  return tokens.map((token: Json) => {
    const range = isJsonObject(token) ? textOffsets(token, offsets) : null
    if (
      !range ||
      (isJsonObject(token) && typeof token.text === 'string' && offsets.text.slice(...range) !== token.text)
    )
      throw new RowProblem(
        'bad-token',
        'A token does not lie where it says.',
        'Tokens need start and end in code points.',
      )
    return range
  })
}

const textOffsets = (value: JsonObject, offsets: UnitOffsets): [number, number] | null => {
  const { start, end } = value
  if (typeof start !== 'number' || typeof end !== 'number') return null
  const [from, to] = [offsets.toUtf16(start), offsets.toUtf16(end)]
  return from === null || to === null || from > to ? null : [from, to]
}

const readScore = (value: Json | undefined): number | undefined => {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new RowProblem(
    'score-out-of-range',
    `The score ${JSON.stringify(value)} does not lie in 0–1.`,
    'Write scores from 0 to 1.',
  )
}

/** The class a task asks about, or the options that were chosen. */
const readClasses = (task: JsonObject, origin: Origin | null, reading: Reading): Annotation[] => {
  const shown = isJsonObject(task.meta) && origin === null ? plainScore(task.meta.score) : undefined
  const score = readScore(task.score ?? shown)
  const labels: string[] = []
  if (typeof task.label === 'string' && task.label !== '') labels.push(task.label)
  if (Array.isArray(task.accept)) labels.push(...task.accept.map(String))
  else if (Array.isArray(task.options) && reading.role === 'prediction')
    reading.warn('Options without a choice predict nothing.')
  return labels.map((label, index) => ({
    id: AnnotationId.parse(index === 0 ? 'class' : `class-${index + 1}`),
    label,
    shape: { kind: 'case' },
    ...(score === undefined ? {} : { score }),
    attributes: {},
  }))
}

/** `meta.score` is shown to annotators and may be anything; it counts where it is a probability. */
const plainScore = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined

const readSpans = (task: JsonObject, offsets: UnitOffsets | null): Annotation[] => {
  const spans = task.spans
  if (spans === undefined || spans === null) return []
  if (!Array.isArray(spans)) throw new RowProblem('bad-span', 'The spans are not a list.', 'Write "spans" as a list.')
  return spans.map((span: Json, index) => {
    if (!isJsonObject(span) || typeof span.label !== 'string' || span.label === '')
      throw new RowProblem('bad-span', 'A span has no label.', 'Give each span a label.')
    const score = readScore(span.score)
    const shape = span.start !== undefined && offsets ? textShape(span, offsets) : imageShape(span)
    return {
      id: AnnotationId.parse(`o${index + 1}`),
      label: span.label,
      shape,
      ...(score === undefined ? {} : { score }),
      attributes: {},
    }
  })
}

const textShape = (span: JsonObject, offsets: UnitOffsets): Annotation['shape'] => {
  const range = textOffsets(span, offsets)
  if (!range)
    throw new RowProblem(
      'bad-span',
      `The span ${JSON.stringify(span.start)}–${JSON.stringify(span.end)} does not lie within the text.`,
      'Offsets count code points, as in Python.',
    )
  const found = textRange(offsets.text, range[0], range[1])
  if (typeof span.text === 'string' && span.text !== found.quote)
    throw new RowProblem(
      'quote-mismatch',
      `The span reads “${found.quote.slice(0, 80)}”, its text “${span.text.slice(0, 80)}”.`,
      'Offsets count code points, as in Python.',
    )
  return { kind: 'span', ranges: [found] }
}

/**
 * The relations between spans. They name their ends by id, or by place and label. Null where there are none, or where one
 * joins plain tokens, which are no objects: they then stay in the metadata.
 */
const readRelations = (
  task: JsonObject,
  spans: readonly Annotation[],
  reading: Reading,
): readonly Relation[] | null => {
  const { relations } = task
  if (!Array.isArray(relations)) return null
  const given = Array.isArray(task.spans) ? task.spans : []
  const endOf = (end: Json | undefined): Annotation | undefined => {
    if (!isJsonObject(end)) return undefined
    const same = (member: string) => (span: Json) => isJsonObject(span) && span[member] === end[member]
    const byId = end.id === undefined ? -1 : given.findIndex(same('id'))
    const byPlace = given.findIndex((span) => ['start', 'end', 'label'].every((member) => same(member)(span)))
    return spans[byId >= 0 ? byId : byPlace]
  }
  const read: Relation[] = []
  for (const [index, relation] of relations.entries()) {
    const [head, child] = isJsonObject(relation) ? [endOf(relation.head_span), endOf(relation.child_span)] : []
    const type = isJsonObject(relation) ? relation.label : undefined
    if (head === undefined || child === undefined || typeof type !== 'string' || type === '') {
      reading.warn('Relations between tokens that are no spans were kept as metadata.')
      return null
    }
    read.push({ id: AnnotationId.parse(`r${index + 1}`), type, from: head.id, to: child.id })
  }
  return read
}

const imageShape = (span: JsonObject): Annotation['shape'] => {
  const { x, y, width, height, points, type } = span
  if (
    typeof x === 'number' &&
    typeof y === 'number' &&
    typeof width === 'number' &&
    typeof height === 'number' &&
    width >= 0 &&
    height >= 0
  )
    return { kind: 'box', x, y, w: width, h: height }
  if (Array.isArray(points)) {
    const corners: [number, number][] = []
    for (const point of points) {
      const [px, py] = Array.isArray(point) ? point : []
      if (typeof px === 'number' && typeof py === 'number') corners.push([px, py])
    }
    if (type === 'rect' && corners.length > 0) return around(corners)
    if (corners.length === points.length && corners.length >= 3) return { kind: 'polygon', parts: [[corners]] }
  }
  throw new RowProblem(
    'bad-span',
    'A span says neither start and end nor a shape.',
    'Give spans start and end, or x, y, width and height.',
  )
}

const around = (corners: readonly [number, number][]): Annotation['shape'] => {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { kind: 'box', x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y }
}

/** Everything the task said that has no place of its own. What differs from task to task of one input is left out of no case. */
const readMeta = (task: JsonObject, used: { readonly relations: boolean; readonly answer: boolean }): JsonObject => {
  const isUsed = (key: string): boolean => (key === 'relations' && used.relations) || (key === 'answer' && used.answer)
  const meta: Record<string, Json> = isJsonObject(task.meta) ? { ...task.meta } : {}
  for (const [key, value] of Object.entries(task))
    if (!READ.has(key) && !GROUPING.has(key) && !isUsed(key) && !Object.hasOwn(meta, key)) meta[key] = value
  return meta
}
