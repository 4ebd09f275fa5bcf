import type { Action } from '../../app/action.ts'
import { useNavigation } from '../../app/navigation.ts'
import { usePreferences } from '../../app/preferences.ts'

const onReview = (): boolean => useNavigation.getState().screen === 'review'

export const queueActions: readonly Action[] = [
  {
    id: 'queue.toggle',
    label: 'Show or hide the queue',
    group: 'Queue',
    scope: 'queue',
    keys: ['bracketleft'],
    when: onReview,
    run: () => usePreferences.getState().toggleQueue(),
  },
  {
    id: 'queue.list',
    label: 'Switch between queue list and case',
    group: 'Queue',
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
    label: 'Filter the queue',
    group: 'Queue',
    scope: 'queue',
    keys: ['slash'],
    when: onReview,
    run: () => {
      if (!usePreferences.getState().queueOpen && useNavigation.getState().queueMode === 'panel')
        usePreferences.getState().toggleQueue()
      requestAnimationFrame(() => document.getElementById('queue-filter')?.focus())
    },
  },
]
