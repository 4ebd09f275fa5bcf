import type { ReactNode } from 'react'
import { useReview } from '../review-state.ts'
import css from './labels.module.css'
import { styleOf } from './labels.ts'

/** How shapes of the label look, in small: its colour, and its line with the dash that says it without colour. */
export const LabelMark = ({ name }: { readonly name: string }): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const { chip, onChip, dash } = styleOf(taxonomy, name)
  return (
    <svg className={css.mark} width="16" height="12" aria-hidden data-swatch>
      <rect x="0.5" y="0.5" width="15" height="11" rx="2" fill={chip} stroke="oklch(0 0 0 / 0.35)" />
      <line
        x1="2"
        x2="14"
        y1="6"
        y2="6"
        stroke={onChip}
        strokeWidth="2"
        strokeDasharray={dash.map((n) => n * 0.6).join(' ')}
      />
    </svg>
  )
}
