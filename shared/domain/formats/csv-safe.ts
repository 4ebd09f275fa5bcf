/**
 * Cells that a spreadsheet would run as a formula. A cell that begins with = + - @ tab or carriage return (or their
 * full-width forms, which spreadsheets fold) is written with an apostrophe before it, which spreadsheets show as text.
 *
 * The apostrophe can be taken off again without loss: a cell that begins with apostrophes and then one of those
 * characters gets one more, so that exactly one is taken off on reading (source: OWASP, "CSV Injection").
 */
const DANGEROUS = /^'*[=+\-@\t\r＝＋－＠]/u
const NEUTRALISED = /^'+[=+\-@\t\r＝＋－＠]/u

export const neutralise = (cell: string): string => (DANGEROUS.test(cell) ? `'${cell}` : cell)

/** Undoes `neutralise`. Only for files that say they were written by it: a foreign `'=x` means itself. */
export const restore = (cell: string): string => (NEUTRALISED.test(cell) ? cell.slice(1) : cell)

/** RFC 4180: quoted where a comma, a quote, a line end or an outer blank stands in it. */
const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** One row, with its CRLF. A number comes from data, never from text, and is written bare: "-5" stays a number. */
export const csvRow = (cells: readonly (string | number | null)[]): string =>
  `${cells.map((cell) => (cell === null ? '' : typeof cell === 'number' ? String(cell) : quoted(neutralise(cell)))).join(',')}\r\n`
