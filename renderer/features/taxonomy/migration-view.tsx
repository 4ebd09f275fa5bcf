import type { ReactNode } from 'react'
import type { Output } from '../../../shared/contract/table.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import { stepWords } from './step-words.ts'
import css from './taxonomy.module.css'

export type DryRun = Output<'taxonomy.dryRun'>

/** Cases named; the rest is counted. */
const NAMED = 50

const StepEffect = ({ rewritten, again }: { readonly rewritten: number; readonly again: number }): ReactNode => {
  if (rewritten === 0 && again === 0) return null
  const parts = [
    rewritten === 0 ? [] : [t('{count} by rule', { count: count(rewritten) })],
    again === 0 ? [] : [t('{count} seen again', { count: count(again) })],
  ].flat()
  return <span className={css.effect}>{parts.join(' · ')}</span>
}

/** What a migration does: its steps in words, how many reviews each touches, and the cases that return to the queue. */
export const MigrationView = ({ run, stale }: { readonly run: DryRun; readonly stale: boolean }): ReactNode => {
  const { counts, steps, cases, total } = run
  return (
    <div className={css.migration} data-stale={stale} aria-busy={stale}>
      <dl className={css.counts}>
        <div>
          <dt>{t('Read as they are')}</dt>
          <dd>{count(counts.unchanged)}</dd>
        </div>
        <div>
          <dt>{t('Read by rule')}</dt>
          <dd>{count(counts.rewritten)}</dd>
        </div>
        <div data-again={counts.again > 0}>
          <dt>{t('Seen again')}</dt>
          <dd>{count(counts.again)}</dd>
        </div>
      </dl>
      <ul className={css.steps} aria-label={t('Steps')}>
        {steps.map(({ step, rewritten, again }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one run stay in their order.
          <li key={index}>
            <span dir="auto">{stepWords(step)}</span> <StepEffect rewritten={rewritten} again={again} />
          </li>
        ))}
      </ul>
      {total === 0 ? null : (
        <section aria-labelledby="again-cases">
          <h4 id="again-cases">
            {t('{total, plural, one {# case returns to the queue} other {# cases return to the queue}}', { total })}
          </h4>
          <ul className={css.cases}>
            {cases.slice(0, NAMED).map((one) => (
              <li key={one.caseId}>
                <button
                  type="button"
                  className={css.link}
                  title={one.key}
                  onClick={() => useNavigation.getState().openCase(one.caseId)}
                >
                  <bdi>{one.title}</bdi>
                </button>{' '}
                <span className={css.quiet} dir="auto">
                  {[...new Set(one.questions.map(({ label, attribute }) => attribute ?? label))].join(', ')}
                </span>
              </li>
            ))}
          </ul>
          {total > NAMED ? (
            <p className={css.quiet}>
              {t('{count, plural, one {# more} other {# more}}', { count: total - Math.min(NAMED, cases.length) })}
            </p>
          ) : null}
        </section>
      )}
    </div>
  )
}
