import type { Annotation } from '../../../shared/model/annotation.ts'
import type { Case } from '../../../shared/model/case.ts'
import type { Pane } from '../../app/action.ts'
import { review } from './review-state.ts'

/** The part of a case that an object lies in, so that selecting it gives that part the hand; null for the whole case. */
export const partOf = ({ shape }: Annotation, { content }: Case): Pane | null => {
  switch (shape.kind) {
    case 'case':
      return shape.turn === undefined ? null : 'conversation'
    case 'span':
      return 'text'
    case 'item':
      return 'record'
    case 'field':
      return content.pages === undefined ? 'record' : 'document'
    default:
      return content.image === undefined ? 'document' : 'photo'
  }
}

/** What has the hand when a pane is taken: within a conversation the text of a turn, while the caret stands in one. */
export const handIn = (pane: Pane): Pane =>
  pane === 'conversation' && review().caret?.turn !== undefined ? 'text' : pane

/** Gives the keyboard to the part of the case before or after the one that has it, round and round. */
export const stepPart = (by: 1 | -1): void => {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-case-part]')]
  const holder = document.activeElement?.closest<HTMLElement>('[data-case-part]')
  const at = holder ? parts.indexOf(holder) : -1
  const next = at < 0 ? parts.at(by === 1 ? 0 : -1) : parts[(at + by + parts.length) % parts.length]
  next?.querySelector<HTMLElement>('[id^="case-desk"]')?.focus({ preventScroll: true })
}
