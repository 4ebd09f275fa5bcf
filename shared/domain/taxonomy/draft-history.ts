import type { TaxonomyDraft } from '../../model/taxonomy.ts'

/** A draft with the drafts before it and, after undo, behind it. Drafts are values, so a step is a whole one. */
export type DraftHistory = {
  readonly past: readonly TaxonomyDraft[]
  readonly now: TaxonomyDraft
  /** Nearest first. */
  readonly future: readonly TaxonomyDraft[]
  /** What is being typed into: further edits of it are the same step. Null once the hand has left it. */
  readonly gesture: string | null
}

export const beginHistory = (now: TaxonomyDraft): DraftHistory => ({ past: [], now, future: [], gesture: null })

/** One edit. The same draft again is no step; an edit with the gesture of the last one belongs to that one's step. */
export const editDraft = (history: DraftHistory, next: TaxonomyDraft, gesture: string | null = null): DraftHistory => {
  const { past, now } = history
  if (next === now) return history
  const isSame = gesture !== null && gesture === history.gesture
  return { past: isSame ? past : [...past, now], now: next, future: [], gesture }
}

/** The hand left what it typed into: what comes next is a step of its own. */
export const restDraft = (history: DraftHistory): DraftHistory =>
  history.gesture === null ? history : { ...history, gesture: null }

export const undoDraft = (history: DraftHistory): DraftHistory => {
  const { past, now, future } = history
  const before = past.at(-1)
  return before ? { past: past.slice(0, -1), now: before, future: [now, ...future], gesture: null } : history
}

export const redoDraft = (history: DraftHistory): DraftHistory => {
  const { past, now, future } = history
  const [next, ...rest] = future
  return next ? { past: [...past, now], now: next, future: rest, gesture: null } : history
}
