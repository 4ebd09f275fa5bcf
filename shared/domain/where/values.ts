import type { Bound, Value } from './expression.ts'
import { type FieldType, nearest } from './fields.ts'
import { periodOf } from './period.ts'
import { type Operator, type Piece, SyntaxProblem } from './scanner.ts'

/** A metadata field holds text, and numbers where the text is one. */
export type ValueType = FieldType | { readonly kind: 'meta' }

const NUMBER = /^[+-]?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i

/** The shortest text of a number; null when the text is none. */
const numberText = (text: string): string | null => {
  const value = Number(text)
  return NUMBER.test(text) && Number.isFinite(value) ? String(value === 0 ? 0 : value) : null
}

const asNumber = (field: string, text: string, piece: Piece): string => {
  const number = numberText(text)
  if (number !== null) return number
  throw new SyntaxProblem(
    `"${text}" is not a number, and ${field} is compared with numbers. Write for example ${field}<0.5 or ${field}:0.2..0.4.`,
    piece.from,
    piece.to,
  )
}

const asTime = (field: string, text: string, piece: Piece): string => {
  if (periodOf(text) !== null) return text
  throw new SyntaxProblem(
    `"${text}" is not a date or time. Write for example ${field}:2026-06, ${field}>=2026-06-02 or ${field}<2026-06-02T10:11:12Z.`,
    piece.from,
    piece.to,
  )
}

const asChoice = (field: string, text: string, choices: readonly string[], piece: Piece): string => {
  const wanted = text.toLowerCase()
  if (choices.includes(wanted)) return wanted
  const meant = nearest(wanted, choices)
  throw new SyntaxProblem(
    `${field} is never "${text}".${meant === null ? '' : ` Did you mean ${meant}?`} It is one of ${choices.join(', ')}.`,
    piece.from,
    piece.to,
  )
}

const plain = (type: ValueType, field: string, text: string, piece: Piece): string => {
  switch (type.kind) {
    case 'number':
      return asNumber(field, text, piece)
    case 'time':
      return asTime(field, text, piece)
    case 'choice':
      return asChoice(field, text, type.choices, piece)
    case 'name':
    case 'meta':
      return text
  }
}

const comparable = (type: ValueType): boolean =>
  type.kind === 'number' || type.kind === 'time' || type.kind === 'meta' || (type.kind === 'choice' && type.ordered)

/** What stands at one end of a range: metadata is compared as numbers. */
const bound = (type: ValueType, field: string, text: string, piece: Piece): string =>
  type.kind === 'meta' ? asNumber(field, text, piece) : plain(type, field, text, piece)

const rangeOf = (type: ValueType, field: string, piece: Piece): Value => {
  const whole = piece.text
  const split = whole.indexOf('..')
  const [left, right] = [whole.slice(0, split), whole.slice(split + 2)]
  const end = (text: string): Bound | null =>
    text === '' ? null : { text: bound(type, field, text, piece), inclusive: true }
  const [from, to] = [end(left), end(right)]
  if (from === null && to === null) {
    throw new SyntaxProblem(
      `A range needs at least one end: ${field}:0.2..0.4, ${field}:0.2.. or ${field}:..0.4.`,
      piece.from,
      piece.to,
    )
  }
  return { kind: 'range', from, to }
}

/** One value behind a colon, or between its commas. */
export const readValue = (type: ValueType, field: string, piece: Piece): Value => {
  if (piece.text === '' && !piece.quoted) {
    if (piece.star) return { kind: 'known' }
    throw new SyntaxProblem(
      `A value is missing after ${field}. Quote it if it holds spaces: ${field}:"two words".`,
      piece.from,
      Math.max(piece.to, piece.from + 1),
    )
  }
  if (
    !piece.quoted &&
    piece.text.includes('..') &&
    comparable(type) &&
    (type.kind !== 'meta' || looksLikeRange(piece.text))
  ) {
    return rangeOf(type, field, piece)
  }
  if (!piece.star) return { kind: 'is', text: plain(type, field, piece.text, piece) }
  if (type.kind === 'name' || type.kind === 'meta') return { kind: 'prefix', text: piece.text }
  throw new SyntaxProblem(
    `A * at the end works for names and text, not for ${field}. ${field}:* alone asks whether there is one.`,
    piece.from,
    piece.to,
  )
}

/** Metadata may hold `a..b` as plain text; only numbers at the ends make it a range. */
const looksLikeRange = (text: string): boolean => {
  const split = text.indexOf('..')
  return [text.slice(0, split), text.slice(split + 2)].every((end) => end === '' || numberText(end) !== null)
}

/** The one value behind `<`, `<=`, `>` or `>=`. */
export const readComparison = (
  type: ValueType,
  field: string,
  operator: Exclude<Operator, ':' | '!='>,
  piece: Piece,
): Value => {
  if (!comparable(type)) {
    throw new SyntaxProblem(
      `${field} cannot be compared with ${operator}. Write ${field}:value.`,
      piece.from - operator.length,
      piece.to,
    )
  }
  if (piece.star || piece.text === '') {
    throw new SyntaxProblem(
      `${field}${operator} needs a value to compare with.`,
      piece.from,
      Math.max(piece.to, piece.from + 1),
    )
  }
  const end: Bound = { text: bound(type, field, piece.text, piece), inclusive: operator === '<=' || operator === '>=' }
  return operator.startsWith('<') ? { kind: 'range', from: null, to: end } : { kind: 'range', from: end, to: null }
}
