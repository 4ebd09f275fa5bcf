import type { OpenCase } from '../../../../shared/contract/reviews.ts'
import { answersOf, nextUnjudged } from '../../../../shared/domain/turns.ts'
import type { Turn } from '../../../../shared/model/case.ts'
import type { TurnJudgement } from '../../../../shared/model/review.ts'
import { SEEN_AFTER_MS } from '../clockwork.ts'
import { type ReviewState, review, setReview } from '../review-state.ts'

export const turnsNow = (): readonly Turn[] => review().desk?.open.case.content.turns ?? []

/** Where a case begins: a conversation in its first answer without a verdict, any other case as a whole. */
export const firstTurn = ({ case: item, worksheet, predictionId }: OpenCase): number | null =>
  item.kind === 'conversation' && predictionId !== null && worksheet.verdict === null
    ? nextUnjudged(item.content.turns ?? [], worksheet.turns, null)
    : null

/** The verdict on the turn that has the hand; null without one. */
export const judgementOf = ({ desk, turn }: Pick<ReviewState, 'desk' | 'turn'>): TurnJudgement | null =>
  desk?.worksheet.turns.find((judged) => judged.turn === turn) ?? null

/** Whether every answer of the conversation has its verdict. */
export const allAnswersJudged = ({ desk }: Pick<ReviewState, 'desk'>): boolean => {
  const turns = desk?.open.case.content.turns ?? []
  return desk !== null && answersOf(turns).length > 0 && nextUnjudged(turns, desk.worksheet.turns, null) === null
}

let steppedAt = Number.NEGATIVE_INFINITY
/** A verdict moved the hand on: a bounced key must not judge what nobody has seen. The mark is for those who measure. */
export const steppedOn = (): void => {
  steppedAt = performance.now()
  performance.clearMarks('turn-stepped')
  performance.mark('turn-stepped')
}
export const wasTurnSeen = (): boolean => performance.now() - steppedAt >= SEEN_AFTER_MS

/** Gives the hand to a turn, or with null to the whole conversation. */
export const focusTurn = (turn: number | null): void => {
  const { turn: before, caret } = review()
  if (before !== turn) setReview({ turn, strip: false, ticked: null, caret: caret?.turn === turn ? caret : null })
}

/** The turn before or after; from the whole, the first or last. */
export const stepTurn = (by: 1 | -1): void => {
  const { turn } = review()
  const last = turnsNow().length - 1
  if (last < 0) return
  focusTurn(turn === null ? (by === 1 ? 0 : last) : Math.min(Math.max(turn + by, 0), last))
}

/** The next or last answer of the assistant, round and round. */
export const stepAnswer = (by: 1 | -1): void => {
  const answers = answersOf(turnsNow())
  const from = review().turn
  const next =
    by === 1
      ? (answers.find((place) => from === null || place > from) ?? answers[0])
      : (answers.findLast((place) => from === null || place < from) ?? answers.at(-1))
  if (next !== undefined) focusTurn(next)
}

/** Back and forth between the whole conversation and the answer to be judged next. */
export const toggleWhole = () => {
  const { turn, desk } = review()
  if (turn !== null) return focusTurn(null)
  const turns = turnsNow()
  focusTurn(nextUnjudged(turns, desk?.worksheet.turns ?? [], null) ?? answersOf(turns)[0] ?? null)
}

/** After an undo or redo: the turn whose verdict changed has the hand again. */
export const followTurns = (before: readonly TurnJudgement[], after: readonly TurnJudgement[]): void => {
  const say = (list: readonly TurnJudgement[]): ReadonlyMap<number, string> =>
    new Map(list.map((judged) => [judged.turn, JSON.stringify(judged)]))
  const [was, is] = [say(before), say(after)]
  const changed = [...was.keys(), ...is.keys()].find((turn) => was.get(turn) !== is.get(turn))
  if (changed !== undefined) focusTurn(changed)
}
