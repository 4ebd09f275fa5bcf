import { create } from 'zustand'
import type { TextHit, TextQuery } from '../../../../shared/domain/text-search.ts'
import { selectedRange } from '../../../../shared/domain/tools/text-caret.ts'
import { labelAll } from '../../../../shared/domain/tools/text-edit.ts'
import type { Stretch } from '../../../../shared/domain/tools/text-snap.ts'
import { textOfTurn } from '../../../../shared/domain/turns.ts'
import { usePane } from '../../../app/pane.ts'
import { t } from '../../../i18n/t.ts'
import { findInTexts } from '../../../text/find-in-text.ts'
import { commitShapes } from '../commands.ts'
import { focusTurn } from '../conversation/turn-focus.ts'
import { wordLabel } from '../labels/labels.ts'
import { focusCase, newAnnotationId } from '../photo/hand.ts'
import { review, setReview, tell, useReview } from '../review-state.ts'
import { selectedSpan, spansNow } from './text-hand.ts'

type Search = {
  readonly open: boolean
  /** The turns of the conversation are searched, a hit's place being its turn; otherwise the case's own text. */
  readonly turns: boolean
  readonly query: TextQuery
  readonly hits: readonly TextHit[]
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
  turns: false,
  query: EMPTY_QUERY,
  hits: [],
  more: false,
  problem: null,
  at: -1,
  left: new Set(),
  label: null,
}

export const useTextSearch = create<Search>(() => CLOSED)

/** The texts that are searched, by a hit's place. */
export const searchedTexts = (): readonly string[] => {
  const content = review().desk?.open.case.content
  if (useTextSearch.getState().turns) return content?.turns?.map(({ text }) => text) ?? []
  return [content?.text ?? '']
}

const turnOf = ({ place }: TextHit): number | undefined => (useTextSearch.getState().turns ? place : undefined)

const NO_HITS: readonly Stretch[] = []
type HitsHere = { readonly hits: readonly Stretch[]; readonly at: number }
const NOT_HERE: HitsHere = { hits: NO_HITS, at: -1 }
let parted: { readonly of: readonly TextHit[]; readonly by: ReadonlyMap<number, readonly TextHit[]> } | null = null

/** The hits in one text, and which of them was gone to; the same list as long as nothing else was searched. */
export const hitsIn = ({ open, turns, hits, at }: Search, turn: number | undefined): HitsHere => {
  if (!open || turns !== (turn !== undefined)) return NOT_HERE
  if (parted?.of !== hits) parted = { of: hits, by: Map.groupBy(hits, ({ place }) => place) }
  const here = parted.by.get(turn ?? 0) ?? NO_HITS
  const now = hits[at]
  return { hits: here, at: now ? here.indexOf(now) : -1 }
}

/** Looks anew, beginning with the hit at or behind the caret. */
export const search = async (query: TextQuery) => {
  useTextSearch.setState({ query, problem: null })
  const answer = await findInTexts(searchedTexts(), query)
  if (!answer || useTextSearch.getState().query !== query) return
  const nothing = { hits: [], more: false, at: -1, left: new Set<number>() }
  if ('problem' in answer) return useTextSearch.setState({ ...nothing, problem: answer.problem })
  useTextSearch.setState({ ...nothing, ...answer.found })
}

/** Whether what has the hand is a conversation's turns, not the case's own text. */
const amongTurns = (): boolean => {
  const { caret, desk } = review()
  if (usePane.getState().pane === 'conversation' || caret?.turn !== undefined) return true
  return desk?.open.case.content.text === undefined
}

export const openSearch = () => {
  useTextSearch.setState({ ...CLOSED, open: true, turns: amongTurns() })
  void search(EMPTY_QUERY)
}

/** All strings equal to the selected words or span, each whole, to be labelled like it. */
export const openSearchForSelection = () => {
  const { caret, desk } = review()
  const span = selectedSpan()
  const turn = span?.shape.turn ?? caret?.turn
  const text = desk ? textOfTurn(desk.open.case.content, turn) : null
  const range = text !== null && caret ? selectedRange(text, caret) : null
  const words = span?.shape.ranges[0]?.quote ?? (text !== null && range ? text.slice(range.start, range.end) : null)
  if (words === null) return tell(t('Select a span or words first.'), 'refused')
  const label = span?.label ?? wordLabel(review())
  useTextSearch.setState({ ...CLOSED, open: true, turns: turn !== undefined, label })
  void search({ text: words, regex: false, wholeWords: true, matchCase: true })
}

export const closeSearch = () => {
  useTextSearch.setState({ ...CLOSED })
  focusCase()
}

/** Goes to a hit: its words are selected in the text, ready for a label. */
export const goToHit = (to: number) => {
  const { hits } = useTextSearch.getState()
  const at = ((to % hits.length) + hits.length) % hits.length
  const hit = hits[at]
  if (!hit) return
  const turn = turnOf(hit)
  useTextSearch.setState({ at })
  if (turn !== undefined) focusTurn(turn)
  setReview({ selection: [], caret: { anchor: hit.start, focus: hit.end, ...(turn === undefined ? {} : { turn }) } })
}

/** The next hit; the first time the one at or behind the caret. */
export const stepHit = (by: 1 | -1) => {
  const { at, hits, turns } = useTextSearch.getState()
  if (at >= 0) return goToHit(at + by)
  const { caret, turn } = review()
  const [place, from] = [turns ? (caret?.turn ?? turn ?? 0) : 0, caret?.anchor ?? 0]
  const next = hits.findIndex((hit) => hit.place > place || (hit.place === place && hit.start >= from))
  goToHit(by === 1 ? Math.max(0, next) : next - 1)
}

export const toggleHit = (at: number) => {
  const left = new Set(useTextSearch.getState().left)
  if (!left.delete(at)) left.add(at)
  useTextSearch.setState({ left })
}

/** Marks every hit that was not left out, as one step of undo. */
export const labelHits = () => {
  const { hits, left, label } = useTextSearch.getState()
  if (label === null || label === '') return
  const chosen = hits.filter((_, i) => !left.has(i))
  const texts = searchedTexts()
  const put = [...Map.groupBy(chosen, ({ place }) => place)].flatMap(([place, here]) => {
    const turn = here[0] && turnOf(here[0])
    return labelAll(texts[place] ?? '', here, label, turn, spansNow(), newAnnotationId)?.put ?? []
  })
  if (put.length === 0) return tell(t('All of them are {label} already.', { label }))
  commitShapes({ label: `mark ${put.length} × ${label}`, put, remove: [] })
  closeSearch()
  tell(
    t('{count, plural, one {# span} other {# spans}} marked {label}. One undo takes them back.', {
      count: put.length,
      label,
    }),
  )
}

useReview.subscribe((now, before) => {
  if (now.desk?.open.case.id !== before.desk?.open.case.id && useTextSearch.getState().open)
    useTextSearch.setState({ ...CLOSED })
})
