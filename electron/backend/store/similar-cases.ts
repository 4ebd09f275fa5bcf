import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** How near the lowest scores lie to be of one band. */
const BAND = 0.05

/** Of the cases in the band so many are looked at, the first in the source's order. */
const MOST_LOOKED_AT = 20_000

type Found = { readonly case_id: number; readonly labels: string }

/**
 * Cases not yet done with whose lowest score lies near this one's and whose prediction has the same set of labels, in
 * the source's order. Without any known score only those without one are near.
 */
export function similarCases(store: Reader, caseRow: number, limit: number): number[] {
  const own = labelSets(store, 'SELECT ? AS id', caseRow)[0]
  if (!own) return []
  const near = `
    SELECT c.id FROM cases o JOIN cases c ON c.label_id IS o.label_id AND c.kind = o.kind AND c.id <> o.id
    WHERE o.id = ? AND c.status < 2
      AND ((c.score IS NULL AND o.score IS NULL) OR abs(c.score - o.score) <= ${BAND}) LIMIT ${MOST_LOOKED_AT}`
  const others = labelSets(store, near, caseRow)
  return others
    .filter((each) => each.labels === own.labels)
    .slice(0, limit)
    .map((each) => each.case_id)
}

/** The labels of a case's predictions, each once, as sorted text. */
const labelSets = (store: Reader, cases: string, caseRow: number): Found[] =>
  store
    .prepare<Found>(
      `SELECT case_id, group_concat(label_id, ' ') AS labels FROM (
         SELECT DISTINCT a.case_id, a.label_id FROM (${cases}) n
         CROSS JOIN prediction_annotations a ON a.case_id = n.id
         ORDER BY a.case_id, a.label_id)
       GROUP BY case_id ORDER BY case_id`,
    )
    .all(caseRow)
