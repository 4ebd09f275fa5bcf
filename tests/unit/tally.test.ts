import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ObjectRow, objectRows } from '../../renderer/features/review/objects/objects.ts'
import { createTally } from '../../renderer/features/review/objects/tally.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { span } from '../helpers/objects.ts'

const object = (id: string): Annotation => span(id, 'drug', Number(id.slice(1)) * 10, 'aspirin')

test('a tally kept from edit to edit counts what counting anew counts', () => {
  const fits = ({ id }: ObjectRow, confirmed: ReadonlySet<AnnotationId>): boolean => id < 'o5' || confirmed.has(id)
  const ids = fc.uniqueArray(fc.nat(9).map((n) => `o${n}`))
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, ids)), (steps) => {
      const tally = createTally(fits)
      let confirmed = new Set<AnnotationId>()
      for (const [now, looked] of steps) {
        const rows = objectRows(null, now.map(object))
        if (looked.length > 3) confirmed = new Set(looked.map((id) => AnnotationId.parse(id)))
        expect(tally(rows, confirmed)).toBe(rows.filter((row) => fits(row, confirmed)).length)
      }
    }),
  )
})
