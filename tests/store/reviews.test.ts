import { expect, test } from 'vitest'
import type { DeskEvent } from '../../shared/contract/events.ts'
import type { Change, Subject } from '../../shared/model/review.ts'
import { asPerson } from '../helpers/desk.ts'
import { box, span } from '../helpers/objects.ts'
import {
  beside,
  change,
  commandId,
  content,
  failure,
  judge,
  nothingProposed,
  redo,
  reviewDesk,
  submit,
  undo,
} from '../helpers/review-desk.ts'
import { type SeedCase, seededId, seededPrediction } from '../helpers/seed-cases.ts'

const dog = box('o1', 'dog', [0, 0, 10, 10], { score: 0.95 })
const cat = box('o2', 'cat', [50, 0, 10, 10], { score: 0.3 })
const shelf: SeedCase = { key: 'one', predictions: [{ model: 'shelf', annotations: [dog, cat] }] }
const one: Subject = { caseId: seededId('one'), predictionId: seededPrediction('one', 'shelf') }
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const removeCat: Change = { id: 'annotation:o2', before: plain({ ...cat, fromObjectId: 'o2' }), after: null }
const verdict = (before: string | null, after: string | null): Change => ({ id: 'verdict', before, after })

const standing = (path: Parameters<typeof beside>[0], key = 'one') => {
  const store = beside(path)
  const row = store
    .prepare(
      `SELECT c.status, c.verdict, q.open FROM cases c JOIN queue_entries q ON q.case_id = c.id
       JOIN case_contents x ON x.case_id = c.id WHERE x.key = ?`,
    )
    .get(key)
  store.close()
  return row
}

test('a worksheet begins as a copy of the newest prediction that the person has not judged', async () => {
  const second: SeedCase = { key: 'one', predictions: [{ model: 'rival', annotations: [dog] }] }
  await using desk = await reviewDesk([shelf], [second])
  const first = await desk.call('review.open', { caseId: one.caseId })
  expect(first.predictionId).toEqual(seededPrediction('one', 'rival'))
  expect(first.worksheet).toEqual({
    caseId: one.caseId,
    predictionId: first.predictionId,
    personId: 'ada',
    revision: 0,
    annotations: [{ ...dog, fromObjectId: 'o1' }],
    relations: [],
    verdict: null,
    causes: [],
    note: '',
    edgeCase: false,
    confirmed: [],
    turns: [],
    coverage: null,
    sight: null,
    disposition: null,
    submittedAs: null,
  })
  await judge(desk, { caseId: one.caseId, predictionId: seededPrediction('one', 'rival') }, 'correct')
  expect((await desk.call('review.open', { caseId: one.caseId })).predictionId).toEqual(one.predictionId)
  await judge(desk, one, 'incorrect')
  expect((await desk.call('review.open', { caseId: one.caseId })).predictionId).toEqual(
    seededPrediction('one', 'rival'),
  )
  expect((await desk.call('review.open', { caseId: one.caseId }, asPerson('grace'))).predictionId).toEqual(
    seededPrediction('one', 'rival'),
  )
})

test('a change is applied once however often it is sent, and answered alike', async () => {
  await using desk = await reviewDesk([shelf])
  const command = { commandId: commandId(), subject: one, baseRevision: 0, changes: [removeCat], label: 'delete box' }
  const first = await desk.call('review.change', command)
  expect(first).toEqual({
    subject: one,
    revision: 1,
    status: 'started',
    worksheet: { ...first.worksheet, revision: 1, annotations: [{ ...dog, fromObjectId: 'o1' }] },
  })
  await change(desk, one, [verdict(null, 'incorrect')])
  await change(desk, one, [{ id: 'note', before: '', after: 'late' }])
  expect(await desk.call('review.change', command)).toEqual(first)
  expect((await desk.call('review.open', one)).worksheet.revision).toEqual(3)
  const other = desk.call('review.undo', { commandId: command.commandId, expects: command.commandId })
  expect((await failure(other)).code).toEqual('bad-input')
  const somebody = desk.call('review.change', command, asPerson('grace'))
  expect((await failure(somebody)).code).toEqual('bad-input')
})

test('a change that asks to be brief is answered without the worksheet, unless it came back to what was submitted', async () => {
  await using desk = await reviewDesk([shelf])
  const send = (baseRevision: number, changes: Change[]) =>
    desk.call('review.change', { commandId: commandId(), subject: one, baseRevision, changes, label: 'x', brief: true })
  expect(await send(0, [verdict(null, 'correct')])).toEqual({ subject: one, revision: 1, status: 'started' })
  const filed = { commandId: commandId(), subject: one, baseRevision: 1, activeMs: 1, blind: false }
  await desk.call('review.submit', { ...filed, proposed: nothingProposed })
  expect((await send(2, [verdict('correct', 'incorrect')])).worksheet).toBeUndefined()
  expect((await send(3, [verdict('incorrect', 'correct')])).worksheet?.submittedAs).not.toBeNull()
})

test('a stale base or a before that does not hold is a conflict that carries the worksheet as it stands', async () => {
  await using desk = await reviewDesk([shelf])
  await change(desk, one, [removeCat])
  const { worksheet } = await desk.call('review.open', one)
  const send = (baseRevision: number, changes: Change[]) =>
    failure(desk.call('review.change', { commandId: commandId(), subject: one, baseRevision, changes, label: 'x' }))
  for (const refused of [await send(0, [verdict(null, 'incorrect')]), await send(1, [removeCat])])
    expect([refused.code, refused.details]).toEqual([
      'conflict',
      { subject: one, revision: 1, status: 'started', worksheet },
    ])
  expect((await desk.call('review.open', one)).worksheet).toEqual(worksheet)
})

test('a change that would not leave a worksheet is refused whole', async () => {
  const note: SeedCase = { key: 'note', text: 'take 😀 aspirin', predictions: [{ model: 'm', annotations: [] }] }
  await using desk = await reviewDesk([shelf, note])
  const subject = { caseId: seededId('note'), predictionId: seededPrediction('note', 'm') }
  const put = (annotation: unknown): Change => ({ id: 'annotation:n1', before: null, after: plain(annotation) })
  const refused = async (where: Subject, changes: Change[]) => (await failure(change(desk, where, changes))).code
  const right = span('n1', 'drug', 8, 'aspirin')
  if (right.shape.kind !== 'span') throw new Error('a span')
  const [range] = right.shape.ranges
  const withRange = (more: object) => ({ ...right, shape: { kind: 'span', ranges: [{ ...range, ...more }] } })
  expect([
    await refused(one, [verdict(null, 'splendid')]),
    await refused(one, [{ id: 'causes', before: [], after: ['bad luck'] }]),
    await refused(one, [{ id: 'causes', before: [], after: ['model-error', 'model-error'] }]),
    await refused(one, [{ id: 'relation:r', before: null, after: { id: 'r', type: 'near', from: 'o1', to: 'gone' } }]),
    await refused(one, [{ id: 'annotation:n1', before: null, after: plain(box('n2', 'dog', [0, 0, 1, 1])) }]),
    await refused(subject, [put(right)]),
    await refused(subject, [put(withRange({ startCodePoint: 7, endCodePoint: 14, quote: 'Aspirin' }))]),
    await refused(subject, [put(withRange({ endUtf16: 99 }))]),
    await refused({ caseId: seededId('nowhere'), predictionId: null }, [verdict(null, 'correct')]),
    await refused({ caseId: one.caseId, predictionId: subject.predictionId }, [verdict(null, 'correct')]),
    await refused({ caseId: one.caseId, predictionId: null }, [verdict(null, 'correct')]),
  ]).toEqual([...Array(8).fill('bad-input'), 'not-found', 'not-found', 'bad-input'])
  const applied = await change(desk, subject, [put(withRange({ startCodePoint: 7, endCodePoint: 14 }))])
  expect(applied.revision).toEqual(1)
})

test('a submission writes one immutable review with computed errors, and the case leaves the queue', async () => {
  await using desk = await reviewDesk([shelf])
  // The seeding's own connection wrote beside this desk, which would notice that at some moment.
  await desk.restart()
  const events: DeskEvent[] = []
  desk.backend.subscribe((event) => void events.push(event))
  await change(desk, one, [
    removeCat,
    verdict(null, 'partially-correct'),
    { id: 'causes', before: [], after: ['model-error'] },
  ])
  const { worksheet } = await desk.call('review.open', one)
  const proposed = { verdict: 'partially-correct', causes: ['model-error'], errors: ['spurious'] } as const
  const input = {
    commandId: commandId(),
    subject: one,
    baseRevision: worksheet.revision,
    activeMs: 1234,
    blind: true,
    proposed: { verdict: proposed.verdict, causes: [...proposed.causes], errors: [...proposed.errors] },
  }
  const submitted = await desk.call('review.submit', input)
  expect(await desk.call('review.submit', input)).toEqual(submitted)
  const { reviews } = await desk.call('review.list', { caseId: one.caseId })
  expect(reviews).toEqual([
    {
      id: submitted.reviewId,
      ...one,
      personId: 'ada',
      at: reviews[0]?.at,
      origin: 'desk',
      activeMs: 1234,
      blind: true,
      verdict: 'partially-correct',
      causes: ['model-error'],
      errors: ['spurious'],
      proposed,
      annotations: [{ ...dog, fromObjectId: 'o1' }],
      relations: [],
      note: '',
      edgeCase: false,
      confirmed: [],
      turns: [],
      coverage: null,
      bulk: null,
      taxonomyVersion: 1,
      supersedes: null,
      withdrawnAt: null,
    },
  ])
  expect([submitted.status, submitted.worksheet.submittedAs, standing(desk)]).toEqual([
    'reviewed',
    submitted.reviewId,
    { status: 4, verdict: 4, open: 0 },
  ])
  expect(events.filter((event) => event.type !== 'job.changed')).toEqual([
    // Begun, it waits as before: the queue is what it was.
    { type: 'case.changed', caseId: one.caseId, revision: 1, status: 'started' },
    { type: 'case.changed', caseId: one.caseId, revision: 2, status: 'reviewed' },
    { type: 'queue.changed' },
    { type: 'case.changed', caseId: one.caseId, revision: 2, status: 'reviewed' },
  ])
})

test('a submission needs a verdict, and correct needs an unedited prediction', async () => {
  await using desk = await reviewDesk([shelf])
  const bare = await failure(submit(desk, one))
  await change(desk, one, [removeCat, verdict(null, 'correct')])
  const edited = await failure(submit(desk, one))
  expect([bare.code, edited.code, edited.details]).toEqual(['bad-input', 'bad-input', { hint: 'edited-not-correct' }])
  await change(desk, one, [verdict('correct', 'unsafe')])
  await undo(desk)
  await undo(desk)
  await change(desk, one, [verdict(null, 'unsafe')])
  expect((await submit(desk, one)).status).toEqual('reviewed')
})

test('a verdict that the taxonomy wants a cause for is not filed without one; several stand as they were ordered', async () => {
  await using desk = await reviewDesk([shelf])
  const { taxonomy } = await desk.call('taxonomy.get', {})
  if (!taxonomy) throw new Error('the seed derived no taxonomy')
  const { version: _version, publishedAt: _publishedAt, derived: _derived, ...draft } = taxonomy
  await desk.call('taxonomy.publish', { draft: { ...draft, causesRequiredFor: ['incorrect'] }, summary: 'why?' })
  await change(desk, one, [verdict(null, 'incorrect')])
  expect(await failure(submit(desk, one))).toMatchObject({ code: 'bad-input', details: { hint: 'cause-required' } })
  const causes = ['model-error', 'edge-case-gap']
  await change(desk, one, [{ id: 'causes', before: [], after: causes }])
  await change(desk, one, [{ id: 'causes', before: causes, after: ['edge-case-gap', 'model-error'] }])
  await submit(desk, one)
  const [review] = (await desk.call('review.list', { caseId: one.caseId })).reviews
  expect(review?.causes).toEqual(['edge-case-gap', 'model-error'])
  await undo(desk)
  await change(desk, one, [
    verdict('incorrect', 'unsafe'),
    { id: 'causes', before: ['edge-case-gap', 'model-error'], after: [] },
  ])
  expect((await submit(desk, one)).status).toBe('reviewed')
})

test('a person may annotate a case without judging a prediction: a review without a verdict', async () => {
  await using desk = await reviewDesk([{ key: 'bare', predictions: [] }])
  const subject = { caseId: seededId('bare'), predictionId: null }
  expect((await desk.call('review.open', { caseId: subject.caseId })).predictionId).toEqual(null)
  await change(desk, subject, [
    { id: 'annotation:n1', before: null, after: plain(box('n1', 'newly met', [0, 0, 1, 1])) },
  ])
  const { reviewId } = await submit(desk, subject)
  const [review] = (await desk.call('review.list', { caseId: subject.caseId })).reviews
  expect([review?.id, review?.verdict, review?.origin, review?.taxonomyVersion]).toEqual([reviewId, null, 'desk', 1])
  const { taxonomy } = await desk.call('taxonomy.get', {})
  expect(taxonomy?.labels.map((label) => label.name)).toEqual(['newly met'])
})

test('a later submission supersedes; withdrawing it makes the earlier one active; doing it again is a new review', async () => {
  await using desk = await reviewDesk([shelf])
  const first = await judge(desk, one, 'incorrect')
  const edited = await change(desk, one, [verdict('incorrect', 'unsafe')])
  expect([edited.status, edited.worksheet.submittedAs]).toEqual(['reviewed', null])
  const second = await submit(desk, one)
  const active = async () => (await desk.call('review.open', one)).reviews.map((review) => review.id)
  expect(await active()).toEqual([second.reviewId])
  const undone = await undo(desk)
  expect([undone?.undone.kind, undone?.worksheet.verdict, undone?.worksheet.submittedAs]).toEqual([
    'submit',
    'unsafe',
    null,
  ])
  expect([await active(), standing(desk)]).toEqual([[first.reviewId], { status: 4, verdict: 3, open: 0 }])
  const changedBack = await undo(desk)
  expect(changedBack?.worksheet.submittedAs).toEqual(first.reviewId)
  const reopened = await undo(desk)
  expect([reopened?.status, await active(), standing(desk)]).toEqual([
    'started',
    [],
    { status: 1, verdict: null, open: 1 },
  ])
  await redo(desk)
  await redo(desk)
  await redo(desk)
  const { reviews } = await desk.call('review.list', { caseId: one.caseId })
  const [again, firstAgain] = reviews
  expect(
    reviews.map(({ id, supersedes, withdrawnAt, verdict: said }) => ({
      id,
      supersedes,
      said,
      gone: withdrawnAt !== null,
    })),
  ).toEqual([
    { id: again?.id, supersedes: firstAgain?.id, said: 'unsafe', gone: false },
    { id: firstAgain?.id, supersedes: null, said: 'incorrect', gone: false },
    { id: second.reviewId, supersedes: first.reviewId, said: 'unsafe', gone: true },
    { id: first.reviewId, supersedes: null, said: 'incorrect', gone: true },
  ])
  expect(await active()).toEqual([again?.id])
  await undo(desk)
  expect(await active()).toEqual([firstAgain?.id])
  const { problems, ok } = await desk.call('record.verify', {})
  expect({ ok, problems }).toEqual({ ok: true, problems: [] })
  const store = beside(desk)
  const kinds = store
    .prepare(
      "SELECT kind, count(*) AS n FROM log_entries WHERE kind IN ('review', 'withdrawal') GROUP BY kind ORDER BY kind",
    )
    .all()
  store.close()
  expect(kinds).toEqual([
    { kind: 'review', n: 4 },
    { kind: 'withdrawal', n: 3 },
  ])
})

test('undo and redo survive a restart, go across cases, and refuse to take back something else', async () => {
  const two: SeedCase = { key: 'two', predictions: [{ model: 'shelf', annotations: [dog] }] }
  await using desk = await reviewDesk([shelf, two])
  const other: Subject = { caseId: seededId('two'), predictionId: seededPrediction('two', 'shelf') }
  await change(desk, one, [removeCat])
  await judge(desk, other, 'correct')
  const before = await desk.call('review.history', {})
  await desk.restart()
  expect(await desk.call('review.history', {})).toEqual(before)
  expect(before.undo).toEqual({
    commandId: before.undo?.commandId,
    kind: 'submit',
    subject: other,
    label: 'submit correct',
  })
  const stale = await failure(desk.call('review.redo', { commandId: commandId(), expects: commandId() }))
  expect([stale.code, stale.details]).toEqual(['conflict', { history: before }])
  expect((await undo(desk))?.subject).toEqual(other)
  await undo(desk)
  const last = await undo(desk)
  expect([last?.subject, last?.status, last?.history.undo, last?.worksheet.annotations.map(({ id }) => id)]).toEqual([
    one,
    'waiting',
    null,
    ['o1', 'o2'],
  ])
  await desk.restart()
  const redone = await redo(desk)
  expect([redone?.subject, redone?.redone.label, redone?.worksheet.annotations.map(({ id }) => id)]).toEqual([
    one,
    'test',
    ['o1'],
  ])
  await change(desk, one, [{ id: 'disposition', before: null, after: 'skipped' }])
  expect([(await desk.call('review.history', {})).redo, standing(desk)]).toEqual([
    null,
    { status: 2, verdict: null, open: 2 },
  ])
  expect((await undo(desk))?.status).toEqual('started')
  expect((await desk.call('review.history', {}, asPerson('grace'))).undo).toEqual(null)
})

test('an undo that is sent again is answered alike and takes back nothing more', async () => {
  await using desk = await reviewDesk([shelf])
  await change(desk, one, [removeCat])
  await change(desk, one, [verdict(null, 'incorrect')])
  const { undo: top } = await desk.call('review.history', {})
  if (!top) throw new Error('there is something to undo')
  const step = { commandId: commandId(), expects: top.commandId }
  const first = await desk.call('review.undo', step)
  await change(desk, one, [{ id: 'note', before: '', after: 'more' }])
  expect(await desk.call('review.undo', step)).toEqual(first)
  expect(content((await desk.call('review.open', one)).worksheet).note).toEqual('more')
})

test('the case stands where the gravest of its worksheets puts it, and nothing left of a change is no start', async () => {
  await using desk = await reviewDesk([shelf])
  const grace = asPerson('grace')
  const path = async (changes: Change[], caller = desk.caller) => (await change(desk, one, changes, caller)).status
  expect([
    await path([{ id: 'note', before: '', after: 'x' }]),
    await path([{ id: 'disposition', before: null, after: 'skipped' }]),
    await path([{ id: 'disposition', before: null, after: 'flagged' }], grace),
    await path([{ id: 'disposition', before: 'flagged', after: null }], grace),
    await path([{ id: 'disposition', before: 'skipped', after: null }]),
    await path([{ id: 'note', before: 'x', after: '' }]),
  ]).toEqual(['started', 'skipped', 'flagged', 'skipped', 'started', 'waiting'])
  expect((await judge(desk, one, 'correct', grace)).status).toEqual('reviewed')
  expect(await path([{ id: 'disposition', before: null, after: 'flagged' }])).toEqual('reviewed')
})

test('how a hidden prediction came into sight is kept with the work: what was seen stays seen, also when work is taken back', async () => {
  await using desk = await reviewDesk([shelf])
  const sight = async () => (await desk.call('review.open', one)).worksheet.sight
  const act = { commandId: commandId(), subject: one, baseRevision: 0, changes: [removeCat], label: 'behind the veil' }
  await desk.call('review.change', { ...act, sight: 'hidden' })
  const found = [await sight()]
  await desk.call('review.looked', { subject: one, sight: 'shown' })
  found.push(await sight())
  await desk.call('review.looked', { subject: one, sight: 'answered' })
  await undo(desk)
  found.push(await sight())
  expect(found).toEqual(['hidden', 'shown', 'shown'])
})
