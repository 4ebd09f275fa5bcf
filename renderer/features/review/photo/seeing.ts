import { usePreferences } from '../../../app/preferences.ts'
import { COLOUR_BY, type ColourBy, type Seeing, type SeeingView } from '../../../app/seeing.ts'
import { t } from '../../../i18n/t.ts'
import { review, tell, useReview } from '../review-state.ts'
import { zoomToSelection } from './hand.ts'

export const seeing = (): Seeing => usePreferences.getState().seeing
export const setSeeing = (part: Partial<Seeing>): void => usePreferences.getState().setSeeing(part)

export const viewWords = (view: SeeingView): string => {
  switch (view) {
    case 'correction':
      return t('Your work')
    case 'prediction':
      return t('The prediction')
    case 'difference':
      return t('Only what differs')
    case 'side':
      return t('Side by side')
  }
}

export const colourWords = (colourBy: ColourBy): string => {
  switch (colourBy) {
    case 'label':
      return t('Colour by label')
    case 'instance':
      return t('Colour by object')
    case 'verdict':
      return t('Colour by what became of it')
    case 'score':
      return t('Colour by score')
  }
}

/** Takes a view, or goes back from it to the reviewer's own work. */
export const toggleView = (view: SeeingView): void => {
  const next = seeing().view === view ? 'correction' : view
  setSeeing({ view: next })
  tell(viewWords(next))
}

export const nextColour = (): void => {
  const next = COLOUR_BY[(COLOUR_BY.indexOf(seeing().colourBy) + 1) % COLOUR_BY.length] ?? 'label'
  setSeeing({ colourBy: next })
  tell(colourWords(next))
}

const tenths = (value: number): number => Math.round(value * 10) / 10

export const changeOpacity = (by: number): void =>
  setSeeing({ opacity: tenths(Math.min(1, Math.max(0.1, seeing().opacity + by))) })
export const nextFill = (): void => setSeeing({ fill: seeing().fill >= 0.6 ? 0 : tenths(seeing().fill + 0.2) })

type Switch = 'chips' | 'minimap' | 'crosshair' | 'rulers' | 'grid' | 'keepZoom'
export const toggleSeeing = (name: Switch): void => setSeeing({ [name]: !seeing()[name] })

/** One object alone is shown as near as it fits, and so is the next one. */
useReview.subscribe((now, before) => {
  if (!now.alone || now.selection.length === 0) return
  if (!before.alone || now.selection !== before.selection) zoomToSelection()
})

/** A prediction looked at is left with its case: the next one begins with the work. */
useReview.subscribe((now, before) => {
  if (now.desk?.open.case.id !== before.desk?.open.case.id && seeing().view === 'prediction')
    setSeeing({ view: 'correction' })
})

/** Whether part of the picture is out of sight, so that a map helps. */
export const isZoomedIn = (): boolean => {
  const { view, stage, picture } = review()
  const image = picture?.image
  if (!view || !stage || !image) return false
  return image.width * view.scale > stage.width * 1.02 || image.height * view.scale > stage.height * 1.02
}
