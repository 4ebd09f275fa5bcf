import type { Action } from '../../app/action.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { findPlan, setQuality, useQuality } from './quality-state.ts'

const onQuality = (): boolean => useNavigation.getState().screen === 'quality'

export const qualityActions: readonly Action[] = [
  {
    id: 'quality.basis',
    label: t('Switch between shares of what was reviewed and of production'),
    group: t('Quality'),
    scope: 'quality',
    keys: ['p'],
    when: onQuality,
    run: () => setQuality({ production: !useQuality.getState().production }),
  },
  {
    id: 'quality.plan',
    label: t('Find the fewest cases to relabel'),
    group: t('Quality'),
    scope: 'quality',
    keys: ['f'],
    when: onQuality,
    run: () => void findPlan(),
  },
]
