import { z } from 'zod'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { Plan, PlanListed, PlanPreview } from '../../../shared/contract/plans.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import type { RelabelPlan } from '../../../shared/domain/failures/relabel-plan.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { FailureKind, PlanId, PlanOptions } from '../../../shared/model/failure.ts'
import { CaseId, PersonId } from '../../../shared/model/ids.ts'
import { TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { newActId } from '../files/sha256.ts'
import { ASKED_BY_PLANS, PLAN_CASE_DONE } from './plans-asking.ts'
import type { Store, Write } from './store.ts'
import { refreshCase } from './worksheets.ts'

type Reader = Pick<Store, 'prepare'>

/** What is kept of a plan beside its cases. */
const Report = z.strictObject({
  cells: z.array(
    z.strictObject({
      what: FailureKind,
      label: z.string().nullable(),
      slice: z.string().nullable(),
      cases: z.int(),
      asked: z.int(),
    }),
  ),
  atLeast: z.int(),
  failing: z.int(),
  unread: z.int(),
})
type Report = z.infer<typeof Report>

const Places = z.array(z.int())
const MOST_SHOWN = 1000

type Row = {
  readonly id: string
  readonly name: string
  readonly clock: string
  readonly person_id: string
  readonly options: string
  readonly report: string
  readonly closed: string | null
}
type CaseRow = {
  readonly case_id: number
  readonly uid: Buffer
  readonly key: string
  readonly title: string
  readonly cells: string
  readonly stands_for: string
  readonly done: 0 | 1
}

const preview = (options: PlanOptions, report: Report, cases: readonly CaseRow[]): PlanPreview => {
  const shown = cases.slice(0, MOST_SHOWN).map(({ uid, key, title, cells, stands_for, done }) => ({
    caseId: CaseId.parse(uid.toString('hex')),
    ...{ key, title, done: done === 1 },
    cells: Places.parse(JSON.parse(cells)),
    standsFor: Places.parse(JSON.parse(stands_for)).length,
  }))
  const doneIn = report.cells.map(() => 0)
  for (const { cells, done } of cases) {
    if (done === 1) for (const cell of Places.parse(JSON.parse(cells))) doneIn[cell] = (doneIn[cell] ?? 0) + 1
  }
  const { atLeast, failing, unread } = report
  return {
    options,
    size: cases.length,
    done: cases.filter(({ done }) => done === 1).length,
    ...{ atLeast, failing, unread },
    cells: report.cells.map((cell, at) => ({ ...cell, done: Math.min(doneIn[at] ?? 0, cell.asked) })),
    cases: shown,
  }
}

const reportOf = ({ cells, atLeast, failing }: RelabelPlan, unread: number): Report => ({
  ...{ atLeast, failing, unread },
  cells: cells.map((cell) => ({ ...cell })),
})

/** A plan as it would be; nothing is written. */
export const previewPlan = (store: Reader, options: PlanOptions, plan: RelabelPlan, unread: number): PlanPreview => {
  const named = store.prepare<Pick<CaseRow, 'uid' | 'key' | 'title'>>(
    'SELECT c.uid, k.key, k.title FROM cases c JOIN case_contents k ON k.case_id = c.id WHERE c.id = ?',
  )
  const cases = plan.cases.flatMap(({ caseRow, cells, standsFor }): CaseRow[] => {
    const found = named.get(caseRow)
    const told = { cells: JSON.stringify(cells), stands_for: JSON.stringify(standsFor), done: 0 } as const
    return found ? [{ case_id: caseRow, ...found, ...told }] : []
  })
  return preview(options, reportOf(plan, unread), cases)
}

const RULE = TRIGGER_RULES.indexOf('relabel-plan')

/** Puts a case into the queue for a plan; at the end, until the queue is laid anew. */
const queueCase = (write: Write, caseRow: number, name: string): void => {
  write
    .prepare(
      `INSERT INTO queue_reasons (case_id, rule, value, detail, inclusion)
       SELECT id, ?, NULL, ?, coalesce(inclusion, 1) FROM cases WHERE id = ?
       ON CONFLICT (case_id, rule) DO UPDATE SET detail = excluded.detail`,
    )
    .run(RULE, name, caseRow)
  write
    .prepare(
      `INSERT INTO queue_entries (rank, case_id, lane, open)
       SELECT coalesce((SELECT max(rank) FROM queue_entries), 0) + 1, ?, 0, 1
       WHERE NOT EXISTS (SELECT 1 FROM queue_entries WHERE case_id = ?)`,
    )
    .run(caseRow, caseRow)
  refreshCase(write, caseRow)
}

const queueChanged = (write: Write): void =>
  void write
    .prepare(
      `INSERT INTO meta (key, value) VALUES ('queueVersion', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    )
    .run(write.clock)

export const isPlanName = (store: Reader, name: string): boolean =>
  store.prepare('SELECT 1 FROM relabel_plans WHERE name = ?').get(name) !== undefined

export type NewPlan = {
  readonly name: string
  readonly personId: PersonId
  readonly options: PlanOptions
  readonly plan: RelabelPlan
  readonly unread: number
}

/** Keeps a plan under its name and queues its cases. Throws `already-exists` for a name that is taken. */
export const insertPlan = (write: Write, { name, personId, options, plan, unread }: NewPlan): PlanId => {
  if (isPlanName(write, name))
    throw new DeskError('already-exists', `There is a plan ${JSON.stringify(name)} already. Choose another name.`)
  const id = PlanId.parse(newActId())
  const report = reportOf(plan, unread)
  write
    .prepare(
      'INSERT INTO relabel_plans (id, name, clock, person_id, options, report, closed) VALUES (?, ?, ?, ?, ?, ?, NULL)',
    )
    .run(id, name, write.clock, personId, JSON.stringify(options), JSON.stringify(report))
  const insert = write.prepare(
    'INSERT INTO relabel_cases (plan_id, ordinal, case_id, cells, stands_for) VALUES (?, ?, ?, ?, ?)',
  )
  plan.cases.forEach(({ caseRow, cells, standsFor }, ordinal) => {
    insert.run(id, ordinal, caseRow, JSON.stringify(cells), JSON.stringify(standsFor))
    queueCase(write, caseRow, name)
  })
  queueChanged(write)
  const size = plan.cases.length
  write.log({
    kind: 'plan',
    personId,
    summary: { plan: id, act: 'made', cases: size, cells: report.cells.length, atLeast: plan.atLeast },
    payload: JSON.parse(JSON.stringify({ name, options, report, cases: everyCase(write, id) })),
  })
  return id
}

/** All cases of a plan, in its order: the record holds every one, where a screen is shown the first. */
const everyCase = (store: Reader, id: PlanId): readonly CaseId[] =>
  store
    .prepare<Buffer>(
      `SELECT c.uid FROM relabel_cases k JOIN cases c ON c.id = k.case_id WHERE k.plan_id = ? ORDER BY k.ordinal`,
    )
    .pluck()
    .all(id)
    .map((uid) => CaseId.parse(hex(uid)))

const SELECT = 'SELECT id, name, clock, person_id, options, report, closed FROM relabel_plans'

const planOf = (store: Reader, row: Row): Plan => {
  const cases = store
    .prepare<CaseRow>(
      `SELECT k.case_id, c.uid, b.key, b.title, k.cells, k.stands_for, ${PLAN_CASE_DONE} AS done
       FROM relabel_cases k JOIN relabel_plans n ON n.id = k.plan_id
       JOIN cases c ON c.id = k.case_id JOIN case_contents b ON b.case_id = k.case_id
       WHERE k.plan_id = ? ORDER BY k.ordinal`,
    )
    .all(row.id)
  return {
    ...preview(PlanOptions.parse(JSON.parse(row.options)), Report.parse(JSON.parse(row.report)), cases),
    ...headOf(row),
  }
}

const headOf = ({ id, name, clock, person_id, closed }: Row) => ({
  id: PlanId.parse(id),
  name,
  at: clockToInstant(clock),
  personId: PersonId.parse(person_id),
  closedAt: closed === null ? null : clockToInstant(closed),
  where: printWhere({ kind: 'test', field: 'plan', values: [{ kind: 'is', text: name }] }),
})

/** Throws `not-found`. */
export const readPlan = (store: Reader, id: PlanId): Plan => {
  const row = store.prepare<Row>(`${SELECT} WHERE id = ?`).get(id)
  if (row) return planOf(store, row)
  throw new DeskError('not-found', `There is no relabel plan ${id}. List them with plan.list.`)
}

/** The newest first. */
export const listPlans = (store: Reader): PlanListed[] =>
  store
    .prepare<Row>(`${SELECT} ORDER BY clock DESC, id DESC`)
    .all()
    .map((row) => {
      const { cells: _cells, cases: _cases, options: _options, ...listed } = planOf(store, row)
      return listed
    })

/** Ends a plan, in the record too; one that is closed stays as it is. */
export const closePlan = (write: Write, personId: PersonId, id: PlanId): Plan => {
  const plan = readPlan(write, id)
  if (plan.closedAt !== null) return plan
  write.prepare('UPDATE relabel_plans SET closed = ? WHERE id = ?').run(write.clock, id)
  const rows = write.prepare<number>('SELECT case_id FROM relabel_cases WHERE plan_id = ?').pluck().all(id)
  for (const caseRow of rows) {
    const other = write.prepare(`SELECT 1 FROM ${ASKED_BY_PLANS} AND k.case_id = ?`).get(caseRow)
    if (other === undefined)
      write.prepare('DELETE FROM queue_reasons WHERE case_id = ? AND rule = ?').run(caseRow, RULE)
    refreshCase(write, caseRow)
  }
  queueChanged(write)
  write.log({
    kind: 'plan',
    personId,
    summary: { plan: id, act: 'closed', cases: plan.size, done: plan.done },
    payload: { name: plan.name },
  })
  return readPlan(write, id)
}
