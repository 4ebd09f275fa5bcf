import type { Action } from '../../app/action.ts'
import { useNavigation } from '../../app/navigation.ts'
import { showQueue, toggleQueue } from '../../app/panels.ts'
import { t } from '../../i18n/t.ts'

const onReview = (): boolean => useNavigation.getState().screen === 'review'

export const queueActions: readonly Action[] = [
  {
    id: 'queue.toggle',
    label: t('Show or hide the queue'),
    group: t('Queue'),
    scope: 'queue',
    keys: ['bracketleft'],
    when: onReview,
    run: toggleQueue,
  },
  {
    id: 'queue.list',
    label: t('Switch between queue list and case'),
    group: t('Queue'),
    scope: 'queue',
    keys: ['backslash'],
    when: onReview,
    run: () => {
      const navigation = useNavigation.getState()
      navigation.setQueueMode(navigation.queueMode === 'list' ? 'panel' : 'list')
    },
  },
  {
    id: 'queue.filter',
    label: t('Filter the queue'),
    group: t('Queue'),
    scope: 'queue',
    keys: ['slash'],
    when: onReview,
    run: () => {
      if (useNavigation.getState().queueMode === 'panel') showQueue()
      // The panel stands after the next paint.
      requestAnimationFrame(() => document.getElementById('queue-filter')?.focus())
    },
  },
]
