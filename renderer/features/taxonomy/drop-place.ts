import type { LabelPlace } from '../../../shared/domain/taxonomy/label-edits.ts'
import type { LabelNode } from '../../../shared/domain/taxonomy/label-tree.ts'
import type { LabelId } from '../../../shared/model/ids.ts'

/** Where a drop would put a label, and how that is shown: a line at the edge of a row, or the row itself. */
export type Drop = { readonly over: LabelId; readonly at: 'before' | 'into' | 'after'; readonly place: LabelPlace }

/** The row's upper quarter means before it, its lower quarter behind it, its middle under it. */
const EDGE = 0.25

/**
 * The drop at a height over the rows in sight, in rows (2.5 is the middle of the third). Null where the label would land
 * on itself or below itself. Behind a row that shows its children is before the first of them.
 */
export const dropAt = (rows: readonly LabelNode[], height: number, dragged: LabelId): Drop | null => {
  const index = Math.max(0, Math.min(rows.length - 1, Math.floor(height)))
  const node = rows[index]
  if (!node || node.label.id === dragged || node.above.some(({ id }) => id === dragged)) return null
  const part = height - index
  const over = node.label.id
  const parent = node.above.at(-1)?.id ?? null
  if (part < EDGE) return { over, at: 'before', place: { parent, before: over } }
  if (part <= 1 - EDGE) return { over, at: 'into', place: { parent: over, before: null } }
  const below = rows[index + 1]
  if (below && below.above.at(-1)?.id === over)
    return { over, at: 'after', place: { parent: over, before: below.label.id } }
  const next = rows.slice(index + 1).find(({ above }) => (above.at(-1)?.id ?? null) === parent)
  return { over, at: 'after', place: { parent, before: next?.label.id ?? null } }
}
