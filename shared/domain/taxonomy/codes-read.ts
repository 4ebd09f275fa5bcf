import { parse } from 'csv-parse/sync'
import { Code, MOST_CODES } from '../../model/codes.ts'

/** A row that was not taken: its 1-based line and why, in a sentence with the remedy. */
export type CodeProblem = { readonly line: number; readonly message: string }
export type ReadCodes = { readonly codes: readonly Code[]; readonly problems: readonly CodeProblem[] }

type Row = { readonly line: number; readonly cells: Readonly<Record<string, unknown>> }

/**
 * A code list out of a file's text: CSV or TSV with a header, or JSON Lines. Columns, in any case and order: code, name
 * (or title, description, display), parent, deprecated. Rows that cannot be taken are told; the others stand. Throws an
 * Error with a sentence where the file as a whole is no such list.
 */
export function readCodes(text: string): ReadCodes {
  const rows = /^\s*\{/.test(text) ? jsonRows(text) : tableRows(text)
  if (rows.rows.length > MOST_CODES) throw new Error(`The list has more than ${MOST_CODES} entries.`)
  const codes = new Map<string, Code>()
  const problems = [...rows.problems]
  for (const { line, cells } of rows.rows) {
    const read = codeOf(cells)
    if (typeof read === 'string') problems.push({ line, message: read })
    else if (codes.has(read.code)) problems.push({ line, message: `The code ${read.code} stands twice. Keep one row.` })
    else codes.set(read.code, read)
  }
  return { codes: [...codes.values()], problems: problems.sort((a, b) => a.line - b.line) }
}

const NAMES = ['name', 'title', 'description', 'display']
const YES = ['1', 'true', 'yes', 'y']

function codeOf(cells: Readonly<Record<string, unknown>>): Code | string {
  const cell = (name: string): string => {
    const value = cells[name]
    return typeof value === 'string' ? value.trim() : value === null || value === undefined ? '' : String(value)
  }
  const code = cell('code')
  if (code === '') return 'The row has no code. Fill it in, or leave the row out.'
  const name = NAMES.map(cell).find((each) => each !== '') ?? ''
  if (name === '') return `The code ${code} has no name. Fill it in, or leave the row out.`
  if (![code, name].every((each) => each.isWellFormed() && !each.includes('\0')))
    return `The code ${code} holds half a character or a NUL. Correct the file's encoding.`
  const read = Code.safeParse({
    code,
    name,
    parent: cell('parent') || null,
    deprecated: YES.includes(cell('deprecated').toLowerCase()),
  })
  return read.success ? read.data : `The code ${code.slice(0, 40)} or its name is too long. Shorten it.`
}

type Rows = { readonly rows: readonly Row[]; readonly problems: readonly CodeProblem[] }

function jsonRows(text: string): Rows {
  const problems: CodeProblem[] = []
  const rows = text.split(/\r?\n/).flatMap((line, at): Row[] => {
    if (line.trim() === '') return []
    try {
      return [{ line: at + 1, cells: lowerKeys(Object.entries(Object(JSON.parse(line)))) }]
    } catch {
      problems.push({ line: at + 1, message: 'The line is not JSON. Write one object a line.' })
      return []
    }
  })
  return { rows, problems }
}

const lowerKeys = (entries: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(entries.map(([key, value]) => [key.trim().toLowerCase(), value]))

function tableRows(text: string): Rows {
  const [header = ''] = text.split(/\r?\n/, 1)
  const delimiter = header.includes('\t') ? '\t' : header.includes(';') && !header.includes(',') ? ';' : ','
  const records: { readonly record: readonly string[]; readonly line: number }[] = []
  parse(text, {
    delimiter,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    on_record: (record: readonly string[], { lines }: { readonly lines: number }) => {
      records.push({ record, line: lines })
      return null
    },
  })
  const [first, ...rest] = records
  const columns = (first?.record ?? []).map((name) => name.trim().toLowerCase())
  if (!columns.includes('code') || !NAMES.some((name) => columns.includes(name)))
    throw new Error('The first line must name the columns; there must be one called code and one called name.')
  const rows = rest.map(({ record, line }): Row => {
    const cells = Object.fromEntries(columns.map((column, at) => [column, record[at] ?? '']))
    return { line, cells }
  })
  return { rows, problems: [] }
}
