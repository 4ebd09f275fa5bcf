import { expect, test } from 'vitest'
import { jsonLine } from '../../shared/domain/formats/json-line.ts'
import { Json } from '../../shared/model/json.ts'

const takes = (value: unknown): boolean => Json.safeParse(value).success

test('a JSON value is taken as it is, however it is nested', () => {
  const value = [
    null,
    true,
    1.5,
    'text',
    { a: [{ b: {} }], constructor: 1 },
    Object.assign(Object.create(null), { c: 2 }),
  ]
  expect(Json.parse(value)).toEqual(value)
})

test('what JSON cannot hold is refused wherever it stands', () => {
  const reserved: unknown = JSON.parse('{"__proto__":{"admin":true}}')
  const refused = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    Symbol('s'),
    () => 1,
    new Date(0),
    new Map(),
    reserved,
  ]
  expect(refused.flatMap((value) => [value, [value], { inner: { value } }]).filter(takes)).toEqual([])
})

test('a line of JSON is one line to everybody: what some take for its end is escaped', () => {
  const value = { 'a\u0085': ['b\u2028\u2029c', 'Grüße 🇩🇪'] }
  expect(jsonLine(value)).toBe('{"a\\u0085":["b\\u2028\\u2029c","Grüße 🇩🇪"]}')
  expect(JSON.parse(jsonLine(value))).toEqual(value)
})
