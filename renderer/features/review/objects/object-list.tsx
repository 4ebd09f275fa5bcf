import { IconArrowRight, IconCheck, IconEdit, IconPlus, IconTrash } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { ObjectState } from '../../../../shared/model/review.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import { scoreColor, scoreText } from '../../../ui/label-style.ts'
import { styleOf } from '../labels/labels.ts'
import css from '../review.module.css'
import { shown, useReview } from '../review-state.ts'
import { selectRow } from './object-actions.ts'
import { type ObjectRow, objectRows, objectText, placedText, STATE_WORDS } from './objects.ts'

const ROW_PX = 30
const SHOWN_ROWS = 8

const StateIcon = ({ state, confirmed }: { readonly state: ObjectState; readonly confirmed: boolean }): ReactNode => {
  const look = { size: 14, stroke: 2, 'aria-hidden': true } as const
  if (state === 'missing') return <IconPlus {...look} />
  if (state === 'spurious' || state === 'duplicate') return <IconTrash {...look} />
  if (state !== 'confirmed') return <IconEdit {...look} />
  return confirmed ? <IconCheck {...look} /> : null
}

/** Everything a screen reader must say of one object. */
const spoken = (row: ObjectRow, confirmed: boolean): string => {
  const object = row.now ?? row.predicted
  const label = object?.label ?? ''
  const was = row.predicted && row.predicted.label !== label ? `, was ${row.predicted.label}` : ''
  const sure = row.score === null ? '' : `, score ${scoreText(row.score)}`
  const state = row.state === 'confirmed' && confirmed ? 'Confirmed' : STATE_WORDS[row.state]
  return `${label}${was}${sure}. ${state}. ${object ? placedText(object) : ''}`
}

const optionId = (id: AnnotationId): string => `object-${id}`

/** The objects of the case, least confident first. This list, not the picture, is what a screen reader hears. */
export const ObjectList = (): ReactNode => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const selection = useReview((state) => state.selection)
  const confirmed = useReview((state) => state.confirmed)
  const taxonomy = useReview((state) => state.taxonomy)
  const rows = useMemo(
    () => objectRows(veiled ? null : (desk?.prediction ?? null), shown({ desk, veiled }), desk?.worksheet.relations),
    [desk, veiled],
  )
  const list = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const at = rows.findIndex((row) => row.id === selection[0])
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])

  const go = (to: number): void => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)]
    if (row) selectRow(row)
  }
  const keyDown = (event: KeyboardEvent): void => {
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      Home: 0,
      End: rows.length - 1,
    }
    const to = targets[event.key]
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    go(to)
  }

  const active = rows[at]
  return (
    <section className={css.section} aria-labelledby="objects-heading">
      <h3 id="objects-heading">
        Objects <span className={css.count}>{rows.length}</span>
      </h3>
      {rows.length === 0 ? (
        <p className={css.quiet}>{veiled ? 'Nothing of yours yet.' : 'Nothing is marked in this case.'}</p>
      ) : null}
      <div
        ref={list}
        className={css.objects}
        hidden={rows.length === 0}
        role="listbox"
        aria-multiselectable
        aria-label="Objects, least confident first"
        aria-activedescendant={active ? optionId(active.id) : undefined}
        tabIndex={0}
        style={{ height: Math.min(rows.length, SHOWN_ROWS) * ROW_PX }}
        onKeyDown={keyDown}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row ? (
              <Option
                key={row.id}
                row={row}
                top={item.start}
                place={item.index + 1}
                of={rows.length}
                selected={selection.includes(row.id)}
                confirmed={confirmed.has(row.id)}
                taxonomy={taxonomy}
              />
            ) : null
          })}
        </div>
      </div>
    </section>
  )
}

type OptionProps = {
  readonly row: ObjectRow
  readonly top: number
  readonly place: number
  readonly of: number
  readonly selected: boolean
  readonly confirmed: boolean
  readonly taxonomy: Taxonomy | null
}

const Option = ({ row, top, place, of, selected, confirmed, taxonomy }: OptionProps): ReactNode => {
  const object = row.now ?? row.predicted
  if (!object) return null
  const gone = row.now === null
  const relabelled = row.now && row.predicted && row.now.label !== row.predicted.label
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox around it takes the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the listbox, which names the active one.
    <div
      id={optionId(row.id)}
      className={css.object}
      role="option"
      aria-selected={selected}
      aria-setsize={of}
      aria-posinset={place}
      data-gone={gone || undefined}
      style={{ transform: `translateY(${top}px)`, height: ROW_PX }}
      onClick={() => selectRow(row)}
    >
      <span className={css.hidden}>{spoken(row, confirmed)}</span>
      <span className={css.seen} aria-hidden>
        <span className={css.swatch} style={{ background: styleOf(taxonomy, object.label).chip }} />
        <span className={css.objectLabel}>
          {relabelled ? (
            <>
              <s>{row.predicted?.label}</s>
              <IconArrowRight size={12} aria-hidden />
            </>
          ) : null}
          <span className={css.objectName}>{object.label}</span>
        </span>
        <span className={css.objectText}>{objectText(object)}</span>
        <span className={css.state} title={STATE_WORDS[row.state]}>
          <StateIcon state={row.state} confirmed={confirmed} />
        </span>
        <span className={css.score}>
          {row.score === null ? (
            '–'
          ) : (
            <>
              <span className={css.bar} style={{ background: scoreColor(row.score) }} />
              {scoreText(row.score)}
            </>
          )}
        </span>
      </span>
    </div>
  )
}
