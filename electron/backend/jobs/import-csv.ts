import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { type CsvError, parse } from 'csv-parse'
import { z } from 'zod'
import { DeskError } from '../../../shared/contract/errors.ts'
import { type CsvColumns, guessColumns, guessDelimiter } from '../../../shared/domain/formats/csv-columns.ts'
import { readCsvRecord } from '../../../shared/domain/formats/csv-read.ts'
import { restore } from '../../../shared/domain/formats/csv-safe.ts'
import { isExportHeader } from '../../../shared/domain/formats/csv-write.ts'
import { excerptOf, type Read, type Role } from '../../../shared/domain/formats/read-row.ts'
import { MOST_LINE_BYTES, type Reached } from '../files/lines.ts'
import { headOf, type Source } from './import-sources.ts'

type Row =
  | { readonly line: number; readonly cells: readonly Buffer[] }
  | { readonly problem: CsvError; readonly line: number }
  | { readonly open: string; readonly line: number }

type WithRaw = z.infer<typeof WithRaw>

/** How many rows the columns are guessed from. */
const SAMPLE = 100

/** The header of a table, and its first rows by column. */
export const lookAtCsv = async (
  source: Source,
): Promise<{ readonly headers: readonly string[]; readonly columns: CsvColumns }> => {
  const sample: Record<string, string>[] = []
  let headers: readonly string[] | null = null
  for await (const row of records(source, { bytes: 0 })) {
    if (!('cells' in row)) continue
    if (headers === null) headers = headersOf(row.cells)
    else sample.push(byColumn(headers, row.cells))
    if (sample.length >= SAMPLE) break
  }
  return { headers: headers ?? [], columns: guessColumns(headers ?? [], sample) }
}

/** Rows of a table; the first line names the columns. Columns are guessed unless given. Throws `bad-file`. */
export async function* readCsvRows(
  source: Source,
  options: { readonly role: Role; readonly columns: CsvColumns | undefined },
  reached: Reached,
): AsyncGenerator<readonly Read[]> {
  const columns = options.columns ?? (await lookAtCsv(source)).columns
  let headers: readonly string[] | null = null
  let ours = false
  let reads: Read[] = []
  for await (const row of records(source, reached)) {
    if ('problem' in row) reads.push(failed(row.problem, row.line))
    else if ('open' in row) reads.push(neverClosed(row.open, row.line))
    else if (headers === null) {
      headers = headersOf(row.cells)
      ours = isExportHeader(headers)
      checkColumns(source, headers, columns)
    } else if (row.cells.every((cell) => isUtf8(cell))) {
      const cells = byColumn(headers, row.cells)
      reads.push(readCsvRecord(ours ? restored(cells) : cells, row.line, columns, options.role))
    } else reads.push(notUtf8(row.cells, row.line))
    if (reads.length < 500) continue
    yield reads
    reads = []
  }
  if (reads.length > 0) yield reads
}

/** Half-read rows are not held back: the parser stops reading while nobody takes its rows. */
async function* records(source: Source, reached: Reached): AsyncGenerator<Row> {
  const head = headOf(source.path)
  const delimiter = /\.tsv$/i.test(source.name) ? '\t' : (guessDelimiter(head.replace(/^\ufeff/, '')) ?? ',')
  const problems: { problem: CsvError; line: number }[] = []
  const lines: number[] = []
  // The parser counts CRLF within a cell as two lines.
  let counted = 0
  const parser = parse({
    delimiter,
    // One character a byte: what is not UTF-8 must still be there to be seen.
    encoding: 'latin1',
    // The row as it stands in the file tells a cell that was never closed from one that holds quotes.
    raw: true,
    on_record: (given, { lines: last }) => {
      const row = withRaw(given)
      const breaks = cellsOf(row.record).map(breaksIn)
      counted += sum(breaks.map(({ pairs }) => pairs))
      // A record over several lines is known by its first.
      lines.push(last - counted - sum(breaks.map(({ ends }) => ends)))
      return given
    },
    max_record_size: MOST_LINE_BYTES,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  })
  parser.on('skip', (problem: CsvError) =>
    problems.push({ problem, line: Math.max(1, (Number(Reflect.get(problem, 'lines')) || 1) - counted) }),
  )
  // The parser would take a byte order mark as leave to decode, and hide what is not UTF-8.
  const input = createReadStream(source.path, { start: head.startsWith('\ufeff') ? 3 : 0 })
  input.on('data', (chunk) => {
    reached.bytes += chunk.length
  })
  input.on('error', (error) => parser.destroy(error))
  input.pipe(parser)
  try {
    for await (const given of parser) {
      const row = withRaw(given)
      yield* problems.splice(0)
      const line = lines.shift() ?? 1
      const cells = cellsOf(row.record)
      yield hasOpenQuote(cells, row.raw) ? { line, open: row.raw } : { line, cells }
    }
    yield* problems.splice(0)
  } catch (error) {
    throw new DeskError(
      'bad-file',
      `${source.name} cannot be read as a table: ${error instanceof Error ? error.message : 'unknown'}.`,
    )
  } finally {
    input.destroy()
    parser.destroy()
  }
}

const WithRaw = z.object({ record: z.array(z.string()), raw: z.string() })
const withRaw = (given: unknown): WithRaw => WithRaw.parse(given)

const cellsOf = (record: readonly string[]): Buffer[] => record.map((cell) => Buffer.from(cell, 'latin1'))

const QUOTE = 34
const LF = 10
const CR = 13

/** Line ends within a cell, and how many of them are CRLF. */
const breaksIn = (cell: Buffer): { ends: number; pairs: number } => {
  let [ends, pairs] = [0, 0]
  for (let at = cell.indexOf(LF); at >= 0; at = cell.indexOf(LF, at + 1)) {
    ends += 1
    if (at > 0 && cell[at - 1] === CR) pairs += 1
  }
  return { ends, pairs }
}

/**
 * A quote that opens a cell and closes nowhere takes the rows behind it into the cell, up to some later quote. The parser
 * then gives the cell with its quote; one that was quoted as it should be stands in the row with its quotes doubled.
 */
const hasOpenQuote = (cells: readonly Buffer[], raw: string): boolean =>
  cells.some((cell) => {
    if (cell[0] !== QUOTE || !(cell.includes(LF) || cell.includes(CR))) return false
    return !raw.includes(`"${cell.toString('latin1').replaceAll('"', '""')}"`)
  })

const neverClosed = (raw: string, line: number): Read => {
  const text = Buffer.from(raw, 'latin1').toString('utf8')
  const rows = text.trimEnd().split(/\r\n|\r|\n/).length
  return {
    is: 'failure',
    failure: {
      line,
      reason: 'open-quote',
      message: `A quote opens here and is not closed before the end of the row: ${rows} lines were set aside as one.`,
      remedy: 'Close the quote, or double it where it belongs to the text; then import the file again.',
      excerpt: excerptOf(text),
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

/** What an export of ours put before cells that a spreadsheet would run is taken off again; elsewhere such a cell means itself. */
const restored = (cells: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, restore(cell)]))

const headersOf = (cells: readonly Buffer[]): string[] => {
  const seen = new Map<string, number>()
  return cells.map((cell, index) => {
    const name = cell.toString('utf8').trim() || `column ${index + 1}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} ${count}`
  })
}

const byColumn = (headers: readonly string[], cells: readonly Buffer[]): Record<string, string> => {
  const record: Record<string, string> = {}
  for (const [index, header] of headers.entries()) record[header] = cells[index]?.toString('utf8') ?? ''
  return record
}

const checkColumns = (source: Source, headers: readonly string[], columns: CsvColumns): void => {
  const { meta, ...named } = columns
  for (const column of [...Object.values(named), ...meta])
    if (column !== undefined && !headers.includes(column))
      throw new DeskError('bad-file', `${source.name} has no column “${column}”. It has: ${headers.join(', ')}.`)
}

const failed = (problem: CsvError, line: number): Read => ({
  is: 'failure',
  failure: {
    line,
    reason: problem.code === 'CSV_MAX_RECORD_SIZE' ? 'line-too-long' : 'bad-row',
    message:
      problem.code === 'CSV_MAX_RECORD_SIZE'
        ? 'The row is longer than 16 MiB; a quote may be missing.'
        : `The row does not fit the table: ${problem.message.slice(0, 300)}`,
    remedy: 'Give every row as many columns as the first line, and put quotes around values that hold the delimiter.',
    excerpt: excerptOf(excerptOfProblem(problem)),
  },
})

const excerptOfProblem = (problem: CsvError): string => {
  const record: unknown = Reflect.get(problem, 'record')
  return Array.isArray(record)
    ? record
        .map((cell) => Buffer.from(String(cell), 'latin1').toString('utf8'))
        .join(',')
        .toWellFormed()
    : ''
}

const notUtf8 = (cells: readonly Buffer[], line: number): Read => ({
  is: 'failure',
  failure: {
    line,
    reason: 'invalid-utf-8',
    message: 'The row is not UTF-8.',
    remedy: 'Save the file as UTF-8.',
    excerpt: excerptOf(cells.map((cell) => cell.toString('utf8')).join(',')),
  },
})
