import type { Action } from '../../../app/action.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { t } from '../../../i18n/t.ts'
import { adjustActions } from './adjust-actions.ts'
import { drawNext, pickUp, zoomBy, zoomToActual, zoomToFit } from './hand.ts'
import { maskActions } from './mask-actions.ts'
import { actionsIn, onImage } from './on-image.ts'
import { pageActions } from './pages.ts'
import { seeingPhotoActions } from './seeing-actions.ts'
import { shapeActions } from './shape-actions.ts'

const tools = actionsIn(t('Tools'), [
  { id: 'review.draw', label: t('Draw with the last tool'), keys: ['b'], run: drawNext },
  {
    id: 'review.tool.rotated-box',
    label: t('Draw a rotated box'),
    keys: ['shift+r'],
    run: () => pickUp('rotated-box'),
  },
  {
    id: 'review.tool.extreme-box',
    label: t('Draw a box by its four outermost points'),
    keys: ['shift+j'],
    run: () => pickUp('extreme-box'),
  },
  { id: 'review.tool.ellipse', label: t('Draw an ellipse'), keys: ['shift+o'], run: () => pickUp('ellipse') },
  { id: 'review.tool.polygon', label: t('Draw a polygon'), keys: ['shift+p'], run: () => pickUp('polygon') },
  { id: 'review.tool.polyline', label: t('Draw a line'), keys: ['shift+l'], run: () => pickUp('polyline') },
  { id: 'review.tool.point', label: t('Set a point'), keys: ['shift+y'], run: () => pickUp('point') },
  { id: 'review.tool.skeleton', label: t('Draw a skeleton'), keys: ['shift+k'], run: () => pickUp('skeleton') },
  { id: 'review.tool.box', label: t('Draw a box'), keys: ['shift+x'], run: () => pickUp('box') },
  { id: 'review.tool.pan', label: t('Move the picture (hold Space)'), keys: ['y'], run: () => pickUp('pan') },
  { id: 'review.tools', label: t('Show or hide the tools'), keys: [], run: usePreferences.getState().toggleTools },
])

const zooms = actionsIn(t('Picture'), [
  {
    id: 'review.zoom.in',
    label: t('Zoom in'),
    keys: ['equal', 'shift+equal'],
    when: onImage,
    run: () => zoomBy(1.25),
    repeats: true,
  },
  {
    id: 'review.zoom.out',
    label: t('Zoom out'),
    keys: ['minus'],
    when: onImage,
    run: () => zoomBy(0.8),
    repeats: true,
  },
  { id: 'review.zoom.fit', label: t('Zoom to fit'), keys: ['u'], run: zoomToFit },
  { id: 'review.zoom.actual', label: t('Zoom to 100 %'), keys: ['i'], run: zoomToActual },
])

/** What can be done with the picture and the shapes on it, while the photo has the hand. */
export const photoActions: readonly Action[] = [
  ...tools,
  ...zooms,
  ...shapeActions,
  ...maskActions,
  ...seeingPhotoActions,
  ...adjustActions,
  ...pageActions,
]
