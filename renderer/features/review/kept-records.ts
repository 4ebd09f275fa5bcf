import { type Layered, layered, spliceOf } from '../../../shared/domain/splice.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../shared/model/ids.ts'

/**
 * What is asked of a list of annotations at every step of the hand, kept beside the list. Of a list that an edit made of
 * the one asked for before it, only what the edit changed is looked at.
 */
type Kept = {
  readonly list: readonly Annotation[]
  readonly byId: Layered<AnnotationId, Annotation>
  readonly wholes: readonly Annotation[]
}

const keptOf = new WeakMap<readonly Annotation[], Kept>()
let last: Kept | null = null

export const isWhole = ({ shape }: Annotation): boolean => shape.kind === 'case'

const anew = (list: readonly Annotation[]): Kept => ({
  list,
  byId: layered(list.map((one) => [one.id, one])),
  wholes: list.filter(isWhole),
})

const edited = (list: readonly Annotation[], before: Kept): Kept | null => {
  const splice = spliceOf(before.list, list)
  if (!splice) return null
  const { gone, come } = splice
  const same = !gone.some(isWhole) && !come.some(isWhole)
  return {
    list,
    byId: before.byId.changed(
      gone.map(({ id }) => id),
      come.map((one) => [one.id, one] as const),
    ),
    wholes: same ? before.wholes : list.filter(isWhole),
  }
}

const kept = (list: readonly Annotation[]): Kept => {
  if (last?.list === list) return last
  last = keptOf.get(list) ?? (last && edited(list, last)) ?? anew(list)
  keptOf.set(list, last)
  return last
}

/** Looks through the list of a case before it is asked for. */
export const keepAhead = (list: readonly Annotation[]): void => {
  if (!keptOf.has(list)) keptOf.set(list, anew(list))
}

export const recordById = (list: readonly Annotation[], id: AnnotationId): Annotation | null =>
  kept(list).byId.get(id) ?? null

/** What says something of the whole case or of a whole turn: classes, and what only carries attributes. */
export const wholesOf = (list: readonly Annotation[]): readonly Annotation[] => kept(list).wholes
