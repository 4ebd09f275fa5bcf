import type { ReactNode } from 'react'
import { useNavigation } from './navigation.ts'
import css from './review-slot.module.css'

/** Where the review screen is put beside the queue. */
export const ReviewSlot = (): ReactNode => {
  const caseId = useNavigation((navigation) => navigation.caseId)
  if (caseId === null)
    return (
      <main className={css.empty} aria-label="Case">
        <p>Choose a case in the queue.</p>
      </main>
    )
  return <main className={css.stage} aria-label="Case" data-case={caseId} />
}
