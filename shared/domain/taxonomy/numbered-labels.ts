import type { LabelId } from '../../model/ids.ts'
import type { Label } from '../../model/taxonomy.ts'
import type { Versions } from './version-line.ts'

/**
 * Every label that the versions up to `to` know or knew, in the order in which they first did, as the newest of them that
 * has it says. Formats number their classes by it: an order that editing, moving and removing labels never changes, so
 * that a class keeps its number from one batch to the next.
 */
export const numberedLabels = (versions: Versions, to: number): readonly Label[] => {
  const found = new Map<LabelId, Label>()
  for (const { version, labels } of versions) {
    if (version > to) continue
    for (const label of labels) found.set(label.id, label)
  }
  return [...found.values()]
}
