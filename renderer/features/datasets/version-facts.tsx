import type { ReactNode } from 'react'
import {
  type DatasetCounts,
  type DatasetCoverage,
  type DatasetOptions,
  missedShares,
} from '../../../shared/model/dataset.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { VERDICT_WORDS, wordOf } from '../../ui/words.ts'
import css from './datasets.module.css'
import { shareOf } from './versions.tsx'

/** Labels in the table; the others are in the card. */
const MOST_LABELS = 200

const STATUS_WORDS = {
  single: t('One reviewer'),
  consensus: t('Consensus'),
  adjudicated: t('Adjudicated'),
} as const

const LEFT_OUT_WORDS = {
  unanswered: t('nobody answered'),
  undecided: t('people differ'),
  uncorrected: t('judged wrong, not corrected'),
  outdated: t('open question of the taxonomy'),
} as const

/** What is in a version, or would be: splits with their labels, how the truth was found, what stays out. */
export const VersionFacts = ({
  counts,
  coverage,
  splits,
}: {
  readonly counts: DatasetCounts
  readonly coverage: DatasetCoverage
  /** As they were asked for. */
  readonly splits: DatasetOptions['splits']
}): ReactNode => {
  const missed = missedShares(counts, splits)
  const leftOut = Object.entries(counts.leftOut).filter(([, cases]) => cases > 0)
  return (
    <>
      <dl className={css.figures}>
        <Figure word={t('Cases')} value={shareOf(counts.cases, coverage.casesInProject)} />
        {Object.entries(counts.byStatus).map(([status, cases]) => (
          <Figure key={status} word={wordOf(STATUS_WORDS, status)} value={count(cases)} />
        ))}
        <Figure word={t('Edge cases')} value={count(counts.edgeCases)} />
        <Figure word={t('Golden')} value={count(counts.golden)} />
        <Figure word={t('Sets of near-duplicates')} value={count(counts.nearDuplicates)} />
        {counts.worstShare === null ? null : (
          <Figure
            word={t('Largest difference of a label’s share')}
            value={t('{difference} ({label} in {split})', {
              ...counts.worstShare,
              difference: percent(counts.worstShare.difference),
            })}
          />
        )}
      </dl>
      {leftOut.length === 0 ? null : (
        <p className={css.fact}>
          {t('Left out: {list}', {
            list: leftOut.map(([why, cases]) => `${count(cases)} ${wordOf(LEFT_OUT_WORDS, why)}`).join(' · '),
          })}
        </p>
      )}
      {missed.length === 0 ? null : (
        <Notice tone="caution">
          {t('Other shares than asked for, because what belongs together stays in one split: {list}.', {
            list: missed
              .map(({ name, share, asked }) =>
                t('{split} {share} instead of {asked}', { split: name, share: percent(share), asked: percent(asked) }),
              )
              .join(' · '),
          })}
        </Notice>
      )}
      {counts.splitConflicts === 0 ? null : (
        <Notice tone="caution">
          {t(
            '{sets, plural, one {# set of cases} other {# sets of cases}} stood in different splits of the parent and belong together now: {cases, plural, one {# case} other {# cases}} changed the split.',
            { sets: counts.splitConflicts, cases: counts.resplit },
          )}
        </Notice>
      )}
      {counts.notCompared === 0 ? null : (
        <Notice tone="caution">
          {t(
            '{cases, plural, one {A picture of # case} other {Pictures of # cases}} could not be read, so near-duplicates among them were not looked for.',
            { cases: counts.notCompared },
          )}
        </Notice>
      )}
      {counts.bySplit.some(({ cases }) => cases === 0) ? (
        <Notice tone="caution">
          {t(
            'A split is empty: what has to stay together are fewer sets than there are splits. Choose another grouping, or fewer splits.',
          )}
        </Notice>
      ) : null}
      <SplitTable counts={counts} />
      <CoverageTable coverage={coverage} counts={counts} />
    </>
  )
}

const Figure = ({ word, value }: { readonly word: string; readonly value: string }): ReactNode => (
  <div className={css.figure}>
    <dt>{word}</dt>
    <dd>{value}</dd>
  </div>
)

/** Labels by split, each with its share of the split's cases or objects, so that a skewed split is seen. */
const SplitTable = ({ counts }: { readonly counts: DatasetCounts }): ReactNode => {
  const labels = [...new Set(counts.bySplit.flatMap((split) => Object.keys(split.labels)))].sort()
  return (
    <section aria-labelledby="dataset-splits">
      <h3 id="dataset-splits" className={css.heading}>
        {t('Splits')}
      </h3>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('Label')}</th>
              {counts.bySplit.map((split) => (
                <th key={split.name} scope="col" className={css.number}>
                  {split.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('Cases')}</th>
              {counts.bySplit.map((split) => (
                <td key={split.name} className={css.number}>
                  {shareOf(split.cases, counts.cases)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t('Groups that stay together')}</th>
              {counts.bySplit.map((split) => (
                <td key={split.name} className={css.number}>
                  {count(split.groups)}
                </td>
              ))}
            </tr>
            {labels.slice(0, MOST_LABELS).map((label) => (
              <tr key={label}>
                <th scope="row" className={css.labelName}>
                  <bdi>{label}</bdi>
                </th>
                {counts.bySplit.map((split) => (
                  <td key={split.name} className={css.number}>
                    {count(split.labels[label] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {labels.length > MOST_LABELS ? (
        <p className={css.fact}>
          {t('{count, plural, one {# more label} other {# more labels}} in the data card.', {
            count: labels.length - MOST_LABELS,
          })}
        </p>
      ) : null}
    </section>
  )
}

const CoverageTable = ({
  coverage,
  counts,
}: {
  readonly coverage: DatasetCoverage
  readonly counts: DatasetCounts
}): ReactNode => (
  <section aria-labelledby="dataset-coverage">
    <h3 id="dataset-coverage" className={css.heading}>
      {t('Coverage')}
    </h3>
    <dl className={css.figures}>
      {coverage.bySource.slice(0, MOST_LABELS).map(({ source, cases, of }) => (
        <Figure key={source} word={source === '' ? t('no source') : source} value={shareOf(cases, of)} />
      ))}
      {coverage.byKind.length > 1
        ? coverage.byKind.map(({ kind, cases, of }) => <Figure key={kind} word={kind} value={shareOf(cases, of)} />)
        : null}
    </dl>
    <p className={css.fact}>
      {Object.entries(counts.byVerdict)
        .map(([verdict, cases]) => `${wordOf(VERDICT_WORDS, verdict)} ${count(cases)}`)
        .join(' · ')}
    </p>
    {coverage.missingLabels.length === 0 ? null : (
      <p className={css.fact}>
        {t('No item has: {labels}', { labels: coverage.missingLabels.slice(0, MOST_LABELS).join(', ') })}
      </p>
    )}
  </section>
)
