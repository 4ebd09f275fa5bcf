import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIndex } from '../../renderer/features/review/kept-index.ts'
import { AnnotationId } from '../../shared/model/ids.ts'

test('an index kept from list to list finds what looking through the list finds', () => {
  const ids = Array.from({ length: 8 }, (_, i) => AnnotationId.parse(`o${i}`))
  // Each entry is one of two objects, so that one id may come to mean another object.
  const entries = ids.flatMap((id) => [{ id }, { id }])
  const list = fc.uniqueArray(fc.constantFrom(...entries), { selector: ({ id }) => id })
  fc.assert(
    fc.property(fc.array(list), (lists) => {
      const indexOf = createIndex<{ readonly id: AnnotationId }>()
      for (const now of lists) {
        const byId = indexOf(now)
        expect(ids.map((id) => byId.get(id))).toEqual(ids.map((id) => now.find((one) => one.id === id)))
        for (const one of now) expect(byId.get(one.id)).toBe(one)
      }
    }),
  )
})
