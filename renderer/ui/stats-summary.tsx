import type { ReactNode } from 'react'
import type { Output } from '../../shared/contract/table.ts'
import { t } from '../i18n/t.ts'
import { tx } from '../i18n/tx.tsx'
import { count, percent } from './numbers.ts'
import css from './stats-summary.module.css'
import { causeWord, ERROR_WORDS, VERDICT_WORDS, wordOf } from './words.ts'

type Stats = Output<'project.stats'>

/** One list of names with counts, most frequent first, each with a bar as long as its share of the greatest. */
const Tally = ({
  title,
  counts,
  word,
}: {
  readonly title: string
  readonly counts: Readonly<Record<string, number>>
  readonly word: (key: string) => string
}): ReactNode => {
  const rows = Object.entries(counts)
    .filter(([, number]) => number > 0)
    .sort((a, b) => b[1] - a[1])
  if (rows.length === 0) return null
  const most = Math.max(...rows.map(([, number]) => number))
  return (
    <section className={css.tally} aria-label={title}>
      <h3 className={css.title}>{title}</h3>
      <dl className={css.rows}>
        {rows.map(([key, number]) => (
          <div key={key} className={css.row}>
            <dt className={css.name}>{word(key)}</dt>
            <dd className={css.number}>
              <span className={css.bar} style={{ width: `${(number / most) * 3}rem` }} aria-hidden />
              {count(number)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** The error rate in production: from randomly drawn cases only, since the ranked queue is biased on purpose. */
export const ErrorRate = ({ rate }: { readonly rate: Stats['errorRate'] }): ReactNode =>
  rate === null ? (
    <p className={css.rate}>
      {t('The production error rate is estimated from randomly audited cases. None has been reviewed yet.')}
    </p>
  ) : (
    <p className={css.rate}>
      {tx(
        '{rate} of predictions wrong in production, 95 % interval {low} to {high}, from {reviewed, plural, one {# randomly audited case} other {# randomly audited cases}}.',
        { rate: <strong>{percent(rate.rate)}</strong> },
        { low: percent(rate.low), high: percent(rate.high), reviewed: rate.reviewed },
      )}
    </p>
  )

/** What the reviews found. */
export const StatsSummary = ({ stats }: { readonly stats: Stats }): ReactNode => (
  <div className={css.summary}>
    <ErrorRate rate={stats.errorRate} />
    <div className={css.tallies}>
      <Tally title={t('Verdicts')} counts={stats.byVerdict} word={(key) => wordOf(VERDICT_WORDS, key)} />
      <Tally title={t('Causes')} counts={stats.byCause} word={causeWord} />
      <Tally title={t('Error types')} counts={stats.byErrorType} word={(key) => wordOf(ERROR_WORDS, key)} />
    </div>
  </div>
)
