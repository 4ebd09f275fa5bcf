import { Button, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ProjectOverview } from '../../../shared/contract/projects.ts'
import { client } from '../../api/client.ts'
import { useJobs } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { BoardPart, FACTS } from './board-part.tsx'
import { FaultPart } from './fault-part.tsx'
import { PlanPart } from './plan-part.tsx'
import { setQuality, useQuality } from './quality-state.ts'

const WORKS_OUT: readonly string[] = ['find-failures', 'requeue']

/** Reviews made before findings were kept, or read otherwise since: they count as they should once a job has worked them out. */
const Uncounted = ({ uncounted }: { readonly uncounted: number }): ReactNode => {
  const job = useJobs(
    ({ jobs }) => jobs.find(({ kind, state }) => WORKS_OUT.includes(kind) && state === 'running') ?? null,
  )
  if (uncounted === 0) return null
  const find = async (): Promise<void> => {
    const started = await client.call('failures.find', {})
    setQuality({ failure: started.ok ? null : started.error })
  }
  return (
    <>
      {job === null ? null : <JobProgress job={job} />}
      <Notice
        tone="caution"
        {...(job === null ? { actions: <Button onClick={() => void find()}>{t('Count them')}</Button> } : {})}
      >
        {t(
          '{count, plural, one {# review is} other {# reviews are}} still to be worked out: the numbers here leave them out, or count them as they read before.',
          { count: uncounted },
        )}
      </Notice>
    </>
  )
}

const FirstUse = (): ReactNode => {
  const go = useNavigation((navigation) => navigation.go)
  return (
    <Notice
      tone="plain"
      title={t('Nothing has been reviewed yet')}
      actions={<Button onClick={() => go('review')}>{t('Go to review')}</Button>}
    >
      {t(
        'Here stands what reviews found wrong: error types and causes by label, source, model and time, what is most likely at fault, and the fewest cases to relabel.',
      )}
    </Notice>
  )
}

/** What fails, where, why, and what to relabel for it. */
export const QualityScreen = ({ project }: { readonly project: ProjectOverview }): ReactNode => {
  const where = useQuality((state) => state.where)
  const all = useQuery('failures.board', { by: [] }, [...FACTS])
  const fault = useQuery('failures.fault', { where }, [...FACTS])
  const { metadataFields } = project.project.settings
  const counts = all.value?.counts
  return (
    <Page title={t('Quality')} wide>
      {all.failure === null ? null : <Notice tone="error">{all.failure.message}</Notice>}
      {counts === undefined ? (
        all.failure === null ? (
          <Skeleton height="12rem" />
        ) : null
      ) : (
        <>
          <Uncounted uncounted={counts.uncounted} />
          {counts.reviewed === 0 ? (
            <FirstUse />
          ) : (
            <>
              {fault.value === null ? null : <FaultPart fault={fault.value} />}
              <BoardPart metadataFields={metadataFields} />
              <PlanPart metadataFields={metadataFields} />
            </>
          )}
        </>
      )}
    </Page>
  )
}
