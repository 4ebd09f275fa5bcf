import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { inContext, type TextQuery } from '../../../../shared/domain/text-search.ts'
import { t } from '../../../i18n/t.ts'
import { labelsFor, wordLabel } from '../labels/labels.ts'
import { useReview } from '../review-state.ts'
import css from './search-panel.module.css'
import {
  closeSearch,
  goToHit,
  labelHits,
  search,
  searchedTexts,
  stepHit,
  toggleHit,
  useTextSearch,
} from './text-search.ts'

const ROW_PX = 28
const MOST_ROWS = 7
/** Characters shown at either side of a hit. */
const AROUND = 36

/** Finding in the text or in all turns, and labelling all that was found. Under the text, so that no hit is covered. */
export const SearchPanel = ({ turns }: { readonly turns: boolean }): ReactNode => {
  const open = useTextSearch((state) => state.open && state.turns === turns)
  return open ? <Panel /> : null
}

const Panel = (): ReactNode => {
  const query = useTextSearch((state) => state.query)
  const label = useTextSearch((state) => state.label)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const set = (part: Partial<TextQuery>): void => void search({ ...query, ...part })
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') closeSearch()
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) labelHits()
    else if (event.key === 'Enter' && event.altKey) leaveAtHit()
    else if (event.key === 'Enter' && event.target === input.current) stepHit(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <search className={css.panel} aria-label={t('Find in this text')} onKeyDown={keyDown}>
      <div className={css.line}>
        <input
          ref={input}
          className={css.field}
          aria-label={t('Find')}
          placeholder={t('Find')}
          value={query.text}
          dir="auto"
          spellCheck={false}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <Count />
        <button type="button" className={css.button} aria-label={t('Previous hit')} onClick={() => stepHit(-1)}>
          ↑
        </button>
        <button type="button" className={css.button} aria-label={t('Next hit')} onClick={() => stepHit(1)}>
          ↓
        </button>
        <button type="button" className={css.button} aria-label={t('Close the search')} onClick={closeSearch}>
          ✕
        </button>
      </div>
      <div className={css.line}>
        <Option on={query.matchCase} set={(matchCase) => set({ matchCase })} label={t('Match case')} />
        <Option on={query.wholeWords} set={(wholeWords) => set({ wholeWords })} label={t('Whole words')} />
        <Option on={query.regex} set={(regex) => set({ regex })} label={t('Regular expression')} />
        <Option
          on={label !== null}
          set={(on) => useTextSearch.setState({ label: on ? wordLabel(useReview.getState()) : null })}
          label={t('Label them')}
        />
      </div>
      <Problem />
      <Hits />
      {label === null ? null : <LabelLine label={label} />}
    </search>
  )
}

/** To the text, with the hit selected: a label's key marks it. */
const leaveAtHit = (): void => {
  const { at } = useTextSearch.getState()
  if (at < 0) stepHit(1)
  const { caret } = useReview.getState()
  closeSearch()
  useReview.setState({ caret })
}

type OptionProps = { readonly on: boolean; readonly label: string; set(on: boolean): void }
const Option = ({ on, label, set }: OptionProps): ReactNode => (
  <button type="button" className={css.option} aria-pressed={on} onClick={() => set(!on)}>
    {label}
  </button>
)

const Count = (): ReactNode => {
  const { hits, more, at, query } = useTextSearch()
  if (query.text === '') return <span className={css.count} />
  const count = hits.length
  const words = more
    ? t('more than {count, number}', { count })
    : at < 0
      ? t('{count, plural, =0 {nothing found} one {# hit} other {# hits}}', { count })
      : t('{at, number} of {count, number}', { at: at + 1, count })
  return (
    <span className={css.count} role="status">
      {words}
    </span>
  )
}

const Problem = (): ReactNode => {
  const problem = useTextSearch((state) => state.problem)
  return problem === null ? null : (
    <p className={css.problem} role="alert">
      {problem}
    </p>
  )
}

/** Every hit in its context. With a label chosen each can be left out. */
const Hits = (): ReactNode => {
  const { hits, at, left, label } = useTextSearch()
  const list = useRef<HTMLDivElement>(null)
  const texts = searchedTexts()
  const turns = useTextSearch((state) => state.turns)
  const virtual = useVirtualizer({
    count: hits.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 4,
  })
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])
  if (hits.length === 0) return null
  return (
    <div ref={list} className={css.hits} style={{ height: Math.min(hits.length, MOST_ROWS) * ROW_PX }}>
      <ul className={css.all} aria-label={t('Hits')} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const hit = hits[index]
          if (!hit) return null
          const { before, hit: words, after } = inContext(texts[hit.place] ?? '', hit, AROUND)
          return (
            <li
              key={index}
              className={css.hit}
              data-now={index === at || undefined}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
            >
              {label === null ? null : (
                <input
                  type="checkbox"
                  checked={!left.has(index)}
                  aria-label={t('Label hit {place}', { place: index + 1 })}
                  onChange={() => toggleHit(index)}
                />
              )}
              <button type="button" className={css.go} dir="auto" onClick={() => goToHit(index)}>
                {turns ? <span className={css.place}>{t('turn {turn}', { turn: hit.place + 1 })} </span> : null}
                <span>{before}</span>
                <mark>{words}</mark>
                <span>{after}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const LabelLine = ({ label }: { readonly label: string }): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const count = useTextSearch(({ hits, left }) => hits.length - left.size)
  return (
    <div className={css.line}>
      <select
        className={css.select}
        aria-label={t('Label for the hits')}
        value={label}
        onChange={(event) => useTextSearch.setState({ label: event.currentTarget.value })}
      >
        {labelsFor(taxonomy, 'span').map(({ id, name }) => (
          <option key={id} value={name}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" className={css.apply} disabled={count === 0} onClick={labelHits}>
        {t('Label {count, plural, one {# hit} other {# hits}}', { count })}
      </button>
    </div>
  )
}
