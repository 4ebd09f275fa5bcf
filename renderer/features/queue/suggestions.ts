import { FIELD_NAMES, FIELD_TYPES, isField } from '../../../shared/domain/where/fields.ts'
import { printValue } from '../../../shared/domain/where/print.ts'

/** The word being typed at the end of an expression: a field's name, or a value behind one. */
export type Tail =
  | { readonly kind: 'field'; readonly prefix: string; readonly at: number }
  | { readonly kind: 'value'; readonly field: string; readonly prefix: string; readonly at: number }
  | { readonly kind: 'none' }

const FIELD_TAIL = /(?:^|[\s(])([a-z]+)$/i
const VALUE_TAIL = /(?:^|[\s(])([a-z]+(?:\.[\w.-]+)?):(?:[^\s,]*,)*"?([^\s,"]*)$/i

export const tailOf = (text: string): Tail => {
  const value = VALUE_TAIL.exec(text)
  if (value !== null) {
    const prefix = value[2] ?? ''
    const quoted = text.at(-prefix.length - 1) === '"'
    return { kind: 'value', field: value[1] ?? '', prefix, at: text.length - prefix.length - (quoted ? 1 : 0) }
  }
  const field = FIELD_TAIL.exec(text)
  if (field === null) return { kind: 'none' }
  const prefix = field[1] ?? ''
  return { kind: 'field', prefix, at: text.length - prefix.length }
}

/** The field names that begin so, as whole expressions. */
export const fieldSuggestions = (text: string, tail: Extract<Tail, { kind: 'field' }>): readonly string[] =>
  FIELD_NAMES.filter((name) => name.startsWith(tail.prefix.toLowerCase()) && name !== tail.prefix).map(
    (name) => `${text.slice(0, tail.at)}${name}${FIELD_TYPES[name].kind === 'number' ? '<' : ':'}`,
  )

/** Values the language itself knows, for a field with a closed list; null for one whose values the project has. */
export const knownValues = (field: string): readonly string[] | null => {
  if (!isField(field)) return null
  const type = FIELD_TYPES[field]
  return type.kind === 'choice' ? type.choices : null
}

export const withValue = (text: string, tail: Extract<Tail, { kind: 'value' }>, value: string): string =>
  `${text.slice(0, tail.at)}${printValue(value)}`
