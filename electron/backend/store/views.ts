import { DeskError } from '../../../shared/contract/errors.ts'
import { QueueScope, type SavedView } from '../../../shared/contract/queue.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { newActId } from '../files/sha256.ts'
import { parseWhere } from './query.ts'
import type { Store } from './store.ts'

type View = ReturnType<typeof SavedView.parse>
type Row = {
  readonly id: string
  readonly name: string
  readonly expression: string
  readonly scope: string
  readonly clock: string
}

const toView = ({ id, name, expression, scope, clock }: Row): View => ({
  id,
  name,
  where: expression,
  scope: QueueScope.parse(scope),
  createdAt: clockToInstant(clock),
})

const SELECT = 'SELECT id, name, expression, scope, clock FROM saved_views'

/** The oldest first. */
export const listViews = (store: Store): View[] => store.prepare<Row>(`${SELECT} ORDER BY clock, id`).all().map(toView)

/** Keeps an expression, in its canonical text, under a name. A view of that name is changed. */
export const saveView = (store: Store, view: Pick<View, 'name' | 'where' | 'scope'>): View => {
  const name = view.name.normalize('NFC').trim()
  if (name === '') throw new DeskError('bad-input', 'A view needs a name. Write one and save it again.')
  const expression = printWhere(parseWhere(view.where))
  return store.write((write) => {
    const known = write
      .prepare<{ id: string; clock: string }>('SELECT id, clock FROM saved_views WHERE name = ?')
      .get(name)
    const row: Row = {
      id: known?.id ?? newActId(),
      name,
      expression,
      scope: view.scope,
      clock: known?.clock ?? write.clock,
    }
    write
      .prepare(
        `INSERT INTO saved_views (id, name, expression, scope, clock) VALUES (@id, @name, @expression, @scope, @clock)
         ON CONFLICT (id) DO UPDATE SET expression = excluded.expression, scope = excluded.scope`,
      )
      .run(row)
    return toView(row)
  })
}

/** Throws `not-found` when there is no such view. */
export const deleteView = (store: Store, id: string): void => {
  const { changes } = store.write((write) => write.prepare('DELETE FROM saved_views WHERE id = ?').run(id))
  if (changes === 0) throw new DeskError('not-found', 'This view is not there any more. Read the list of views again.')
}
