import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { type AnswerSource, sourcesOf } from '../../../../shared/domain/turns.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { Case } from '../../../../shared/model/case.ts'
import { takePane, usePane } from '../../../app/pane.ts'
import { t } from '../../../i18n/t.ts'
import { casePainted } from '../clockwork.ts'
import { shown, useReview } from '../review-state.ts'
import { TypePicker } from '../text/relations-part.tsx'
import { SearchPanel } from '../text/search-panel.tsx'
import { SpanText } from '../text/span-text.tsx'
import { useTextSearch } from '../text/text-search.ts'
import css from './conversation.module.css'
import { TurnBar } from './turn-bar.tsx'
import { focusTurn } from './turn-focus.ts'
import { TurnList } from './turn-list.tsx'
import { useTurnLook } from './turn-look.ts'
import { TurnView } from './turn-view.tsx'

/** About what a turn takes before it was measured, in CSS pixels. */
const TURN_PX = 120
const NONE: readonly never[] = []

const byTurn = (
  annotations: readonly Annotation[],
  kind: 'case' | 'span',
): ReadonlyMap<number, readonly Annotation[]> =>
  Map.groupBy(
    annotations.filter(({ shape }) => shape.kind === kind && shape.turn !== undefined),
    ({ shape }) => (shape.kind === 'case' || shape.kind === 'span' ? (shape.turn ?? -1) : -1),
  )

/** A conversation, turn by turn: one of them, or the whole, has the hand. Nothing in it is ever taken for markup. */
export const CaseConversation = ({ id, item }: { readonly id: string; readonly item: Case }): ReactNode => {
  const turns = item.content.turns ?? NONE
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const taxonomy = useReview((state) => state.taxonomy)
  const focused = useReview((state) => state.turn)
  const raw = useTurnLook((look) => look.raw)
  const callsOpen = useTurnLook((look) => look.calls)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => TURN_PX,
    overscan: 4,
    paddingStart: 16,
    paddingEnd: 32,
    scrollPaddingStart: 12,
    scrollPaddingEnd: 12,
  })
  const sources = useMemo((): ReadonlyMap<number, readonly AnswerSource[]> => {
    const found = turns.map(
      (turn, place) => [place, turn.role === 'assistant' ? sourcesOf(turns, place) : NONE] as const,
    )
    return new Map(found.filter(([, list]) => list.length > 0))
  }, [turns])
  const marked = useMemo(() => shown({ desk, veiled }), [desk, veiled])
  const classes = useMemo(() => byTurn(marked, 'case'), [marked])
  const spans = useMemo(() => byTurn(marked, 'span'), [marked])
  const hits = useTextSearch((search) => (search.open && search.turns ? search.hits : NONE))
  const found = useMemo(() => new Set(hits.map(({ place }) => place)), [hits])
  const judged = useMemo(() => new Map(desk?.worksheet.turns.map((one) => [one.turn, one])), [desk?.worksheet.turns])

  useLayoutEffect(() => casePainted(item.id, 'conversation'), [item.id])
  useEffect(() => {
    if (focused !== null) virtual.scrollToIndex(focused, { align: 'auto' })
  }, [focused, virtual])
  useFollowSelection()
  useHandInWords(scroller)

  return (
    <div className={css.conversation} data-pane="conversation">
      <div className={css.upper}>
        <TurnList turns={turns} judged={judged} focused={focused} />
        <div
          id={id}
          ref={scroller}
          className={css.turns}
          data-sources={sources.size > 0}
          role="document"
          aria-label={t('Conversation {key}', { key: item.key })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long case is scrolled by keys.
          tabIndex={0}
        >
          <div className={css.inner} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start, key }) => {
              const turn = turns[index]
              if (!turn) return null
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: arrows, full stop and comma go from turn to turn.
                // biome-ignore lint/a11y/noStaticElementInteractions: the turn within says what it is.
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  className={css.slot}
                  style={{ transform: `translateY(${start}px)` }}
                  onClick={() => focusTurn(index)}
                >
                  <TurnView
                    turn={turn}
                    place={index}
                    of={turns.length}
                    focused={focused === index}
                    judged={judged.get(index) ?? null}
                    sources={sources.get(index) ?? NONE}
                    classes={classes.get(index) ?? NONE}
                    taxonomy={taxonomy}
                    raw={raw || spans.has(index) || found.has(index)}
                    callsOpen={callsOpen}
                    words={<Words turn={index} text={turn.text} />}
                  />
                </div>
              )
            })}
          </div>
        </div>
      </div>
      <TurnBar turns={turns} />
      <SearchPanel turns />
      <TypePicker turns />
    </div>
  )
}

const Words = ({ turn, text }: { readonly turn: number; readonly text: string }): ReactNode => (
  <div className={css.words}>
    <SpanText
      id={`turn-text-${turn}`}
      name={t('Text of turn {turn}', { turn: turn + 1 })}
      text={text}
      turn={turn}
      scrolls={false}
    />
  </div>
)

/**
 * While the caret or a selected span stands in a turn's text, the keys are those of a text; once it is let go they are
 * those of the conversation again, and the keyboard goes back to it.
 */
const useHandInWords = (scroller: RefObject<HTMLDivElement | null>): void => {
  const inWords = useReview((state) => state.caret?.turn !== undefined)
  const was = useRef(false)
  useLayoutEffect(() => {
    if (inWords) takePane('text')
    else if (was.current) {
      if (usePane.getState().pane === 'text') takePane('conversation')
      if (document.activeElement?.id.startsWith('turn-text-')) scroller.current?.focus({ preventScroll: true })
    }
    was.current = inWords
  }, [inWords, scroller])
}

/** A selected object that lies in a turn brings its turn along. */
const useFollowSelection = (): void => {
  const turn = useReview(({ desk, selection }) => {
    const shape = desk?.worksheet.annotations.find((one) => one.id === selection[0])?.shape
    return shape?.kind === 'span' || shape?.kind === 'case' ? shape.turn : undefined
  })
  const selected = useReview((state) => state.selection[0])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newly selected object leads to its turn.
  useEffect(() => {
    if (turn !== undefined) focusTurn(turn)
  }, [turn, selected])
}
