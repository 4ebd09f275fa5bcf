import type { Output, Parsed } from '../../../shared/contract/table.ts'
import { cellWhere } from '../../../shared/domain/failures/cell-where.ts'
import { layOut } from '../../../shared/domain/failures/layout.ts'
import { periodTrends } from '../../../shared/domain/failures/period-trends.ts'
import type { Where } from '../../../shared/domain/where/expression.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import type { Handlers } from '../backend.ts'
import { auditStrata } from '../store/audit-sample.ts'
import { casesWithin, countFailures, requireIndexed } from '../store/failures.ts'
import { readFault } from '../store/fault.ts'
import { countUnfound } from '../store/findings.ts'
import { parseWhere } from '../store/query.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'
import { startSoon } from './start-soon.ts'

type Room = 'failures.board' | 'failures.trend' | 'failures.fault' | 'failures.find'

const TITLE = 'Working out what older reviews found'

export const createFailures = (context: ServiceContext): Pick<Handlers, Room> => ({
  'failures.board': (ask) => board(context.store(), ask),
  'failures.trend': (ask) => trend(context.store(), ask),
  'failures.fault': ({ where }) => readFault(context.store(), parseWhere(where)),
  'failures.find': () => ({ jobId: context.jobs.start('find-failures', TITLE, {}).id }),
})

/** Called when a project is opened: what older reviews found is worked out while people work. */
export const findOlderFailures = (context: ServiceContext): void => {
  if (countUnfound(context.store()) > 0) startSoon(context, 'find-failures', TITLE, {})
}

const board = (
  store: Store,
  { by, where: expression, production, most }: Parsed<'failures.board'>,
): Output<'failures.board'> => {
  requireIndexed(store, by)
  const where = parseWhere(expression)
  const within = casesWithin(store, where)
  const totals = countFailures(store, { by: [], within, production })
  const counted = by.length === 0 ? [] : countFailures(store, { by, within, production })
  const opened = production ? amongAudited(where) : where
  const { whole, slices, moreSlices, rows } = layOut(by, counted, totals, most)
  const { reviewed, decided, failed } = whole
  return {
    by: [...by],
    counts: {
      ...{ reviewed: reviewed.n, decided: decided.n, failed: failed.n },
      audited: auditStrata(store).reduce((sum, stratum) => sum + stratum.reviewedCases, 0),
      uncounted: countUnfound(store),
    },
    slices: slices.map(({ values, whole: { reviewed: all, decided: told } }) => ({
      values: [...values],
      ...{ reviewed: all.n, decided: told.n },
    })),
    moreSlices,
    rows: rows.map(({ what, total, cells }) => ({
      what,
      total: { ...total, where: printWhere(cellWhere(what, [], opened)) },
      cells: cells.map((cell, at) => {
        const values = slices[at]?.values ?? []
        const placed = by.map((dimension, each) => ({ dimension, value: values[each] ?? null }))
        return { ...cell, where: printWhere(cellWhere(what, placed, opened)) }
      }),
    })),
  }
}

/** Shares of production are of the audit's cases, so that a cell opens those alone. */
const amongAudited = (where: Where): Where => {
  const drawn = { kind: 'test', field: 'audited', values: [{ kind: 'is', text: 'yes' }] } as const
  return where.kind === 'everything'
    ? drawn
    : { kind: 'and', parts: [drawn, ...(where.kind === 'and' ? where.parts : [where])] }
}

const trend = (store: Store, ask: Parsed<'failures.trend'>): Output<'failures.trend'> => {
  const { every, production, most } = ask
  const counted = countFailures(store, { by: [every], within: casesWithin(store, parseWhere(ask.where)), production })
  return { every, ...periodTrends(every, counted, most, production) }
}
