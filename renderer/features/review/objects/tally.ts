import { spliceOf } from '../../../../shared/domain/splice.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { isLookedAt, type ObjectRow } from './objects.ts'

type Confirmed = ReadonlySet<AnnotationId>
type Counted = { readonly rows: readonly ObjectRow[]; readonly confirmed: Confirmed; readonly count: number }

/** Counts the rows that fit. Of rows that an edit made of those counted before, only the edited ones are looked at. */
export const createTally = (
  fits: (row: ObjectRow, confirmed: Confirmed) => boolean,
): ((rows: readonly ObjectRow[], confirmed: Confirmed) => number) => {
  let last: Counted | null = null
  return (rows, confirmed) => {
    const known = last?.confirmed === confirmed ? last : null
    if (known?.rows === rows) return known.count
    const splice = known && spliceOf(known.rows, rows)
    const fitting = (some: readonly ObjectRow[]): number =>
      some.reduce((sum, row) => sum + (fits(row, confirmed) ? 1 : 0), 0)
    const count = known && splice ? known.count - fitting(splice.gone) + fitting(splice.come) : fitting(rows)
    last = { rows, confirmed, count }
    return count
  }
}

export const countLookedAt = createTally(isLookedAt)
