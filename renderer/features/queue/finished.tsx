import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import { StatsSummary } from '../../ui/stats-summary.tsx'
import css from './finished.module.css'

/** Where the case would be, when no case waits: what was found so far, and what to do next. */
export const Finished = (): ReactNode => {
  const go = useNavigation((navigation) => navigation.go)
  const setQueueMode = useNavigation((navigation) => navigation.setQueueMode)
  const where = useNavigation((navigation) => navigation.where)
  const whole = useQuery('queue.count', where === '' ? null : { where: '' }, ['queue.changed', 'case.changed'])
  const outside = where === '' ? 0 : (whole.value?.waiting ?? 0)
  const stats = useQuery('project.stats', {}, ['case.changed', 'queue.changed'])
  if (stats.value === null) return null
  const { cases, byStatus } = stats.value
  const reviewed = byStatus.reviewed ?? 0
  if (cases === 0)
    return (
      <div className={css.page}>
        <h1 className={css.title}>{t('Nothing to review yet')}</h1>
        <p className={css.lead}>
          {t('Import what your model predicted. The queue puts the cases that most need a person first.')}
        </p>
        <div className={css.acts}>
          <Button variant="filled" onClick={() => go('import')}>
            {t('Import predictions')}
          </Button>
        </div>
      </div>
    )
  if (outside > 0) return <FilterDone outside={outside} />
  return (
    <div className={css.page}>
      <h1 className={css.title}>{t('No case is waiting')}</h1>
      <p className={css.lead}>
        {t('{reviewed} of {cases, plural, one {# case} other {# cases}} reviewed. This is what was found.', {
          reviewed: count(reviewed),
          cases,
        })}
      </p>
      <StatsSummary stats={stats.value} />
      <div className={css.acts}>
        <Button variant="filled" onClick={() => go('export')} disabled={reviewed === 0}>
          {t('Export the reviewed cases')}
        </Button>
        <Button onClick={() => setQueueMode('list')}>{t('See the list')}</Button>
        <Button onClick={() => go('settings')}>{t('Change what is queued')}</Button>
      </div>
    </div>
  )
}

/** What the filter shows is done; the queue is not. */
const FilterDone = ({ outside }: { readonly outside: number }): ReactNode => {
  const setFilter = useNavigation((navigation) => navigation.setFilter)
  return (
    <div className={css.page}>
      <h1 className={css.title}>{t('No case in this filter is waiting')}</h1>
      <p className={css.lead}>
        {t('{outside, plural, one {# case} other {# cases}} still waiting outside it.', { outside })}
      </p>
      <div className={css.acts}>
        <Button variant="filled" onClick={() => setFilter('')}>
          {t('Clear the filter')}
        </Button>
      </div>
    </div>
  )
}
