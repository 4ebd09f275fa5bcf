import { carriesAttributes } from '../../../shared/domain/carrier.ts'
import { compare } from '../../../shared/domain/compare.ts'
import { isEdited } from '../../../shared/domain/propose.ts'
import { attributeProblems } from '../../../shared/domain/taxonomy/attributes.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { Change, Disposition, Worksheet } from '../../../shared/model/review.ts'
import type { CauseId, Verdict } from '../../../shared/model/verdict.ts'
import { keyWord } from '../../app/keys.ts'
import { t } from '../../i18n/t.ts'
import { VERDICT_WORDS } from '../../ui/words.ts'
import { leave } from './ahead.ts'
import { causeName, lacksCause } from './causes.ts'
import { activeMsSoFar, caseFiled, wasSeen } from './clockwork.ts'
import { allAnswered, change, keepShown, relationsOfGone, setMembers, submit } from './commands.ts'
import { allAnswersJudged, judgementOf, wasTurnSeen } from './conversation/turn-focus.ts'
import { confirmTurn, pressTurnVerdict, setTurnCauses, toggleTurnCause } from './conversation/turn-verdicts.ts'
import { allLookedAt } from './objects/looked-at.ts'
import { putDownTool } from './photo/hand.ts'
import { putDownSweep } from './photo/sweep.ts'
import { refusesForQuestion } from './questions/questions.ts'
import { aboutDesk, review, setReview, tell, tickedCauses } from './review-state.ts'
import { goNext } from './session.ts'

/** Every verdict with its key, in the order of the bar. */
export const VERDICT_KEYS = [
  ['correct', 'a'],
  ['partially-correct', 's'],
  ['incomplete', 'd'],
  ['incorrect', 'f'],
  ['unsafe', 'q'],
  ['non-compliant', 'w'],
  ['irrelevant', 'e'],
  ['cannot-tell', 'g'],
] as const satisfies readonly (readonly [Verdict, string])[]

/** What undo calls the verdict *correct*. */
const CORRECT_LABEL = 'verdict correct'
/** What undo calls a verdict on the whole that its turns' verdicts come to. */
const BY_TURNS = ', as its turns are'

/** Whether the key that gave this verdict filed the case too. */
export const filesAtOnce = (label: string): boolean => label === CORRECT_LABEL || label.endsWith(BY_TURNS)

/** Files the case with the causes ticked, and goes on. */
const file = () => {
  const before = review()
  if (!before.desk) return
  const causes = before.desk.worksheet.verdict === 'correct' ? [] : [...tickedCauses(before)]
  if (refusesForCause(before.desk.worksheet.verdict, causes)) return
  setMembers(`causes ${causes.join(', ') || 'none'}`, { causes })
  const verdict = review().desk?.worksheet.verdict
  if (verdict) submitAndGoOn(VERDICT_WORDS[verdict])
}

/** The project asks why: a verdict that must have a cause is not filed without one, and the strip opens for it. */
const refusesForCause = (verdict: Verdict | null, causes: readonly CauseId[]): boolean => {
  if (!lacksCause(review().taxonomy, verdict, causes)) return false
  setReview({ strip: true })
  tell(
    t('This project asks for a cause with “{verdict}”. Tick one; {key} then files.', {
      verdict: verdict === null ? '' : VERDICT_WORDS[verdict],
      key: keyWord('review.confirm'),
    }),
    'refused',
  )
  return true
}

/** The worksheet whose filing is on its way while its case is still on the desk, because no other could be read. */
let filed: Worksheet | null = null

/** The worksheet whose filing was warned of: filing it again files it. */
let warned: Worksheet | null = null

/**
 * Whether filing was held back once for what must still be said. A correction is the reviewer's own word, so its gaps
 * are told; *correct* leaves the prediction as it is, with its gaps, and none is told.
 */
const warnsOfGaps = (): boolean => {
  const { desk, taxonomy } = review()
  if (!desk || desk.worksheet.verdict === 'correct' || desk.worksheet === warned) return false
  const problems = attributeProblems(taxonomy, desk.worksheet.annotations)
  const [first] = problems
  if (!first) return false
  warned = desk.worksheet
  setReview({ selection: [first.annotationId] })
  tell(
    t(
      '{count, plural, one {One attribute is} other {# attributes are}} missing or not right, first “{name}”. {edit} takes you there; {file} files all the same.',
      {
        count: problems.length,
        name: first.name,
        edit: keyWord('review.attributes'),
        file: keyWord('review.confirm'),
      },
    ),
    'refused',
  )
  setReview({ strip: false })
  return true
}

/** Sends the worksheet as it stands, puts the next case on the desk, and says both. */
const submitAndGoOn = (word: string) => {
  const { desk } = review()
  if (!desk) return
  if (desk.worksheet === filed) return goNext()
  if (refusesForQuestion() || warnsOfGaps()) return
  const caseId = desk.open.case.id
  void putDownSweep()
  const activeMs = activeMsSoFar()
  leave(caseId, submit(activeMs))
  filed = review().desk?.worksheet ?? null
  caseFiled(caseId)
  setReview({ told: null })
  goNext()
  const next = review().desk?.open.case.key
  setReview({
    said:
      next === undefined || next === desk.open.case.key ? `${word}.` : t('{word}. Next case: {next}', { word, next }),
  })
}

const verdictKey = (verdict: Verdict): string => keyWord(`review.verdict.${verdict}`)

const refuseCorrect = (): void =>
  tell(
    t(
      'Correct does not fit: you changed what was predicted. Choose partially correct ({partially}), incomplete ({incomplete}) or incorrect ({incorrect}), or take your changes back ({undo}).',
      {
        partially: verdictKey('partially-correct'),
        incomplete: verdictKey('incomplete'),
        incorrect: verdictKey('incorrect'),
        undo: keyWord('review.undo'),
      },
    ),
    'refused',
  )

/** One press of a verdict key. */
export const pressVerdict = (verdict: Verdict) => {
  putDownTool()
  const { desk, veiled, strip, turn } = review()
  if (!desk || !wasSeen()) return
  if (veiled) {
    return tell(
      t('Answer first: label or mark what you see. {key} then shows what the model said.', {
        key: keyWord('review.confirm'),
      }),
      'refused',
    )
  }
  if (desk.prediction === null) {
    return tell(
      t(
        'No model judged this case, so there is nothing to give a verdict on. Mark what is there; {file} files it as the truth. {flag} puts the case aside.',
        { file: keyWord('review.confirm'), flag: keyWord('review.flag') },
      ),
      'refused',
    )
  }
  if (turn !== null) return pressTurnVerdict(turn, verdict)
  if (verdict === verdictByTurns()) return fileByTurns(verdict)
  if (verdict === 'correct') {
    if (isEdited(desk.prediction, desk.worksheet, aboutDesk(review()))) return refuseCorrect()
    setMembers(CORRECT_LABEL, { verdict, causes: [] })
    return file()
  }
  if (strip && desk.worksheet.verdict === verdict) return file()
  setMembers(`verdict ${VERDICT_WORDS[verdict].toLowerCase()}`, { verdict })
  setReview({ strip: true, said: stripSaid() })
}

const stripSaid = (): string => {
  const causes = tickedCauses(review())
  return t('Causes: {causes}. {key} files.', {
    causes: causes.length === 0 ? t('none') : causes.map((id) => causeName(review().taxonomy, id)).join(', '),
    key: keyWord('review.confirm'),
  })
}

/** The verdict on the whole that is proposed once every answer is judged; null before, or when one was chosen. */
const verdictByTurns = (): Verdict | null => {
  const state = review()
  return state.desk?.worksheet.verdict === null && allAnswersJudged(state) ? state.desk.proposal.verdict : null
}

/** Files the whole conversation as its answers were judged, with their causes. */
const fileByTurns = (verdict: Verdict) => {
  const { desk } = review()
  if (!desk || !wasTurnSeen()) return
  if (verdict === 'correct' && isEdited(desk.prediction, desk.worksheet, aboutDesk(review()))) return refuseCorrect()
  const causes = verdict === 'correct' ? [] : [...desk.proposal.causes]
  if (refusesForCause(verdict, causes)) return
  setMembers(`verdict ${VERDICT_WORDS[verdict].toLowerCase()}${BY_TURNS}`, { verdict, causes })
  submitAndGoOn(VERDICT_WORDS[verdict])
}

/** Enter: shows the prediction behind the veil, or takes the verdict and causes as they stand. */
export const confirm = () => {
  putDownTool()
  const { desk, veiled, turn } = review()
  if (!desk || !wasSeen()) return
  if (veiled) return unveil()
  if (desk.prediction === null) return submitAndGoOn(t('Filed as the truth'))
  if (turn !== null) return confirmTurn(turn)
  const byTurns = verdictByTurns()
  if (byTurns !== null) return fileByTurns(byTurns)
  const { verdict } = desk.worksheet
  if (verdict === null) {
    const { verdict: proposed } = desk.proposal
    if (proposed !== null && proposed !== 'correct') return pressVerdict(proposed)
    if (proposed === 'correct' && allLookedAt()) return pressVerdict('correct')
    return tell(
      t(
        'Choose a verdict first: {correct} correct, {partially} partially, {incomplete} incomplete, {incorrect} incorrect.',
        {
          correct: verdictKey('correct'),
          partially: verdictKey('partially-correct'),
          incomplete: verdictKey('incomplete'),
          incorrect: verdictKey('incorrect'),
        },
      ),
      'refused',
    )
  }
  if (verdict === 'correct' && isEdited(desk.prediction, desk.worksheet, aboutDesk(review()))) return refuseCorrect()
  file()
}

export const toggleStrip = () => {
  const state = review()
  const { desk, strip } = state
  if (!desk) return
  if (state.turn !== null) {
    const judged = judgementOf(state)
    if (judged === null || judged.verdict === 'correct')
      return tell(t('A cause belongs to a verdict other than correct. Choose one for this answer first.'))
    return setReview({ strip: !strip })
  }
  if (!strip && (desk.worksheet.verdict === null || desk.worksheet.verdict === 'correct')) {
    const { verdict } = desk.proposal
    if (verdict === null || verdict === 'correct')
      return tell(t('A cause belongs to a verdict other than correct. Choose one first.'))
    setMembers(`verdict ${VERDICT_WORDS[verdict].toLowerCase()}`, { verdict })
  }
  setReview({ strip: !strip })
}

export const toggleCause = (cause: CauseId) => {
  const { turn } = review()
  if (turn !== null) return toggleTurnCause(turn, cause)
  const now = tickedCauses(review())
  const ticked = now.includes(cause) ? now.filter((id) => id !== cause) : [...now, cause]
  setMembers(`causes ${ticked.join(', ') || 'none'}`, { causes: ticked })
  setReview({ ticked })
}

/** Puts a cause first: the one furthest upstream, that the others follow from. One not ticked yet is ticked. */
export const makeFirstCause = (cause: CauseId) => {
  const { turn } = review()
  const now = tickedCauses(review())
  const at = now.indexOf(cause)
  // Those before it follow the others, so that pressing on brings each to the front in turn.
  const causes = at < 0 ? [cause, ...now] : [...now.slice(at), ...now.slice(0, at)]
  if (turn !== null) return setTurnCauses(turn, causes)
  setMembers(`first cause ${cause}`, { causes })
  setReview({ ticked: causes, said: t('{cause} comes first.', { cause: causeName(review().taxonomy, cause) }) })
}

/** The next of the ticked causes comes first; the one that did goes to the end. */
export const turnCauses = () => {
  const [, second] = tickedCauses(review())
  if (second === undefined) return tell(t('The first upstream is one of several causes. Tick another one.'))
  setReview({ strip: true })
  makeFirstCause(second)
}

const whereItWent = (disposition: Disposition): string => {
  const key = keyWord('review.back')
  return disposition === 'skipped'
    ? t('Skipped: it comes back after the waiting cases. {key} goes back to it.', { key })
    : t('Flagged and out of the queue: find it with status:flagged. {key} goes back to it.', { key })
}

/** Puts the case aside, says where it went, and goes on. */
export const putAside = (disposition: Disposition) => {
  putDownTool()
  const { desk } = review()
  if (!desk) return
  const caseId = desk.open.case.id
  if (desk.worksheet.disposition === disposition) {
    setMembers(`take back ${disposition}`, { disposition: null })
    return tell(disposition === 'skipped' ? t('No longer skipped.') : t('No longer flagged: it is back in the queue.'))
  }
  setMembers(disposition, { disposition })
  leave(caseId, allAnswered())
  goNext()
  tell(`${desk.open.case.key}: ${whereItWent(disposition)}`)
}

/**
 * Lifts the veil. What the reviewer answered becomes the correction: each own object is tied to the predicted one it
 * lies on, and the predicted copies go. Without an answer the prediction is merely shown, and the review is not blind.
 */
export const unveil = () => {
  const { desk } = review()
  if (!desk) return
  const { annotations } = desk.worksheet
  const own = annotations.filter((one) => one.fromObjectId === undefined && !carriesAttributes(one))
  if (own.length === 0) {
    setReview({ veiled: false })
    void keepShown()
    return tell(t('The prediction is shown. You gave no answer before it, so this does not count as blind.'))
  }
  const pairs = new Map(
    compare(desk.prediction?.annotations ?? [], own).map((pair) => [pair.correctedId, pair.predictedId]),
  )
  const tied = own.map((annotation): Annotation => {
    const origin = pairs.get(annotation.id) ?? null
    return origin === null ? annotation : { ...annotation, fromObjectId: origin }
  })
  const before = new Map(annotations.map((annotation) => [annotation.id, annotation]))
  const copies = annotations.filter((annotation) => annotation.fromObjectId !== undefined)
  const changes: Change[] = [
    ...relationsOfGone(
      desk.worksheet,
      copies.map(({ id }) => id),
    ),
    ...copies.map((annotation): Change => ({ id: `annotation:${annotation.id}`, before: annotation, after: null })),
    ...tied.map(
      (after): Change => ({
        id: `annotation:${after.id}`,
        before: before.get(after.id) ?? null,
        after,
      }),
    ),
  ]
  change('answer before seeing the prediction', changes, 'answered')
  setReview({ veiled: false, blind: true, beside: true })
  tell(t('Your answer stands. The prediction is shown beside it: now judge it.'))
}
