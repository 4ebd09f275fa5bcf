import { checkString } from './json-line.ts'
import { type Read, RowProblem, readingRow } from './read-row.ts'

/** A text file as a case, keyed by its path below the folder it was found in. Line ends are kept. */
export const readTextFile = (name: string, text: string): Read =>
  readingRow(null, text, () => {
    checkString(text)
    if (text === '') throw new RowProblem('no-content', `${name} is empty.`, 'Leave empty files out.')
    return { line: null, excerpt: text, case: { key: name, kind: 'text', text, meta: {} } }
  })
