import { DeskError } from '../../../shared/contract/errors.ts'
import { CsvColumns } from '../../../shared/contract/imports.ts'

const NAMES = Object.keys(CsvColumns.shape)

const wrong = (why: string): DeskError =>
  new DeskError(
    'bad-input',
    `--columns is not right: ${why}. Write text=body,label=class,meta=region, or the same as JSON; it knows ${NAMES.join(', ')}.`,
  )

/**
 * `text=body,label=class,meta=region,meta=shop`, or JSON where a column's name holds a comma. Throws `bad-input`.
 */
export const readColumns = (text: string): CsvColumns => {
  const found: Record<string, string | string[]> & { meta: string[] } = { meta: [] }
  if (text.trimStart().startsWith('{')) return checked(parseJson(text))
  for (const part of text.split(',')) {
    const at = part.indexOf('=')
    const name = part.slice(0, at).trim()
    const column = part.slice(at + 1).trim()
    if (at < 1 || column === '') throw wrong(`${JSON.stringify(part)} is not NAME=COLUMN`)
    if (name === 'meta') found.meta.push(column)
    else if (Object.hasOwn(found, name)) throw wrong(`${name} is given twice`)
    else found[name] = column
  }
  return checked(found)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw wrong('it begins like JSON and is none')
  }
}

const checked = (value: unknown): CsvColumns => {
  const parsed = CsvColumns.safeParse(
    typeof value === 'object' && value !== null && !('meta' in value) ? { ...value, meta: [] } : value,
  )
  if (parsed.success) return parsed.data
  throw wrong(parsed.error.issues[0]?.message ?? 'it does not fit')
}
