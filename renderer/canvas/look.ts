import type { LabelStyle } from '../ui/label-style.ts'

/**
 * `predicted`: as the model left it. `yours`: drawn or changed by the reviewer. `was`: what the prediction said. `gone`:
 * predicted, and taken away.
 */
export type Part = 'predicted' | 'yours' | 'was' | 'gone'

/**
 * How shapes are drawn. Shapes that look alike share one value: the pen is set up once for all of them, and a scene of
 * thousands holds a few dozen.
 */
export type Look = {
  readonly style: LabelStyle
  readonly part: Part
  /** Stands before the label on the chip: what became of the shape, for those to whom a colour says nothing. */
  readonly sign: string
}

/** Label and score, as the chip shows them. */
export type Chip = { readonly text: string; readonly score: number | null }

const PREDICTED_DASHES: readonly (readonly number[])[] = [
  [7, 4],
  [11, 4],
  [3, 4],
  [11, 4, 3, 4],
]

/** CSS pixels; predictions are dashed, the reviewer's own lines solid. Which dash says the label's pattern. */
export const dashOf = ({ part, style }: Look): readonly number[] => {
  switch (part) {
    case 'yours':
      return []
    case 'was':
      return [2, 4]
    case 'gone':
      return [4, 3]
    case 'predicted': {
      const [first = 0] = style.dash
      const variant = style.dash.length === 0 ? 0 : style.dash.length === 4 ? 3 : first > 4 ? 1 : 2
      return PREDICTED_DASHES[variant] ?? []
    }
  }
}

/** CSS pixels. */
export const widthOf = ({ part }: Look, selected: boolean): number => (selected ? 2.5 : part === 'yours' ? 2 : 1.25)

export const alphaOf = ({ part }: Look): number => (part === 'was' ? 0.85 : 1)
