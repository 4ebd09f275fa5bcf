import { expect, test } from 'vitest'
import { insertPlan } from '../../electron/backend/store/plans.ts'
import { Plan, PlanPreview } from '../../shared/contract/plans.ts'
import type { Input } from '../../shared/contract/table.ts'
import { PlanOptions } from '../../shared/model/failure.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, failure, undo } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const said = (label: string) => ({ prediction: { class: label, scores: { [label]: 0.8 } } })

/** Six cases, five of them wrong: spurious cats (two of them the same text), a spurious dog, and a spurious cat and dog. */
const failingDesk = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  const both = {
    objects: [
      { label: 'cat', span: [0, 5] },
      { label: 'dog', span: [6, 10] },
    ],
  }
  const file = nativeFile(desk, [
    { key: 'cat-1', text: 'the very same words of one and the same long text', ...said('cat') },
    { key: 'cat-2', text: 'the very same words of one and the same long text', ...said('cat') },
    { key: 'cat-3', text: 'another text that says something else altogether', ...said('cat') },
    { key: 'dog-1', text: 'of dogs there is this one, and it is no dog', ...said('dog') },
    { key: 'both', text: 'first other text with two in it', prediction: both },
    { key: 'right', text: 'all is well with this one, as it was said', ...said('cat') },
  ])
  await importing(desk, { files: [file] })
  await desk.idle()
  for (const { key, caseId } of (await desk.call('queue.rows', { scope: 'all' })).rows)
    await reviewCase(desk, caseId, key === 'right' ? {} : { annotations: [] })
  return desk
}

const finished = async (
  desk: Desk,
  name: 'plan.preview' | 'plan.make',
  input: Input<'plan.preview'> | Input<'plan.make'>,
) => {
  const { jobId } = await (name === 'plan.make'
    ? desk.call(name, input as Input<'plan.make'>)
    : desk.call(name, input as Input<'plan.preview'>))
  await desk.idle()
  const job = await desk.call('job.get', { jobId })
  if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message}`)
  return job.result
}

const errors = { what: 'errors' } as const
const keysOf = ({ cases }: PlanPreview) => cases.map(({ key }) => key)

test('a preview is the smallest set of cases that covers every cell, and says so; nothing is written', async () => {
  await using desk = await failingDesk()
  const before = await desk.call('record.entries', {})
  const plan = PlanPreview.parse(await finished(desk, 'plan.preview', errors))
  expect([keysOf(plan), plan.size, plan.atLeast, plan.failing]).toEqual([['both'], 1, 1, 5])
  expect(plan.cells).toEqual([
    { what: { kind: 'error', error: 'spurious' }, label: 'cat', slice: null, cases: 3, asked: 1, done: 0 },
    { what: { kind: 'error', error: 'spurious' }, label: 'dog', slice: null, cases: 2, asked: 1, done: 0 },
  ])
  const three = PlanPreview.parse(await finished(desk, 'plan.preview', { ...errors, perCell: 3 }))
  expect([new Set(keysOf(three)), three.cases.find(({ key }) => key === 'cat-1')?.standsFor]).toEqual([
    new Set(['both', 'cat-1', 'cat-3', 'dog-1']),
    1,
  ])
  const apart = PlanPreview.parse(await finished(desk, 'plan.preview', { ...errors, perCell: 4, collapse: false }))
  expect(apart.size).toBe(5)
  expect(await desk.call('record.entries', {})).toEqual(before)
})

test('the cases of a plan wait in the queue until each is reviewed again; undoing that brings it back', async () => {
  await using desk = await failingDesk()
  const made = Plan.parse(await finished(desk, 'plan.make', { name: 'spring', options: { ...errors, perCell: 2 } }))
  const waiting = async () => {
    const { rows } = await desk.call('queue.next', { where: made.where, limit: 20 })
    return new Set(rows.map(({ key, status }) => `${key} ${status}`))
  }
  const all = new Set([...keysOf(made)].map((key) => `${key} waiting`))
  expect([made.where, await waiting()]).toEqual(['plan:spring', all])
  const [first] = made.cases
  const { rows } = await desk.call('queue.rows', { where: made.where })
  expect(rows[0]?.reasons.map(({ rule, detail }) => [rule, detail])).toContainEqual(['relabel-plan', 'spring'])
  await reviewCase(desk, first!.caseId, {})
  const after = await desk.call('plan.get', { id: made.id })
  expect([after.done, after.cases[0]?.done, (await waiting()).size]).toEqual([1, true, made.size - 1])
  expect(after.cells.reduce((sum, { done }) => sum + done, 0)).toBe(first!.cells.length)
  await undo(desk)
  expect([(await desk.call('plan.get', { id: made.id })).done, await waiting()]).toEqual([0, all])
})

test('a queue laid anew keeps what a plan asks for; a closed plan asks for nothing', async () => {
  await using desk = await failingDesk()
  const made = Plan.parse(await finished(desk, 'plan.make', { name: 'spring', options: errors }))
  const { project } = await desk.call('project.overview', {})
  const { triggers } = project.settings
  await desk.call('project.settings', { triggers: { ...triggers, lowConfidence: { on: true, below: 0.2 } } })
  await desk.idle()
  const laid = await desk.call('queue.next', { where: made.where })
  expect(laid.rows.map(({ key, status }) => [key, status])).toEqual([['both', 'waiting']])
  const closed = await desk.call('plan.close', { id: made.id })
  const { counts } = await desk.call('project.overview', {})
  expect([closed.closedAt !== null, counts.waiting, counts.reviewed]).toEqual([true, 0, 6])
  const { entries } = await desk.call('record.entries', { kind: 'plan' })
  expect(entries.map(({ summary }) => summary.act)).toEqual(['closed', 'made'])
})

test('a second plan of one name, an empty name, a wrong filter and metadata that is not indexed are refused before any work', async () => {
  await using desk = await failingDesk()
  await finished(desk, 'plan.make', { name: 'spring', options: errors })
  const codes = await Promise.all(
    [
      desk.call('plan.make', { name: ' spring ', options: {} }),
      desk.call('plan.make', { name: '  ', options: {} }),
      desk.call('plan.preview', { where: 'nonsense:1' }),
      desk.call('plan.preview', { slice: 'meta.site' }),
      desk.call('plan.make', { name: 'by site', options: { slice: 'meta.site' } }),
      desk.call('failures.board', { by: ['meta.site'] }),
    ].map(async (call) => (await failure(call)).code),
  )
  expect(codes).toEqual(['already-exists', ...Array.from({ length: 5 }, () => 'bad-input')])
})

test('erasing a case takes it out of the plan too, also where another case stands for it', async () => {
  await using desk = await failingDesk()
  const made = Plan.parse(await finished(desk, 'plan.make', { name: 'spring', options: { ...errors, perCell: 3 } }))
  const twin = made.cases.find(({ standsFor }) => standsFor === 1)?.key
  for (const key of ['both', twin === 'cat-1' ? 'cat-2' : 'cat-1']) {
    await desk.call('record.erase', { key, reason: 'asked for' })
    await desk.idle()
  }
  const left = await desk.call('plan.get', { id: made.id })
  expect(left.cases.map(({ key, standsFor }) => [key, standsFor])).toEqual(
    keysOf(made)
      .filter((key) => key !== 'both')
      .map((key) => [key, 0]),
  )
})

test('the record holds every case of a plan, however many it has', async () => {
  await using desk = await temporaryDesk()
  const rows = Array.from({ length: 2500 }, (_, index) => ({ key: `c${index}`, text: `text ${index}`, ...said('cat') }))
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await desk.idle()
  const store = beside(desk)
  const uids = store
    .prepare<{ id: number; uid: string }>('SELECT id, lower(hex(uid)) AS uid FROM cases ORDER BY id')
    .all()
  const error = { what: { kind: 'error', error: 'spurious' }, label: 'cat', cases: 100, asked: 100 } as const
  const cells = Array.from({ length: 25 }, (_, at) => ({ ...error, slice: `store ${at}` }))
  const cases = uids.map(({ id }, at) => ({ caseRow: id, cells: [at % 25], standsFor: [] }))
  const plan = { cells, cases, atLeast: 2500, failing: 2500 }
  const options = PlanOptions.parse({ what: 'errors', slice: 'source', perCell: 100 })
  store.write((write) => insertPlan(write, { name: 'all', personId: PersonId.parse('ada'), options, plan, unread: 0 }))
  store.close()
  const [entry] = (await desk.call('record.entries', { kind: 'plan' })).entries
  const { payload } = await desk.call('record.entry', { deskId: entry!.deskId, sequence: entry!.sequence })
  expect(payload).toMatchObject({ cases: uids.map(({ uid }) => uid) })
})

test('a plan works out first what older reviews found, and so misses none of it', async () => {
  await using desk = await failingDesk()
  const made = PlanPreview.parse(await finished(desk, 'plan.preview', errors))
  const store = beside(desk)
  store.write(({ db }) => db.exec('DELETE FROM review_findings; UPDATE reviews SET found = 0'))
  store.close()
  expect(PlanPreview.parse(await finished(desk, 'plan.preview', errors))).toEqual(made)
})
