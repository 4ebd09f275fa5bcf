import { moveCaret, selectedRange } from '../../../../shared/domain/tools/text-caret.ts'
import {
  addRange,
  dropRange,
  mergeSpans,
  moveEnd,
  neighbourOf,
  type Span,
  splitSpan,
} from '../../../../shared/domain/tools/text-edit.ts'
import { stepToken } from '../../../../shared/domain/tools/text-snap.ts'
import type { Commit } from '../../../../shared/domain/tools/tool.ts'
import type { Action } from '../../../app/action.ts'
import { t } from '../../../i18n/t.ts'
import { commitShapes } from '../commands.ts'
import { newAnnotationId } from '../photo/hand.ts'
import { isHeld } from '../photo/sitting.ts'
import { review, setReview, tell } from '../review-state.ts'
import { selectedSpan, spanOf, spansNow, textOfSpan, useTextHand } from './text-hand.ts'
import { pressLink } from './text-relating.ts'
import { openSearch, openSearchForSelection } from './text-search.ts'
import { nextSnap, useTextSettings } from './text-settings.ts'

const onText = (): boolean => review().phase.name === 'open' && review().desk !== null && !review().picking

const SELECT_FIRST = (): void => tell(t('Select a span first: click it, or go through them by key.'), 'refused')

/** The selected span after a commit, with the page's selection on it. */
const showSpan = (span: Span, commit: Commit) => {
  commitShapes(commit)
  const after = spanOf(span.id)
  const [first, last] = [after?.shape.ranges[0], after?.shape.ranges.at(-1)]
  if (!after || !first || !last) return
  const turn = after.shape.turn === undefined ? {} : { turn: after.shape.turn }
  const end = after.shape.ranges.length === 1 ? last.endUtf16 : first.endUtf16
  setReview({ selection: [span.id], caret: { anchor: first.startUtf16, focus: end, ...turn } })
}

/** Moves an outer end of the selected span by a token or by a character. */
const stretch = (edge: 'start' | 'end', direction: 'back' | 'forward', unit: 'token' | 'character') => () => {
  const span = selectedSpan()
  if (!span) return SELECT_FIRST()
  if (isHeld(span)) return
  const text = textOfSpan(span)
  const ranges = span.shape.ranges
  const at = edge === 'start' ? (ranges[0]?.startUtf16 ?? 0) : (ranges.at(-1)?.endUtf16 ?? 0)
  const tokens = span.shape.turn === undefined ? review().desk?.open.case.tokens : undefined
  const by = useTextSettings.getState().snap === 'character' ? 'character' : 'grapheme'
  const to = unit === 'token' ? stepToken(text, at, edge, direction, tokens) : moveCaret(text, at, by, direction)
  const commit = moveEnd(text, span, edge, to)
  if (commit) showSpan(span, commit)
}

const addWords = () => {
  const { caret, selection } = review()
  const span = spanOf(useTextHand.getState().held)
  const range = span && caret && caret.turn === span.shape.turn ? selectedRange(textOfSpan(span), caret) : null
  if (!span || !range || selection.length > 0)
    return tell(t('Select a span, then other words: they are added to the span.'), 'refused')
  if (isHeld(span)) return
  const commit = addRange(textOfSpan(span), span, range)
  if (commit) showSpan(span, commit)
}

/** Where in the selected span the caret stands; its place is the moving end of what is selected. */
const caretIn = (span: Span): number | null => {
  const { caret } = review()
  return caret && caret.turn === span.shape.turn ? caret.focus : null
}

const dropWords = () => {
  const span = spanOf(useTextHand.getState().held)
  const at = span && caretIn(span)
  const commit = span && at !== null ? dropRange(textOfSpan(span), span, at) : null
  if (!span || !commit) return tell(t('Put the caret into one of several pieces of a span to take it out.'), 'refused')
  if (isHeld(span)) return
  showSpan(span, commit)
}

const split = () => {
  const span = spanOf(useTextHand.getState().held)
  const at = span && caretIn(span)
  const commit = span && at !== null ? splitSpan(textOfSpan(span), span, at, newAnnotationId) : null
  if (!span || !commit) return tell(t('Put the caret into a span, where it is to be parted.'), 'refused')
  if (isHeld(span)) return
  commitShapes(commit)
  setReview({ selection: commit.put.map(({ id }) => id) })
}

const merge = () => {
  const { selection } = review()
  const chosen = spansNow().filter((span) => selection.includes(span.id))
  const [first] = chosen
  const text = first ? textOfSpan(first) : ''
  const other = first && chosen.length === 1 ? neighbourOf(text, first, spansNow()) : null
  const commit = mergeSpans(text, other ? [...chosen, other] : chosen)
  const [put] = commit?.put ?? []
  if (!commit || !put)
    return tell(t('Select several spans of one text, or one with a span of its label beside it.'), 'refused')
  if (isHeld(...chosen, other)) return
  commitShapes(commit)
  setReview({ selection: [put.id] })
}

const toggleSnap = () => {
  const snap = nextSnap(useTextSettings.getState().snap)
  useTextSettings.setState({ snap })
  const words = {
    token: t('What you drag over snaps to whole words.'),
    grapheme: t('What you drag over snaps to whole characters as they are read.'),
    character: t('What you drag over is taken code point by code point.'),
  } as const
  tell(words[snap])
}

const toggleInvisible = () => {
  const showAll = !useTextSettings.getState().showAll
  useTextSettings.setState({ showAll })
  tell(showAll ? t('Blanks and invisible characters are shown.') : t('Invisible characters are hidden again.'))
}

type Part = Pick<Action, 'id' | 'label' | 'keys' | 'run'> & Partial<Action>
const inGroup = (group: string, actions: readonly Part[]): readonly Action[] =>
  actions.map((action) => ({ group, scope: 'text', when: onText, ...action }))

const ends = inGroup(t('Ends of a span'), [
  {
    id: 'text.end.longer',
    label: t('End one word further'),
    keys: ['period'],
    run: stretch('end', 'forward', 'token'),
  },
  { id: 'text.end.shorter', label: t('End one word earlier'), keys: ['comma'], run: stretch('end', 'back', 'token') },
  {
    id: 'text.start.longer',
    label: t('Begin one word earlier'),
    keys: ['shift+comma'],
    run: stretch('start', 'back', 'token'),
  },
  {
    id: 'text.start.shorter',
    label: t('Begin one word later'),
    keys: ['shift+period'],
    run: stretch('start', 'forward', 'token'),
  },
  {
    id: 'text.end.character',
    label: t('End one character further'),
    keys: ['alt+arrowright'],
    run: stretch('end', 'forward', 'character'),
  },
  {
    id: 'text.end.character.back',
    label: t('End one character earlier'),
    keys: ['alt+arrowleft'],
    run: stretch('end', 'back', 'character'),
  },
  {
    id: 'text.start.character',
    label: t('Begin one character earlier'),
    keys: ['alt+shift+arrowleft'],
    run: stretch('start', 'back', 'character'),
  },
  {
    id: 'text.start.character.forward',
    label: t('Begin one character later'),
    keys: ['alt+shift+arrowright'],
    run: stretch('start', 'forward', 'character'),
  },
]).map((action) => ({ ...action, repeats: true }))

const edits = inGroup(t('Spans'), [
  { id: 'text.range.add', label: t('Add the selected words to the last span'), keys: ['b'], run: addWords },
  { id: 'text.range.drop', label: t('Take the piece at the caret out of its span'), keys: ['shift+b'], run: dropWords },
  { id: 'text.split', label: t('Part the span at the caret'), keys: ['u'], run: split },
  { id: 'text.merge', label: t('Merge spans that lie together'), keys: ['i'], run: merge },
  { id: 'text.relate', label: t('Begin or end a relation'), keys: ['y'], run: pressLink },
  {
    id: 'text.label.all',
    label: t('Label all equal strings'),
    keys: ['semicolon'],
    run: openSearchForSelection,
  },
])

const seeing = inGroup(t('Text'), [
  { id: 'text.find', label: t('Find in this text'), keys: ['mod+f'], run: openSearch },
  { id: 'text.snap', label: t('Snap to words, characters or code points'), keys: ['equal'], run: toggleSnap },
  { id: 'text.invisible', label: t('Show or hide invisible characters'), keys: ['quote'], run: toggleInvisible },
])

/** What a person can do while a text has the hand. */
export const textActions: readonly Action[] = [...ends, ...edits, ...seeing]
