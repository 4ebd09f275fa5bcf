import { IconPhotoOff } from '@tabler/icons-react'
import { type ReactNode, useLayoutEffect } from 'react'
import { casePainted } from '../clockwork.ts'
import css from '../review.module.css'
import { review } from '../review-state.ts'

/** In the place of a photo that cannot be shown: why, and what can be done. */
export const BrokenPhoto = ({ message }: { readonly message: string }): ReactNode => {
  useLayoutEffect(() => {
    const caseId = review().desk?.open.case.id
    if (caseId) casePainted(caseId, 'photo')
  })
  return (
    <div className={css.broken} role="alert">
      <IconPhotoOff size={40} stroke={1.25} aria-hidden />
      <p>{message}</p>
    </div>
  )
}
