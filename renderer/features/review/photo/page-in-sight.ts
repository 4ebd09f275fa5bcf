import { pageOf } from '../../../../shared/domain/geometry/shape.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { Picture } from '../picture.ts'

type Paged = { readonly page: number; readonly are: readonly Annotation[] }
const paged = new WeakMap<readonly Annotation[], Paged>()

/** Of annotations, those on the page in sight, and what lies on none. The same list while nothing changed. */
export const onPageInSight = (of: readonly Annotation[], picture: Picture | null): readonly Annotation[] => {
  if (picture === null || picture.pages === 1) return of
  const { page } = picture
  const known = paged.get(of)
  if (known?.page === page) return known.are
  const are = of.filter(({ shape }) => (pageOf(shape) ?? page) === page)
  paged.set(of, { page, are })
  return are
}
