import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { setMembers } from '../commands.ts'
import { focusCase } from '../photo/hand.ts'
import css from '../review.module.css'
import { useReview } from '../review-state.ts'
import { giveNote, keepDraft, placeNow } from './note-draft.ts'

/** What is there to say about the case. Taken on leaving the field; until then every letter is kept as a draft. */
export const NotePart = (): ReactNode => {
  const note = useReview((state) => state.desk?.worksheet.note ?? '')
  const edgeCase = useReview((state) => state.desk?.worksheet.edgeCase ?? false)
  const place = useReview(placeNow)
  const field = useRef<HTMLTextAreaElement>(null)
  // The field stays the same one while somebody writes in it: a window that is left and come back to goes on here.
  useEffect(() => {
    if (field.current && field.current !== document.activeElement) field.current.value = note
  }, [note])
  return (
    <section className={css.section} aria-labelledby="note-heading">
      <h3 id="note-heading">
        <label htmlFor="case-note">{t('Note')}</label> <ActionKey action="review.note" />
      </h3>
      <textarea
        ref={field}
        id="case-note"
        className={css.note}
        defaultValue={note}
        maxLength={20_000}
        rows={2}
        onInput={(event) => keepDraft(event.currentTarget.value)}
        onBlur={(event) => giveNote(place, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey)) {
            event.preventDefault()
            event.stopPropagation()
            focusCase()
          }
        }}
      />
      <label className={css.switch}>
        <input
          type="checkbox"
          checked={edgeCase}
          onChange={(event) =>
            setMembers(event.currentTarget.checked ? 'mark as edge case' : 'unmark edge case', {
              edgeCase: event.currentTarget.checked,
            })
          }
        />
        {t('Edge case')} <ActionKey action="review.edge-case" />
      </label>
    </section>
  )
}
