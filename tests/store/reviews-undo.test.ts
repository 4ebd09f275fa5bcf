import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diff } from '../../shared/domain/changes.ts'
import { isEdited } from '../../shared/domain/propose.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { Review, Subject, Worksheet } from '../../shared/model/review.ts'
import type { Verdict } from '../../shared/model/verdict.ts'
import type { Desk } from '../helpers/desk.ts'
import { box, prediction } from '../helpers/objects.ts'
import { beside, change, content, judge, redo, reviewDesk, submit, undo } from '../helpers/review-desk.ts'
import { seededId, seededPrediction } from '../helpers/seed-cases.ts'

const predicted = [box('b', 'dog', [0, 0, 10, 10]), box('a', 'cat', [50, 0, 10, 10]), box('c', 'dog', [90, 0, 10, 10])]
const seeds = ['one', 'two'].map((key) => ({ key, predictions: [{ model: 'm', annotations: predicted }] }))
const subjects: readonly Subject[] = ['one', 'two'].map((key) => ({
  caseId: seededId(key),
  predictionId: seededPrediction(key, 'm'),
}))

/** What a hand may do next; what is not possible as things stand is passed over. */
type Act =
  | { readonly do: 'remove' | 'move'; readonly on: number; readonly at: number }
  | { readonly do: 'add'; readonly on: number; readonly id: string }
  | { readonly do: 'verdict'; readonly on: number; readonly verdict: Verdict | null }
  | { readonly do: 'set-aside'; readonly on: number; readonly as: 'skipped' | 'flagged' | null }
  | { readonly do: 'submit'; readonly on: number }
  | { readonly do: 'judge'; readonly on: number; readonly as: Verdict }
  | { readonly do: 'undo' | 'redo' | 'restart' }

const on = fc.nat(1)
const hand: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('remove', 'move'), on, at: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add'), on, id: fc.constantFrom('n1', 'n2') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('verdict'),
      on,
      verdict: fc.constantFrom('correct', 'incorrect', 'unsafe', null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('set-aside'), on, as: fc.constantFrom('skipped', 'flagged', null) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('submit'), on }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('judge'), on, as: fc.constantFrom('incorrect', 'unsafe', 'incomplete') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('undo', 'redo') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
)

function edited(worksheet: Worksheet, act: Act): Worksheet {
  const { annotations } = worksheet
  const without = (at: number) => annotations.filter((_, index) => index !== at)
  switch (act.do) {
    case 'remove':
      return { ...worksheet, annotations: without(act.at) }
    case 'move': {
      const moved = (annotation: Annotation, index: number): Annotation =>
        index === act.at && annotation.shape.kind === 'box'
          ? { ...annotation, shape: { ...annotation.shape, x: annotation.shape.x + 1 } }
          : annotation
      return { ...worksheet, annotations: annotations.map(moved) }
    }
    case 'add':
      return annotations.some(({ id }) => id === act.id)
        ? worksheet
        : { ...worksheet, annotations: [...annotations, box(act.id, 'cow', [200, 200, 9, 9])] }
    case 'verdict':
      return { ...worksheet, verdict: act.verdict }
    case 'set-aside':
      return { ...worksheet, disposition: act.as }
    default:
      return worksheet
  }
}

async function perform(desk: Desk, act: Act): Promise<void> {
  if (!('on' in act)) {
    if (act.do === 'restart') await desk.restart()
    else await (act.do === 'undo' ? undo : redo)(desk)
    return
  }
  const subject = subjects[act.on] ?? subjects[0]
  if (!subject) return
  if (act.do === 'judge') return void (await judge(desk, subject, act.as))
  const { worksheet } = await desk.call('review.open', subject)
  if (act.do === 'submit') {
    const contradicts = worksheet.verdict === 'correct' && isEdited(prediction(predicted), worksheet)
    if (worksheet.verdict !== null && !contradicts) await submit(desk, subject)
    return
  }
  const changes = diff(worksheet, edited(worksheet, act))
  if (changes.length > 0) await change(desk, subject, changes)
}

/** What a review says; its id and time are of the act, and doing it again is another act. */
const said = ({ id: _, at: __, supersedes: ___, ...rest }: Review) => rest

/** Everything a person can see of both cases, and what lists read of them. */
async function state(desk: Desk) {
  const opened = await Promise.all(subjects.map((subject) => desk.call('review.open', subject)))
  const store = beside(desk)
  const lists = store
    .prepare('SELECT c.status, c.verdict, q.open FROM cases c JOIN queue_entries q ON q.case_id = c.id ORDER BY c.id')
    .all()
  store.close()
  return {
    lists,
    cases: opened.map(({ worksheet, status, reviews }) => {
      const { submittedAs, ...work } = content(worksheet)
      return { ...work, isSubmitted: submittedAs !== null, status, active: reviews.map(said) }
    }),
  }
}

/** Steps until there is nothing left to step, and answers the state before each step and at the end. */
async function walk(desk: Desk, step: typeof undo | typeof redo) {
  const states = [await state(desk)]
  while (await step(desk)) states.push(await state(desk))
  return states
}

test('whatever was done, across cases and restarts: undoing all of it gives the start, redoing it the same way up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hand, { minLength: 1, maxLength: 14 }), async (acts) => {
      await using desk = await reviewDesk(seeds)
      const start = await state(desk)
      for (const act of acts) await perform(desk, act)
      await walk(desk, redo)
      const back = await walk(desk, undo)
      expect(back.at(-1)).toEqual(start)
      await desk.restart()
      expect(await walk(desk, redo)).toEqual(back.toReversed())
      expect((await desk.call('record.verify', {})).ok).toBe(true)
    }),
    { numRuns: 20 },
  )
})
