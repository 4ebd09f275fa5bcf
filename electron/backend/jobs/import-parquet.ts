import { DeskError } from '../../../shared/contract/errors.ts'
import type { CsvColumns } from '../../../shared/domain/formats/csv-columns.ts'
import { createNativeReader, type NativeReader } from '../../../shared/domain/formats/native-read.ts'
import {
  guessTableColumns,
  imageOf,
  readClassNames,
  readTableRow,
  type TableRow,
} from '../../../shared/domain/formats/parquet-read.ts'
import { FEATURES_KEY, HEADER_KEY, RECORDS } from '../../../shared/domain/formats/parquet-shape.ts'
import { excerptOf, type Read, type ReadImage, type Role, RowProblem } from '../../../shared/domain/formats/read-row.ts'
import type { Reached } from '../files/lines.ts'
import { type ParquetFile, withParquet } from '../files/parquet.ts'
import type { Source } from './import-sources.ts'

/** How many rows the columns are guessed from. */
const SAMPLE = 100
/** Rows handed on at a time. */
const ROWS = 200

/** The columns of a table, and what they mean. A file that an export of ours wrote is not asked: its records say it. */
export const lookAtParquet = async (
  source: Source,
): Promise<{ readonly headers: readonly string[]; readonly columns: CsvColumns } | null> => {
  for await (const found of withParquet(source.path, source.name, async function* (file) {
    yield isOurs(file) ? null : { headers: file.columns, columns: await guessed(file) }
  }))
    return found
  return null
}

const isOurs = ({ metadata, columns }: ParquetFile): boolean => metadata.has(HEADER_KEY) && columns.includes(RECORDS)

const guessed = async (file: ParquetFile): Promise<CsvColumns> =>
  guessTableColumns(file.columns, await file.head(SAMPLE))

/** Rows of a Parquet file, group by group. Columns are guessed unless given. Throws `bad-file`. */
export async function* readParquet(
  source: Source,
  options: { readonly role: Role; readonly columns: CsvColumns | undefined },
  reached: Reached,
): AsyncGenerator<readonly Read[]> {
  yield* withParquet(source.path, source.name, async function* (file) {
    const read = isOurs(file) ? ownRows(file, options.role) : await foreignRows(file, source, options)
    let line = 0
    for await (const { rows, share } of file.groups()) {
      let reads: Read[] = []
      for (const row of rows) {
        line += 1
        reads.push(...read(row, line))
        if (reads.length < ROWS) continue
        yield reads
        reads = []
      }
      reached.bytes += source.bytes * share
      if (reads.length > 0) yield reads
    }
  })
}

type ReadRows = (row: TableRow, line: number) => readonly Read[]

const foreignRows = async (
  file: ParquetFile,
  source: Source,
  { role, columns }: { readonly role: Role; readonly columns: CsvColumns | undefined },
): Promise<ReadRows> => {
  const chosen = columns ?? (await guessed(file))
  const { meta, ...meant } = chosen
  for (const column of [...Object.values(meant), ...meta])
    if (column !== undefined && !file.columns.includes(column))
      throw new DeskError(
        'bad-file',
        `${source.name} has no column “${column}”. It has: ${file.columns.join(', ').slice(0, 1000)}.`,
      )
  const classes = readClassNames(file.metadata.get(FEATURES_KEY))
  return (row, line) => [readTableRow(row, line, { columns: chosen, classes, role })]
}

/** The records behind the columns, with the bytes of their images where the file has them. */
const ownRows = (file: ParquetFile, role: Role): ReadRows => {
  const reader: NativeReader = createNativeReader(role)
  const header = reader.line(file.metadata.get(HEADER_KEY) ?? '', 1)
  let first: readonly Read[] = header.filter(({ is }) => is !== 'row')
  return (row, line) => {
    const records: unknown = row[RECORDS]
    const lines = Array.isArray(records) ? records.filter((each) => typeof each === 'string') : []
    const reads = lines.length === 0 ? [withoutRecord(line)] : lines.flatMap((text) => reader.line(text, line))
    const before = first
    first = []
    return [...before, ...reads.map((read) => withBytes(read, row, line))]
  }
}

const withoutRecord = (line: number): Read => ({
  is: 'failure',
  failure: {
    line,
    reason: 'no-content',
    message: `The row has no record in the column ${RECORDS}.`,
    remedy: `Leave that column out of the whole file to have the others read.`,
    excerpt: '',
  },
})

const withBytes = (read: Read, row: TableRow, line: number): Read => {
  if (read.is !== 'row') return read
  const { image, pages } = read.row.case
  const cells = Array.isArray(row.pages) ? row.pages : []
  const filled = (one: ReadImage, cell: unknown): ReadImage => {
    const bytes = bytesIn(cell, line)
    return bytes === null ? one : { ...one, bytes }
  }
  // A file of several pages stands with the first of them only.
  const byHash = new Map<string, unknown>()
  for (const [index, page] of (pages ?? []).entries())
    if (page.sha256 !== undefined && bytesIn(cells[index], line) !== null) byHash.set(page.sha256, cells[index])
  return {
    is: 'row',
    row: {
      ...read.row,
      excerpt: excerptOf(read.row.excerpt),
      case: {
        ...read.row.case,
        ...(image === undefined ? {} : { image: filled(image, row.image) }),
        ...(pages === undefined
          ? {}
          : { pages: pages.map((page, index) => filled(page, byHash.get(page.sha256 ?? '') ?? cells[index])) }),
      },
    },
  }
}

const bytesIn = (cell: unknown, line: number): Uint8Array | null => {
  try {
    return imageOf(cell, line).bytes ?? null
  } catch (error) {
    if (error instanceof RowProblem) return null
    throw error
  }
}
