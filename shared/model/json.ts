import { z } from 'zod'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const isJson = (value: unknown): boolean => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      if (value === null) return true
      if (Array.isArray(value)) return value.every(isJson)
      return (
        isPlainObject(value) && Object.entries(value).every(([key, member]) => key !== '__proto__' && isJson(member))
      )
    default:
      return false
  }
}

/**
 * Any JSON value: finite numbers only, no member named `__proto__`. One check instead of a recursive schema, which zod
 * guards against cycles in everything that holds it, at several times the cost.
 */
export const Json: z.ZodType<Json> = z.custom<Json>(isJson, 'must be a JSON value')

export const JsonObject = z.record(z.string(), Json)
export type JsonObject = Readonly<Record<string, Json>>
