import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Job } from '../../shared/contract/jobs.ts'
import { cancelJob } from '../api/jobs.ts'
import { t } from '../i18n/t.ts'
import css from './job-progress.module.css'
import { count, duration } from './numbers.ts'

/** How far long work is: a bar, the rate, the time left, and a way to stop it. Places are reserved, nothing jumps. */
export const JobProgress = ({ job }: { readonly job: Job }): ReactNode => {
  const share = job.total === null || job.total === 0 ? null : Math.min(1, job.done / job.total)
  const of =
    job.total === null ? count(job.done) : t('{place} of {total}', { place: count(job.done), total: count(job.total) })
  return (
    <div className={css.job}>
      <div className={css.head}>
        <span className={css.title}>{job.title}</span>
        <Button onClick={() => void cancelJob(job.id)} disabled={job.state !== 'running'}>
          {t('Cancel')}
        </Button>
      </div>
      <div
        className={css.track}
        role="progressbar"
        aria-label={job.title}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(share === null ? {} : { 'aria-valuenow': Math.floor(share * 100) })}
        data-unknown={share === null}
      >
        <div className={css.bar} style={{ width: `${(share ?? 0.3) * 100}%` }} />
      </div>
      <p className={css.facts}>
        <span>
          {of} {job.unit}
        </span>
        <span>{job.rate === null ? '' : t('{rate} a second', { rate: count(Math.round(job.rate)) })}</span>
        <span>{job.leftMs === null ? '' : t('{time} left', { time: duration(job.leftMs) })}</span>
      </p>
    </div>
  )
}
