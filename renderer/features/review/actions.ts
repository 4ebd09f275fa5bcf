import type { Verdict } from '../../../shared/model/verdict.ts'
import type { Action } from '../../app/action.ts'
import { keyWord } from '../../app/key-name.ts'
import { isNarrow, toggleSide, useOverlay } from '../../app/panels.ts'
import { usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/t.ts'
import { ATTRIBUTES_ID } from './attributes/attribute-panel.tsx'
import { askBulk } from './bulk/bulk-state.ts'
import { causesOf } from './causes.ts'
import { setMembers } from './commands.ts'
import { conversationActions } from './conversation/conversation-actions.ts'
import { documentActions } from './document/document-actions.ts'
import { keepAsExample } from './labels/keep-example.ts'
import { applyLabel, labelledKind, labelOfDigit } from './labels/labels.ts'
import { startAcceptAbove } from './objects/accept-above.ts'
import {
  afterRelabel,
  confirmSelected,
  letGo,
  pickLabel,
  rejectSelected,
  selectNext,
} from './objects/object-actions.ts'
import { rowsNow } from './objects/object-view.ts'
import { stepPart } from './part-in-hand.ts'
import { takeOffer } from './photo/mask-acts.ts'
import { photoActions } from './photo/photo-actions.ts'
import { answer, openQuestion } from './questions/questions.ts'
import { recordActions } from './record/record-actions.ts'
import { review, setReview, tell, together } from './review-state.ts'
import { goBack, judgeNextPrediction } from './session.ts'
import { textActions } from './text/text-actions.ts'
import { redo, undo } from './undo.ts'
import { confirm, pressVerdict, putAside, toggleCause, toggleStrip, turnCauses, VERDICT_KEYS } from './verdicts.ts'

const onDesk = (): boolean => review().phase.name === 'open' && review().desk !== null
const free = (): boolean => onDesk() && !review().picking

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inGroup = (group: string, actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group, scope: 'review', when: free, ...action }))

const JUDGE_WORDS: Readonly<Record<Verdict, string>> = {
  correct: t('Judge correct'),
  'partially-correct': t('Judge partially correct'),
  incomplete: t('Judge incomplete'),
  incorrect: t('Judge incorrect'),
  unsafe: t('Judge unsafe'),
  'non-compliant': t('Judge non-compliant'),
  irrelevant: t('Judge irrelevant'),
  'cannot-tell': t('Judge that one cannot tell'),
}

const verdicts = inGroup(t('Verdict'), [
  ...VERDICT_KEYS.map(
    ([verdict, key]): Part => ({
      id: `review.verdict.${verdict}`,
      label: JUDGE_WORDS[verdict],
      keys: [key],
      run: () => pressVerdict(verdict),
    }),
  ),
  {
    id: 'review.confirm',
    label: t('Take the verdict and its causes'),
    keys: ['enter', 'backquote'],
    // Nothing is filed over an offer that is still open.
    run: () => {
      if (!takeOffer()) confirm()
    },
  },
  { id: 'review.bulk', label: t('Give this answer to similar cases'), keys: ['mod+enter'], run: askBulk },
  { id: 'review.causes', label: t('Open or close the causes'), keys: ['c'], run: toggleStrip },
  {
    id: 'review.first-cause',
    label: t('Make the next ticked cause the first upstream'),
    keys: ['shift+c'],
    run: turnCauses,
  },
])

/** Digits are labels, always; inside the open strip they pick causes, and while a question is open its answers. */
const pressDigit = (digit: number) => {
  const { strip, taxonomy } = review()
  if (strip) {
    const cause = causesOf(taxonomy)[digit - 1]
    if (cause) toggleCause(cause.id)
    return
  }
  const choice = openQuestion(review())?.choices[digit - 1]
  if (choice !== undefined) return answer(choice)
  const label = labelOfDigit(taxonomy, labelledKind(review()), String(digit))
  if (label) {
    const before = rowsNow()
    applyLabel(label.name)
    afterRelabel(before)
  } else tell(t('No label has the key {digit}. {key} finds one by typing.', { digit, key: keyWord('review.label') }))
}

const digits = inGroup(
  t('Labels'),
  [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (digit): Part => ({
      id: `review.digit.${digit}`,
      label: t('Label {digit} (in the open causes: cause {digit})', { digit }),
      keys: [String(digit)],
      run: () => pressDigit(digit),
      hidden: true,
    }),
  ),
)

const objects = inGroup(t('Objects'), [
  { id: 'review.object.next', label: t('Next object, least confident first'), keys: ['t'], run: () => selectNext(1) },
  { id: 'review.object.previous', label: t('Previous object'), keys: ['shift+t'], run: () => selectNext(-1) },
  { id: 'review.object.confirm', label: t('Confirm the object as predicted'), keys: ['v'], run: confirmSelected },
  { id: 'review.object.reject', label: t('Reject the object'), keys: ['x', 'delete'], run: rejectSelected },
  {
    id: 'review.object.accept-above',
    label: t('Accept all surely predicted objects'),
    keys: ['shift+v'],
    run: startAcceptAbove,
  },
  { id: 'review.label', label: t('Label by typing'), keys: ['r'], run: pickLabel },
  {
    id: 'review.example',
    label: t('Keep the selection as an example of its label'),
    keys: [],
    run: () => void keepAsExample(),
  },
  {
    id: 'review.alone',
    label: t('Hide or show the other objects'),
    keys: ['h'],
    run: () => setReview({ alone: !review().alone }),
  },
])

const letGoAction = inGroup(t('Tools'), [
  { id: 'review.escape', label: t('Select; drop what is in the hand'), keys: ['escape'], when: onDesk, run: letGo },
])

const toggleEdgeCase = (): void => {
  const edgeCase = !review().desk?.worksheet.edgeCase
  setMembers(edgeCase ? 'mark as edge case' : 'unmark edge case', { edgeCase })
  tell(edgeCase ? t('Marked as an edge case.') : t('No longer an edge case.'))
}

const focusNote = (): void => {
  if (isNarrow() ? useOverlay.getState().open !== 'side' : !usePreferences.getState().sideOpen) toggleSide()
  requestAnimationFrame(() => document.getElementById('case-note')?.focus())
}

/** The first attribute that still must be given, else the first there is. */
const focusAttributes = (): void => {
  if (isNarrow() ? useOverlay.getState().open !== 'side' : !usePreferences.getState().sideOpen) toggleSide()
  requestAnimationFrame(() => {
    const panel = document.getElementById(ATTRIBUTES_ID)
    if (!panel) return tell(t('What is selected has no attributes.'))
    const fields = [...panel.querySelectorAll('fieldset')]
    const first = fields.find((field) => field.hasAttribute('aria-describedby')) ?? fields[0]
    first?.querySelector<HTMLElement>('input:checked, input, select')?.focus()
  })
}

const cases = inGroup(t('Case'), [
  { id: 'review.part.next', label: t('Next part of the case'), keys: ['f6'], run: () => stepPart(1) },
  { id: 'review.part.previous', label: t('Previous part of the case'), keys: ['shift+f6'], run: () => stepPart(-1) },
  { id: 'review.undo', label: t('Undo'), keys: ['z', 'mod+z'], when: () => !review().picking, run: undo },
  { id: 'review.redo', label: t('Redo'), keys: ['shift+z', 'mod+shift+z'], when: () => !review().picking, run: redo },
  { id: 'review.skip', label: t('Skip for now'), keys: ['k', 'pagedown'], run: () => putAside('skipped') },
  { id: 'review.flag', label: t('Flag and put aside'), keys: ['l'], run: () => putAside('flagged') },
  {
    id: 'review.back',
    label: t('Back to the last case'),
    keys: ['j', 'pageup'],
    when: () => !review().picking,
    run: goBack,
  },
  { id: 'review.edge-case', label: t('Mark as an edge case'), keys: ['m'], run: toggleEdgeCase },
  { id: 'review.note', label: t('Write a note'), keys: ['n'], run: focusNote },
  { id: 'review.attributes', label: t('Edit attributes'), keys: ['shift+a'], run: focusAttributes },
  {
    id: 'review.prediction',
    label: t('Judge the next prediction of this case'),
    keys: ['p'],
    run: judgeNextPrediction,
  },
  {
    id: 'review.beside',
    label: t('Show or hide the prediction beside the correction'),
    keys: ['o'],
    run: () => setReview({ beside: !review().beside }),
  },
  {
    id: 'review.side',
    label: t('Show or hide the inspector'),
    keys: ['bracketright'],
    when: () => true,
    run: toggleSide,
  },
])

const all: readonly Action[] = [
  ...verdicts,
  ...digits,
  ...objects,
  ...conversationActions,
  ...documentActions,
  ...recordActions,
  ...letGoAction,
  ...photoActions,
  ...textActions,
  ...cases,
]

/** Everything a person can do on the review screen; what one press changes is shown at once. */
export const reviewActions: readonly Action[] = all.map((action) => ({
  ...action,
  run: () => together(action.run),
}))
