import type { ReactNode } from 'react'
import type { FailureTrend } from '../../../shared/contract/failures.ts'
import { t } from '../../i18n/t.ts'
import css from './quality.module.css'

const WIDTH = 96
const HEIGHT = 24

type TrendRow = FailureTrend['rows'][number]

/** What the test allows to be said, with its p-value. */
const trendSentence = ({ trend, adjusted, p }: TrendRow): string => {
  if (p === null) return t('no trend to test')
  const value = (adjusted ?? p).toFixed(3)
  if (trend === 'rising') return t('rising (p {value})', { value })
  return trend === 'falling' ? t('falling (p {value})', { value }) : t('no trend to be seen (p {value})', { value })
}

/** A row's share period by period, and in words whether it rises or falls. Gaps are periods in which nothing was reviewed. */
export const Sparkline = ({ row }: { readonly row: TrendRow }): ReactNode => {
  const rates = row.cells.map(({ rate }) => rate)
  const highest = Math.max(...rates.map((rate) => rate ?? 0), 0.01)
  const at = (index: number): number => (rates.length < 2 ? WIDTH / 2 : (index / (rates.length - 1)) * (WIDTH - 4) + 2)
  const points = rates.flatMap((rate, index) =>
    rate === null ? [] : [`${at(index).toFixed(1)},${(HEIGHT - 3 - (rate / highest) * (HEIGHT - 6)).toFixed(1)}`],
  )
  const sentence = trendSentence(row)
  return (
    <span className={css.trend}>
      <svg className={css.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        <polyline points={points.join(' ')} />
        {points.length === 1 ? <circle cx={points[0]?.split(',')[0]} cy={points[0]?.split(',')[1]} r="2" /> : null}
      </svg>
      <span className={css.trendWord} data-trend={row.trend ?? 'none'}>
        {sentence}
      </span>
    </span>
  )
}
