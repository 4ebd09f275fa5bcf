import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Change, Coverage } from '../../shared/model/review.ts'
import { type Desk, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'
import { change, failure, submit, undo } from '../helpers/review-desk.ts'
import { seededId } from '../helpers/seed-cases.ts'

const talk = {
  key: 'talk',
  turns: [
    { role: 'user', text: 'Where is my parcel?' },
    { role: 'assistant', text: 'It comes on Monday.' },
    { role: 'user', text: 'And my refund?' },
    { role: 'assistant', text: 'There is none.' },
  ],
  prediction: { class: 'delivery', scores: { delivery: 0.4 } },
}

const deskWithTalk = async (): Promise<Desk> => {
  const desk = await temporaryDesk()
  await importing(desk, { files: [nativeFile(desk, [talk])] })
  return desk
}

const subjectOf = async (desk: Desk) => {
  const { predictionId } = await desk.call('review.open', { caseId: seededId('talk') })
  return { caseId: seededId('talk'), predictionId }
}

const judge = (turn: number, verdict: string, causes: readonly string[] = []): Change => ({
  id: `turn:${turn}`,
  before: null,
  after: { verdict, causes: [...causes] },
})

test('turns are judged one by one, undone one by one, and filed with the whole', async () => {
  await using desk = await deskWithTalk()
  const subject = await subjectOf(desk)
  await change(desk, subject, [judge(3, 'incorrect', ['model-error'])])
  await change(desk, subject, [judge(1, 'correct')])
  expect((await undo(desk))?.worksheet.turns).toEqual([{ turn: 3, verdict: 'incorrect', causes: ['model-error'] }])
  await change(desk, subject, [judge(1, 'correct'), { id: 'verdict', before: null, after: 'incorrect' }])
  await submit(desk, subject)
  const { reviews } = await desk.call('review.list', { caseId: subject.caseId })
  expect(reviews.map(({ verdict, turns }) => ({ verdict, turns }))).toEqual([
    {
      verdict: 'incorrect',
      turns: [
        { turn: 1, verdict: 'correct', causes: [] },
        { turn: 3, verdict: 'incorrect', causes: ['model-error'] },
      ],
    },
  ])
})

test('what is no answer is not judged, and a whole is not correct with a wrong turn in it', async () => {
  await using desk = await deskWithTalk()
  const subject = await subjectOf(desk)
  const codes = []
  for (const bad of [judge(0, 'correct'), judge(9, 'correct'), judge(1, 'incorrect', ['bad-luck'])])
    codes.push((await failure(change(desk, subject, [bad]))).code)
  expect(codes).toEqual(['bad-input', 'bad-input', 'bad-input'])

  const correct: Change = { id: 'verdict', before: null, after: 'correct' }
  await change(desk, subject, [judge(1, 'unsafe'), judge(3, 'cannot-tell'), correct])
  expect(await failure(submit(desk, subject))).toMatchObject({
    code: 'bad-input',
    details: { hint: 'turn-not-correct' },
  })
  const again: Change = { id: 'turn:1', before: { verdict: 'unsafe', causes: [] }, after: null }
  await change(desk, subject, [again])
  expect((await submit(desk, subject)).status).toBe('reviewed')
})

test('turns, confirmed objects, coverage and marks go out with the native file and come in again as they were', async () => {
  await using desk = await deskWithTalk()
  const subject = await subjectOf(desk)
  const { worksheet } = await desk.call('review.open', subject)
  const [predicted] = worksheet.annotations
  if (!predicted) throw new Error('a class was predicted')
  const coverage: Coverage = { columns: 2, rows: 1, scale: 1, ms: [400, 0] }
  await desk.call('review.looked', { subject, coverage })
  await change(desk, subject, [
    judge(3, 'non-compliant', ['compliance-sensitive-output']),
    { id: `confirmed:${predicted.id}`, before: null, after: true },
    {
      id: `annotation:${predicted.id}`,
      before: predicted,
      after: { ...predicted, label: 'refund', marks: ['difficult'], group: 'g', z: 3, evidence: { why: ['class'] } },
    },
    { id: 'verdict', before: null, after: 'non-compliant' },
  ])
  await submit(desk, subject)
  const to = join(desk.folder, 'batch')
  const job = await desk.work('export.start', { format: 'native', to })
  expect(job).toMatchObject({ state: 'done', result: { losses: [], verified: { differences: [] } } })

  await using other = await deskWithTalk()
  const file = { from: 'path', path: join(to, 'reviews.jsonl') } as const
  expect(await other.call('review.import', { file, as: 'ada' })).toEqual({ taken: 1, known: 0, setAside: [] })
  const [ours, theirs] = [
    await desk.call('review.list', { caseId: subject.caseId }),
    await other.call('review.list', { caseId: subject.caseId }),
  ]
  expect(theirs.reviews).toEqual(ours.reviews.map((one) => ({ ...one, origin: 'file' })))
  expect(await other.call('review.import', { file, as: 'ada' })).toEqual({ taken: 0, known: 1, setAside: [] })
})

test('a file that judges a turn twice, or one that is not there, is set aside with the reason', async () => {
  await using desk = await deskWithTalk()
  const review = (turns: readonly object[], verdict = 'incorrect') => ({
    key: 'talk',
    review: { by: 'ada', verdict, turns },
  })
  const turn = { turn: 1, verdict: 'incorrect', causes: [] }
  const file = nativeFile(
    desk,
    [review([turn, turn]), review([{ ...turn, turn: 2 }]), review([turn], 'correct'), review([turn])],
    null,
    'reviews.jsonl',
  )
  const { taken, setAside } = await desk.call('review.import', { file, as: 'ada' })
  expect({ taken, reasons: setAside.map(({ line, reason }) => [line, reason]) }).toEqual({
    taken: 1,
    reasons: [
      [1, 'turn-twice'],
      [2, 'bad-turns'],
      [3, 'bad-turns'],
    ],
  })
})
