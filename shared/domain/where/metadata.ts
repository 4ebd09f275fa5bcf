import type { Json, JsonObject } from '../../model/json.ts'

/** Longer values are cut: a filter's value is a word, not a document. */
const LONGEST = 1000

export type FieldValue = { readonly value: string; readonly number: number | null }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a dotted path. A member whose name holds the dots comes before one reached through them. */
export const metadataValue = (meta: JsonObject, path: string): Json | undefined => {
  if (Object.hasOwn(meta, path)) return meta[path]
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const inner = Object.hasOwn(meta, path.slice(0, dot)) ? meta[path.slice(0, dot)] : undefined
    const found = isObject(inner) ? metadataValue(inner, path.slice(dot + 1)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i

const scalar = (value: Json): FieldValue[] => {
  if (typeof value === 'number') return [{ value: String(value), number: value }]
  if (typeof value === 'boolean') return [{ value: String(value), number: null }]
  if (typeof value !== 'string') return []
  const number = NUMBER.test(value) ? Number(value) : Number.NaN
  return [{ value: value.slice(0, LONGEST), number: Number.isFinite(number) ? number : null }]
}

/**
 * What a case's metadata says in a declared field, a dotted path: one value, or each of a list's. Text is itself, a
 * number its shortest text, true and false those words; null, and objects, are no value.
 */
export const fieldValues = (meta: JsonObject, path: string): readonly FieldValue[] => {
  const found = metadataValue(meta, path)
  if (found === undefined) return []
  return Array.isArray(found) ? found.flatMap((item: Json) => scalar(item)) : scalar(found)
}
