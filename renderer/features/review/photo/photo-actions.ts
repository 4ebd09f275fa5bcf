import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { review } from '../review-state.ts'
import { useTool, zoomBy, zoomToActual, zoomToFit } from './hand.ts'
import { maskActions } from './mask-actions.ts'

/** Whether a picture is on the desk. */
export const onImage = (): boolean =>
  review().phase.name === 'open' && review().desk?.open.case.content.image !== undefined
/** The same, with no list of labels open over it that takes the keys. */
export const onFreeImage = (): boolean => onImage() && !review().picking

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inGroup = (group: string, actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group, scope: 'photo', when: onFreeImage, ...action }))

const tools = inGroup(t('Tools'), [
  { id: 'review.draw', label: t('Draw with the last tool'), keys: ['b'], run: () => useTool(review().drawTool) },
  {
    id: 'review.tool.rotated-box',
    label: t('Draw a rotated box'),
    keys: ['shift+r'],
    run: () => useTool('rotated-box'),
  },
  {
    id: 'review.tool.extreme-box',
    label: t('Draw a box by its four outermost points'),
    keys: ['shift+j'],
    run: () => useTool('extreme-box'),
  },
  { id: 'review.tool.ellipse', label: t('Draw an ellipse'), keys: ['shift+o'], run: () => useTool('ellipse') },
  { id: 'review.tool.polygon', label: t('Draw a polygon'), keys: ['shift+p'], run: () => useTool('polygon') },
  { id: 'review.tool.polyline', label: t('Draw a line'), keys: ['shift+l'], run: () => useTool('polyline') },
  { id: 'review.tool.point', label: t('Set a point'), keys: ['shift+y'], run: () => useTool('point') },
  { id: 'review.tool.skeleton', label: t('Draw a skeleton'), keys: ['shift+k'], run: () => useTool('skeleton') },
  { id: 'review.tool.box', label: t('Draw a box'), keys: ['shift+x'], run: () => useTool('box') },
  { id: 'review.tool.pan', label: t('Move the picture (hold Space)'), keys: ['y'], run: () => useTool('pan') },
])

const zooms = inGroup(t('Picture'), [
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
export const photoActions: readonly Action[] = [...tools, ...zooms, ...maskActions]
