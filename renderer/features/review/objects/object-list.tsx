import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { t } from '../../../i18n/t.ts'
import { confirmedIds, setReview, useReview } from '../review-state.ts'
import { AcceptBar } from './accept-bar.tsx'
import { selectRow } from './object-actions.ts'
import { ObjectOption, optionId, ROW_PX } from './object-row.tsx'
import { ObjectTools } from './object-tools.tsx'
import {
  allRows,
  listed,
  OBJECT_FILTERS,
  OBJECT_ORDERS,
  type ObjectFilter,
  type ObjectOrder,
  useObjectView,
} from './object-view.ts'
import css from './objects.module.css'
import type { ObjectRow } from './objects.ts'
import { countLookedAt } from './tally.ts'

const SHOWN_ROWS = 8
/** Rows that stand ready above and below. */
const OVERSCAN = 4
/** A shorter list is seen whole: nothing to sort or filter. */
const SORTED_FROM = 6

/** The objects of the case, least confident first. This list, not the picture, is what a screen reader hears. */
export const ObjectList = (): ReactNode => {
  const all = useReview(allRows)
  const veiled = useReview((state) => state.veiled)
  const confirmed = useReview(confirmedIds)
  const view = useObjectView()
  const rows = useMemo(() => listed(all, confirmed, view), [all, confirmed, view])
  const done = countLookedAt(all, confirmed)
  return (
    <section className={css.section} aria-labelledby="objects-heading">
      <div className={css.head}>
        <h3 id="objects-heading">{t('Objects')}</h3>
        <span className={css.done} role="status">
          {all.length === 0 || veiled ? all.length : t('{done} of {of} looked at', { done, of: all.length })}
        </span>
      </div>
      {all.length >= SORTED_FROM || view.filter !== 'all' ? <Choices /> : null}
      {rows.length === 0 ? <Nothing any={all.length > 0} veiled={veiled} /> : null}
      <Rows rows={rows} confirmed={confirmed} />
      {all.length === 0 ? null : <ObjectTools />}
      {all.length === 0 || veiled ? null : <AcceptBar />}
    </section>
  )
}

const Nothing = ({ any, veiled }: { readonly any: boolean; readonly veiled: boolean }): ReactNode => (
  <p className={css.quiet}>
    {any ? t('No object fits the filter.') : veiled ? t('Nothing of yours yet.') : t('Nothing is marked in this case.')}
  </p>
)

const orderWord = (order: ObjectOrder): string => {
  switch (order) {
    case 'score':
      return t('Least confident first')
    case 'position':
      return t('By position')
    case 'label':
      return t('By label')
  }
}

const filterWord = (filter: ObjectFilter): string => {
  switch (filter) {
    case 'all':
      return t('All')
    case 'todo':
      return t('Not looked at')
    case 'confirmed':
      return t('Confirmed')
    case 'changed':
      return t('Changed')
    case 'removed':
      return t('Removed')
    case 'added':
      return t('Added')
  }
}

const Choices = (): ReactNode => {
  const { order, filter } = useObjectView()
  return (
    <div className={css.choices}>
      <select
        className={css.choice}
        aria-label={t('Order of the objects')}
        value={order}
        onChange={({ currentTarget: { value } }) =>
          useObjectView.setState({ order: OBJECT_ORDERS.find((each) => each === value) ?? 'score' })
        }
      >
        {OBJECT_ORDERS.map((each) => (
          <option key={each} value={each}>
            {orderWord(each)}
          </option>
        ))}
      </select>
      <select
        className={css.choice}
        aria-label={t('Objects shown')}
        value={filter}
        onChange={({ currentTarget: { value } }) =>
          useObjectView.setState({ filter: OBJECT_FILTERS.find((each) => each === value) ?? 'all' })
        }
      >
        {OBJECT_FILTERS.map((each) => (
          <option key={each} value={each}>
            {filterWord(each)}
          </option>
        ))}
      </select>
    </div>
  )
}

const idsBetween = (rows: readonly ObjectRow[], from: number, to: number): readonly AnnotationId[] =>
  rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id)

/** Where a row stands; what was just added stands last. */
const placeOf = (rows: readonly ObjectRow[], id: AnnotationId | undefined): number => {
  if (id === undefined) return -1
  return rows.at(-1)?.id === id ? rows.length - 1 : rows.findIndex((row) => row.id === id)
}

/** Selecting with keys and pointer: Shift stretches from the anchor, Ctrl or ⌘ adds and takes out. */
const usePicking = (rows: readonly ObjectRow[]) => {
  const anchor = useRef<AnnotationId | null>(null)
  const selection = useReview((state) => state.selection)
  const [active] = selection
  const at = useMemo(() => placeOf(rows, active), [rows, active])
  const go = (to: number, stretch: boolean): void => {
    const index = Math.min(Math.max(to, 0), rows.length - 1)
    const row = rows[index]
    if (!row) return
    const from = stretch ? rows.findIndex((each) => each.id === (anchor.current ?? selection[0])) : -1
    if (from < 0) anchor.current = row.id
    selectRow(row, from < 0 ? [] : idsBetween(rows, from, index))
  }
  const keyDown = (event: KeyboardEvent): void => {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      Home: 0,
      End: rows.length - 1,
    }
    const to = targets[event.key]
    const isAll = event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)
    if (to === undefined && !isAll) return
    event.preventDefault()
    event.stopPropagation()
    if (isAll) setReview({ selection: rows.map((row) => row.id), caret: null })
    else if (to !== undefined) go(to, event.shiftKey)
  }
  const pick = (event: MouseEvent, row: ObjectRow) => {
    if (event.shiftKey) return go(rows.indexOf(row), true)
    if (!event.ctrlKey && !event.metaKey) return go(rows.indexOf(row), false)
    anchor.current = row.id
    if (selection.includes(row.id)) setReview({ selection: selection.filter((id) => id !== row.id) })
    else selectRow(row, selection)
  }
  const latest = useRef(pick)
  latest.current = pick
  // The same for good: a row in which nothing changed is not rendered anew.
  const onPick = useCallback((event: MouseEvent, row: ObjectRow): void => latest.current(event, row), [])
  return { at, selection, keyDown, onPick }
}

/**
 * The first row that stands in the page. Every row is as high, and the list as high as its rows up to a number: where it
 * is scrolled to is known, so that nothing is measured, and a row that comes into sight stands there in the same frame.
 */
const useFirstRow = (list: RefObject<HTMLDivElement | null>, count: number, at: number): number => {
  const [place, setPlace] = useState({ top: 0, at })
  // A newly active row comes into sight, once: its rows are made at once, and not after those it is scrolled away from.
  const top = place.at === at ? place.top : broughtIntoSight(place.top, at)
  if (place.at !== at) setPlace({ top, at })
  /** To the pixel, and without asking the page, which would have to be laid out to answer. */
  const exact = useRef(0)
  useEffect(() => {
    const element = list.current
    const scrolled = (): void => {
      const now = element?.scrollTop ?? 0
      // Scrolled here, as below: its rows stand already.
      if (now === exact.current) return
      exact.current = now
      setPlace((last) => (Math.floor(last.top / ROW_PX) === Math.floor(now / ROW_PX) ? last : { ...last, top: now }))
    }
    element?.addEventListener('scroll', scrolled, { passive: true })
    return () => element?.removeEventListener('scroll', scrolled)
  }, [list])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newly active row comes into sight, once.
  useLayoutEffect(() => {
    const element = list.current
    if (at < 0 || !element) return
    const to = broughtIntoSight(exact.current, at)
    if (to === exact.current) return
    element.scrollTop = to
    exact.current = to
  }, [at])
  const first = Math.min(Math.floor(top / ROW_PX), count - SHOWN_ROWS)
  return Math.max(0, first - OVERSCAN)
}

/** Where the list is scrolled to, in pixels, once a row is in sight; as it was where it is already. */
const broughtIntoSight = (top: number, at: number): number => {
  if (at < 0) return top
  return Math.min(at * ROW_PX, Math.max(top, Math.max(0, (at + 1 - SHOWN_ROWS) * ROW_PX)))
}

type RowsProps = { readonly rows: readonly ObjectRow[]; readonly confirmed: ReadonlySet<AnnotationId> }

const Rows = ({ rows, confirmed }: RowsProps): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const hidden = useReview((state) => state.hidden)
  const locked = useReview((state) => state.locked)
  const pinned = useReview((state) => state.pinned)
  const { at, selection, keyDown, onPick } = usePicking(rows)
  const selected = useMemo(() => new Set(selection), [selection])
  const list = useRef<HTMLDivElement>(null)
  const first = useFirstRow(list, rows.length, at)
  const active = rows[at]
  return (
    <div
      ref={list}
      className={css.list}
      hidden={rows.length === 0}
      role="listbox"
      aria-multiselectable
      aria-label={t('Objects of the case')}
      aria-activedescendant={active ? optionId(active.id) : undefined}
      tabIndex={0}
      style={{ height: Math.min(rows.length, SHOWN_ROWS) * ROW_PX }}
      onKeyDown={keyDown}
    >
      <div style={{ height: rows.length * ROW_PX, position: 'relative' }} role="presentation">
        {rows.slice(first, first + SHOWN_ROWS + 2 * OVERSCAN).map((row, i) => (
          <ObjectOption
            key={row.id}
            row={row}
            top={(first + i) * ROW_PX}
            place={first + i + 1}
            of={rows.length}
            selected={selected.has(row.id)}
            confirmed={confirmed.has(row.id)}
            hidden={hidden.has(row.id)}
            locked={locked.has(row.id)}
            pinned={pinned.has(row.id)}
            taxonomy={taxonomy}
            onPick={onPick}
          />
        ))}
      </div>
    </div>
  )
}
