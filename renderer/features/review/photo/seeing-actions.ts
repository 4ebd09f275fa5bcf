import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { zoomTo, zoomToSelection } from './hand.ts'
import { actionsIn, onFreeImage } from './on-image.ts'
import { changeOpacity, nextColour, nextFill, toggleSeeing, toggleView } from './seeing.ts'
import { stepSweep, toggleSweep, useSweep } from './sweep.ts'

const walking = (): boolean => onFreeImage() && useSweep.getState().walk !== null

const seeingActions = actionsIn(t('Seeing'), [
  {
    id: 'review.see.prediction',
    label: t('See the prediction, or yours'),
    keys: ['alt+p'],
    run: () => toggleView('prediction'),
  },
  {
    id: 'review.see.difference',
    label: t('See only what differs, or all'),
    keys: ['alt+d'],
    run: () => toggleView('difference'),
  },
  {
    id: 'review.see.side',
    label: t('See prediction and yours side by side'),
    keys: ['alt+s'],
    run: () => toggleView('side'),
  },
  { id: 'review.see.colour', label: t('Colour shapes by the next thing'), keys: ['alt+k'], run: nextColour },
  {
    id: 'review.see.chips',
    label: t('Show or hide labels on shapes'),
    keys: ['alt+l'],
    run: () => toggleSeeing('chips'),
  },
  {
    id: 'review.see.fainter',
    label: t('Fainter shapes'),
    keys: ['alt+o'],
    run: () => changeOpacity(-0.1),
    repeats: true,
  },
  {
    id: 'review.see.stronger',
    label: t('Stronger shapes'),
    keys: ['alt+shift+o'],
    run: () => changeOpacity(0.1),
    repeats: true,
  },
  { id: 'review.see.fill', label: t('Fill shapes more, or not at all'), keys: ['alt+u'], run: nextFill },
  {
    id: 'review.see.minimap',
    label: t('Show or hide the map when zoomed in'),
    keys: ['alt+m'],
    run: () => toggleSeeing('minimap'),
  },
  {
    id: 'review.see.crosshair',
    label: t('Show or hide the crosshair'),
    keys: ['alt+x'],
    run: () => toggleSeeing('crosshair'),
  },
  { id: 'review.see.rulers', label: t('Show or hide the rulers'), keys: ['alt+r'], run: () => toggleSeeing('rulers') },
  { id: 'review.see.grid', label: t('Show or hide the pixel grid'), keys: [], run: () => toggleSeeing('grid') },
  {
    id: 'review.see.keep-zoom',
    label: t('Keep the zoom from case to case, or not'),
    keys: ['alt+z'],
    run: () => toggleSeeing('keepZoom'),
  },
  { id: 'review.zoom.selection', label: t('Zoom to the selection'), keys: ['shift+i'], run: zoomToSelection },
  { id: 'review.zoom.double', label: t('Zoom to 200 %'), keys: ['shift+u'], run: () => zoomTo(2) },
  ...[0.25, 0.5, 4, 8, 16, 32].map((scale) => ({
    id: `review.zoom.${scale * 100}`,
    label: t('Zoom to {percent} %', { percent: String(scale * 100) }),
    keys: [],
    run: () => zoomTo(scale),
  })),
])

const sweepActions = actionsIn(t('Sweep'), [
  {
    id: 'review.sweep',
    label: t('Sweep the picture for what was missed, or end it'),
    keys: ['alt+a'],
    run: toggleSweep,
  },
  {
    id: 'review.sweep.next',
    label: t('Sweep: next part'),
    keys: ['alt+e'],
    when: walking,
    run: () => stepSweep(1),
    repeats: true,
  },
  {
    id: 'review.sweep.previous',
    label: t('Sweep: previous part'),
    keys: ['alt+q'],
    when: walking,
    run: () => stepSweep(-1),
    repeats: true,
  },
])

/** How the picture is seen, and the walk over it, while the photo has the hand. */
export const seeingPhotoActions: readonly Action[] = [...seeingActions, ...sweepActions]
