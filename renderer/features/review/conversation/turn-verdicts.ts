import { isEdited, propose } from '../../../../shared/domain/propose.ts'
import { gravestOfTurns, nextUnjudged } from '../../../../shared/domain/turns.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { Proposal, TurnJudgement } from '../../../../shared/model/review.ts'
import type { CauseId, Verdict } from '../../../../shared/model/verdict.ts'
import { keyWord } from '../../../app/keys.ts'
import { t } from '../../../i18n/t.ts'
import { inSentence, VERDICT_WORDS } from '../../../ui/words.ts'
import { causeName } from '../causes.ts'
import { change } from '../commands.ts'
import { type Desk, type ReviewState, review, setReview, tell } from '../review-state.ts'
import { focusTurn, judgementOf, steppedOn, turnsNow, wasTurnSeen } from './turn-focus.ts'

const turnOf = ({ shape }: Annotation): number | undefined =>
  shape.kind === 'span' || shape.kind === 'case' ? shape.turn : undefined

/** What is marked in one turn, as predicted and as corrected. Relations belong to the whole. */
const inTurn = ({ prediction, worksheet }: Desk, turn: number) => {
  const here = (annotations: readonly Annotation[]): Annotation[] => annotations.filter((one) => turnOf(one) === turn)
  return {
    prediction: prediction && { ...prediction, annotations: here(prediction.annotations), relations: [] },
    worksheet: { annotations: here(worksheet.annotations), relations: [] },
  }
}

/** What the desk proposes for one turn: a verdict only where something marked in it was corrected. */
export const turnProposal = ({ desk, taxonomy }: ReviewState, turn: number, chosen: Verdict | null): Proposal => {
  if (!desk) return { verdict: null, causes: [], errors: [] }
  const part = inTurn(desk, turn)
  const proposal = propose({ ...part, caseFlag: desk.open.case.flag, taxonomy, chosen })
  return proposal.verdict === 'correct' ? { ...proposal, verdict: null } : proposal
}

const setTurn = (judged: TurnJudgement, label: string): void => {
  const before = review().desk?.worksheet.turns.find(({ turn }) => turn === judged.turn)
  const { turn, verdict, causes } = judged
  change(label, [
    {
      id: `turn:${turn}`,
      before: before ? { verdict: before.verdict, causes: [...before.causes] } : null,
      after: { verdict, causes: [...causes] },
    },
  ])
}

/** The hand goes to the next answer without a verdict; after the last to the whole, with the gravest proposed. */
const goOn = (turn: number, verdict: Verdict) => {
  const { desk } = review()
  if (!desk) return
  const turns = turnsNow()
  const next = nextUnjudged(turns, desk.worksheet.turns, turn)
  focusTurn(next)
  steppedOn()
  const word = VERDICT_WORDS[verdict]
  if (next !== null) return setReview({ said: t('{word}. Next: turn {turn}.', { word, turn: next + 1 }) })
  const gravest = gravestOfTurns(desk.worksheet.turns)
  if (gravest)
    tell(
      t('Every answer is judged. The gravest is {verdict}: {key} or its own key files the whole so.', {
        key: keyWord('review.confirm'),
        verdict: inSentence(VERDICT_WORDS[gravest]),
      }),
    )
}

/** One press of a verdict key while a turn has the hand. */
export const pressTurnVerdict = (turn: number, verdict: Verdict) => {
  const state = review()
  const { desk } = state
  if (!desk || !wasTurnSeen()) return
  if (turnsNow()[turn]?.role !== 'assistant')
    return tell(
      t('Only the assistant’s turns are judged. {key} goes to the next one.', {
        key: keyWord('conversation.answer.next'),
      }),
      'refused',
    )
  const label = t('turn {turn}: {verdict}', { turn: turn + 1, verdict: inSentence(VERDICT_WORDS[verdict]) })
  if (verdict === 'correct') {
    const { prediction, worksheet } = inTurn(desk, turn)
    if (prediction && isEdited(prediction, worksheet))
      return tell(
        t('Correct does not fit: you changed what was predicted in this turn. Choose another verdict, or undo.'),
        'refused',
      )
    setTurn({ turn, verdict, causes: [] }, label)
    return goOn(turn, verdict)
  }
  if (state.strip && judgementOf(state)?.verdict === verdict) return goOn(turn, verdict)
  const { causes } = turnProposal(state, turn, verdict)
  setTurn({ turn, verdict, causes }, label)
  setReview({
    strip: true,
    ticked: null,
    said: t('Causes: {causes}. {key} goes on.', {
      causes: causes.map(named).join(', ') || t('none'),
      key: keyWord('review.confirm'),
    }),
  })
}

/** Enter while a turn has the hand: its verdict and causes stand, and the next one is judged. */
export const confirmTurn = (turn: number) => {
  const state = review()
  const judged = judgementOf(state)
  if (!wasTurnSeen()) return
  if (judged) return goOn(turn, judged.verdict)
  const proposed = turnProposal(state, turn, null).verdict
  if (proposed !== null) return pressTurnVerdict(turn, proposed)
  if (turnsNow()[turn]?.role !== 'assistant') return goToOpen(turn)
  tell(
    t('Choose a verdict for this answer first. {key} judges the whole conversation at once.', {
      key: keyWord('conversation.whole'),
    }),
    'refused',
  )
}

const goToOpen = (turn: number): void => {
  focusTurn(nextUnjudged(turnsNow(), review().desk?.worksheet.turns ?? [], turn))
}

export const toggleTurnCause = (turn: number, cause: CauseId): void => {
  const judged = judgementOf(review())
  if (!judged) return
  setTurnCauses(
    turn,
    judged.causes.includes(cause) ? judged.causes.filter((id) => id !== cause) : [...judged.causes, cause],
  )
}

/** The causes of a turn that is judged, the first upstream one first. */
export const setTurnCauses = (turn: number, causes: readonly CauseId[]): void => {
  const judged = judgementOf(review())
  if (!judged) return
  setTurn(
    { ...judged, causes: [...causes] },
    t('turn {turn}: causes {causes}', { turn: turn + 1, causes: causes.map(named).join(', ') || t('none') }),
  )
}

const named = (id: CauseId): string => causeName(review().taxonomy, id)
