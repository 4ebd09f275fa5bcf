import { confirmedIds, review } from '../review-state.ts'
import { allRows } from './object-view.ts'
import { countLookedAt } from './tally.ts'

/** How many of the case's objects a person has done something about. */
export const lookedAt = (): { readonly done: number; readonly of: number } => {
  const state = review()
  const [rows, confirmed] = [allRows(state), confirmedIds(state)]
  return { done: countLookedAt(rows, confirmed), of: rows.length }
}

/** Whether each object was answered one by one: then the whole needs no further thought. */
export const allLookedAt = (): boolean => {
  const { done, of } = lookedAt()
  return of > 0 && done === of
}
