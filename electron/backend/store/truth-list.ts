import type { CaseTruth, TruthAnswer } from '../../../shared/contract/truths.ts'
import { adjudicationStands, answersOf, speakingReviews } from '../../../shared/domain/ground-truth.ts'
import type { CaseId } from '../../../shared/model/ids.ts'
import type { Review } from '../../../shared/model/review.ts'
import { caseRowId } from './cases.ts'
import { compileWhere } from './query.ts'
import type { ReadingStore } from './readings.ts'
import {
  pagesOf,
  questionOf,
  readTruthPage,
  type TruthOptions,
  type TruthPage,
  takingPart,
  truthOfCase,
} from './truths.ts'

type Reader = ReadingStore

/** Cases looked at for one window, so that it is answered at once however rare the wanted ones are. */
const LOOKED_AT = 1000

/** How many objects each label has. */
export const labelCounts = ({ annotations }: Pick<Review, 'annotations'>): Record<string, number> => {
  const counts = new Map<string, number>()
  for (const { label } of annotations) counts.set(label, (counts.get(label) ?? 0) + 1)
  return Object.fromEntries(counts)
}

const answerOf = ({ reviews, answered }: ReturnType<typeof answersOf>[number]): TruthAnswer => ({
  answered,
  labels: reviews[0] === undefined ? {} : labelCounts(reviews[0]),
  reviews: reviews.map(({ id, personId, at, origin, verdict, causes, note }) => ({
    ...{ id, personId, at, origin, verdict, note },
    causes: [...causes],
  })),
})

const rowOf = (
  page: TruthPage,
  titles: ReadonlyMap<number, string>,
  caseRow: number,
  options: TruthOptions,
): CaseTruth => {
  const one = page.cases.get(caseRow)
  if (one === undefined) throw new Error(`case row ${caseRow} is not there`)
  const question = questionOf(page, caseRow, takingPart(page, caseRow, options.importedTruth))
  const adjudication = page.adjudications.get(caseRow)
  return {
    caseId: one.id,
    key: one.key,
    title: titles.get(caseRow) ?? '',
    kind: one.kind,
    status: truthOfCase(page, caseRow, options).status,
    adjudication:
      adjudication === undefined
        ? null
        : { ...adjudication, stale: !adjudicationStands(adjudication, speakingReviews(question)) },
    answers: answersOf(question).map(answerOf),
  }
}

const titlesOf = (store: Reader, caseRows: readonly number[]): ReadonlyMap<number, string> =>
  new Map(
    store
      .prepare<{ case_id: number; title: string }>(
        'SELECT case_id, title FROM case_contents WHERE case_id IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(caseRows))
      .map(({ case_id, title }) => [case_id, title]),
  )

const rowsOf = (store: Reader, caseRows: readonly number[], options: TruthOptions): readonly CaseTruth[] => {
  const page = readTruthPage(store, caseRows, 'active')
  const titles = titlesOf(store, caseRows)
  return caseRows.map((caseRow) => rowOf(page, titles, caseRow, options))
}

/** The answers to one case. */
export const readTruth = (store: Reader, caseRow: number, options: TruthOptions): CaseTruth => {
  const [row] = rowsOf(store, [caseRow], options)
  if (row === undefined) throw new Error(`case row ${caseRow} is not there`)
  return row
}

export type TruthWindow = TruthOptions & {
  readonly which: 'undecided' | 'adjudicated'
  readonly where: string
  readonly after: CaseId | null
  readonly limit: number
}

/** Cases that might be wanted: with several active reviews, or with a decision. */
const CANDIDATES = {
  undecided: 'SELECT case_id FROM reviews WHERE active = 1 GROUP BY case_id HAVING count(*) > 1',
  adjudicated: 'SELECT case_id FROM adjudications WHERE active = 1',
} as const

/** A window of the cases that are undecided, or were decided, in the source's order. Throws `bad-input`. */
export const listTruths = (
  store: Reader,
  { which, where, after, limit, ...options }: TruthWindow,
): { readonly rows: readonly CaseTruth[]; readonly next: CaseId | null } => {
  const filter = compileWhere(where, store)
  const afterRow = after === null ? 0 : (caseRowId(store, after) ?? 0)
  const candidates = store
    .prepare<number>(
      `SELECT c.id FROM cases c WHERE c.id > ? AND c.id IN (${CANDIDATES[which]}) AND (${filter.sql})
       ORDER BY c.id LIMIT ${LOOKED_AT}`,
    )
    .pluck()
    .all(afterRow, ...filter.parameters)
  const rows: CaseTruth[] = []
  let last: CaseId | null = null
  for (const caseRows of pagesOf(candidates)) {
    for (const row of rowsOf(store, caseRows, options)) {
      if (row.status === which || (which === 'adjudicated' && row.adjudication?.stale)) rows.push(row)
      last = row.caseId
      if (rows.length === limit) return { rows, next: last }
    }
  }
  return { rows, next: candidates.length === LOOKED_AT ? last : null }
}
