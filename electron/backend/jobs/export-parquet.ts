import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { nativeHeader } from '../../../shared/domain/formats/native-write.ts'
import {
  FEATURES_KEY,
  HEADER_KEY,
  huggingFaceFeatures,
  PARQUET_COLUMNS,
} from '../../../shared/domain/formats/parquet-shape.ts'
import { type ImageCell, type ParquetRow, parquetRow } from '../../../shared/domain/formats/parquet-write.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { ImageRef } from '../../../shared/model/case.ts'
import { createParquetWriter, withParquet } from '../files/parquet.ts'
import { closing, createComparison, type FormatContext, type FormatWork } from './export-format.ts'

/** As Hugging Face names the only part of a data set. */
const FILE = 'train-00000-of-00001.parquet'
const MOST_ROWS = 1000
/** Pictures of more than this begin another row group: a group is held in memory whole. */
const MOST_GROUP_BYTES = 32 * 1024 * 1024

const metadataOf = ({ taxonomy, batch }: FormatContext): Readonly<Record<string, string>> => ({
  [FEATURES_KEY]: huggingFaceFeatures(PARQUET_COLUMNS),
  [HEADER_KEY]: JSON.stringify(nativeHeader(taxonomy, batch.id)),
})

const bytesOf = async ({ imagePath }: FormatContext, { sha256, name }: ImageRef): Promise<Uint8Array> => {
  const bytes = new Uint8Array(await readFile(await imagePath(sha256)))
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes
  throw new DeskError(
    'bad-file',
    `The image ${name} has changed since it was imported. Put the original back, or export with references.`,
  )
}

/** The row of a case, with the bytes of its images where they are copied; a file of several pages stands there once. */
const rowOf = async (context: FormatContext, item: ExportItem): Promise<{ row: ParquetRow; bytes: number }> => {
  const { image, pages = [] } = item.case.content
  const copied = context.batch.plan.options.images === 'copy'
  const read = new Map<string, Uint8Array>()
  if (copied)
    for (const each of image === undefined ? pages : [image, ...pages])
      if (!read.has(each.sha256)) read.set(each.sha256, await bytesOf(context, each))
  const left = new Map(read)
  const imageOf = ({ name, sha256 }: ImageRef): ImageCell => {
    const bytes = left.get(sha256) ?? null
    left.delete(sha256)
    return { bytes, path: name }
  }
  const size = [...read.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
  return { row: parquetRow(item, context.batch.id, imageOf), bytes: size }
}

const write: FormatWork['write'] = async (context) => {
  const file = await context.folder.file(FILE)
  const writer = createParquetWriter(PARQUET_COLUMNS, metadataOf(context), (bytes) => file.bytes(bytes))
  let held: ParquetRow[] = []
  let bytes = 0
  for (const item of context.items()) {
    const made = await rowOf(context, item)
    held.push(made.row)
    bytes += made.bytes
    if (held.length < MOST_ROWS && bytes < MOST_GROUP_BYTES) continue
    await writer.group(held)
    held = []
    bytes = 0
  }
  await writer.group(held)
  await writer.end()
  return [await file.end()]
}

/** Bytes are compared by their hash; a list or struct that is null may come back as undefined. */
const comparable = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex')
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, comparable(member)]))
}

async function* rowsOf(path: string): AsyncGenerator<unknown> {
  yield* withParquet(path, FILE, async function* (file) {
    yield { columns: file.columns, metadata: Object.fromEntries(file.metadata) }
    for await (const { rows } of file.groups()) yield* rows
  })
}

const readBack: FormatWork['readBack'] = async (context) => {
  const { same, result } = createComparison()
  const rows = rowsOf(join(context.folder.path, FILE))
  return closing([rows], async () => {
    const head = { columns: Object.keys(PARQUET_COLUMNS), metadata: metadataOf(context) }
    same(sameJson((await rows.next()).value, head), () => `${FILE} says other columns or metadata than were written`)
    for (const item of context.items()) {
      const { row } = await rowOf(context, item)
      const { value: read } = await rows.next()
      same(sameJson(comparable(read), comparable(row)), () => `${item.case.key}: its row reads back differently`)
    }
    same((await rows.next()).done === true, () => `${FILE} holds more rows than the batch`)
    return result()
  })
}

/** Parquet as Hugging Face lays it out: one row a case, and the native records of its reviews behind the columns. */
export const parquet: FormatWork = { passes: 2, write, readBack }
