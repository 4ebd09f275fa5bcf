import type { Reject } from '../../../shared/contract/imports.ts'

const COLUMNS = ['file', 'line', 'reason', 'message', 'remedy', 'excerpt'] as const satisfies readonly (keyof Reject)[]

/** RFC 4180, with an apostrophe before what a spreadsheet would run as a formula: the rows are a stranger's. */
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const asCsv = (rejects: readonly Reject[]): string =>
  [COLUMNS.join(','), ...rejects.map((reject) => COLUMNS.map((column) => cell(reject[column])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('')

export const asJsonLines = (rejects: readonly Reject[]): string =>
  rejects.map((reject) => `${JSON.stringify(reject)}\n`).join('')
