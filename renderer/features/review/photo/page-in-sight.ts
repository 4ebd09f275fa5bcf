import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { ImageRef } from '../../../../shared/model/case.ts'

type Paged = { readonly page: number; readonly are: readonly Annotation[] }
const paged = new WeakMap<readonly Annotation[], Paged>()

/** Of annotations, those on the page of the image in sight, and what lies on none. The same list while nothing changed. */
export const onPageInSight = (of: readonly Annotation[], image: ImageRef | undefined): readonly Annotation[] => {
  if (image?.pages === undefined) return of
  const page = image.pageIndex ?? 0
  const known = paged.get(of)
  if (known?.page === page) return known.are
  const are = of.filter(({ shape }) => !('page' in shape) || (shape.page ?? 0) === page)
  paged.set(of, { page, are })
  return are
}
