import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ExportReport } from '../../shared/contract/exports.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { asPerson, type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { failure } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

const classed = (label: string): readonly Annotation[] => [
  Annotation.parse({ id: 'class', label, shape: { kind: 'case' } }),
]

/** Texts t1, t2, … that a model called "delivery". */
const deskWithTexts = async (count: number): Promise<{ desk: Desk; ids: readonly CaseId[] }> => {
  const desk = await temporaryDesk()
  const rows = Array.from({ length: count }, (_, n) => ({
    ...{ key: `t${n + 1}`, text: `text number ${n + 1}`, prediction: { class: 'delivery', scores: { delivery: 0.5 } } },
  }))
  await importing(desk, { files: [nativeFile(desk, rows)] })
  await desk.idle()
  const listed = await desk.call('queue.rows', { scope: 'all', limit: 500 })
  const byKey = new Map(listed.rows.map(({ key, caseId }) => [key, caseId]))
  return { desk, ids: rows.map(({ key }) => byKey.get(key)!) }
}

test('people who differ are listed with their answers; a decision settles it until somebody else answers', async () => {
  const { desk, ids } = await deskWithTexts(3)
  await using _desk = desk
  const [first, second] = [ids[0]!, ids[1]!]
  const ada = await reviewCase(desk, first, { annotations: classed('refund') })
  const bob = await reviewCase(desk, first, { annotations: classed('thanks'), note: 'no money' }, 'bob')
  await reviewCase(desk, second, { annotations: classed('refund') })
  await reviewCase(desk, second, { annotations: classed('refund') }, 'bob')

  const undecided = async () => (await desk.call('truth.list', { which: 'undecided' })).rows
  const [row] = await undecided()
  expect((await undecided()).map(({ key }) => key)).toEqual(['t1'])
  expect(row).toMatchObject({
    status: 'undecided',
    adjudication: null,
    answers: [
      { answered: true, labels: { refund: 1 }, reviews: [{ id: ada.reviewId, personId: 'ada' }] },
      { answered: true, labels: { thanks: 1 }, reviews: [{ id: bob.reviewId, personId: 'bob', note: 'no money' }] },
    ],
  })

  const judge = asPerson('eve')
  const decided = { caseId: first, reviewId: bob.reviewId, why: 'the second line says so' }
  const { adjudication } = await desk.call('truth.decide', decided, judge)
  expect(adjudication).toMatchObject({
    ...{ reviewId: bob.reviewId, why: decided.why, personId: 'eve' },
    between: [ada.reviewId, bob.reviewId].sort(),
  })
  expect(await desk.call('truth.decide', decided, judge)).toEqual({ adjudication })
  expect(await undecided()).toEqual([])
  expect((await desk.call('truth.list', { which: 'adjudicated' })).rows).toMatchObject([
    { key: 't1', status: 'adjudicated', adjudication: { ...adjudication, stale: false } },
  ])

  const folder = join(desk.folder, 'batch')
  const job = await desk.work('export.start', { format: 'native', to: folder })
  const lines = readFileSync(join(folder, 'reviews.jsonl'), 'utf8').trim().split('\n').slice(1)
  expect(lines.map((line) => JSON.parse(line)).map(({ key, review, truth }) => [key, review.by, truth.status])).toEqual(
    [
      ['t1', 'bob', 'adjudicated'],
      ['t2', 'ada', 'consensus'],
      ['t2', 'bob', 'consensus'],
    ],
  )

  await reviewCase(desk, first, { annotations: classed('refund') }, 'cy')
  expect(await undecided()).toMatchObject([{ key: 't1', adjudication: { reviewId: bob.reviewId, stale: true } }])
  const { batchId } = ExportReport.parse(job.result)
  const again = join(desk.folder, 'again')
  await desk.work('export.start', { format: 'native', to: again, again: batchId })
  expect(readFileSync(join(again, 'reviews.jsonl'))).toEqual(readFileSync(join(folder, 'reviews.jsonl')))

  const { entries } = await desk.call('record.entries', { kind: 'truth' })
  expect(entries).toHaveLength(1)
})

test('a decision can be taken back, and is refused where nothing is to decide', async () => {
  const { desk, ids } = await deskWithTexts(2)
  await using _desk = desk
  const [first, second] = [ids[0]!, ids[1]!]
  const ada = await reviewCase(desk, first, { annotations: classed('refund') })
  expect(await failure(desk.call('truth.decide', { caseId: first, reviewId: ada.reviewId }))).toMatchObject({
    code: 'bad-input',
  })
  expect(await failure(desk.call('truth.withdraw', { caseId: first }))).toMatchObject({ code: 'not-found' })
  await reviewCase(desk, first, { annotations: classed('thanks') }, 'bob')
  const other = await reviewCase(desk, second, { verdict: 'correct' })
  expect(await failure(desk.call('truth.decide', { caseId: first, reviewId: other.reviewId }))).toMatchObject({
    code: 'conflict',
  })
  await desk.call('truth.decide', { caseId: first, reviewId: ada.reviewId })
  await desk.call('truth.withdraw', { caseId: first })
  expect(await desk.call('truth.get', { caseId: first })).toMatchObject({ status: 'undecided', adjudication: null })
  const settled = await desk.call('truth.get', { caseId: first, rule: { by: 'reviewer', reviewer: 'bob' } })
  expect(settled.status).toBe('single')
  await desk.call('truth.decide', { caseId: first, reviewId: ada.reviewId })
  await desk.call('record.erase', { key: 't1', reason: 'asked for' })
  expect((await desk.call('truth.list', { which: 'adjudicated' })).rows).toEqual([])
})

test('a long list of undecided cases is given in windows, none twice and none left out', async () => {
  const { desk, ids } = await deskWithTexts(7)
  await using _desk = desk
  for (const caseId of ids) {
    await reviewCase(desk, caseId, { annotations: classed('refund') })
    await reviewCase(desk, caseId, { annotations: classed('thanks') }, 'bob')
  }
  const seen: string[] = []
  for (let after: CaseId | null = null, more = true; more; ) {
    const window: { rows: readonly { key: string }[]; next: CaseId | null } = await desk.call('truth.list', {
      ...{ which: 'undecided', after, limit: 3 },
    })
    seen.push(...window.rows.map(({ key }) => key))
    after = window.next
    more = after !== null
  }
  expect(seen).toEqual(['t1', 't2', 't3', 't4', 't5', 't6', 't7'])
})

test('a correction is kept when its author only judges a later model’s prediction: exports and lists say what it said', async () => {
  const { desk, ids } = await deskWithTexts(1)
  await using _desk = desk
  const caseId = ids[0]!
  const corrected = await reviewCase(desk, caseId, { annotations: classed('refund') })
  const later = { key: 't1', text: 'text number 1', prediction: { class: 'thanks', scores: { thanks: 0.5 } } }
  const header = { secondLook: 1, model: { name: 'later', version: '2' } }
  await importing(desk, { files: [nativeFile(desk, [later], header, 'later.jsonl')] })
  await desk.idle()
  await reviewCase(desk, caseId, { verdict: 'incorrect' })
  expect(await desk.call('truth.get', { caseId })).toMatchObject({
    status: 'single',
    answers: [{ answered: true, labels: { refund: 1 }, reviews: [{ id: corrected.reviewId }] }],
  })
  const folder = join(desk.folder, 'batch')
  await desk.work('export.start', { format: 'native', to: folder })
  const lines = readFileSync(join(folder, 'reviews.jsonl'), 'utf8').trim().split('\n').slice(1)
  expect(lines.map((line) => JSON.parse(line).review.id)).toEqual([corrected.reviewId])
})
