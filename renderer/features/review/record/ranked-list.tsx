import { IconGripVertical } from '@tabler/icons-react'
import { type PointerEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { type Item, orderMeasure, type RankedItem, RELEVANCES, rankedItems } from '../../../../shared/domain/ranking.ts'
import { t } from '../../../i18n/t.ts'
import { scoreColor, scoreText } from '../../../ui/label-style.ts'
import { setReview, shown, useReview } from '../review-state.ts'
import { formatField } from './field-format.ts'
import css from './record.module.css'
import { placeItem, resetList, setRelevance } from './record-commands.ts'

/** How near to the pane's edge a dragged item makes it scroll, and by how much at a time, in CSS pixels. */
const EDGE_PX = 36
const SCROLL_PX = 14

type Drag = { readonly itemId: string; readonly to: number }

export const stopId = (itemId: string): string => `item-${itemId}`

/** A hand that drags an item by its handle: where it would go while it moves, one command when it is let go. */
const useDrag = (list: { readonly current: HTMLOListElement | null }) => {
  const [drag, setDrag] = useState<Drag | null>(null)
  useEffect(() => {
    if (!drag) return
    const cancel = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      setDrag(null)
    }
    window.addEventListener('keydown', cancel, { capture: true })
    return () => window.removeEventListener('keydown', cancel, { capture: true })
  }, [drag])
  const placeUnder = (y: number, itemId: string): number => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-ranked]') ?? [])]
    return rows.filter((row) => {
      const { top, height } = row.getBoundingClientRect()
      return row.dataset.ranked !== itemId && top + height / 2 < y
    }).length
  }
  const scrollNear = (y: number): void => {
    const pane = list.current?.closest<HTMLElement>('[data-record-scroll]')
    const frame = pane?.getBoundingClientRect()
    if (!pane || !frame) return
    if (y < frame.top + EDGE_PX) pane.scrollTop -= SCROLL_PX
    else if (y > frame.bottom - EDGE_PX) pane.scrollTop += SCROLL_PX
  }
  return {
    drag,
    handle: (itemId: string) => ({
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ itemId, to: placeUnder(event.clientY, itemId) })
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (drag?.itemId !== itemId) return
        scrollNear(event.clientY)
        const to = placeUnder(event.clientY, itemId)
        if (to !== drag.to) setDrag({ itemId, to })
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        if (drag?.itemId === itemId) placeItem(itemId, placeUnder(event.clientY, itemId))
        setDrag(null)
      },
      onPointerCancel: () => setDrag(null),
    }),
  }
}

/** A ranked list in the order it stands, each item with its relevance, its score and how far it went. */
export const RankedList = ({ items }: { readonly items: readonly Item[] }): ReactNode => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const selected = useReview((state) => state.selection[0])
  const list = useRef<HTMLOListElement>(null)
  const { drag, handle } = useDrag(list)
  const rows = useMemo(
    () => rankedItems(items, veiled ? [] : (desk?.prediction?.annotations ?? []), shown({ desk, veiled })),
    [items, desk, veiled],
  )
  const count = rows.filter(({ place }) => place !== null).length
  useEffect(() => {
    if (selected !== undefined)
      list.current?.querySelector('[data-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <section aria-label={t('Ranked list')}>
      <Measure rows={rows} />
      <ol ref={list} className={css.items}>
        {rows.map((row, index) => (
          <ItemRow
            key={row.item.id}
            row={row}
            count={count}
            first={index === 0}
            selected={(row.now ?? row.predicted)?.id === selected && selected !== undefined}
            dragged={drag?.itemId === row.item.id}
            target={isTarget(drag, row, rows)}
            handle={handle(row.item.id)}
          />
        ))}
      </ol>
    </section>
  )
}

/** Where the dragged item would go: above this row, or below it where it is the last. */
const isTarget = (drag: Drag | null, row: RankedItem, rows: readonly RankedItem[]): 'above' | 'below' | undefined => {
  if (!drag || row.item.id === drag.itemId || row.place === null) return undefined
  const others = rows.filter(({ item, place }) => place !== null && item.id !== drag.itemId)
  const at = others.findIndex(({ item }) => item.id === row.item.id)
  if (at === drag.to) return 'above'
  return at === others.length - 1 && drag.to > at ? 'below' : undefined
}

const Measure = ({ rows }: { readonly rows: readonly RankedItem[] }): ReactNode => {
  const { k, graded, of, before, after } = orderMeasure(rows)
  const moved = rows.filter((row) => row.moved).length
  const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3))
  return (
    <p className={css.measure}>
      <strong>{t('{count, plural, one {# item} other {# items}}', { count: of })}</strong>
      <span title={t('Discounted gain of the relevances given, over that of the best order of the same items.')}>
        {graded === 0 ? (
          t('Give items a relevance to measure the order.')
        ) : (
          <>
            {t('nDCG@{k}', { k })}{' '}
            <bdi dir="ltr">
              {number(before)} → {number(after)}
            </bdi>{' '}
            <span className={css.quiet}>{t('by {graded} of {of} items', { graded, of })}</span>
          </>
        )}
      </span>
      <span className={css.quiet}>{moved > 0 ? t('{moved} moved', { moved }) : ''}</span>
      <button type="button" className={css.reset} disabled={moved === 0} onClick={resetList}>
        {t('Predicted order')}
      </button>
    </p>
  )
}

/** "▲ 2": places up; spoken in words. */
const Shift = ({ row }: { readonly row: RankedItem }): ReactNode => {
  if (row.place === null || row.was === null || row.place === row.was) return null
  const by = row.was - row.place
  return (
    <span className={css.shift} data-moved={row.moved || undefined}>
      <span aria-hidden>{by > 0 ? `▲${by}` : `▼${-by}`}</span>
      <span className={css.hidden}>{by > 0 ? t('up {count}', { count: by }) : t('down {count}', { count: -by })}</span>
    </span>
  )
}

type ItemRowProps = {
  readonly row: RankedItem
  readonly count: number
  readonly first: boolean
  readonly selected: boolean
  readonly dragged: boolean
  readonly target: 'above' | 'below' | undefined
  readonly handle: object
}

const ItemRow = ({ row, count, first, selected, dragged, target, handle }: ItemRowProps): ReactNode => {
  const { item, place, was, now, predicted } = row
  const annotation = now ?? predicted
  const score = predicted?.score
  const select = (): void => setReview({ selection: annotation ? [annotation.id] : [], caret: null })
  return (
    <li
      className={css.item}
      data-ranked={place === null ? undefined : item.id}
      data-selected={selected}
      data-off={place === null || undefined}
      data-dragged={dragged || undefined}
      data-target={target}
    >
      <button
        type="button"
        id={stopId(item.id)}
        className={css.handle}
        data-record-stop={`item ${item.id}`}
        tabIndex={first ? 0 : -1}
        aria-label={
          place === null
            ? t('{item}: not on the list', { item: item.title })
            : t('{item}: place {place} of {count}', { item: item.title, place: place + 1, count })
        }
        onFocus={select}
        {...handle}
      >
        <IconGripVertical size={14} stroke={1.75} aria-hidden />
        <span aria-hidden>{place === null ? '–' : place + 1}</span>
      </button>
      <div className={css.itemBody}>
        <p className={css.itemTitle}>
          <bdi className={place === null && was !== null ? css.off : undefined}>{item.title}</bdi> <Shift row={row} />
          {place === null ? (
            <span className={css.tag}>
              {was === null ? t('not ranked') : t('taken off, was {place}', { place: was + 1 })}
            </span>
          ) : was === null && predicted === null ? (
            <span className={css.tag}>{t('added')}</span>
          ) : null}
        </p>
        {item.fields ? (
          <p className={css.quiet}>
            {Object.entries(item.fields).map(([name, value]) => (
              <span key={name} className={css.itemField}>
                <bdi>{name}</bdi> <bdi className={css.itemValue}>{formatField(value, null)}</bdi>
              </span>
            ))}
          </p>
        ) : null}
      </div>
      {score === undefined ? null : (
        <span className={css.itemScore} dir="ltr">
          <span className={css.bar} style={{ background: scoreColor(score) }} />
          {scoreText(score)}
        </span>
      )}
      {place === null ? null : <Relevance row={row} />}
    </li>
  )
}

const Relevance = ({ row }: { readonly row: RankedItem }): ReactNode => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid cell everywhere.
  <div className={css.relevance} role="group" aria-label={t('Relevance of {item}', { item: row.item.title })} dir="ltr">
    {RELEVANCES.map((grade) => (
      <button
        key={grade}
        type="button"
        tabIndex={-1}
        className={css.grade}
        aria-pressed={row.relevance === grade}
        data-under={row.relevance !== undefined && grade <= row.relevance ? true : undefined}
        onClick={() => setRelevance(row.item.id, grade)}
      >
        {grade === 0.25 ? '¼' : grade === 0.5 ? '½' : grade === 0.75 ? '¾' : grade}
      </button>
    ))}
  </div>
)
