import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { review } from '../review-state.ts'
import { useTool } from './hand.ts'
import { cutOut, fillAllHoles, merge, offerReshaping, splitIntoParts } from './mask-acts.ts'
import { growBrush } from './mask-brush.ts'

const onFreeImage = (): boolean => {
  const { phase, desk, picking } = review()
  return phase.name === 'open' && desk?.open.case.content.image !== undefined && !picking
}

type Part = Pick<Action, 'id' | 'label' | 'run'> & Partial<Action>
const inGroup = (group: string, actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group, scope: 'photo', when: onFreeImage, keys: [], ...action }))

/** Masks and outlines: painting, cutting, joining, turning one into the other. */
export const maskActions: readonly Action[] = inGroup(t('Masks and outlines'), [
  { id: 'review.tool.brush', label: t('Paint a mask'), keys: ['shift+m'], run: () => useTool('brush') },
  { id: 'review.tool.eraser', label: t('Erase from a mask'), keys: ['shift+n'], run: () => useTool('eraser') },
  {
    id: 'review.tool.fill',
    label: t('Fill a closed outline of a mask'),
    keys: ['shift+f'],
    run: () => useTool('fill'),
  },
  {
    id: 'review.brush.smaller',
    label: t('Smaller brush'),
    keys: ['comma'],
    run: () => growBrush(-1),
    repeats: true,
  },
  { id: 'review.brush.larger', label: t('Larger brush'), keys: ['period'], run: () => growBrush(1), repeats: true },
  { id: 'review.tool.split', label: t('Split along a line'), keys: ['shift+s'], run: () => useTool('split') },
  { id: 'review.area.merge', label: t('Merge the selected into one'), keys: ['shift+b'], run: merge },
  {
    id: 'review.area.simplify',
    label: t('Simplify the outline'),
    keys: ['semicolon'],
    run: () => offerReshaping('simplify'),
  },
  { id: 'review.area.to-polygon', label: t('Turn the mask into an outline'), run: () => offerReshaping('to-polygon') },
  { id: 'review.area.to-mask', label: t('Turn the outline into a mask'), run: () => offerReshaping('to-mask') },
  { id: 'review.area.parts', label: t('Split into unconnected parts'), run: splitIntoParts },
  { id: 'review.area.fill-holes', label: t('Fill all holes'), run: fillAllHoles },
  {
    id: 'review.area.cut-above',
    label: t('Cut what lies above out of the selected'),
    run: () => cutOut('above-from-selected'),
  },
  {
    id: 'review.area.cut-below',
    label: t('Cut what lies below out of the selected'),
    run: () => cutOut('below-from-selected'),
  },
  {
    id: 'review.area.clear-below',
    label: t('Cut the selected out of what lies below'),
    run: () => cutOut('selected-from-below'),
  },
])
