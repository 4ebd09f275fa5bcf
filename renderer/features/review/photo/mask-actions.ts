import type { ShapeKind } from '../../../../shared/model/shape.ts'
import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { review, shown } from '../review-state.ts'
import { pickUp } from './hand.ts'
import { cutOut, fillAllHoles, merge, offerReshaping, splitIntoParts } from './mask-acts.ts'
import { growBrush } from './mask-brush.ts'
import { actionsIn, onFreeImage } from './on-image.ts'

const isSelected = (isOf: (kind: ShapeKind) => boolean): boolean => {
  const { selection } = review()
  return shown(review()).some(({ id, shape }) => selection.includes(id) && isOf(shape.kind))
}

/** Masks and outlines: painting, cutting, joining, turning one into the other. */
export const maskActions: readonly Action[] = actionsIn(t('Masks and outlines'), [
  { id: 'review.tool.brush', label: t('Paint a mask'), keys: ['shift+m'], run: () => pickUp('brush') },
  { id: 'review.tool.eraser', label: t('Erase from a mask'), keys: ['shift+n'], run: () => pickUp('eraser') },
  {
    id: 'review.tool.fill',
    label: t('Fill a closed outline of a mask'),
    keys: ['shift+f'],
    run: () => pickUp('fill'),
  },
  {
    id: 'review.brush.smaller',
    label: t('Smaller brush'),
    keys: ['comma'],
    run: () => growBrush(-1),
    repeats: true,
  },
  { id: 'review.brush.larger', label: t('Larger brush'), keys: ['period'], run: () => growBrush(1), repeats: true },
  { id: 'review.tool.split', label: t('Split along a line'), keys: ['shift+s'], run: () => pickUp('split') },
  { id: 'review.area.merge', label: t('Merge the selected into one'), keys: ['shift+b'], run: merge },
  {
    id: 'review.area.simplify',
    label: t('Simplify the outline'),
    keys: ['semicolon'],
    run: () => offerReshaping('simplify'),
  },
  {
    id: 'review.area.to-polygon',
    label: t('Turn the mask into an outline'),
    keys: [],
    when: () => onFreeImage() && isSelected((kind) => kind === 'mask'),
    run: () => offerReshaping('to-polygon'),
  },
  {
    id: 'review.area.to-mask',
    label: t('Turn the outline into a mask'),
    keys: [],
    when: () => onFreeImage() && isSelected((kind) => kind !== 'mask'),
    run: () => offerReshaping('to-mask'),
  },
  { id: 'review.area.parts', label: t('Split into unconnected parts'), keys: [], run: splitIntoParts },
  { id: 'review.area.fill-holes', label: t('Fill all holes'), keys: [], run: fillAllHoles },
  {
    id: 'review.area.cut-above',
    label: t('Cut what lies above out of the selected'),
    keys: [],
    run: () => cutOut('above-from-selected'),
  },
  {
    id: 'review.area.cut-below',
    label: t('Cut what lies below out of the selected'),
    keys: [],
    run: () => cutOut('below-from-selected'),
  },
  {
    id: 'review.area.clear-below',
    label: t('Cut the selected out of what lies below'),
    keys: [],
    run: () => cutOut('selected-from-below'),
  },
])
