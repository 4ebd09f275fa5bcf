import { AnnotationId } from '../../model/ids.ts'
import type { Json } from '../../model/json.ts'
import type { CsvColumns } from './csv-columns.ts'
import { checkString } from './json-line.ts'
import { type Read, type ReadRow, type Role, RowProblem, readingRow } from './read-row.ts'

/** One record of a CSV file, by column name, as a case: a text, or a record of all its columns where there is no text. */
export const readCsvRecord = (
  record: Readonly<Record<string, string>>,
  line: number,
  columns: CsvColumns,
  role: Role,
): Read => {
  const excerpt = Object.values(record).join(',')
  return readingRow(line, excerpt, () => readRecord(record, line, excerpt, columns, role))
}

const readRecord = (
  record: Readonly<Record<string, string>>,
  line: number,
  excerpt: string,
  columns: CsvColumns,
  role: Role,
): ReadRow => {
  for (const value of Object.values(record)) checkString(value)
  const cell = (column: string | undefined): string => (column === undefined ? '' : (record[column] ?? ''))
  const text = columns.text === undefined ? undefined : cell(columns.text)
  const key = cell(columns.key)
  if (text === '' && key === '')
    throw new RowProblem(
      'no-content',
      `The column ${columns.text} is empty.`,
      'Fill in the text, or leave the row out.',
    )
  const label = cell(columns.label)
  const time = timeOf(cell(columns.time))
  const meta: Record<string, Json> = {}
  for (const column of columns.meta) if (cell(column) !== '') meta[column] = plain(cell(column))
  return {
    line,
    excerpt,
    case: {
      key: key === '' ? null : key,
      kind: text === undefined ? 'record' : 'text',
      ...(text === undefined ? { fields: meta } : { text }),
      meta: text === undefined ? {} : meta,
      ...(time === undefined ? {} : { time }),
      ...(cell(columns.source) === '' ? {} : { source: cell(columns.source) }),
      ...(cell(columns.group) === '' ? {} : { group: cell(columns.group) }),
    },
    ...said(label, cell(columns.score), columns, role),
  }
}

const said = (label: string, score: string, columns: CsvColumns, role: Role): Partial<ReadRow> => {
  if (columns.label === undefined) return {}
  if (role === 'outcome') return label === '' ? {} : { outcome: { value: label } }
  const number = scoreOf(score)
  const annotations =
    label === ''
      ? []
      : [
          {
            id: AnnotationId.parse('class'),
            label,
            shape: { kind: 'case' as const },
            ...(number === undefined || role === 'truth' ? {} : { score: number }),
            attributes: {},
          },
        ]
  return role === 'truth' ? { truth: { annotations, relations: [] } } : { prediction: { annotations, relations: [] } }
}

/** A number from 0 to 1, or a percentage. Empty is unknown. */
const scoreOf = (cell: string): number | undefined => {
  const trimmed = cell.trim()
  if (trimmed === '') return undefined
  const percent = trimmed.endsWith('%')
  const value = Number(percent ? trimmed.slice(0, -1) : trimmed)
  if (!Number.isFinite(value))
    throw new RowProblem(
      'not-a-number',
      `The score “${trimmed.slice(0, 80)}” is not a number.`,
      'Write a number from 0 to 1, or leave the cell empty.',
    )
  const score = percent ? value / 100 : value
  if (score < 0 || score > 1)
    throw new RowProblem(
      'score-out-of-range',
      `The score ${trimmed} does not lie in 0–1.`,
      'Write a number from 0 to 1, or a percentage.',
    )
  return score
}

/** A time that names no zone is in UTC, so that it is the same on every machine. */
const timeOf = (cell: string): string | undefined => {
  const text = cell.trim()
  if (text === '') return undefined
  const inUtc = new Date(/[ap]\.?m\.?$/i.test(text) ? `${text} UTC` : `${text}Z`)
  const time = Number.isNaN(inUtc.getTime()) ? new Date(text) : inUtc
  if (Number.isNaN(time.getTime()))
    throw new RowProblem(
      'bad-time',
      `“${cell.slice(0, 80)}” is not a time.`,
      'Write times as 2026-06-02T10:11:12Z, or take the column as metadata.',
    )
  return time.toISOString()
}

/** Numbers and truth values that say the same when written back become what they are. */
const plain = (cell: string): Json => {
  if (cell === 'true' || cell === 'false') return cell === 'true'
  const number = Number(cell)
  return String(number) === cell && Number.isFinite(number) ? number : cell
}
