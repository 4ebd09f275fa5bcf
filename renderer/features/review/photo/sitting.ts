import type { AnnotationId, CaseId } from '../../../../shared/model/ids.ts'
import { t } from '../../../i18n/t.ts'
import { type ReviewState, review, setReview, tell } from '../review-state.ts'

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

/** Whether one of these must stay as it is; says so. */
export const isHeld = (...all: readonly ({ readonly id: AnnotationId } | null | undefined)[]): boolean => {
  const { locked } = review()
  const held = all.some((one) => one && locked.has(one.id))
  if (held) tellLocked()
  return held
}

const tellLocked = (): void => tell(t('It is locked. Unlock it to change it.'), 'refused')

/** Of these objects, what is not locked: all that may be changed. Says why where nothing may. */
export const unlocked = <T extends { readonly id: AnnotationId }>(all: readonly T[]): readonly T[] => {
  const { locked } = review()
  if (locked.size === 0) return all
  const some = all.filter(({ id }) => !locked.has(id))
  if (all.length > 0 && some.length === 0) tellLocked()
  return some
}
