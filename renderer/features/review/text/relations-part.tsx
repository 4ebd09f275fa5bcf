import { IconArrowRight, IconArrowsExchange, IconTrash } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { selectRow } from '../objects/object-actions.ts'
import { allRows } from '../objects/object-view.ts'
import { objectText } from '../objects/objects.ts'
import { focusCase } from '../photo/hand.ts'
import reviewCss from '../review.module.css'
import { review, useReview } from '../review-state.ts'
import { type RelationRow, relationRows } from './relation-rows.ts'
import css from './relations-part.module.css'
import { spanOf, useTextHand } from './text-hand.ts'
import { relate, retype, reverse, typesNow, unrelate } from './text-relating.ts'

const ROW_PX = 56
const SHOWN_ROWS = 4

const stateText = (row: RelationRow): string => {
  switch (row.state) {
    case 'confirmed':
      return t('As predicted')
    case 'wrong':
      return t('Changed, was {type}', { type: row.was?.type ?? '' })
    case 'spurious':
      return t('Removed')
    case 'missing':
      return t('Added')
  }
}

const goTo = (id: AnnotationId): void => {
  const row = allRows(review()).find((one) => one.id === id)
  if (row) selectRow(row)
}

/** The case's relations: which stand, which were wrong, which were missing; with what can be done to each. */
export const RelationsPart = (): ReactNode => {
  const rows = useReview(relationRows)
  const annotations = useReview((state) => state.desk?.worksheet.annotations)
  const predicted = useReview((state) => state.desk?.prediction?.annotations)
  const types = useReview(() => typesNow().join('\n'))
  const list = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 3,
  })
  if (rows.length === 0 && types === '') return null
  const objectOf = (id: AnnotationId): Annotation | undefined =>
    annotations?.find((one) => one.id === id) ?? predicted?.find((one) => one.id === id)
  return (
    <section className={reviewCss.section} aria-labelledby="relations-heading">
      <h3 id="relations-heading">
        {t('Relations')} <span className={reviewCss.count}>{rows.length}</span>
      </h3>
      {rows.length === 0 ? (
        <p className={reviewCss.quiet}>
          {t('None yet. Drag one label in the text onto another, or use the key at both ends.')}{' '}
          <ActionKey action="text.relate" />
        </p>
      ) : null}
      <div ref={list} className={css.list} style={{ height: Math.min(rows.length, SHOWN_ROWS) * ROW_PX }}>
        <ul className={css.all} aria-labelledby="relations-heading" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row ? (
              <Row
                key={row.relation.id}
                row={row}
                top={start}
                from={objectOf(row.relation.from)}
                to={objectOf(row.relation.to)}
                types={types.split('\n')}
              />
            ) : null
          })}
        </ul>
      </div>
    </section>
  )
}

type EndProps = { readonly id: AnnotationId; readonly object: Annotation | undefined }
const End = ({ id, object }: EndProps): ReactNode => (
  <button type="button" className={css.end} title={object?.label} onClick={() => goTo(id)}>
    <bdi>{object ? objectText(object) : t('removed')}</bdi>
  </button>
)

type RowProps = {
  readonly row: RelationRow
  readonly top: number
  readonly from: Annotation | undefined
  readonly to: Annotation | undefined
  readonly types: readonly string[]
}

const Row = ({ row, top, from, to, types }: RowProps): ReactNode => {
  const { relation, state } = row
  const gone = state === 'spurious'
  const name = `${from ? objectText(from) : ''} ${relation.type} ${to ? objectText(to) : ''}`
  return (
    <li className={css.row} data-gone={gone || undefined} style={{ transform: `translateY(${top}px)`, height: ROW_PX }}>
      <div className={css.ends}>
        <End id={relation.from} object={from} />
        <IconArrowRight size={12} aria-label={t('leads to')} className={css.arrow} />
        <End id={relation.to} object={to} />
      </div>
      <div className={css.does}>
        {gone ? (
          <s className={css.type}>{relation.type}</s>
        ) : (
          <select
            className={css.type}
            aria-label={t('Type of the relation {name}', { name })}
            value={relation.type}
            onChange={(event) => retype(relation, event.currentTarget.value)}
          >
            {[...new Set([relation.type, ...types])].map((type) => (
              <option key={type} value={type}>
                {type}
              </option>
            ))}
          </select>
        )}
        <span className={css.state}>{stateText(row)}</span>
        {gone ? null : (
          <>
            <button
              type="button"
              className={css.button}
              aria-label={t('Reverse the relation {name}', { name })}
              onClick={() => reverse(relation)}
            >
              <IconArrowsExchange size={14} aria-hidden />
            </button>
            <button
              type="button"
              className={css.button}
              aria-label={t('Remove the relation {name}', { name })}
              onClick={() => unrelate(relation)}
            >
              <IconTrash size={14} aria-hidden />
            </button>
          </>
        )}
      </div>
    </li>
  )
}

/** Which type, where several fit: a digit or Enter takes one. It stands where the relation begins. */
export const TypePicker = ({ turns }: { readonly turns: boolean }): ReactNode => {
  const choosing = useTextHand(({ choosing: open }) =>
    open && (spanOf(open.from)?.shape.turn !== undefined) === turns ? open : null,
  )
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!choosing) return
    list.current?.querySelector('button')?.focus()
    return focusCase
  }, [choosing])
  if (!choosing) return null
  const { from, to, types } = choosing
  const close = (): void => useTextHand.setState({ choosing: null })
  const keyDown = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
    const type = digit === undefined ? undefined : types[Number(digit) - 1]
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus()
    else if (event.key === 'ArrowUp') buttons[(at - 1 + buttons.length) % buttons.length]?.focus()
    else if (type !== undefined) relate(type, from, to)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div ref={list} className={css.picker} role="dialog" aria-label={t('Type of the relation')} onKeyDown={keyDown}>
      {types.map((type, i) => (
        <button key={type} type="button" className={css.choice} onClick={() => relate(type, from, to)}>
          <kbd>{i < 9 ? i + 1 : ''}</kbd> {type}
        </button>
      ))}
    </div>
  )
}
