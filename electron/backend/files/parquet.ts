import { open } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Columns, ColumnType } from '../../../shared/domain/formats/parquet-shape.ts'

const PHYSICAL = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  double: { type: 'DOUBLE' },
  int32: { type: 'INT32' },
  boolean: { type: 'BOOLEAN' },
} as const satisfies Record<string, Partial<SchemaElement>>

const elementsOf = (name: string, type: ColumnType): readonly SchemaElement[] => {
  const own = { name, repetition_type: 'OPTIONAL' } as const
  if (type === 'image')
    return [
      { ...own, num_children: 2 },
      { name: 'bytes', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY' },
      ...elementsOf('path', 'string'),
    ]
  if (typeof type === 'string') return [{ ...own, ...PHYSICAL[type] }]
  if ('list' in type)
    return [
      { ...own, num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      ...elementsOf('element', type.list),
    ]
  return [{ ...own, num_children: Object.keys(type.struct).length }, ...schemaOf(type.struct)]
}

const schemaOf = (columns: Columns): readonly SchemaElement[] =>
  Object.entries(columns).flatMap(([name, type]) => elementsOf(name, type))

/** Writes rows group by group; `put` gets the bytes as they come. The same rows are the same bytes. */
export const createParquetWriter = (
  columns: Columns,
  metadata: Readonly<Record<string, string>>,
  put: (bytes: Uint8Array) => Promise<void>,
) => {
  const names = Object.keys(columns)
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: names.length }, ...schemaOf(columns)],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: 'Second Look',
  })
  const flush = async (): Promise<void> => {
    await put(bytes.getBytes().slice())
    bytes.index = 0
  }
  return {
    /** One row group. */
    group: async (rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
      if (rows.length === 0) return
      const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name] ?? null), columnIndex: false }))
      await writer.write({ columnData, rowGroupSize: rows.length })
      await flush()
    },
    end: async (): Promise<void> => {
      await writer.finish()
      await flush()
    },
  }
}

/** Row groups are read one by one, each as a whole; one that unpacks to more than this is refused. */
const MOST_GROUP_BYTES = 1024 * 1024 * 1024

const compressors: Compressors = {
  GZIP: (packed, length) => gunzipSync(packed, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (packed, length) => brotliDecompressSync(packed, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (packed, length) => zstdDecompressSync(packed, { maxOutputLength: Math.max(1, length) }),
}

export type ParquetFile = {
  readonly columns: readonly string[]
  readonly rows: number
  readonly metadata: ReadonlyMap<string, string>
  /** The first rows, a few. */
  head(most: number): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Rows of one group after another; `share` is how much of the file they are. */
  groups(): AsyncGenerator<{ readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly share: number }>
}

const bad = (name: string, what: string, remedy: string): DeskError =>
  new DeskError('bad-file', `${name} ${what}. ${remedy}`)

/** Opens a file for as long as `use` takes. Throws `bad-file`. */
export async function* withParquet<T>(
  path: string,
  name: string,
  use: (file: ParquetFile) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const file: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => {
        const from = start < 0 ? size + start : start
        const buffer = new Uint8Array(new ArrayBuffer(Math.max(0, Math.min(end, size) - from)))
        await handle.read(buffer, 0, buffer.byteLength, from)
        return buffer.buffer
      },
    }
    const metadata = await trying(name, () => parquetMetadataAsync(file))
    const columns = await trying(name, async () => columnsOf(metadata))
    yield* use({
      columns,
      rows: Number(metadata.num_rows),
      metadata: new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
      head: (most) => rowsOf(file, metadata, name, 0, Math.min(most, Number(metadata.row_groups[0]?.num_rows ?? 0))),
      groups: () => groupsOf(file, metadata, name),
    })
  } finally {
    await handle.close()
  }
}

const trying = async <T>(name: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof DeskError) throw error
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unreadable'
    throw bad(
      name,
      `is not a Parquet file that can be read: ${why}`,
      'Write it again, with snappy, gzip, zstd or brotli.',
    )
  }
}

/** The columns at the top: the schema is a tree, told in order with how many children each has. */
const columnsOf = ({ schema }: FileMetaData): readonly string[] => {
  const names: string[] = []
  let at = 1
  const pass = (): void => {
    const element = schema[at]
    at += 1
    for (let child = 0; child < (element?.num_children ?? 0) && at < schema.length; child += 1) pass()
  }
  for (let child = 0; child < (schema[0]?.num_children ?? 0) && at < schema.length; child += 1) {
    names.push(schema[at]?.name ?? '')
    pass()
  }
  return names
}

const TEXT = new TextDecoder('utf-8', { ignoreBOM: true })

/** A byte order mark is a character of its text, which offsets count: the usual decoder would take it away. */
const parsers: Partial<ParquetParsers> = {
  stringFromBytes: (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : TEXT.decode(bytes)),
}

const rowsOf = (
  file: AsyncBuffer,
  metadata: FileMetaData,
  name: string,
  rowStart: number,
  rowEnd: number,
): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  // Bytes stay bytes: pictures have no encoding, and texts say theirs.
  trying(name, async () =>
    rowEnd === rowStart
      ? []
      : parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors, parsers, utf8: false, geoparquet: false }),
  )

async function* groupsOf(file: AsyncBuffer, metadata: FileMetaData, name: string): ReturnType<ParquetFile['groups']> {
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows)
    if (Number(group.total_byte_size) > MOST_GROUP_BYTES)
      throw bad(name, 'has a row group of more than 1 GiB', 'Write it with fewer rows a group (row_group_size).')
    yield {
      rows: await rowsOf(file, metadata, name, rowStart, rowStart + count),
      share: 1 / metadata.row_groups.length,
    }
    rowStart += count
  }
}
