import { t } from '../../../i18n/t.ts'
import {
  adjust,
  adjusted,
  autoWindow,
  bendGamma,
  brighten,
  nextChannel,
  resetAdjustment,
  sharpenContrast,
} from './adjust.ts'
import { actionsIn } from './on-image.ts'

const STEP = 0.1
const BEND = 1.2

/** How the picture is shown: nothing of it changes the data. */
export const adjustActions = actionsIn(t('Picture'), [
  { id: 'review.adjust.brighter', label: t('Brighter'), keys: ['alt+b'], run: () => brighten(STEP), repeats: true },
  { id: 'review.adjust.darker', label: t('Darker'), keys: ['alt+shift+b'], run: () => brighten(-STEP), repeats: true },
  {
    id: 'review.adjust.contrast-more',
    label: t('More contrast'),
    keys: ['alt+c'],
    run: () => sharpenContrast(STEP),
    repeats: true,
  },
  {
    id: 'review.adjust.contrast-less',
    label: t('Less contrast'),
    keys: ['alt+shift+c'],
    run: () => sharpenContrast(-STEP),
    repeats: true,
  },
  {
    id: 'review.adjust.gamma-more',
    label: t('Lift the shadows (gamma)'),
    keys: ['alt+g'],
    run: () => bendGamma(BEND),
    repeats: true,
  },
  {
    id: 'review.adjust.gamma-less',
    label: t('Deepen the shadows (gamma)'),
    keys: ['alt+shift+g'],
    run: () => bendGamma(1 / BEND),
    repeats: true,
  },
  { id: 'review.adjust.channel', label: t('Show the next channel alone'), keys: ['alt+h'], run: nextChannel },
  {
    id: 'review.adjust.invert',
    label: t('Invert the picture'),
    keys: ['alt+i'],
    run: () => adjust({ invert: !adjusted().invert }),
  },
  { id: 'review.adjust.window', label: t('Window as the 16-bit image proposes'), keys: ['alt+w'], run: autoWindow },
  { id: 'review.adjust.reset', label: t('Show the picture as it is'), keys: ['alt+shift+w'], run: resetAdjustment },
])
