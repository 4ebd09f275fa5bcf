import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import type { Commit } from './tool.ts'

/** The objects with all that are grouped with them; those given stand first. */
export const withGroups = (
  ids: readonly AnnotationId[],
  annotations: readonly Annotation[],
): readonly AnnotationId[] => {
  const given = new Set(ids)
  const groups = new Set(annotations.flatMap(({ id, group }) => (group !== undefined && given.has(id) ? group : [])))
  if (groups.size === 0) return ids
  const others = annotations.filter(({ id, group }) => group !== undefined && groups.has(group) && !given.has(id))
  return [...ids, ...others.map(({ id }) => id)]
}

/** Makes the objects one group; null when they are fewer than two, or are one group already and nothing else is in it. */
export const groupTogether = (chosen: readonly Annotation[], group: string): Commit | null => {
  const [first, ...others] = chosen
  if (!first || others.length === 0) return null
  if (first.group !== undefined && others.every((one) => one.group === first.group)) return null
  return { label: `group ${chosen.length} objects`, put: chosen.map((one) => ({ ...one, group })), remove: [] }
}

/** Takes the objects out of their groups; null when they are in none. */
export const ungroup = (chosen: readonly Annotation[]): Commit | null => {
  const put = chosen.flatMap(({ group, ...alone }): Annotation[] => (group === undefined ? [] : [alone]))
  return put.length === 0 ? null : { label: `ungroup ${put.length} objects`, put, remove: [] }
}
