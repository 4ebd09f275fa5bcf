import type { Output } from '../../../shared/contract/table.ts'
import { againstOf, datasetWhere, namesOfCases, type Subject } from './lineage.ts'
import type { VersionRow } from './lineage-versions.ts'
import { build, joined, type Sql, sql } from './sql.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>
type EdgeCases = Output<'lineage.edgeCases'>

/** Bit of `dataset_items.flags`. */
const EDGE = 1

/** As the index `reviews_by_edge` says it, word for word. */
const MARKED = "r.active = 1 AND json_extract(r.body, '$.edgeCase') = 1"

/** Cases that a standing review marks as an edge case and that are in none of the versions. */
const markedSince = ({ frozen, since }: Subject): Sql => {
  const absent = frozen.map(({ rowId }) =>
    sql('NOT EXISTS (SELECT 1 FROM dataset_items i WHERE i.dataset_id = ? AND i.case_id = r.case_id)', rowId),
  )
  const later = since === null ? [] : [sql('r.clock > ?', since)]
  return build`SELECT DISTINCT r.case_id FROM reviews r WHERE ${joined([sql(MARKED), ...absent, ...later], 'AND')}`
}

/** Edge cases of a version that are no edge cases of the other ones. */
const flaggedIn = ({ frozen }: Subject, to: VersionRow): Sql => {
  const others = frozen.map(({ rowId }) =>
    sql(
      `NOT EXISTS (SELECT 1 FROM dataset_items i
         WHERE i.dataset_id = ? AND i.case_id = n.case_id AND i.flags & ${EDGE} <> 0)`,
      rowId,
    ),
  )
  const own = sql(`n.dataset_id = ? AND n.flags & ${EDGE} <> 0`, to.rowId)
  return build`SELECT n.case_id FROM dataset_items n WHERE ${joined([own, ...others], 'AND')}`
}

/**
 * Which edge cases were added since the subject's data, or up to another version, in the order of the source. Where
 * neither data nor time is known nothing can be said.
 */
export const edgeCasesSince = (
  store: Reader,
  subject: Subject,
  to: VersionRow | null,
  offset: number,
  limit: number,
): EdgeCases => {
  const { frozen, since } = subject
  const against = againstOf(subject)
  if (frozen.length === 0 && since === null) return { against, total: 0, rows: [], where: null }
  const cases = to === null ? markedSince(subject) : flaggedIn(subject, to)
  const count = store.prepare<{ n: number }>(`SELECT count(*) AS n FROM (${cases.text})`).get(...cases.parameters)
  const page = store
    .prepare<number>(`SELECT case_id FROM (${cases.text}) ORDER BY case_id LIMIT ? OFFSET ?`)
    .pluck()
    .all(...cases.parameters, limit, offset)
  const names = namesOfCases(store, page)
  return {
    against,
    total: count?.n ?? 0,
    rows: page.flatMap((row) => names.get(row) ?? []),
    where: to === null && frozen.length > 0 ? absentWhere(frozen) : null,
  }
}

/** `edge:yes and not dataset:…`, as `markedSince` reads it. */
const absentWhere = (frozen: readonly VersionRow[]): string =>
  ['edge:yes', ...frozen.map((one) => `not ${datasetWhere(one)}`)].join(' and ')
