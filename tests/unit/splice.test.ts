import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedPlaces, layered, spliceOf } from '../../shared/domain/splice.ts'

const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })

test('a splice, carried out on the one list, gives the other, and touches no more than what parts them', () => {
  fc.assert(
    fc.property(letters, letters, letters, letters, (head, gone, come, tail) => {
      const [before, after] = [
        [...head, ...gone, ...tail],
        [...head, ...come, ...tail],
      ]
      const splice = spliceOf(before, after)
      expect(splice).not.toBeNull()
      if (!splice) return
      expect(before.toSpliced(splice.at, splice.gone.length, ...splice.come)).toEqual(after)
      expect(splice.gone.length).toBeLessThanOrEqual(gone.length)
      expect(splice.come.length).toBeLessThanOrEqual(come.length)
    }),
    { numRuns: 500 },
  )
})

test('more than a few changed entries are no splice and no places', () => {
  const before = Array.from({ length: 200 }, (_, i) => i)
  const after = before.map((i) => i + 1000)
  expect([spliceOf(before, after), changedPlaces(before, after, 200)]).toEqual([null, null])
  expect(changedPlaces(before, before.with(3, -1).with(150, -1), 200)).toEqual([3, 150])
  expect(changedPlaces(before, after, 2)).toEqual([0, 1])
})

test('a layered lookup answers as a map that is changed does, however many changes there are', () => {
  const entry = fc.tuple(fc.nat(20), fc.nat(9))
  fc.assert(
    fc.property(
      fc.array(entry),
      fc.array(fc.tuple(fc.array(fc.nat(20)), fc.array(entry)), { maxLength: 80 }),
      (first, steps) => {
        const map = new Map(first)
        let lookup = layered(first)
        const begun = lookup
        for (const [gone, come] of steps) {
          lookup = lookup.changed(gone, come)
          for (const key of gone) map.delete(key)
          for (const [key, value] of come) map.set(key, value)
        }
        const keys = Array.from({ length: 21 }, (_, key) => key)
        expect(keys.map((key) => [lookup.get(key), lookup.has(key)])).toEqual(
          keys.map((key) => [map.get(key), map.has(key)]),
        )
        const unchanged = new Map(first)
        expect(keys.map((key) => begun.get(key))).toEqual(keys.map((key) => unchanged.get(key)))
      },
    ),
  )
})
