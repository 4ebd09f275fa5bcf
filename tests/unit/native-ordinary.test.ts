import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOrdinary } from '../../shared/domain/formats/native-ordinary.ts'
import { NativeRecord } from '../../shared/model/native.ts'

const ORDINARY = {
  key: 's1/0001',
  text: 'Paris is far',
  time: '2026-01-28T23:59:59.125Z',
  source: 'cam1',
  group: 'store7',
  meta: { aisle: 3, night: true, note: null },
  prediction: {
    id: 'r1',
    class: 'travel',
    scores: { travel: 0.9, other: null },
    objects: [
      { id: 'a', label: 'place', score: 0.5, span: [0, 5], quote: 'Paris' },
      { label: 'thing', score: null, box: [1, 2, 0, 4.5] },
    ],
  },
}

test('an ordinary row needs no schema', () => {
  expect(isOrdinary(ORDINARY)).toBe(true)
  expect(NativeRecord.parse(ORDINARY)).toEqual(ORDINARY)
})

const odd = fc.constantFrom<readonly unknown[]>(
  ...[null, true, 0, -1, 1.5, 2, 2 ** 60, Infinity, '', 'x', 'x'.repeat(1001), '2026-02-30T10:00:00Z'].map((one) => [
    one,
  ]),
  ...['2026-02-28T10:00:00Z', '2026-13-01T10:00:00Z', '2026-01-01T24:00:00Z', '0000-01-01T00:00:00Z'].map((one) => [
    one,
  ]),
  ...[[], {}, [1], [1, 2], [2, 1, 3, 4], [1, 2, -3, 4], { a: { b: 1 } }, { a: Infinity }, [{ label: '' }], [{}]].map(
    (one) => [one],
  ),
)

/** Every place in a value: the members and elements on the way to it. */
const placesOf = (value: unknown): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => [[key], ...placesOf(member).map((rest) => [key, ...rest])])
    : []

const changed = (value: unknown, place: readonly string[], to: unknown): unknown => {
  const [key, ...rest] = place
  if (key === undefined) return to
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? changed(each, rest, to) : each))
  const members: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {}
  members[key] = changed(members[key], rest, to)
  return members
}

test('whatever is changed about it, what counts as ordinary is what the schema takes as it stands', () => {
  const keys = fc.constantFrom(
    'kind',
    'image',
    'model',
    'turn',
    'page',
    'polygon',
    'spanUtf16',
    'class',
    'id',
    'anything',
  )
  const place = fc.oneof(
    fc.constantFrom(...placesOf(ORDINARY)),
    fc
      .tuple(fc.constantFrom([], ['prediction'], ['prediction', 'objects', '0']), keys)
      .map(([to, key]) => [...to, key]),
  )
  let ordinary = 0
  fc.assert(
    fc.property(place, odd, (where, [to]) => {
      const value = changed(ORDINARY, where, to)
      if (!isOrdinary(value)) return
      ordinary += 1
      expect(NativeRecord.parse(value)).toEqual(value)
    }),
    { numRuns: 5000 },
  )
  expect(ordinary).toBeGreaterThan(100)
})
