import type { CaseContent, Turn } from '../model/case.ts'
import type { TurnJudgement } from '../model/review.ts'
import { type CauseId, VERDICTS, type Verdict } from '../model/verdict.ts'

/** A model speaks only through the assistant's turns; those are judged. Answers their places, in order. */
export const answersOf = (turns: readonly Turn[]): readonly number[] =>
  turns.flatMap(({ role }, place) => (role === 'assistant' ? [place] : []))

/**
 * What the turns' verdicts say of the whole: the gravest of them (the order of VERDICTS); *correct* only where every one
 * is, since what nobody could tell is not known to be right. Null without any.
 */
export function gravestOfTurns(judgements: readonly Pick<TurnJudgement, 'verdict'>[]): Verdict | null {
  const given = new Set(judgements.map(({ verdict }) => verdict))
  const wrong = VERDICTS.find((verdict) => verdict !== 'correct' && given.has(verdict))
  return wrong ?? (given.has('correct') ? 'correct' : null)
}

/** The causes of the turns, each once, in the order of the turns. */
export const causesOfTurns = (judgements: readonly Pick<TurnJudgement, 'causes'>[]): CauseId[] => [
  ...new Set(judgements.flatMap(({ causes }) => causes)),
]

/** The next assistant turn after `from` without a verdict, else the first one before it; null when all are judged. */
export function nextUnjudged(
  turns: readonly Turn[],
  judgements: readonly TurnJudgement[],
  from: number | null,
): number | null {
  const judged = new Set(judgements.map(({ turn }) => turn))
  const open = answersOf(turns).filter((place) => !judged.has(place))
  return open.find((place) => from === null || place > from) ?? open[0] ?? null
}

/** Says nothing against a *correct* whole: right, or not to be told. */
const HARMLESS: ReadonlySet<Verdict> = new Set(['correct', 'cannot-tell'])

/** What is wrong with the verdicts of turns, in a sentence; null when nothing is. `verdict` is that of the whole. */
export function turnsProblem(
  turns: readonly Turn[],
  judgements: readonly TurnJudgement[],
  verdict: Verdict | null,
): string | null {
  for (const { turn } of judgements) {
    const judged = turns[turn]
    if (judged === undefined)
      return `Turn ${turn + 1} is judged, and the conversation has ${turns.length} ${turns.length === 1 ? 'turn' : 'turns'}.`
    if (judged.role !== 'assistant')
      return `Turn ${turn + 1} is judged, which is not the assistant's but the ${judged.role}'s.`
  }
  const wrong = verdict === 'correct' ? judgements.find((each) => !HARMLESS.has(each.verdict)) : undefined
  return wrong ? `The whole is judged correct and turn ${wrong.turn + 1} ${wrong.verdict}; both cannot be.` : null
}

/** A source an answer could rest on, with the number it is cited by (from 1). */
export type AnswerSource = NonNullable<Turn['sources']>[number] & { readonly number: number; readonly cited: boolean }

/**
 * What an answer could rest on: its own sources, then those of the turns since the answer before it (what retrieval or a
 * tool put into the prompt), each once. Cited: its number in brackets, its title, or its address stands in the answer.
 */
export function sourcesOf(turns: readonly Turn[], place: number): readonly AnswerSource[] {
  const turn = turns[place]
  if (!turn) return []
  const since = turns.slice(0, place).findLastIndex(({ role }) => role === 'assistant')
  const before = turn.role === 'assistant' ? turns.slice(since + 1, place) : []
  const seen = new Set<string>()
  return [turn, ...before]
    .flatMap(({ sources = [] }) => sources)
    .filter((source) => {
      const key = JSON.stringify([source.title, source.url ?? '', source.text ?? ''])
      return seen.has(key) ? false : seen.add(key)
    })
    .map((source, index) => ({ ...source, number: index + 1, cited: isCited(turn.text, source, index + 1) }))
}

const isCited = (text: string, { title, url }: { title: string; url?: string | undefined }, number: number): boolean =>
  text.includes(`[${number}]`) ||
  (title.length >= 4 && text.includes(title)) ||
  (url !== undefined && url !== '' && text.includes(url))

/** The text of a turn, of the case itself for undefined; null where there is none. */
export const textOfTurn = ({ text, turns }: CaseContent, turn: number | undefined): string | null =>
  (turn === undefined ? text : turns?.[turn]?.text) ?? null
