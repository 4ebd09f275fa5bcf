import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { review } from '../review-state.ts'
import { openSearch } from '../text/text-search.ts'
import { stepAnswer, stepTurn, toggleWhole, turnsNow } from './turn-focus.ts'
import { toggleCalls, toggleRaw } from './turn-look.ts'

const here = (): boolean => review().phase.name === 'open' && !review().picking && turnsNow().length > 0

/** Arrows belong to the conversation only while it has the keyboard, or nothing has. */
const holdsKeys = (): boolean => {
  const active = document.activeElement
  return (
    here() && (active === null || active === document.body || active.closest('[data-pane="conversation"]') !== null)
  )
}

const scroller = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[data-pane="conversation"] [role="document"]')

/** A turn taller than the pane is read to its end before the arrow leaves it. */
const readOn = (by: 1 | -1): void => {
  const pane = scroller()
  const turn = pane?.querySelector('[aria-current="true"]')?.getBoundingClientRect()
  const frame = pane?.getBoundingClientRect()
  const hidden = turn && frame ? (by === 1 ? turn.bottom - frame.bottom : frame.top - turn.top) : 0
  if (pane && hidden > 1) pane.scrollTop += by * Math.min(hidden + 12, pane.clientHeight * 0.8)
  else stepTurn(by)
}

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inConversation = (actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group: t('Conversation'), scope: 'conversation', when: here, ...action }))

/** What can be done while a conversation has the hand. */
export const conversationActions: readonly Action[] = inConversation([
  {
    id: 'conversation.next',
    label: t('Next turn, or further down in a long one'),
    keys: ['arrowdown'],
    when: holdsKeys,
    run: () => readOn(1),
    repeats: true,
  },
  {
    id: 'conversation.previous',
    label: t('Previous turn, or further up in a long one'),
    keys: ['arrowup'],
    when: holdsKeys,
    run: () => readOn(-1),
    repeats: true,
  },
  {
    id: 'conversation.answer.next',
    label: t('Next answer'),
    keys: ['period'],
    run: () => stepAnswer(1),
    repeats: true,
  },
  {
    id: 'conversation.answer.previous',
    label: t('Previous answer'),
    keys: ['comma'],
    run: () => stepAnswer(-1),
    repeats: true,
  },
  { id: 'conversation.whole', label: t('Judge the whole conversation, or an answer'), keys: ['u'], run: toggleWhole },
  { id: 'conversation.raw', label: t('Show answers as raw text or laid out'), keys: ['i'], run: toggleRaw },
  { id: 'conversation.find', label: t('Find in all turns'), keys: ['mod+f'], run: openSearch },
  { id: 'conversation.calls', label: t('Open or close the tool calls'), keys: ['y'], run: toggleCalls },
])
