import { create } from 'zustand'
import { isSpan, type Span } from '../../../../shared/domain/tools/text-edit.ts'
import { textOfTurn } from '../../../../shared/domain/turns.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { review, shown, shownById, useReview } from '../review-state.ts'

/** What the hand means in a text beside what is selected. */
type TextHand = {
  /** The span selected last: what words selected after it are added to. */
  readonly held: AnnotationId | null
  /** Where a relation begins that still wants its other end. */
  readonly linking: AnnotationId | null
  /** Both ends are known, and several types would fit. */
  readonly choosing: {
    readonly from: AnnotationId
    readonly to: AnnotationId
    readonly types: readonly string[]
  } | null
}

export const useTextHand = create<TextHand>(() => ({ held: null, linking: null, choosing: null }))

export const spanOf = (id: AnnotationId | null): Span | null => {
  const found = id === null ? null : shownById(review(), id)
  return found && isSpan(found) ? found : null
}

/** The one selected span; null where none or several are. */
export const selectedSpan = (): Span | null => {
  const [only = null, ...others] = review().selection
  return others.length === 0 ? spanOf(only) : null
}

export const spansNow = (): readonly Span[] => shown(review()).filter(isSpan)

/** The text a span lies in. */
export const textOfSpan = (span: Span): string => {
  const content = review().desk?.open.case.content
  return (content && textOfTurn(content, span.shape.turn)) ?? ''
}

useReview.subscribe((now, before) => {
  if (now.desk?.open.case.id !== before.desk?.open.case.id)
    useTextHand.setState({ held: null, linking: null, choosing: null })
  if (now.selection === before.selection) return
  const [only, ...others] = now.selection
  if (only !== undefined && others.length === 0) useTextHand.setState({ held: only })
})
