import type { FindingField, Leaf, Logic, Test, Value, Where } from './expression.ts'

const BARE_VALUE = /^[\p{L}\p{N}_@/+#%&$~^.:;?|'[\]{}!<>=-]+$/u
const BARE_WORD = /^[\p{L}\p{N}_'-]+$/u
const KEYWORD = /^(and|or|not|any)$/i

const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** A value as it must be written: bare where that reads back as the same. */
export const printValue = (text: string): string => (BARE_VALUE.test(text) && !text.includes('..') ? text : quote(text))

const valueAfterColon = (value: Value): string => {
  switch (value.kind) {
    case 'is':
      return printValue(value.text)
    case 'prefix':
      return `${printValue(value.text)}*`
    case 'known':
      return '*'
    case 'range':
      return `${value.from?.text ?? ''}..${value.to?.text ?? ''}`
  }
}

/** A range that only a comparison sign can say, or says shorter. */
const comparison = (value: Value): string | null => {
  if (value.kind !== 'range') return null
  if (value.from === null && value.to !== null) return `${value.to.inclusive ? '<=' : '<'}${value.to.text}`
  if (value.to === null && value.from !== null) return `${value.from.inclusive ? '>=' : '>'}${value.from.text}`
  return null
}

const test = (name: string, values: readonly Value[]): string => {
  const [only] = values
  const compared = values.length === 1 && only !== undefined ? comparison(only) : null
  return compared === null ? `${name}:${values.map(valueAfterColon).join(',')}` : `${name}${compared}`
}

const metaName = (path: string): string => (/^[\p{L}\p{N}_.-]+$/u.test(path) ? `meta.${path}` : `meta.${quote(path)}`)

const leaf = (of: Leaf | Test<FindingField>): string => {
  switch (of.kind) {
    case 'test':
      return test(of.field, of.values)
    case 'meta':
      return test(metaName(of.path), of.values)
    case 'any':
      return `any(${print(of.where, 0)})`
    case 'found':
      return `found(${print(of.where, 0)})`
    case 'text': {
      const bare = BARE_WORD.test(of.phrase) && !KEYWORD.test(of.phrase)
      return `${bare ? of.phrase : quote(of.phrase)}${of.prefix ? '*' : ''}`
    }
  }
}

const wrapped = (text: string, needed: boolean): string => (needed ? `(${text})` : text)

/** `binding`: 0 anything may stand here bare, 1 an `or` needs parentheses, 2 an `and` too. */
const print = (where: Logic<Leaf | Test<FindingField>>, binding: 0 | 1 | 2): string => {
  switch (where.kind) {
    case 'or':
      return wrapped(where.parts.map((part) => print(part, 1)).join(' or '), binding > 0)
    case 'and':
      return wrapped(where.parts.map((part) => print(part, 2)).join(' and '), binding > 1)
    case 'not':
      return `not ${print(where.part, 2)}`
    default:
      return leaf(where)
  }
}

/** The canonical text: reads back as the same expression, and two that differ only in spelling print alike. */
export const printWhere = (where: Where): string => (where.kind === 'everything' ? '' : print(where, 0))
