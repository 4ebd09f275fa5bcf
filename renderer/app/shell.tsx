import type { ReactNode } from 'react'
import { ReviewSlot } from './review-slot.tsx'
import css from './shell.module.css'

export const Shell = (): ReactNode => (
  <div className={css.shell}>
    <ReviewSlot />
  </div>
)
