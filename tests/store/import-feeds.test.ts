import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PersonId } from '../../shared/model/ids.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, NOTHING, nativeFile } from '../helpers/importing.ts'
import { judge, submit } from '../helpers/review-desk.ts'

const openAll = async (desk: Desk) => {
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  return Promise.all(rows.map(({ caseId }) => desk.call('review.open', { caseId })))
}
const row = (feed: string, text: string) => ({
  key: 'k',
  ...(feed === '' ? {} : { feed }),
  text,
  prediction: { id: `p-${feed}`, class: 'a' },
})

test('one key in three feeds is three cases, and an export of them comes back as those three, cases and reviews', async () => {
  await using desk = await temporaryDesk()
  await using other = await temporaryDesk()
  const file = nativeFile(desk, [row('', 'unnamed'), row('north', 'north'), row('south', 'south')])
  expect((await importing(desk, { files: [file] })).counts).toEqual({
    ...NOTHING,
    rows: 3,
    casesAdded: 3,
    predictionsAdded: 3,
  })
  const opened = await openAll(desk)
  expect(opened.map(({ case: one }) => [one.key, one.feed, one.content.text])).toEqual([
    ['k', '', 'unnamed'],
    ['k', 'north', 'north'],
    ['k', 'south', 'south'],
  ])
  for (const { case: one, predictionId } of opened) await judge(desk, { caseId: one.id, predictionId }, 'correct')
  const north = opened[1]?.case.id
  if (north === undefined) throw new Error('the case is there')
  await submit(desk, { caseId: north, predictionId: null })
  const to = join(desk.folder, 'batch')
  const job = await desk.work('export.start', { format: 'native', to })
  expect(job.result).toMatchObject({ losses: [], verified: { differences: [] } })
  const written = readFileSync(join(to, 'reviews.jsonl'), 'utf8')
  const copy = fileWith(desk, 'copy.jsonl', `${written}\n`)
  expect((await importing(desk, { files: [copy] })).counts).toMatchObject({
    casesAdded: 0,
    casesKnown: 3,
    conflicts: 0,
  })
  expect((await importing(other, { files: [copy] })).counts).toMatchObject({ casesAdded: 3, setAside: 0 })
  const taken = await other.call('review.import', { file: copy, as: PersonId.parse('ada') })
  expect([taken.taken, taken.setAside]).toEqual([3, []])
  const ids = (cases: typeof opened) => cases.map(({ case: one, status }) => [one.id, status])
  expect(ids(await openAll(other))).toEqual(ids(await openAll(desk)))
})

test('an option names the feed of the rows that name none', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [row('', 'x'), row('north', 'y')])], feed: 'south' })
  expect((await openAll(desk)).map(({ case: one }) => one.feed)).toEqual(['south', 'north'])
})

test('what a row says otherwise about a known case is told, never taken in silence; what it leaves out is no contradiction', async () => {
  await using desk = await temporaryDesk()
  const one = { key: 'a', text: 'x', source: 's', meta: { x: 1, y: 2 }, prediction: { class: 'a' } }
  await importing(desk, { files: [nativeFile(desk, [one])] })
  const again = async (more: object) =>
    (await importing(desk, { files: [nativeFile(desk, [{ key: 'a', text: 'x', ...more }])] })).counts.warnings
  expect([
    await again(one),
    await again({}),
    await again({ meta: { y: 2 } }),
    await again({ meta: { y: 3 } }),
    await again({ source: 't' }),
    await again({ flag: { why: 'alarm', severity: 'high' } }),
    await again({ inclusion: 0.5 }),
    await again({ time: '2026-06-02T10:11:12Z' }),
  ]).toEqual([0, 0, 0, 1, 1, 1, 1, 1])
  const [opened] = await openAll(desk)
  expect(opened?.case).toMatchObject({ source: 's', meta: { x: 1, y: 2 } })
})

test('an outcome is joined once; one told otherwise, or at another time, is a conflict, and a row without one is set aside', async () => {
  await using desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [{ key: 'a', text: 'x' }])] })
  const outcome = async (said: object) => {
    const files = [nativeFile(desk, [{ key: 'a', ...said }])]
    const { counts, rejects } = await importing(desk, { files, role: 'outcome' })
    return [counts.outcomesAdded, ...rejects.map(({ reason }) => reason)]
  }
  expect([
    await outcome({ outcome: { value: 'v', time: '2026-06-02T00:00:00Z' } }),
    await outcome({ outcome: { value: 'v', time: '2026-06-02T00:00:00Z' } }),
    await outcome({ outcome: { value: 'v' } }),
    await outcome({ outcome: { value: 'v', time: '2026-06-03T00:00:00Z' } }),
    await outcome({ outcome: { value: 'w' } }),
    await outcome({}),
  ]).toEqual([[1], [0], [0], [0, 'conflict-outcome'], [0, 'conflict-outcome'], [0, 'no-outcome']])
})

test('an undecided truth is no truth: nobody said that nothing is there', async () => {
  await using desk = await temporaryDesk()
  const rows = [
    { key: 'a', text: 'x', prediction: { class: 'wrong' }, truth: { status: 'undecided' } },
    { key: 'b', text: 'y', truth: { objects: [] } },
    { key: 'c', text: 'z' },
  ]
  const { counts } = await importing(desk, { files: [nativeFile(desk, rows)], role: 'truth' })
  expect(counts).toEqual({ ...NOTHING, rows: 3, casesAdded: 3, truthsAdded: 1, warnings: 2 })
})

test('a row nested without end is set aside, and the rows around it come in', async () => {
  await using desk = await temporaryDesk()
  const deep = `{"key":"deep","text":"t","meta":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`
  const rows = [{ key: 'a', text: 'x' }, deep, { key: 'b', text: 'y' }]
  const { counts, rejects } = await importing(desk, { files: [nativeFile(desk, rows)] })
  expect([counts.casesAdded, rejects.map(({ line, reason }) => [line, reason])]).toEqual([2, [[3, 'too-deep']]])
})
