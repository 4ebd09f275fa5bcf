import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import type { Reject } from '../../../shared/contract/imports.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import css from './rejects.module.css'

/** CSS pixels, fixed, so that a list of any length knows where each row lies. */
const ROW = 72
const TALLEST_TABLE = 384

type RowsProps = {
  readonly total: number
  readonly rejectAt: (index: number) => Reject | null
  readonly onVisible?: (first: number, last: number) => void
}

/** Rows that were not taken: where, why, what to do, and the row itself. */
export const RejectRows = ({ total, rejectAt, onVisible }: RowsProps): ReactNode => {
  const scroller = useRef<HTMLTableSectionElement>(null)
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    onChange: ({ range }) => {
      if (range !== null) onVisible?.(range.startIndex, range.endIndex)
    },
  })
  return (
    <table className={css.table} aria-label={t('Rows set aside')} aria-rowcount={total + 1}>
      <thead className={css.block}>
        <tr className={`${css.row} ${css.head}`} aria-rowindex={1}>
          <th>{t('Where')}</th>
          <th>{t('Why, and what to do')}</th>
          <th>{t('The row')}</th>
        </tr>
      </thead>
      <tbody
        ref={scroller}
        className={css.body}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        tabIndex={0}
        style={{ height: Math.min(total * ROW, TALLEST_TABLE) }}
      >
        <tr className={css.inner} aria-hidden style={{ height: rows.getTotalSize() }} />
        {rows.getVirtualItems().map((item) => (
          <tr
            key={item.key}
            aria-rowindex={item.index + 2}
            className={`${css.row} ${css.placed}`}
            style={{ top: item.start, height: ROW }}
          >
            <RejectCells reject={rejectAt(item.index)} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const RejectCells = ({ reject }: { readonly reject: Reject | null }): ReactNode => (
  <>
    <td className={css.where}>
      {reject === null ? '' : reject.file}
      {reject?.line == null ? '' : <span className={css.line}>{t('line {line}', { line: count(reject.line) })}</span>}
    </td>
    <td className={css.why}>
      {reject?.message ?? ''} <span className={css.remedy}>{reject?.remedy ?? ''}</span>
    </td>
    <td className={css.excerpt}>{reject?.excerpt ?? ''}</td>
  </>
)

/** A few that are at hand whole. */
export const Rejects = ({ rejects }: { readonly rejects: readonly Reject[] }): ReactNode => (
  <RejectRows total={rejects.length} rejectAt={(index) => rejects[index] ?? null} />
)
