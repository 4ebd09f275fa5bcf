import { newActId } from '../../electron/backend/files/sha256.ts'
import { layQueue } from '../../electron/backend/jobs/requeue.ts'
import { openStore } from '../../electron/backend/store/open-store.ts'
import { compileWhere } from '../../electron/backend/store/query.ts'
import { createQueue, type Queue } from '../../electron/backend/store/queue.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Input } from '../../shared/contract/table.ts'
import { type CaseId, CommandId } from '../../shared/model/ids.ts'
import { DEFAULT_TRIGGERS } from '../../shared/model/trigger.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { generateCases, inPlace } from './generate-cases.ts'
import { FILTERS } from './queue-filters.ts'
import { type Bench, percentile, type Row } from './row.ts'

/** SECOND_LOOK_BENCH_CASES sets the size; the targets are for a million. */
const CASES = Number(process.env.SECOND_LOOK_BENCH_CASES ?? 1_000_000)
const ROUNDS = 3
const WALKED = 5000
/** Calls before the first that counts: code is compiled, the queue's first pages are read. */
const WARMING = 200

const atMost = (name: string, value: number, unit: string, most: number): Row => ({
  name,
  value,
  unit,
  target: `≤ ${most}`,
  pass: value <= most,
})
const compared = (name: string, value: number, unit: string, target: string): Row => ({
  name,
  value,
  unit,
  target,
  pass: null,
})

const timed = <T>(work: () => T): number => {
  const started = performance.now()
  work()
  return performance.now() - started
}

/** What one SELECT a question would take, in the same order over the same rows. */
const naive = (store: Store, where: string) => {
  const { sql, parameters } = compileWhere(where, store)
  const from = `FROM queue_entries e JOIN cases c ON c.id = e.case_id WHERE ${sql}`
  return {
    rows: () => store.db.prepare(`SELECT c.id ${from} ORDER BY e.rank LIMIT 50`).all(...parameters),
    total: () => store.db.prepare(`SELECT count(*) ${from}`).get(...parameters),
  }
}

type FilterTimes = { readonly first: number[]; readonly totals: number[]; readonly deep: number[] }

const filterTimes = (queue: Queue, scope: 'queued' | 'all'): FilterTimes => {
  const times: FilterTimes = { first: [], totals: [], deep: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const where of FILTERS) {
      const request = { where, scope, limit: 50, fresh: false } as const
      // Nothing is kept from one question to the next, as when each is asked for the first time.
      queue.forget()
      times.first.push(timed(() => queue.rows({ ...request, offset: 0 })))
      queue.forget()
      let total = 0
      times.totals.push(
        timed(() => {
          total = queue.count(where, scope, false).total
        }),
      )
      times.deep.push(timed(() => queue.rows({ ...request, offset: Math.floor(total / 2) })))
    }
  }
  return times
}

const filters = (store: Store, queue: Queue): readonly Row[] => {
  // The order itself is read once a session.
  queue.count('status:reviewed', 'queued', false)
  const [queued, all] = [filterTimes(queue, 'queued'), filterTimes(queue, 'all')]
  const plain = FILTERS.map((where) => naive(store, where))
  const naiveFirst = plain.map(({ rows }) => timed(rows))
  const naiveTotals = plain.map(({ total }) => timed(total))
  return [
    atMost('queue.first-rows-p95', percentile(queued.first, 0.95), 'ms', 150),
    compared('queue.first-rows-naive-p95', percentile(naiveFirst, 0.95), 'ms', 'one SELECT … ORDER BY rank LIMIT 50'),
    atMost('queue.total-max', Math.max(...queued.totals), 'ms', 1000),
    compared('queue.total-naive-max', Math.max(...naiveTotals), 'ms', 'one SELECT count(*)'),
    atMost('queue.deep-rows-p95', percentile(queued.deep, 0.95), 'ms', 150),
    atMost('queue.all-first-rows-p95', percentile(all.first, 0.95), 'ms', 150),
    compared('queue.all-first-rows-max', Math.max(...all.first), 'ms', 'in scope "all", the slowest of the filters'),
    atMost('queue.all-total-max', Math.max(...all.totals), 'ms', 1000),
    atMost('queue.all-deep-rows-p95', percentile(all.deep, 0.95), 'ms', 150),
  ]
}

/** A person goes through the queue, one case after the other, through dispatch. */
const nextTimes = async (desk: Desk): Promise<readonly Row[]> => {
  const samples: number[] = []
  let after: Input<'queue.next'> = {}
  for (let step = -WARMING; step < WALKED; step += 1) {
    const started = performance.now()
    const { rows } = await desk.call('queue.next', after)
    if (step >= 0) samples.push(performance.now() - started)
    const [row] = rows
    if (row) after = { after: row.caseId }
  }
  return [
    compared('queue.next-p50', percentile(samples, 0.5), 'ms', `of ${WALKED} calls, each awaited`),
    atMost('queue.next-p99', percentile(samples, 0.99), 'ms', 2),
  ]
}

/** Milliseconds that a note takes to be stored. */
const note = async (desk: Desk, caseId: CaseId): Promise<number> => {
  const { predictionId, worksheet } = await desk.call('review.open', { caseId })
  const asked = performance.now()
  await desk.call('review.change', {
    commandId: CommandId.parse(newActId()),
    subject: { caseId, predictionId },
    baseRevision: worksheet.revision,
    changes: [{ id: 'note', before: worksheet.note, after: `${worksheet.note} seen` }],
    label: 'note',
  })
  const took = performance.now() - asked
  await new Promise((resolve) => setTimeout(resolve, 20))
  return took
}

/** A person goes on writing while a changed threshold puts the whole queue in a new order. */
const whileLaying = async (desk: Desk): Promise<readonly Row[]> => {
  const { rows } = await desk.call('queue.rows', { limit: 500, where: 'status:waiting' })
  const alone: number[] = []
  for (const row of rows.slice(0, 100)) alone.push(await note(desk, row.caseId))
  const started = performance.now()
  await desk.call('project.settings', { triggers: { ...DEFAULT_TRIGGERS, lowConfidence: { on: true, below: 0.4 } } })
  const delays: number[] = []
  for (const row of rows) {
    const { jobs } = await desk.call('job.list', {})
    if (jobs.every((job) => job.state !== 'running')) break
    delays.push(await note(desk, row.caseId))
  }
  await desk.idle()
  const seconds = (performance.now() - started) / 1000
  const { jobs } = await desk.call('job.list', {})
  const failed = jobs.find((job) => job.state !== 'done')
  if (failed) throw new Error(`${failed.title}: ${failed.error?.message}`)
  return [
    atMost('queue.lay-review-delay-p99', percentile(delays, 0.99), 'ms', 50),
    compared('queue.lay-review-delay-max', Math.max(...delays), 'ms', 'the longest of them'),
    compared('queue.review-alone-p99', percentile(alone, 0.99), 'ms', 'the same with no job running'),
    compared('queue.lay-reviews-meanwhile', delays.length, 'reviews', ''),
    compared('queue.lay-in-use', seconds, 's', 'all cases evaluated, a new order laid, while a person writes'),
  ]
}

const run = async (): Promise<readonly Row[]> => {
  await using desk = await temporaryDesk()
  const store = openStore(desk.path, { mode: 'beside', stateDir: desk.folder })
  try {
    generateCases(store, CASES)
    const lay = timed(() => layQueue(inPlace(store))) / 1000
    const preview = timed(() => createQueue(store).count('', 'queued', false))
    const rows = [
      compared('queue.cases', CASES, 'cases', 'targets are for 1,000,000'),
      compared('queue.lay-first', lay, 's', 'metadata of all cases indexed, all evaluated, the order laid'),
      compared('queue.count-unfiltered', preview, 'ms', ''),
      ...filters(store, createQueue(store)),
    ]
    store.close()
    return [...rows, ...(await nextTimes(desk)), ...(await whileLaying(desk))]
  } finally {
    store.close()
  }
}

export const bench: Bench = { name: 'queue', run }
