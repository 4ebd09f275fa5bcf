import type { z } from 'zod'
import type { Annotation, Relation } from '../../model/annotation.ts'
import type { CaseKind } from '../../model/case.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import {
  mapScore,
  NATIVE_KEYS,
  NativeHeader,
  NativeObject,
  NativePrediction,
  NativeRecord,
  type NativeTruth,
} from '../../model/native.ts'
import type { Model } from '../../model/prediction.ts'
import { parseJsonLine } from './json-line.ts'
import { isOrdinary } from './native-ordinary.ts'
import { nativeShape, rangeOf } from './native-shape.ts'
import { createUnitOffsets, type UnitOffsets } from './offset-unit.ts'
import {
  failureOf,
  type Read,
  type ReadAnnotations,
  type ReadPrediction,
  type ReadRow,
  type Role,
  RowProblem,
} from './read-row.ts'

const OBJECT_KEYS = new Set(Object.keys(NativeObject.shape))
const PREDICTION_KEYS = new Set(Object.keys(NativePrediction.shape))
const HEADER_KEYS = new Set(Object.keys(NativeHeader.shape))
const SHAPE_KEYS = /\b(box|rotatedBox|ellipse|polygon|polyline|point|skeleton|mask|span|field|item)\b/

export type NativeReader = {
  /** A header changes what the following lines mean and answers no row. */
  line(line: string, number: number): readonly Read[]
}

/** Reads the native file line by line; a header may come again, where files were joined. Nothing is read under one that is wrong. */
export const createNativeReader = (role: Role): NativeReader => {
  let header: NativeHeader | null = NativeHeader.parse({ secondLook: 1 })
  const readable = (): NativeHeader => {
    if (header) return header
    throw new RowProblem(
      'bad-header',
      'The header above this line could not be read, so what its offsets and scores mean is not known.',
      'Correct the header, and import the file again.',
    )
  }
  return {
    line: (line, number) => {
      const reads: Read[] = []
      const warn = (text: string): void => void reads.push({ is: 'warning', text })
      try {
        const value = parseJsonLine(line)
        if (Object.hasOwn(value, 'secondLook')) {
          header = null
          header = readHeader(value, warn)
        } else
          reads.push({
            is: 'row',
            row: readRecord(value, { header: readable(), role, warn, line: number, excerpt: line }),
          })
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error
        reads.push({ is: 'failure', failure: failureOf(error, number, line) })
      }
      return reads
    },
  }
}

type Reading = {
  readonly header: NativeHeader
  readonly role: Role
  readonly line: number
  readonly excerpt: string
  warn(text: string): void
}

const readHeader = (value: JsonObject, warn: (text: string) => void): NativeHeader => {
  const parsed = NativeHeader.safeParse(value)
  if (!parsed.success)
    throw new RowProblem(
      'bad-header',
      `The header line is not right: ${firstIssue(parsed.error)}`,
      'See the schema of the native file; {"secondLook":1} is enough.',
    )
  const range = parsed.data.score?.range
  if (range && !(range[0] < range[1]))
    throw new RowProblem(
      'bad-header',
      'The score range of the header is empty.',
      'Write the range as [lowest, highest].',
    )
  for (const key of Object.keys(value))
    if (!HEADER_KEYS.has(key)) warn(`The header's key "${key}" means nothing here and was ignored.`)
  return parsed.data
}

const readRecord = (value: JsonObject, reading: Reading): ReadRow => {
  const record = recordOf(value)
  const kind = record.kind ?? kindOf(record)
  checkContent(kind, record)
  const meta: Record<string, Json> = { ...record.meta }
  keepUnknown(value, NATIVE_KEYS, '', meta, reading)
  if (record.prediction && value.prediction)
    keepUnknown(record.prediction, PREDICTION_KEYS, 'prediction.', meta, reading)
  const context = createContext(record, reading)
  const prediction = reading.role === 'prediction' ? readPrediction(record, context) : undefined
  const truth = reading.role === 'truth' ? readTruth(record, context) : undefined
  return {
    line: reading.line,
    excerpt: reading.excerpt,
    case: {
      key: record.key ?? null,
      ...(record.feed ? { feed: record.feed } : {}),
      kind,
      meta,
      ...(record.text === undefined ? {} : { text: record.text }),
      ...(record.image === undefined ? {} : { image: imageOf(record.image, record.sha256, record.size) }),
      ...(record.pages ? { pages: record.pages.map((page) => imageOf(page.image, page.sha256, page.size)) } : {}),
      ...(record.turns ? { turns: record.turns } : {}),
      ...(record.fields ? { fields: record.fields } : {}),
      ...(record.items ? { items: record.items } : {}),
      ...(record.time === undefined ? {} : { time: new Date(record.time).toISOString() }),
      ...(record.source === undefined ? {} : { source: record.source }),
      ...(record.group === undefined ? {} : { group: record.group }),
      ...(record.inclusion === undefined ? {} : { inclusion: record.inclusion }),
      ...(record.flag ? { flag: record.flag } : {}),
      ...(record.tokens ? { tokens: record.tokens.map((token) => rangeOf(token, context.text(undefined))) } : {}),
    },
    ...(prediction ? { prediction } : {}),
    ...(truth ? { truth } : {}),
    ...(record.outcome ? { outcome: record.outcome } : {}),
    ...(record.review?.id === undefined ? {} : { reviewId: record.review.id }),
  }
}

const recordOf = (value: unknown): NativeRecord => {
  if (isOrdinary(value)) return value
  const parsed = NativeRecord.safeParse(value)
  if (!parsed.success) throw badRecord(parsed.error)
  return parsed.data
}

const badRecord = (error: z.ZodError): RowProblem => {
  const path = error.issues[0]?.path.join('.') ?? ''
  return SHAPE_KEYS.test(path)
    ? new RowProblem(
        'bad-shape',
        `A shape is not right: ${firstIssue(error)}`,
        'See the shapes of the native file; boxes are [x, y, width, height].',
      )
    : new RowProblem(
        'bad-record',
        `The record is not right: ${firstIssue(error)}`,
        'Compare the line with the schema of the native file.',
      )
}

const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0]
  return issue ? `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}` : 'unreadable'
}

const kindOf = (record: NativeRecord): CaseKind =>
  record.pages
    ? 'document'
    : record.image !== undefined
      ? 'image'
      : record.turns
        ? 'conversation'
        : record.text !== undefined
          ? 'text'
          : 'record'

const CONTENT_OF: Record<CaseKind, readonly (keyof NativeRecord)[]> = {
  image: ['image'],
  text: ['text'],
  conversation: ['turns'],
  record: ['fields', 'items', 'text'],
  document: ['pages', 'image', 'text'],
}

/** A row of a late outcome, or of a second model's prediction, may name its case by key alone. */
const checkContent = (kind: CaseKind, record: NativeRecord): void => {
  if (CONTENT_OF[kind].some((member) => record[member] !== undefined)) return
  if (record.key !== undefined) return
  throw new RowProblem(
    'no-content',
    `The record has no key and none of ${CONTENT_OF[kind].join(', ')}: there is nothing to look at.`,
    'Give the case its content, or the key of a case that was imported before.',
  )
}

const imageOf = (name: string, sha256: string | undefined, size: readonly [number, number] | undefined) => ({
  name,
  ...(sha256 === undefined ? {} : { sha256 }),
  ...(size ? { width: size[0], height: size[1] } : {}),
})

const keepUnknown = (
  value: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  prefix: string,
  meta: Record<string, Json>,
  reading: Reading,
): void => {
  for (const key in value) {
    if (known.has(key)) continue
    const name = `${prefix}${key}`
    if (!Object.hasOwn(meta, name)) meta[name] = JSON.parse(JSON.stringify(value[key] ?? null))
    reading.warn(`The unknown key "${name}" was kept under meta.`)
  }
}

/** What converting a record's objects needs: the texts spans point into, with their offsets, made when first asked for. */
export type NativeContext = {
  readonly reading: Reading
  text(turn: number | undefined): UnitOffsets
}

const createContext = (record: NativeRecord, reading: Reading): NativeContext => {
  const texts = new Map<number, UnitOffsets>()
  return {
    reading,
    text: (turn) => {
      const known = texts.get(turn ?? -1)
      if (known) return known
      const text = turn === undefined ? record.text : record.turns?.[turn]?.text
      if (text === undefined)
        throw new RowProblem(
          'span-without-text',
          turn === undefined
            ? 'A span or token points into a text the record does not have.'
            : `The record has no turn ${turn}.`,
          'Give the record the text its spans point into.',
        )
      const made = createUnitOffsets(text, reading.header.offsets)
      texts.set(turn ?? -1, made)
      return made
    },
  }
}

const readPrediction = (record: NativeRecord, context: NativeContext): ReadPrediction | undefined => {
  const prediction = record.prediction
  if (!prediction) return undefined
  const model = prediction.model ?? context.reading.header.model
  const scores = readScores(prediction.scores, context)
  return {
    ...readContent(prediction, scores, context),
    ...(model ? { model: modelOf(model) } : {}),
    ...(prediction.id === undefined ? {} : { sourceId: prediction.id }),
    ...(scores ? { scores } : {}),
    ...(prediction.reasons ? { reasons: prediction.reasons } : {}),
    ...(prediction.latencyMs === undefined ? {} : { latencyMs: prediction.latencyMs }),
    ...(record.decision ? { decision: record.decision } : {}),
  }
}

/** A record without `truth` says its truth in `prediction`: a human's file has the same form. */
const readTruth = (record: NativeRecord, context: NativeContext): ReadAnnotations | undefined => {
  const said = record.truth ?? record.prediction
  if (said === undefined || record.truth?.status === 'undecided') {
    context.reading.warn('Rows that say no truth (undecided, or none given) came in without one.')
    return undefined
  }
  return readContent(said, undefined, context)
}

const modelOf = (model: { name: string; version: string; trainedOn?: string | undefined }): Model => ({
  name: model.name,
  version: model.version,
  ...(model.trainedOn === undefined ? {} : { trainedOn: model.trainedOn }),
})

const readScores = (
  scores: Readonly<Record<string, number | null>> | undefined,
  context: NativeContext,
): Record<string, number> | undefined => {
  if (!scores) return undefined
  const read: Record<string, number> = {}
  for (const label in scores) {
    const score = readScore(scores[label], `the class ${label}`, context)
    if (score !== undefined) read[label] = score
  }
  return read
}

const readScore = (score: number | null | undefined, of: string, context: NativeContext): number | undefined => {
  if (score === null || score === undefined) return undefined
  const range = context.reading.header.score?.range ?? [0, 1]
  const mapped = mapScore(score, range)
  if (mapped === null)
    throw new RowProblem(
      'score-out-of-range',
      `The score ${score} of ${of} does not lie in ${range[0]}–${range[1]}.`,
      'Write scores from 0 to 1, or state their range in the header: "score":{"range":[lowest, highest]}.',
    )
  return mapped
}

const readContent = (
  content: Pick<NativeTruth, 'class' | 'objects' | 'relations' | 'scores'>,
  scores: Readonly<Record<string, number>> | undefined,
  context: NativeContext,
): ReadAnnotations => {
  const annotations: Annotation[] = []
  for (const [index, label] of classesOf(content, scores).entries()) {
    const score = scores && Object.hasOwn(scores, label) ? scores[label] : undefined
    annotations.push({
      id: index === 0 ? CLASS : numbered('class-', index + 1),
      label,
      shape: { kind: 'case' },
      ...(score === undefined ? {} : { score }),
      attributes: {},
    })
  }
  const objects = content.objects ?? []
  for (let index = 0; index < objects.length; index += 1) {
    const object = objects[index]
    if (object) annotations.push(readObject(object, index, context))
  }
  checkIds(annotations, content.relations ?? [])
  return { annotations, relations: content.relations ?? [] }
}

const CLASS = AnnotationId.parse('class')
const KNOWN_IDS = new Map<string, AnnotationId>()

/** Ids that every row has are checked once. */
const numbered = (prefix: string, number: number): AnnotationId => {
  const text = `${prefix}${number}`
  const known = KNOWN_IDS.get(text)
  if (known !== undefined) return known
  const made = AnnotationId.parse(text)
  if (KNOWN_IDS.size < 1000) KNOWN_IDS.set(text, made)
  return made
}

/** Probabilities alone say their class too: the likeliest. */
const classesOf = (
  content: Pick<NativeTruth, 'class' | 'objects'>,
  scores: Readonly<Record<string, number>> | undefined,
): readonly string[] => {
  if (typeof content.class === 'string') return [content.class]
  if (content.class) return content.class
  if (content.objects || !scores) return []
  const likeliest = Object.entries(scores).sort((a, b) => b[1] - a[1])[0]
  return likeliest ? [likeliest[0]] : []
}

const readObject = (object: NativeObject, index: number, context: NativeContext): Annotation => {
  const score = readScore(object.score, `object ${object.id ?? index + 1}`, context)
  const attributes: Record<string, Json> = { ...object.attributes }
  for (const key in object) {
    if (OBJECT_KEYS.has(key)) continue
    if (!Object.hasOwn(attributes, key)) attributes[key] = JSON.parse(JSON.stringify(object[key] ?? null))
    context.reading.warn(`The unknown key "${key}" of an object was kept under its attributes.`)
  }
  const shape = nativeShape(object, context)
  const empty = shape.kind === 'box' && (shape.w === 0 || shape.h === 0)
  return {
    id: object.id === undefined ? numbered('o', index + 1) : AnnotationId.parse(object.id),
    label: object.label,
    shape,
    ...(score === undefined ? {} : { score }),
    attributes,
    ...(object.evidence ? { evidence: object.evidence } : {}),
    ...(object.marks ? { marks: object.marks } : {}),
    ...(object.group === undefined ? {} : { group: object.group }),
    ...(object.z === undefined ? {} : { z: object.z }),
    ...(empty ? { flags: ['empty'] } : {}),
  }
}

const checkIds = (annotations: readonly Annotation[], relations: readonly Relation[]): void => {
  const ids = new Set<string>()
  for (const { id } of [...annotations, ...relations]) {
    if (ids.has(id))
      throw new RowProblem(
        'duplicate-object-id',
        `Two objects have the id ${id}.`,
        'Give every object an id of its own, or none.',
      )
    ids.add(id)
  }
  for (const relation of relations)
    if (!ids.has(relation.from) || !ids.has(relation.to))
      throw new RowProblem(
        'unknown-object-id',
        `The relation ${relation.id} joins ${relation.from} and ${relation.to}, and one of them is not there.`,
        'Name objects of the same prediction.',
      )
}
