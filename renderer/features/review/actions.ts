import type { Action } from '../../app/action.ts'
import { isNarrow, toggleSide, useOverlay } from '../../app/panels.ts'
import { usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/t.ts'
import { VERDICT_WORDS } from '../../ui/words.ts'
import { ATTRIBUTES_ID } from './attributes/attribute-panel.tsx'
import { askBulk } from './bulk/bulk-state.ts'
import { causesOf } from './causes.ts'
import { setMembers } from './commands.ts'
import { conversationActions } from './conversation/conversation-actions.ts'
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
import { takeOffer } from './photo/mask-acts.ts'
import { photoActions } from './photo/photo-actions.ts'
import { recordActions } from './record/record-actions.ts'
import { review, setReview, tell } from './review-state.ts'
import { goBack, judgeNextPrediction } from './session.ts'
import { textActions } from './text/text-actions.ts'
import { redo, undo } from './undo.ts'
import { confirm, pressVerdict, putAside, toggleCause, toggleStrip, VERDICT_KEYS } from './verdicts.ts'

const onDesk = (): boolean => review().phase.name === 'open' && review().desk !== null
const free = (): boolean => onDesk() && !review().picking

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inGroup = (group: string, actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group, scope: 'review', when: free, ...action }))

const verdicts = inGroup('Verdict', [
  ...VERDICT_KEYS.map(
    ([verdict, key]): Part => ({
      id: `review.verdict.${verdict}`,
      label: `Judge ${VERDICT_WORDS[verdict].toLowerCase()}`,
      keys: [key],
      run: () => pressVerdict(verdict),
    }),
  ),
  {
    id: 'review.confirm',
    label: 'Take the verdict and its causes',
    keys: ['enter', 'backquote'],
    // Nothing is filed over an offer that is still open.
    run: () => {
      if (!takeOffer()) confirm()
    },
  },
  { id: 'review.bulk', label: 'Give this answer to similar cases', keys: ['mod+enter'], run: askBulk },
  { id: 'review.causes', label: 'Open or close the causes', keys: ['c'], run: toggleStrip },
])

/** Digits are labels, always; inside the open strip they pick causes. */
const pressDigit = (digit: number): void => {
  const { strip, taxonomy } = review()
  if (strip) {
    const cause = causesOf(taxonomy)[digit - 1]
    if (cause) toggleCause(cause.id)
    return
  }
  const label = labelOfDigit(taxonomy, labelledKind(review()), String(digit))
  if (label) {
    const before = rowsNow()
    applyLabel(label.name)
    afterRelabel(before)
  } else tell(`No label has the key ${digit}. R finds one by typing.`)
}

const digits = inGroup(
  'Labels',
  [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (digit): Part => ({
      id: `review.digit.${digit}`,
      label: `Label ${digit} (in the open causes: cause ${digit})`,
      keys: [String(digit)],
      run: () => pressDigit(digit),
      hidden: true,
    }),
  ),
)

const objects = inGroup('Objects', [
  { id: 'review.object.next', label: 'Next object, least confident first', keys: ['t'], run: () => selectNext(1) },
  { id: 'review.object.previous', label: 'Previous object', keys: ['shift+t'], run: () => selectNext(-1) },
  { id: 'review.object.confirm', label: 'Confirm the object as predicted', keys: ['v'], run: confirmSelected },
  { id: 'review.object.reject', label: 'Reject the object', keys: ['x', 'delete'], run: rejectSelected },
  {
    id: 'review.object.accept-above',
    label: 'Accept all surely predicted objects',
    keys: ['shift+v'],
    run: startAcceptAbove,
  },
  { id: 'review.label', label: 'Label by typing', keys: ['r'], run: pickLabel },
  {
    id: 'review.alone',
    label: 'Hide or show the other objects',
    keys: ['h'],
    run: () => setReview({ alone: !review().alone }),
  },
])

const letGoAction = inGroup('Tools', [
  { id: 'review.escape', label: 'Select; drop what is in the hand', keys: ['escape'], when: onDesk, run: letGo },
])

const toggleEdgeCase = (): void => {
  const edgeCase = !review().desk?.worksheet.edgeCase
  setMembers(edgeCase ? 'mark as edge case' : 'unmark edge case', { edgeCase })
  tell(edgeCase ? 'Marked as an edge case.' : 'No longer an edge case.')
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

const cases = inGroup('Case', [
  { id: 'review.undo', label: 'Undo', keys: ['z', 'mod+z'], when: () => !review().picking, run: undo },
  { id: 'review.redo', label: 'Redo', keys: ['shift+z', 'mod+shift+z'], when: () => !review().picking, run: redo },
  { id: 'review.skip', label: 'Skip for now', keys: ['k', 'pagedown'], run: () => putAside('skipped') },
  { id: 'review.flag', label: 'Flag and put aside', keys: ['l'], run: () => putAside('flagged') },
  {
    id: 'review.back',
    label: 'Back to the last case',
    keys: ['j', 'pageup'],
    when: () => !review().picking,
    run: goBack,
  },
  { id: 'review.edge-case', label: 'Mark as an edge case', keys: ['m'], run: toggleEdgeCase },
  { id: 'review.note', label: 'Write a note', keys: ['n'], run: focusNote },
  { id: 'review.attributes', label: 'Edit attributes', keys: ['shift+a'], run: focusAttributes },
  { id: 'review.prediction', label: 'Judge the next prediction of this case', keys: ['p'], run: judgeNextPrediction },
  {
    id: 'review.beside',
    label: 'Show or hide the prediction beside the correction',
    keys: ['o'],
    run: () => setReview({ beside: !review().beside }),
  },
  {
    id: 'review.side',
    label: 'Show or hide the inspector',
    keys: ['bracketright'],
    when: () => true,
    run: toggleSide,
  },
])

/** Everything a person can do on the review screen. */
export const reviewActions: readonly Action[] = [
  ...verdicts,
  ...digits,
  ...objects,
  ...conversationActions,
  ...recordActions,
  ...letGoAction,
  ...photoActions,
  ...textActions,
  ...cases,
]
