import { expect, test } from 'vitest'
import type { CaseId } from '../../shared/model/ids.ts'
import type { Change, Subject } from '../../shared/model/review.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { beside, change, commandId, failure, judge, redo, undo } from '../helpers/review-desk.ts'

const ticket = (key: string, label: string, score: number, word = 'invoice') => ({
  key,
  text: `${word} ${key}`,
  prediction: { class: label, scores: { [label]: score } },
})

/** Tickets a to f; `a` was classed anew by hand, not yet filed. */
const classedDesk = async (): Promise<{ desk: Desk; ids: Readonly<Record<string, CaseId>>; a: Subject }> => {
  const desk = await temporaryDesk()
  await importing(desk, {
    files: [
      nativeFile(desk, [
        ticket('a', 'billing', 0.4),
        ticket('b', 'billing', 0.42),
        ticket('c', 'billing', 0.43),
        ticket('d', 'sales', 0.41),
        ticket('e', 'billing', 0.9),
        ticket('f', 'billing', 0.38),
      ]),
    ],
  })
  await desk.idle()
  const { rows } = await desk.call('queue.rows', { scope: 'all' })
  const ids = Object.fromEntries(rows.map(({ key, caseId }) => [key, caseId]))
  const opened = await desk.call('review.open', { caseId: idOf(ids, 'a') })
  const a = { caseId: opened.case.id, predictionId: opened.predictionId }
  const [before] = opened.worksheet.annotations
  if (!before) throw new Error('nothing was predicted')
  const { score: _, ...rest } = before
  const changes: Change[] = [
    { id: `annotation:${before.id}`, before, after: { ...rest, label: 'refund' } },
    { id: 'verdict', before: null, after: 'incorrect' },
    { id: 'causes', before: [], after: ['edge-case-gap'] },
  ]
  await change(desk, a, changes)
  return { desk, ids, a }
}

const idOf = (ids: Readonly<Record<string, CaseId>>, key: string): CaseId => {
  const id = ids[key]
  if (!id) throw new Error(`no case ${key}`)
  return id
}

/** Verdict and class of each case's active review; '-' where there is none. */
const standing = async (desk: Desk, ids: Readonly<Record<string, CaseId>>) =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(ids).map(async ([key, caseId]) => {
        const { reviews, status } = await desk.call('review.open', { caseId })
        const [review] = reviews
        const said = review ? `${review.verdict} ${review.annotations.map(({ label }) => label)} ${review.causes}` : '-'
        return [key, `${status}: ${said}`]
      }),
    ),
  )

test('one answer goes to the similar cases, is one step of the history across restarts, and says in each which act it was', async () => {
  const { desk, ids, a } = await classedDesk()
  await using _desk = desk
  const preview = await desk.call('review.bulkPreview', { source: a, targets: { by: 'similar' } })
  expect(preview).toEqual({
    verdict: 'incorrect',
    causes: ['edge-case-gap'],
    left: 0,
    total: 3,
    rows: ['b', 'c', 'f'].map((key) => ({
      caseId: ids[key],
      key,
      title: `invoice ${key}`,
      edits: [{ what: 'class', from: 'billing', to: 'refund', count: 1 }],
      refused: null,
    })),
  })
  const { worksheet } = await desk.call('review.open', a)
  const apply = {
    commandId: commandId(),
    source: a,
    baseRevision: worksheet.revision,
    caseIds: preview.rows.map((row) => row.caseId),
    activeMs: 7,
  }
  const { filed, refused } = await desk.call('review.bulkApply', apply)
  const again = await desk.call('review.bulkApply', apply)
  expect([filed, refused, again.filed]).toEqual([4, 0, 4])
  const done = 'reviewed: incorrect refund edge-case-gap'
  const after = { a: done, b: done, c: done, d: 'waiting: -', e: 'waiting: -', f: done }
  expect(await standing(desk, ids)).toEqual(after)
  const reviews = await Promise.all(
    ['a', 'b'].map(async (key) => (await desk.call('review.list', { caseId: idOf(ids, key) })).reviews),
  )
  expect(reviews.flat().map(({ bulk, activeMs, errors }) => [bulk, activeMs, errors])).toEqual([
    [apply.commandId, 7, ['incorrect-classification']],
    [apply.commandId, 0, ['incorrect-classification']],
  ])

  await desk.restart()
  const { undo: top } = await desk.call('review.history', {})
  expect(top).toEqual({ commandId: apply.commandId, kind: 'bulk', subject: a, label: 'incorrect for 3 similar' })
  await undo(desk)
  expect(await standing(desk, ids)).toEqual({
    a: 'started: -',
    ...Object.fromEntries(['b', 'c', 'd', 'e', 'f'].map((key) => [key, 'waiting: -'])),
  })
  await desk.restart()
  await redo(desk)
  expect(await standing(desk, ids)).toEqual(after)
  await undo(desk)
  await undo(desk)
  expect(await standing(desk, ids)).toEqual(Object.fromEntries(Object.keys(ids).map((key) => [key, 'waiting: -'])))
  expect((await desk.call('record.verify', {})).ok).toBe(true)
  const store = beside(desk)
  const entries = store.db
    .prepare("SELECT kind FROM log_entries WHERE kind IN ('review', 'withdrawal') ORDER BY sequence")
    .pluck()
    .all()
  store.close()
  expect(entries).toEqual(['review', 'withdrawal', 'review', 'withdrawal'])
})

test('a case that was judged, begun, put aside, or that the edit does not fit is refused with the reason', async () => {
  const { desk, ids, a } = await classedDesk()
  await using _desk = desk
  const open = async (key: string) => {
    const { predictionId } = await desk.call('review.open', { caseId: idOf(ids, key) })
    return { caseId: idOf(ids, key), predictionId }
  }
  await judge(desk, await open('b'), 'unsafe')
  await change(desk, await open('c'), [{ id: 'note', before: '', after: 'look again' }])
  await change(desk, await open('e'), [{ id: 'disposition', before: null, after: 'flagged' }])
  const targets = { by: 'filter', where: '', scope: 'all' } as const
  const { rows, total } = await desk.call('review.bulkPreview', { source: a, targets })
  expect([total, Object.fromEntries(rows.map(({ key, refused }) => [key, refused]))]).toEqual([
    5,
    { b: 'reviewed', c: 'begun', d: 'edit-does-not-fit', e: 'put-aside', f: null },
  ])
  const { worksheet } = await desk.call('review.open', a)
  const input = { commandId: commandId(), source: a, baseRevision: worksheet.revision, activeMs: 1 }
  const nothing = desk.call('review.bulkApply', { ...input, caseIds: ['b', 'd'].map((key) => idOf(ids, key)) })
  expect((await failure(nothing)).code).toEqual('bad-input')
  const { filed, refused } = await desk.call('review.bulkApply', { ...input, caseIds: Object.values(ids) })
  expect([filed, refused]).toEqual([2, 4])
  await desk.call('project.settings', { blindFirst: true })
  expect((await failure(desk.call('review.bulkPreview', { source: a, targets }))).code).toEqual('not-allowed')
})
