import type { AnnotationId, CaseId } from '../../../../shared/model/ids.ts'
import { type ReviewState, review, setReview } from '../review-state.ts'

/** What of a case is locked, hidden and pinned for as long as the desk is open. It is nobody's record and never in history. */
export type Sitting = Pick<ReviewState, 'locked' | 'hidden' | 'pinned'>
export type SittingSet = keyof Sitting

const NOTHING: ReadonlySet<AnnotationId> = new Set()
const kept = new Map<CaseId, Sitting>()

/** How a case was left when it was on the desk before. */
export const sittingOf = (caseId: CaseId): Sitting =>
  kept.get(caseId) ?? { locked: NOTHING, hidden: NOTHING, pinned: NOTHING }

/** Locks, hides or pins objects of the case on the desk, or ends that. */
export const setSitting = (set: SittingSet, ids: readonly AnnotationId[], on: boolean): void => {
  const { locked, hidden, pinned, desk } = review()
  if (!desk) return
  const before: Sitting = { locked, hidden, pinned }
  const after = new Set(before[set])
  for (const id of ids) {
    if (on) after.add(id)
    else after.delete(id)
  }
  const now: Sitting = { ...before, [set]: after }
  kept.set(desk.open.case.id, now)
  setReview(now)
}
