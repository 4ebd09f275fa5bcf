import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededSample } from '../../shared/domain/seeded-sample.ts'

test('a sample is of the ids, as large as asked, the same for the same seed in whatever order they come', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 40 })
  fc.assert(
    fc.property(ids, fc.nat(50), fc.string(), (all, count, seed) => {
      const sample = seededSample(all, count, seed)
      expect(sample.length).toEqual(Math.min(count, all.length))
      expect(sample.every((id) => all.includes(id)) && new Set(sample).size === sample.length).toBe(true)
      expect(seededSample(all.toReversed(), count, seed)).toEqual(sample)
    }),
  )
})

test('each id is drawn about as often as another, over many seeds', () => {
  const ids = Array.from({ length: 20 }, (_, n) => `object-${n}`)
  const drawn = Array.from({ length: 4000 }, (_, seed) => seededSample(ids, 5, `case ${seed}`)).flat()
  const counts = ids.map((id) => drawn.filter((each) => each === id).length)
  // 1,000 expected each; 4 standard deviations are 110.
  expect(counts.filter((count) => Math.abs(count - 1000) > 110)).toEqual([])
})
