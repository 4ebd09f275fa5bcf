import { type Layered, type Lookup, layered, spliceOf } from '../../../shared/domain/splice.ts'
import type { AnnotationId } from '../../../shared/model/ids.ts'

type Indexed<T> = { readonly list: readonly T[]; readonly byId: Layered<AnnotationId, T> }

/** Looks entries of a list up by id. Of a list that an edit made of the one asked for before, only the edit is looked at. */
export const createIndex = <T extends { readonly id: AnnotationId }>(): ((
  list: readonly T[],
) => Lookup<AnnotationId, T>) => {
  const entry = (one: T): readonly [AnnotationId, T] => [one.id, one]
  let last: Indexed<T> | null = null
  return (list) => {
    if (last?.list === list) return last.byId
    const splice = last && spliceOf(last.list, list)
    const byId =
      last && splice
        ? last.byId.changed(
            splice.gone.map(({ id }) => id),
            splice.come.map(entry),
          )
        : layered(list.map(entry))
    last = { list, byId }
    return byId
  }
}
