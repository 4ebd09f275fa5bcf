/** How a label looks everywhere: on the photo, in the text, in lists. Never by colour alone: dash and name go with it. */
export type LabelStyle = {
  /** Line and fill on the neutral stage and on photos (bright). */
  readonly line: string
  /** The same hue for thin marks on the interface's own ground, ≥ 3:1 there in either theme. */
  readonly mark: string
  /** Background of a chip, and the text on it at ≥ 4.5:1. */
  readonly chip: string
  readonly onChip: string
  /** Line pattern in CSS pixels; empty is solid. */
  readonly dash: readonly number[]
}

type Look = { readonly hue: number; readonly tone: number; readonly dash: number }

/**
 * Twelve hue angles (OKLCH) that stay apart for protan, deutan and tritan sight when their lightness differs too:
 * neighbours in the list are far apart in hue, and each has a lightness of its own.
 */
const HUES: readonly (readonly [hue: number, lightness: number, chroma: number])[] = [
  [245, 0.76, 0.13],
  [70, 0.82, 0.15],
  [165, 0.8, 0.13],
  [345, 0.76, 0.14],
  [110, 0.88, 0.17],
  [290, 0.74, 0.14],
  [30, 0.74, 0.16],
  [205, 0.86, 0.1],
  [140, 0.84, 0.19],
  [320, 0.82, 0.12],
  [90, 0.78, 0.14],
  [265, 0.84, 0.08],
]
/** Tone 0 as given, 1 lighter and paler, 2 darker. */
const TONES: readonly (readonly [lightness: number, chroma: number])[] = [
  [0, 1],
  [0.08, 0.6],
  [-0.1, 1],
]
export const DASHES: readonly (readonly number[])[] = [[], [8, 3], [2, 3], [10, 3, 2, 3]]

const oklch = (l: number, c: number, h: number): string => `oklch(${l.toFixed(3)} ${c.toFixed(3)} ${h})`

export const labelStyle = (label: Look): LabelStyle => {
  const [hue, lightness, chroma] = HUES[label.hue % HUES.length] ?? [245, 0.76, 0.13]
  const [lift, pale] = TONES[label.tone % TONES.length] ?? [0, 1]
  const l = Math.min(0.94, Math.max(0.66, lightness + lift))
  const c = chroma * pale
  return {
    line: oklch(l, c, hue),
    mark: oklch(0.6, Math.min(c, 0.13), hue),
    chip: oklch(Math.max(l, 0.74), c, hue),
    onChip: oklch(0.2, 0.03, hue),
    dash: DASHES[label.dash % DASHES.length] ?? [],
  }
}

/** For labels that the taxonomy does not know: neutral, dotted. */
export const UNKNOWN_LABEL: LabelStyle = {
  line: 'oklch(0.85 0 0)',
  mark: 'oklch(0.6 0 0)',
  chip: 'oklch(0.85 0 0)',
  onChip: 'oklch(0.2 0 0)',
  dash: [2, 3],
}

/** Cividis (Nuñez, Anderton, Renslow 2018) at eleven even steps, as sRGB. */
const CIVIDIS: readonly (readonly [number, number, number])[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [244, 221, 69],
  [254, 232, 56],
]

/** The cividis colour of a score 0..1: the same for every kind of colour sight, lighter is surer. */
export const scoreColor = (score: number): string => {
  const at = Math.min(Math.max(score, 0), 1) * (CIVIDIS.length - 1)
  const [low = [0, 0, 0], high = low] = [CIVIDIS[Math.floor(at)], CIVIDIS[Math.ceil(at)]]
  const mix = low.map((channel, i) => Math.round(channel + ((high[i] ?? channel) - channel) * (at - Math.floor(at))))
  return `rgb(${mix.join(' ')})`
}

/** "0.41", or "<0.01" where rounding would claim certainty of nothing. Two digits, so that columns line up. */
export const scoreText = (score: number): string => {
  if (score > 0 && score < 0.005) return '<0.01'
  if (score < 1 && score >= 0.995) return '>0.99'
  return score.toFixed(2)
}
