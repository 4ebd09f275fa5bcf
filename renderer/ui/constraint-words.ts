import type { LabelId } from '../../shared/model/ids.ts'
import type { Constraint, Label } from '../../shared/model/taxonomy.ts'
import { t } from '../i18n/t.ts'

/** A constraint in a sentence. */
export const constraintWords = (constraint: Constraint, labels: readonly Label[]): string => {
  const name = (id: LabelId): string => labels.find((label) => label.id === id)?.name ?? id
  switch (constraint.kind) {
    case 'exclusive':
      return t('{labels}: never together', { labels: constraint.labels.map(name).join(', ') })
    case 'at-most-one':
      return t('{label}: at most one', { label: name(constraint.label) })
    case 'contains':
      return t('{outer} contains {inner}', { outer: name(constraint.outer), inner: name(constraint.inner) })
  }
}
