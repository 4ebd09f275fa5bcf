import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersOf, gravestOfTurns, nextUnjudged, sourcesOf, turnsProblem } from '../../shared/domain/turns.ts'
import type { Turn } from '../../shared/model/case.ts'
import { VERDICTS, type Verdict } from '../../shared/model/verdict.ts'

const turns: readonly Turn[] = [
  { role: 'system', text: 'Be kind.' },
  { role: 'user', text: 'Hi' },
  { role: 'assistant', text: 'Hello' },
  { role: 'user', text: 'Refund?' },
  { role: 'tool', text: '', sources: [{ title: 'Refund policy', text: '30 days' }, { title: 'Faq' }] },
  { role: 'assistant', text: 'Within 30 days [1].', sources: [{ title: 'Refund policy', text: '30 days' }] },
]
const judged = (turn: number, verdict: Verdict = 'correct') => ({ turn, verdict, causes: [] })

test('the gravest verdict of the turns is that of the whole; correct needs every one to be', () => {
  const of = (...verdicts: Verdict[]) => gravestOfTurns(verdicts.map((verdict) => ({ verdict })))
  expect([
    of(),
    of('correct'),
    of('correct', 'cannot-tell'),
    of('incomplete', 'incorrect'),
    of('incorrect', 'unsafe'),
  ]).toEqual([null, 'correct', 'cannot-tell', 'incorrect', 'unsafe'])
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...VERDICTS), { minLength: 1 }), (verdicts) => {
      const whole = gravestOfTurns(verdicts.map((verdict) => ({ verdict })))
      expect(verdicts).toContain(whole)
      expect(
        turnsProblem(
          turns,
          verdicts.map((verdict) => judged(2, verdict)),
          whole,
        ),
      ).toBeNull()
    }),
  )
})

test('judging goes on to the next answer without a verdict, then round to those left behind', () => {
  expect(answersOf(turns)).toEqual([2, 5])
  expect([
    nextUnjudged(turns, [], null),
    nextUnjudged(turns, [judged(2)], 2),
    nextUnjudged(turns, [judged(5)], 5),
    nextUnjudged(turns, [judged(2), judged(5)], 5),
  ]).toEqual([2, 5, 2, null])
})

test('an answer rests on its own sources and those of the turns since the answer before, each once, cited or not', () => {
  expect(sourcesOf(turns, 5)).toEqual([
    { title: 'Refund policy', text: '30 days', number: 1, cited: true },
    { title: 'Faq', number: 2, cited: false },
  ])
  expect(sourcesOf(turns, 2)).toEqual([])
})
