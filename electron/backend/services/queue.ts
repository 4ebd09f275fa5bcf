import { printWhere } from '../../../shared/domain/where/print.ts'
import { readWhere } from '../../../shared/domain/where/read.ts'
import type { Handlers } from '../backend.ts'
import { createQueue as createStoredQueue, type Queue } from '../store/queue.ts'
import { previewQueue } from '../store/queue-preview.ts'
import { fieldValueCounts } from '../store/queue-values.ts'
import type { Store } from '../store/store.ts'
import { deleteView, listViews, saveView } from '../store/views.ts'
import type { ServiceContext } from './context.ts'

type Room =
  | 'queue.rows'
  | 'queue.count'
  | 'queue.next'
  | 'queue.place'
  | 'queue.preview'
  | 'queue.parse'
  | 'queue.values'
  | 'view.list'
  | 'view.save'
  | 'view.delete'

export const createQueue = (context: ServiceContext): Pick<Handlers, Room> => {
  // What is kept of one project's lists goes with its store.
  const queues = new WeakMap<Store, Queue>()
  const queue = (): Queue => {
    const store = context.store()
    const known = queues.get(store) ?? createStoredQueue(store)
    queues.set(store, known)
    return known
  }
  return {
    'queue.rows': (request) => ({ rows: queue().rows(request) }),
    'queue.count': ({ where, scope, fresh }) => queue().count(where, scope, fresh),
    'queue.next': (request) => ({ rows: queue().next(request) }),
    'queue.place': ({ where, scope, caseId }) => ({ place: queue().place(where, scope, caseId) }),
    'queue.preview': (settings) => previewQueue(context.store(), settings),
    'queue.parse': ({ where }) => {
      const read = readWhere(where)
      return read.ok
        ? { ok: true, canonical: printWhere(read.where), problem: null }
        : { ok: false, canonical: '', problem: read.problem }
    },
    'queue.values': (ask) => ({ values: fieldValueCounts(context.store(), ask) }),
    'view.list': () => ({ views: listViews(context.store()) }),
    'view.save': (view) => saveView(context.store(), view),
    'view.delete': ({ id }) => {
      deleteView(context.store(), id)
      return {}
    },
  }
}
