import { RowProblem } from './read-row.ts'

/** True for a file that begins with the format's first line. */
export const isWebAnno = (head: string): boolean => /^#FORMAT=WebAnno TSV 3(?:\.\d+)?\s*(?:[\r\n]|$)/.test(head)

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
])

const control = (sign: string): string =>
  ESCAPES.get(sign) ?? `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

/** A text or a token, in which only what breaks a line or a column is escaped. */
export const escapeText = (text: string): string =>
  text.replaceAll(/[\p{Cc}\\]/gu, (sign) => (sign < ' ' || sign === '\\' ? control(sign) : sign))

/** A value of a feature, in which every sign that means something is escaped. */
export const escapeValue = (value: string): string =>
  escapeText(value).replaceAll(/->|[[\]|_;*]/g, (sign) => `\\${sign}`)

const PLAIN: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r' }

/** What an escaped text means; any sign behind a backslash is itself. */
export const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9A-Fa-f]{4})|(->)|([\s\S]))/gu, (_, code?: string, arrow?: string, sign?: string) =>
    code !== undefined ? String.fromCharCode(Number.parseInt(code, 16)) : (arrow ?? PLAIN[sign ?? ''] ?? sign ?? ''),
  )

/** Splits at a sign that is not escaped. */
export const splitAt = (text: string, separator: string): readonly string[] => {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (sign === '\\') {
      part += sign + (text[at + 1] ?? '')
      at += 1
    } else if (sign === separator) {
      parts.push(part)
      part = ''
    } else part += sign
  }
  return [...parts, part]
}

/** One value of a cell: null where the feature has none; with the number that tells it from others, where it has one. */
export type CellValue = { readonly value: string | null; readonly number: number | null }

/** The values of a cell, one for each annotation that lies there; none for `_`. */
export const cellValues = (cell: string): readonly CellValue[] => {
  if (cell === '_' || cell === '') return []
  return splitAt(cell, '|').map((part) => {
    const [, plain = part, number] = /^([\s\S]*)\[(\d+)\]$/.exec(part) ?? []
    return {
      value: plain === '*' || plain === '' ? null : unescaped(plain),
      number: number === undefined ? null : Number(number),
    }
  })
}

export type Layer = {
  readonly kind: 'span' | 'chain' | 'relation'
  readonly name: string
  /** Of a slot, the column behind it names what fills it. */
  readonly features: readonly { readonly name: string; readonly slot: boolean; readonly column: number }[]
  /** Of a relation: the layer it joins, and the column that names where it comes from. */
  readonly base: { readonly layer: string; readonly column: number } | null
}

/** Columns before the layers': the token's number, its place, its text. */
const FIRST_COLUMN = 3

/** The layers that a file declares, with their columns. */
export const createLayers = () => {
  const layers: Layer[] = []
  let column = FIRST_COLUMN
  const declare = (kind: Layer['kind'], text: string): void => {
    const [name = '', ...given] = text.split('|')
    const features: Layer['features'][number][] = []
    let base: Layer['base'] = null
    for (let index = 0; index < given.length; index += 1) {
      const feature = given[index] ?? ''
      if (feature.startsWith('BT_')) {
        if (features.length === 0) column += 1
        base = { layer: feature.slice(3), column }
        column += 1
      } else if (feature.startsWith('ROLE_')) {
        features.push({ name: /:([^_]+)/.exec(feature)?.[1] ?? feature.slice(5), slot: true, column })
        column += 2
        // The kind of what fills the slot is declared behind it.
        index += 1
      } else {
        features.push({ name: feature, slot: false, column })
        column += 1
      }
    }
    if (given.length === 0) {
      features.push({ name: '', slot: false, column })
      column += 1
    }
    layers.push({ kind, name, features, base })
  }
  return { declare, list: (): readonly Layer[] => layers }
}

export const shortName = (layer: string): string => layer.split('.').at(-1) ?? layer

/** What is wrong on one line of a document. */
export class LineProblem extends RowProblem {
  readonly line: number
  constructor(line: number, message: string, remedy: string) {
    super('bad-line', message, remedy)
    this.line = line
  }
}
