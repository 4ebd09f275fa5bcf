/** How pictures are shown. A person's taste on this machine, kept with the preferences. */
export const SEEING_VIEWS = ['correction', 'prediction', 'difference', 'side'] as const
export type SeeingView = (typeof SEEING_VIEWS)[number]
export const COLOUR_BY = ['label', 'instance', 'verdict', 'score'] as const
export type ColourBy = (typeof COLOUR_BY)[number]

export type Seeing = {
  /** The reviewer's work, the prediction as it was, only what differs, or prediction and work side by side. */
  readonly view: SeeingView
  readonly colourBy: ColourBy
  /** 0.1..1, of the lines; 0..0.6, of what fills areas. */
  readonly opacity: number
  readonly fill: number
  readonly chips: boolean
  readonly minimap: boolean
  readonly crosshair: boolean
  readonly rulers: boolean
  readonly grid: boolean
  /** The next case is shown at the zoom of the last one. */
  readonly keepZoom: boolean
}

export const DEFAULT_SEEING: Seeing = {
  view: 'correction',
  colourBy: 'label',
  opacity: 1,
  fill: 0,
  chips: true,
  minimap: true,
  crosshair: false,
  rulers: false,
  grid: true,
  keepZoom: false,
}
