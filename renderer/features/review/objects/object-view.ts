import { create } from 'zustand'
import { boundsOf, pageOf } from '../../../../shared/domain/geometry/shape.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { createIndex } from '../kept-index.ts'
import { aboutDesk, confirmedIds, type ReviewState, review, shown } from '../review-state.ts'
import { isLookedAt, type ObjectRow, objectRows } from './objects.ts'

export const OBJECT_ORDERS = ['score', 'position', 'label'] as const
export type ObjectOrder = (typeof OBJECT_ORDERS)[number]

/** `todo`: not looked at yet. `changed`: other than predicted. */
export const OBJECT_FILTERS = ['all', 'todo', 'confirmed', 'changed', 'removed', 'added'] as const
export type ObjectFilter = (typeof OBJECT_FILTERS)[number]

type ObjectView = { readonly order: ObjectOrder; readonly filter: ObjectFilter }

/** How the list of objects is looked at; stays from case to case. */
export const useObjectView = create<ObjectView>(() => ({ order: 'score', filter: 'all' }))

const fits = (row: ObjectRow, filter: ObjectFilter, confirmed: ReadonlySet<AnnotationId>): boolean => {
  switch (filter) {
    case 'all':
      return true
    case 'todo':
      return !isLookedAt(row, confirmed)
    case 'confirmed':
      return row.state === 'confirmed' && confirmed.has(row.id)
    case 'changed':
      return row.state !== 'confirmed' && row.now !== null && row.predicted !== null
    case 'removed':
      return row.now === null
    case 'added':
      return row.state === 'missing'
  }
}

/** Where an object begins: page or turn, then along the text, or down and across the picture. */
const placeOf = (row: ObjectRow): readonly [number, number, number] => {
  const shape = (row.now ?? row.predicted)?.shape
  if (!shape) return [0, 0, 0]
  if (shape.kind === 'span') return [shape.turn ?? 0, shape.ranges[0]?.startUtf16 ?? 0, 0]
  if (shape.kind === 'case') return [shape.turn ?? 0, -1, 0]
  if (shape.kind === 'item') return [0, shape.rank, 0]
  const bounds = boundsOf(shape)
  return [pageOf(shape) ?? 0, bounds?.y ?? 0, bounds?.x ?? 0]
}

const ordered = (rows: readonly ObjectRow[], order: ObjectOrder): readonly ObjectRow[] => {
  if (order === 'score') return rows
  if (order === 'label') {
    const collator = new Intl.Collator()
    const label = (row: ObjectRow): string => (row.now ?? row.predicted)?.label ?? ''
    return rows.toSorted((a, b) => collator.compare(label(a), label(b)))
  }
  const places = new Map(rows.map((row) => [row, placeOf(row)]))
  const at = (row: ObjectRow, n: 0 | 1 | 2): number => places.get(row)?.[n] ?? 0
  return rows.toSorted((a, b) => at(a, 0) - at(b, 0) || at(a, 1) - at(b, 1) || at(a, 2) - at(b, 2))
}

type Looked = Pick<ReviewState, 'desk' | 'veiled' | 'taxonomy'>

type Listed = { readonly of: Looked; readonly rows: readonly ObjectRow[] }
let last: Listed | null = null

const sameParts = (a: Looked, b: Looked): boolean =>
  a.veiled === b.veiled &&
  a.taxonomy === b.taxonomy &&
  a.desk?.prediction === b.desk?.prediction &&
  a.desk?.worksheet.annotations === b.desk?.worksheet.annotations &&
  a.desk?.worksheet.relations === b.desk?.worksheet.relations

/**
 * All parts of the case on the desk, least confident first. Behind the veil only the reviewer's own. The list, the text
 * and the photo ask for the same: what was answered last is kept.
 */
export const allRows = ({ desk, veiled, taxonomy }: Looked): readonly ObjectRow[] => {
  const of = { desk, veiled, taxonomy }
  if (last && sameParts(last.of, of)) return last.rows
  const prediction = veiled ? null : (desk?.prediction ?? null)
  const rows = objectRows(prediction, shown(of), desk?.worksheet.relations, aboutDesk(of))
  last = { of, rows }
  return rows
}

const byId = createIndex<ObjectRow>()
/** One of all parts, without looking through them. */
export const rowById = (state: Looked, id: AnnotationId): ObjectRow | null => byId(allRows(state)).get(id) ?? null

/** Rows as the list shows them: filtered and in its order. */
export const listed = (
  rows: readonly ObjectRow[],
  confirmed: ReadonlySet<AnnotationId>,
  { order, filter }: ObjectView,
): readonly ObjectRow[] => ordered(filter === 'all' ? rows : rows.filter((row) => fits(row, filter, confirmed)), order)

/** The parts of the case on the desk as the list shows them. */
export const rowsNow = (): readonly ObjectRow[] => {
  const state = review()
  return listed(allRows(state), confirmedIds(state), useObjectView.getState())
}
