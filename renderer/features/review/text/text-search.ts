import { create } from 'zustand'
import type { TextQuery } from '../../../../shared/domain/text-search.ts'
import { selectedRange } from '../../../../shared/domain/tools/text-caret.ts'
import { labelAll } from '../../../../shared/domain/tools/text-edit.ts'
import type { Stretch } from '../../../../shared/domain/tools/text-snap.ts'
import { textOfTurn } from '../../../../shared/domain/turns.ts'
import { t } from '../../../i18n/t.ts'
import { findInText } from '../../../text/find-in-text.ts'
import { commitShapes } from '../commands.ts'
import { labelsFor } from '../labels/labels.ts'
import { focusCase, newAnnotationId } from '../photo/hand.ts'
import { review, setReview, tell, useReview } from '../review-state.ts'
import { selectedSpan, spansNow } from './text-hand.ts'

type Search = {
  readonly open: boolean
  /** The turn that is searched; the case's own text without one. */
  readonly turn: number | undefined
  readonly query: TextQuery
  readonly hits: readonly Stretch[]
  readonly more: boolean
  readonly problem: string | null
  /** The hit that was gone to; -1 none yet. */
  readonly at: number
  /** Hits that are not to be labelled, by place. */
  readonly left: ReadonlySet<number>
  /** The label all of them would get; null while only finding. */
  readonly label: string | null
}

const EMPTY_QUERY: TextQuery = { text: '', regex: false, wholeWords: false, matchCase: false }
const CLOSED: Search = {
  open: false,
  turn: undefined,
  query: EMPTY_QUERY,
  hits: [],
  more: false,
  problem: null,
  at: -1,
  left: new Set(),
  label: null,
}

export const useTextSearch = create<Search>(() => CLOSED)

/** The text that is searched. */
export const searchedText = (): string => {
  const content = review().desk?.open.case.content
  return (content && textOfTurn(content, useTextSearch.getState().turn)) ?? ''
}

/** Looks anew, beginning with the hit at or behind the caret. */
export const search = async (query: TextQuery) => {
  useTextSearch.setState({ query, problem: null })
  const answer = await findInText(searchedText(), query)
  if (!answer || useTextSearch.getState().query !== query) return
  const nothing = { hits: [], more: false, at: -1, left: new Set<number>() }
  if ('problem' in answer) return useTextSearch.setState({ ...nothing, problem: answer.problem })
  useTextSearch.setState({ ...nothing, ...answer.found })
}

export const openSearch = () => {
  useTextSearch.setState({ ...CLOSED, open: true, turn: review().caret?.turn })
  void search(EMPTY_QUERY)
}

/** All strings equal to the selected words or span, each whole, to be labelled like it. */
export const openSearchForSelection = () => {
  const { caret, desk, drawLabel, taxonomy } = review()
  const span = selectedSpan()
  const turn = span?.shape.turn ?? caret?.turn
  const text = desk ? textOfTurn(desk.open.case.content, turn) : null
  const range = text !== null && caret ? selectedRange(text, caret) : null
  const words = span?.shape.ranges[0]?.quote ?? (text !== null && range ? text.slice(range.start, range.end) : null)
  if (words === null) return tell(t('Select a span or words first.'), 'refused')
  const label = span?.label ?? drawLabel ?? labelsFor(taxonomy, 'span')[0]?.name ?? ''
  useTextSearch.setState({ ...CLOSED, open: true, turn, label })
  void search({ text: words, regex: false, wholeWords: true, matchCase: true })
}

export const closeSearch = () => {
  useTextSearch.setState({ ...CLOSED })
  focusCase()
}

/** Goes to a hit: its words are selected in the text, ready for a label. */
export const goToHit = (to: number) => {
  const { hits, turn } = useTextSearch.getState()
  const at = ((to % hits.length) + hits.length) % hits.length
  const hit = hits[at]
  if (!hit) return
  useTextSearch.setState({ at })
  setReview({ selection: [], caret: { anchor: hit.start, focus: hit.end, ...(turn === undefined ? {} : { turn }) } })
}

/** The next hit; the first time the one at or behind the caret. */
export const stepHit = (by: 1 | -1) => {
  const { at, hits } = useTextSearch.getState()
  if (at >= 0) return goToHit(at + by)
  const caret = review().caret?.anchor ?? 0
  const next = hits.findIndex((hit) => hit.start >= caret)
  goToHit(by === 1 ? Math.max(0, next) : next - 1)
}

export const toggleHit = (at: number) => {
  const left = new Set(useTextSearch.getState().left)
  if (!left.delete(at)) left.add(at)
  useTextSearch.setState({ left })
}

/** Marks every hit that was not left out, as one step of undo. */
export const labelHits = () => {
  const { hits, left, label, turn } = useTextSearch.getState()
  if (label === null || label === '') return
  const chosen = hits.filter((_, i) => !left.has(i))
  const commit = labelAll(searchedText(), chosen, label, turn, spansNow(), newAnnotationId)
  if (!commit) return tell(t('All of them are {label} already.', { label }))
  commitShapes(commit)
  closeSearch()
  tell(
    t('{count, plural, one {# span} other {# spans}} marked {label}. One undo takes them back.', {
      count: commit.put.length,
      label,
    }),
  )
}

useReview.subscribe((now, before) => {
  if (now.desk?.open.case.id !== before.desk?.open.case.id && useTextSearch.getState().open)
    useTextSearch.setState({ ...CLOSED })
})
