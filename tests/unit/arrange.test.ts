import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrange, startWorksheet } from '../../shared/domain/worksheet.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import { ada, caseId, prediction, span } from '../helpers/objects.ts'

const judged = prediction(['p1', 'p2', 'p3', 'p4'].map((id, at) => span(id, 'drug', at * 10, 'aspirin')))
const predicted = judged.annotations
const copy = (at: number, id: string): Annotation => ({
  ...span(id, 'drug', 0, 'aspirin'),
  ...(predicted[at] ? { fromObjectId: AnnotationId.parse(`p${at + 1}`) } : {}),
})

test('records are in the same order whether they came edit by edit or all at once', () => {
  const blank = startWorksheet(caseId, ada, null, null)
  // Places 4 and up began nowhere: they stand last, by id.
  const edit = fc.record({ at: fc.nat(6), place: fc.nat(8), keep: fc.boolean() })
  const inOrder = (annotations: readonly Annotation[]): readonly Annotation[] => {
    const rank = ({ fromObjectId }: Annotation): number => predicted.findIndex(({ id }) => id === fromObjectId) + 1 || 9
    return annotations.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
  }
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      let work = blank
      for (const { at, place, keep } of edits) {
        const id = `n${at}`
        const others = work.annotations.filter((one) => one.id !== id)
        const next = keep ? others.toSpliced(place, 0, copy(at, id)) : others
        work = arrange({ ...work, annotations: [...next] }, judged)
        expect(work.annotations.map((one) => one.id)).toEqual(inOrder(next).map((one) => one.id))
      }
    }),
    { numRuns: 300 },
  )
})
