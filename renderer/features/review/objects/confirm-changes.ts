import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { Change } from '../../../../shared/model/review.ts'
import { changesIn } from '../commands.ts'
import { confirmedIds, review } from '../review-state.ts'
import type { ObjectRow } from './objects.ts'

const confirmation = (id: AnnotationId, held: ReadonlySet<AnnotationId>): readonly Change[] =>
  held.has(id) ? [] : [{ id: `confirmed:${id}`, before: null, after: true }]

export const unconfirmed = (id: AnnotationId, held: ReadonlySet<AnnotationId>): readonly Change[] =>
  held.has(id) ? [{ id: `confirmed:${id}`, before: true, after: null }] : []

/** The changes that say of these objects: as predicted. What was changed or taken away is put back. */
export const confirmChanges = (rows: readonly ObjectRow[]): readonly Change[] => {
  const { desk } = review()
  if (!desk) return []
  const held = confirmedIds({ desk })
  const predicted = rows.filter((row) => row.predicted !== null)
  const put = predicted.flatMap(({ state, predicted: was, now }): Annotation[] =>
    was && state !== 'confirmed' && state !== 'wrong-relation'
      ? [{ ...was, id: now?.id ?? was.id, fromObjectId: was.id }]
      : [],
  )
  return [...changesIn(desk.worksheet, { put, remove: [] }), ...predicted.flatMap((row) => confirmation(row.id, held))]
}
