import type { FieldDefinition } from '../../model/taxonomy.ts'

export type FieldKind = FieldDefinition['kind']

/**
 * A value as written, read as its kind. `value` is its one spelling: a number without grouping and with a point, a date as
 * YYYY-MM-DD, `true` or `false`, a choice as the schema spells it, a text without space around it. `unclear`: it could
 * mean each of these.
 */
export type ReadValue =
  | { readonly state: 'empty' }
  | { readonly state: 'read'; readonly value: string }
  | { readonly state: 'unclear'; readonly values: readonly string[] }
  | { readonly state: 'invalid' }

const EMPTY: ReadValue = { state: 'empty' }
const INVALID: ReadValue = { state: 'invalid' }
const read = (value: string): ReadValue => ({ state: 'read', value })

/** Reads a value of a field. Never throws; digits stay exact, however many there are. */
export function normaliseValue(kind: FieldKind, text: string, values: readonly string[] = []): ReadValue {
  const plain = text.normalize('NFC').trim()
  if (plain === '') return EMPTY
  switch (kind) {
    case 'text':
      return read(plain)
    case 'number':
      return readNumber(plain)
    case 'amount':
      // A currency stands before or behind as its sign or its letters.
      return readNumber(plain.replace(/^[\p{Sc}\p{L}.\s]+(?=[-+\d(])|(?<=[\d)-])[\p{Sc}\p{L}.\s]+$/gu, ''))
    case 'date':
      return readDate(plain)
    case 'boolean':
      return readBoolean(plain)
    case 'choice':
      return readChoice(plain, values)
    default:
      return kind satisfies never
  }
}

/** Digits of any script that groups by three, as people write them: 1,234.50 · 1.234,50 · 1 234,50 · 1'234.50 · (12) · 12-. */
function readNumber(text: string): ReadValue {
  const negative = /^[-−]|[-−]$|^\(.*\)$/u.test(text)
  const digits = text.replace(/^[-−+(]|[-−)]$/gu, '').replace(/[\s'’_]/gu, '')
  if (!/^[\d.,]*\d[\d.,]*$/.test(digits)) {
    const plain = Number(text)
    return /^[-+]?\d+(\.\d+)?e[-+]?\d+$/i.test(text) && Number.isFinite(plain) ? read(String(plain)) : INVALID
  }
  const spelled = spellings(digits).map((one) => (negative && /[1-9]/.test(one) ? `-${one}` : one))
  const [first, second] = spelled
  if (first === undefined) return INVALID
  return second === undefined ? read(first) : { state: 'unclear', values: spelled }
}

/** What a run of digits, points and commas may mean; one separator before exactly three digits may mean two things. */
function spellings(digits: string): readonly string[] {
  const marks = digits.match(/[.,]/g) ?? []
  const last = marks.at(-1)
  if (last === undefined) return [canonical(digits, '')]
  const [whole = '', part = ''] = [
    digits.slice(0, digits.lastIndexOf(last)),
    digits.slice(digits.lastIndexOf(last) + 1),
  ]
  const grouped = /^\d{1,3}([.,]\d{3})*$/.test(digits) && new Set(marks).size === 1
  const asWhole = canonical(digits.replace(/[.,]/g, ''), '')
  if (marks.length > 1 && new Set(marks).size === 1) return grouped ? [asWhole] : []
  const groups = whole.replace(/[.,]/g, '')
  if (marks.length > 1 && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return []
  const asFraction = canonical(groups, part)
  // 0.125 can be no group of thousands.
  return marks.length === 1 && grouped && !whole.startsWith('0') ? [asFraction, asWhole] : [asFraction]
}

function canonical(whole: string, part: string): string {
  const [front, behind] = [whole.replace(/^0+(?=\d)/, '') || '0', part.replace(/0+$/, '')]
  return behind === '' ? front : `${front}.${behind}`
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** 2026-04-03 · 2026/4/3 · 3.4.2026 · 3 Apr 2026 · April 3, 2026 · 03/04/2026, which may be two days. */
function readDate(text: string): ReadValue {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text)
  if (iso) return oneOf([dateOf(iso[1], iso[2], iso[3])])
  const named =
    /^(\d{1,2})\.? ?([a-z]{3,9})\.?,? (\d{4})$/i.exec(text) ?? /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i.exec(text)
  if (named) {
    const [word = '', day] = /\d/.test(named[1] ?? '') ? [named[2], named[1]] : [named[1], named[2]]
    const month = MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1
    return month === 0 ? INVALID : oneOf([dateOf(named[3], String(month), day)])
  }
  const dotted = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text)
  if (!dotted) return INVALID
  const [, first, mark, second, written = ''] = dotted
  const year = written.length === 2 ? `20${written}` : written
  const dayFirst = dateOf(year, second, first)
  // With points the day always stands first.
  return oneOf(mark === '.' ? [dayFirst] : [dayFirst, dateOf(year, first, second)])
}

function oneOf(dates: readonly (string | null)[]): ReadValue {
  const found = [...new Set(dates.filter((date) => date !== null))]
  const [only] = found
  if (only === undefined) return INVALID
  return found.length === 1 ? read(only) : { state: 'unclear', values: found }
}

/** A day that the calendar has, as YYYY-MM-DD. */
function dateOf(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  const written = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  const time = new Date(`${written}T00:00:00Z`)
  return Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== written ? null : written
}

const YES = new Set(['true', 'yes', 'y', '1', 'on', 'ja', 'oui', 'x', '✓', '☑'])
const NO = new Set(['false', 'no', 'n', '0', 'off', 'nein', 'non', '☐'])

function readBoolean(text: string): ReadValue {
  const word = text.toLowerCase()
  return YES.has(word) ? read('true') : NO.has(word) ? read('false') : INVALID
}

/** A choice however it is cased and spaced; anything where the schema lists nothing. */
function readChoice(text: string, values: readonly string[]): ReadValue {
  if (values.length === 0) return read(text)
  const fold = (value: string): string =>
    value
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim()
  const found = values.filter((value) => value === text)
  const close = found.length > 0 ? found : values.filter((value) => fold(value) === fold(text))
  const [only] = close
  if (only === undefined) return INVALID
  return close.length === 1 ? read(only) : { state: 'unclear', values: close }
}
