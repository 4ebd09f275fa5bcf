import type { ReactNode } from 'react'
import type { LabelStyle } from './label-style.ts'

/** How shapes of a label look, in small: its colour, and its line with the dash that says it without colour. */
export const LabelSwatch = ({ style }: { readonly style: LabelStyle }): ReactNode => (
  <svg width="16" height="12" style={{ flex: 'none' }} aria-hidden data-swatch>
    <rect x="0.5" y="0.5" width="15" height="11" rx="2" fill={style.chip} stroke="oklch(0 0 0 / 0.35)" />
    <line
      x1="2"
      x2="14"
      y1="6"
      y2="6"
      stroke={style.onChip}
      strokeWidth="2"
      strokeDasharray={style.dash.map((n) => n * 0.6).join(' ')}
    />
  </svg>
)
