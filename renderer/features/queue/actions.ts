import type { Action } from '../../app/action.ts'
import { useNavigation } from '../../app/navigation.ts'
import { showQueue, toggleQueue } from '../../app/panels.ts'

const onReview = (): boolean => useNavigation.getState().screen === 'review'

export const queueActions: readonly Action[] = [
  {
    id: 'queue.toggle',
    label: 'Show or hide the queue',
    group: 'Queue',
    scope: 'queue',
    keys: ['bracketleft'],
    when: onReview,
    run: toggleQueue,
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
      if (useNavigation.getState().queueMode === 'panel') showQueue()
      // The panel stands after the next paint.
      requestAnimationFrame(() => document.getElementById('queue-filter')?.focus())
    },
  },
]
