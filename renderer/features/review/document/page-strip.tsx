import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { pageOf } from '../../../../shared/domain/geometry/shape.ts'
import type { Case } from '../../../../shared/model/case.ts'
import { t } from '../../../i18n/t.ts'
import { rove } from '../../../ui/roving.ts'
import { turnTo } from '../photo/pages.ts'
import { sheetsOf } from '../picture.ts'
import { shown, useReview } from '../review-state.ts'
import css from './document.module.css'
import { PageThumbnail } from './page-thumbnail.tsx'

/** Pixels from one page to the next, its number included. */
const PAGE_PX = 108

/** How many shapes lie on each page. */
const useCounts = (): ReadonlyMap<number, number> => {
  const desk = useReview((state) => state.desk)
  const veiled = useReview((state) => state.veiled)
  const pages = shown({ desk, veiled }).flatMap(({ shape }) => pageOf(shape) ?? [])
  return new Map([...Map.groupBy(pages, (page) => page)].map(([page, all]) => [page, all.length]))
}

/** The pages, small, to turn to. Only those in sight are drawn. */
export const PageStrip = ({ item, pages }: { readonly item: Case; readonly pages: number }): ReactNode => {
  const current = useReview(({ picture }) => picture?.page ?? 0)
  const counts = useCounts()
  const scroller = useRef<HTMLDivElement>(null)
  const sheets = sheetsOf(item)
  const list = useVirtualizer({
    count: pages,
    getScrollElement: () => scroller.current,
    estimateSize: () => PAGE_PX,
    overscan: 2,
  })
  useEffect(() => list.scrollToIndex(current, { align: 'auto' }), [list, current])
  return (
    <div
      ref={scroller}
      className={css.strip}
      role="toolbar"
      aria-label={t('Pages')}
      aria-orientation="vertical"
      onKeyDown={rove}
    >
      <div className={css.stripInner} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const sheet = sheets[index]
          const count = counts.get(index) ?? 0
          return (
            <button
              key={index}
              type="button"
              className={css.thumbnail}
              data-rove
              tabIndex={index === current ? 0 : -1}
              aria-pressed={index === current}
              aria-label={t('Page {page}, {count, plural, =0 {nothing marked} one {# object} other {# objects}}', {
                page: index + 1,
                count,
              })}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => void turnTo(index)}
            >
              {sheet ? <PageThumbnail image={sheet} /> : null}
              <span className={css.number} data-count={count === 0 ? undefined : count} aria-hidden>
                {index + 1}
              </span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
