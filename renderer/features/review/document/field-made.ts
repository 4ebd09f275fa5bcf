import type { Commit } from '../../../../shared/domain/tools/tool.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import type { ReviewState } from '../review-state.ts'

/** Whether a label names a field: one of the schema, or one that is for fields and not for boxes. */
const namesField = (taxonomy: Taxonomy | null, name: string): boolean => {
  if (taxonomy?.fields?.some((field) => field.name === name)) return true
  const shapes = taxonomy?.labels.find((label) => label.name === name)?.shapes ?? []
  return shapes.includes('field') && !shapes.includes('box')
}

type Made = Pick<ReviewState, 'selection' | 'typing' | 'boxFor'>

/**
 * A box drawn for a field becomes that field's place; one drawn under a field's name becomes a field, whose value is typed
 * next. Any other gesture stays what it is.
 */
export const fieldMade = (
  commit: Commit,
  state: ReviewState,
): { readonly commit: Commit; readonly made: Made | null } => {
  const [drawn, ...others] = commit.put
  const annotations = state.desk?.worksheet.annotations ?? []
  const asIs = { commit, made: null }
  if (drawn?.shape.kind !== 'box' || others.length > 0 || commit.remove.length > 0) return asIs
  if (annotations.some(({ id }) => id === drawn.id)) return asIs
  const { kind: _, ...box } = drawn.shape
  const target = annotations.find(({ id }) => id === state.boxFor)
  if (target?.shape.kind === 'field') {
    const put = [{ ...target, shape: { ...target.shape, box } }]
    const made = { selection: [target.id], typing: null, boxFor: null }
    return { commit: { label: `place of ${target.label}`, put, remove: [] }, made }
  }
  if (!namesField(state.taxonomy, drawn.label)) return asIs
  const put = [{ ...drawn, shape: { kind: 'field' as const, value: null, box } }]
  const made = { selection: [drawn.id], typing: drawn.id, boxFor: null }
  return { commit: { ...commit, put }, made }
}
