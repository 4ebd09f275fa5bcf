import { hash } from 'node:crypto'
import { canonicalJson } from '../../../shared/domain/canonical-json.ts'
import {
  isBlank,
  type ReadAnnotations,
  type ReadCase,
  type ReadImage,
  type ReadRow,
  RowProblem,
} from '../../../shared/domain/formats/read-row.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { type HighRiskOf, NO_RISK } from '../../../shared/domain/triggers/high-risk.ts'
import { auditDraw, type Signals, signals } from '../../../shared/domain/triggers/signals.ts'
import { CASE_KINDS, type CaseContent, type ImageRef } from '../../../shared/model/case.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Model } from '../../../shared/model/prediction.ts'
import { HashCounts } from '../files/hash-counts.ts'
import type { PreparedAsset } from './import-images.ts'
import { onImage } from './import-orient.ts'

/** A row as the writer needs it: hashed and in the form it is stored in. */
export type PreparedRow = {
  readonly line: number | null
  readonly uid: Uint8Array
  readonly key: string
  readonly feed: string
  readonly kind: number
  readonly title: string
  readonly body: string
  readonly text: string | null
  readonly meta: string
  readonly extra: string
  /** Null: the row names its case by key alone. */
  readonly contentHash: Uint8Array | null
  readonly source: string | null
  readonly group: string | null
  readonly time: string | null
  readonly severity: number
  readonly draw: number
  readonly inclusion: number | null
  readonly assets: readonly PreparedAsset[]
  readonly signals: Signals
  readonly prediction: PreparedPrediction | null
  /** JSON of annotations and relations. */
  readonly truth: string | null
  readonly outcomeValue: string | null
  readonly outcomeTime: string | null
}

export type PreparedPrediction = {
  readonly uid: Uint8Array
  readonly model: Model
  readonly body: string
  readonly labels: readonly string[]
  readonly scores: readonly (number | null)[]
}

export type PrepareOptions = {
  /** Of rows that name none themselves. */
  readonly feed: string
  /** The model a person named; before what the file says. */
  readonly model: Model | null
  /** Where neither says one: the file's own name. */
  readonly fallback: string
  readonly highRisk: HighRiskOf
  readonly seed: number
}

/** A stored image and what it takes to bring declared coordinates onto it. */
export type FoundImage = {
  readonly ref: ImageRef
  readonly asset: PreparedAsset | null
  readonly declaredRaw: boolean
  readonly orientation: number
  /** Sizes of its pages, oriented; empty where only the first one's is known. */
  readonly pages: readonly Size[]
}

const SEVERITIES = { low: 1, medium: 2, high: 3 } as const
const NONE: Signals = signals([], NO_RISK)

/** Half a SHA-256 over parts, none of which can be read as another. */
export const uidOf = (...parts: readonly string[]): Uint8Array => {
  let text = ''
  for (const part of parts) text += `${part.length}:${part}`
  // By way of text: a Buffer of its own for each hash costs three times the hashing.
  return Buffer.from(hash('sha256', text, 'hex').slice(0, 32), 'hex')
}

const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

/** What makes two cases of one key the same: what the model was shown, not what was said about it. */
const contentParts = (read: ReadCase, images: readonly FoundImage[]): string[] => [
  read.kind,
  read.text ?? '',
  images.map((image) => image.ref.sha256).join(' '),
  read.turns ? canonicalJson(JSON.parse(JSON.stringify(read.turns))) : '',
  read.fields ? canonicalJson(read.fields) : '',
  read.items ? canonicalJson(JSON.parse(JSON.stringify(read.items))) : '',
]

/** Keys cases of one file that have none of their own, by content and occurrence, and finds keys that come twice. */
export class FileKeys {
  readonly #occurrences = new HashCounts()
  readonly #lines = new HashCounts()

  /** `text:0123…:1`: kind, content (and tokens) hash, and which of the file's equal ones it is. */
  derive(read: ReadCase, images: readonly FoundImage[]): string {
    const tokens = read.tokens ? read.tokens.map((token) => token.join('-')).join(' ') : ''
    const hash = uidOf('content', ...contentParts(read, images), tokens)
    const occurrence = this.#occurrences.get(hash) + 1
    this.#occurrences.set(hash, occurrence)
    return `${read.kind}:${hexOf(hash)}:${occurrence}`
  }

  /** Throws RowProblem `duplicate-key` where the file said the same before. */
  claim(identity: Uint8Array, key: string, line: number | null): void {
    const before = this.#lines.get(identity)
    if (before > 0)
      throw new RowProblem(
        'duplicate-key',
        before === 1 && line === null
          ? `The key ${key} comes twice.`
          : `The key ${key} came before, on line ${before}.`,
        'Give every case a key of its own, or leave the second row out.',
      )
    this.#lines.set(identity, line ?? 1)
  }
}

/** What a file may say once: a prediction of a case, or a review of it. */
const identityOf = (of: Uint8Array, reviewId: string | undefined): Uint8Array =>
  reviewId === undefined ? of : uidOf(hexOf(of), reviewId)

const modelOf = (row: ReadRow, options: PrepareOptions): Model =>
  options.model ?? row.prediction?.model ?? { name: options.fallback, version: '' }

/** Throws RowProblem `no-label` for names that are no names: they could be asked for and told apart nowhere. */
const requireNames = ({ annotations, relations }: ReadAnnotations): void => {
  if (annotations.some(({ label }) => isBlank(label)))
    throw new RowProblem('no-label', 'A label is nothing but white space.', 'Give every object a label with a name.')
  if (relations.some(({ type }) => isBlank(type)))
    throw new RowProblem('no-label', 'The type of a relation is nothing but white space.', 'Give it a name.')
}

/** Hashes a row and writes its parts as they are stored. Throws RowProblem. */
export const prepareRow = (
  row: ReadRow,
  image: FoundImage | null,
  pages: readonly FoundImage[],
  keys: FileKeys,
  options: PrepareOptions,
): PreparedRow => {
  const read = row.case
  for (const said of [row.prediction, row.truth]) if (said !== undefined) requireNames(said)
  const images = image ? [image, ...pages] : pages
  const hasContent =
    read.text !== undefined ||
    images.length > 0 ||
    read.turns !== undefined ||
    read.fields !== undefined ||
    read.items !== undefined
  const key = read.key ?? keys.derive(read, images)
  const feed = read.feed ?? options.feed
  const uid = uidOf('case', feed, key)
  const model = modelOf(row, options)
  const sourceId = row.prediction?.sourceId ?? ''
  const predictionUid = row.prediction ? uidOf('prediction', hexOf(uid), model.name, model.version, sourceId) : null
  if (read.key !== null) keys.claim(identityOf(predictionUid ?? uid, row.reviewId), key, row.line)
  const prediction = row.prediction
    ? { ...row.prediction, annotations: onImage(row.prediction.annotations, image, pages) }
    : null
  const truth = row.truth ? { ...row.truth, annotations: onImage(row.truth.annotations, image, pages) } : null
  return {
    line: row.line,
    uid,
    key,
    feed,
    kind: CASE_KINDS.indexOf(read.kind),
    ...stored(read, image, pages, key),
    contentHash: hasContent ? uidOf('content', ...contentParts(read, images)) : null,
    source: read.source ?? null,
    group: read.group ?? null,
    time: read.time ?? null,
    severity: read.flag ? SEVERITIES[read.flag.severity] : 0,
    draw: auditDraw(options.seed, uid),
    inclusion: read.inclusion ?? null,
    assets: images.map((each) => each.asset).filter((asset) => asset !== null),
    signals: prediction
      ? signals([{ annotations: prediction.annotations, scores: prediction.scores, model }], options.highRisk)
      : NONE,
    prediction:
      prediction && predictionUid
        ? {
            uid: predictionUid,
            model,
            body: JSON.stringify({ ...prediction, model: undefined }),
            labels: prediction.annotations.map((annotation) => annotation.label),
            scores: prediction.annotations.map((annotation) => annotation.score ?? null),
          }
        : null,
    truth: truth ? JSON.stringify(truth) : null,
    outcomeValue: row.outcome?.value ?? null,
    outcomeTime: row.outcome?.time ?? null,
  }
}

type Stored = Pick<PreparedRow, 'title' | 'body' | 'text' | 'meta' | 'extra'>

const stored = (read: ReadCase, image: FoundImage | null, pages: readonly FoundImage[], key: string): Stored => {
  const rich = read.turns !== undefined || read.fields !== undefined || read.items !== undefined
  const searched = rich ? searchedText(read) : (read.text ?? null)
  const body: CaseContent = {
    // The text column holds what is searched; where that is more than the text, the text stands here.
    ...(rich && read.text !== undefined ? { text: read.text } : {}),
    ...(image ? { image: image.ref } : {}),
    ...(read.turns ? { turns: read.turns } : {}),
    ...(read.fields ? { fields: read.fields } : {}),
    ...(read.items ? { items: read.items } : {}),
    ...(pages.length > 0 ? { pages: pages.map((page) => page.ref) } : {}),
  }
  return {
    title: titleOf(
      read.kind === 'image' || read.kind === 'document' ? (read.image ?? read.pages?.[0]) : undefined,
      searched,
      key,
    ),
    body: JSON.stringify(body),
    text: searched,
    meta: JSON.stringify(read.meta),
    extra: JSON.stringify({ inclusion: read.inclusion, flag: read.flag, tokens: read.tokens }),
  }
}

const TITLE_LENGTH = 120

const titleOf = (image: ReadImage | undefined, text: string | null, key: string): string => {
  const title = (image?.name ?? (text === null || text === '' ? key : text)).slice(0, TITLE_LENGTH)
  return title.isWellFormed() ? title.replaceAll(/\s+/g, ' ') : title.slice(0, -1).replaceAll(/\s+/g, ' ')
}

const searchedText = (read: ReadCase): string => {
  const parts: string[] = read.text === undefined ? [] : [read.text]
  for (const turn of read.turns ?? []) parts.push(turn.text)
  for (const item of read.items ?? []) parts.push(item.title)
  addValues(read.fields, parts)
  return parts.join('\n')
}

const addValues = (value: Json | undefined, parts: string[]): void => {
  if (typeof value === 'string') parts.push(value)
  else if (typeof value === 'number') parts.push(String(value))
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) addValues(each, parts)
}
