import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { ImportReport } from '../../../shared/contract/imports.ts'
import { useJobs } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { takeDropped, useDropped } from '../../app/dropped.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { bytes, count, moment } from '../../ui/numbers.ts'
import page from '../../ui/page.module.css'
import { Page } from '../../ui/page.tsx'
import { FileSource } from './file-source.tsx'
import css from './import-screen.module.css'
import { addFiles, resetImport, useImport } from './import-state.ts'
import { Preview } from './preview.tsx'
import { Report } from './report.tsx'

const Handing = ({ done, total }: { readonly done: number; readonly total: number }): ReactNode => (
  <div className={css.handing}>
    <p>{t('Handing the files to the desk: {done} of {total}', { done: bytes(done), total: bytes(total) })}</p>
    <progress
      aria-label={t('Handing the files to the desk')}
      className={css.bar}
      value={done}
      max={Math.max(total, 1)}
    />
    <div>
      <Button onClick={resetImport}>{t('Cancel')}</Button>
    </div>
  </div>
)

/** An import that did not come to its end is told from one that did. */
const ENDINGS: Readonly<Record<ImportReport['state'], string>> = {
  running: '',
  done: '',
  cancelled: `${t('stopped')} · `,
  failed: `${t('failed')} · `,
}

const Past = ({ imports }: { readonly imports: readonly ImportReport[] }): ReactNode => {
  const [open, setOpen] = useState<string | null>(null)
  if (imports.length === 0) return null
  return (
    <section aria-labelledby="past-imports">
      <h2 id="past-imports" className={page.heading}>
        {t('Earlier imports')}
      </h2>
      <ul className={css.past}>
        {imports.map((report) => (
          <li key={report.importId}>
            <button
              type="button"
              className={css.one}
              aria-expanded={open === report.importId}
              onClick={() => setOpen(open === report.importId ? null : report.importId)}
            >
              <span className={css.files}>{report.files.join(', ')}</span>
              <span className={css.fact}>
                {ENDINGS[report.state]}
                {t(
                  '{cases, plural, one {# case} other {# cases}}, {predictions, plural, one {# prediction} other {# predictions}}',
                  {
                    cases: report.counts.casesAdded,
                    predictions: report.counts.predictionsAdded,
                  },
                )}
              </span>
              <span className={css.fact}>
                {report.counts.setAside === 0
                  ? ''
                  : t('{setAside} set aside', { setAside: count(report.counts.setAside) })}
              </span>
              <span className={css.when}>{moment(report.at)}</span>
            </button>
            {open === report.importId ? (
              <div className={css.detail}>
                <Report report={report} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Work = (): ReactNode => {
  const { files, handing, jobId, failure } = useImport()
  const job = useJobs(
    ({ jobs }) =>
      jobs.findLast((one) => one.kind === 'import' && (one.id === jobId || one.state === 'running')) ?? null,
  )
  const report = job?.state === 'done' || job?.state === 'cancelled' ? ImportReport.safeParse(job.result) : null
  return (
    <>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      {handing !== null ? <Handing {...handing} /> : null}
      {job?.state === 'running' ? <JobProgress job={job} /> : null}
      {job?.state === 'failed' ? (
        <Notice tone="error" title={t('The import stopped')}>
          {job.error?.message ?? t('The desk does not say why.')}
        </Notice>
      ) : null}
      {job?.state === 'cancelled' && report?.success !== true ? (
        <Notice tone="plain" title={t('Stopped')}>
          {t('What was taken in until then stays. Importing the same files again completes it.')}
        </Notice>
      ) : null}
      {files.length > 0 ? (
        <Preview />
      ) : (
        <>
          {report?.success === true ? <Report report={report.data} /> : null}
          {handing === null && job?.state !== 'running' ? <FileSource /> : null}
        </>
      )}
    </>
  )
}

/** Files in: look first, choose, import, read what became of each row. */
export const ImportScreen = (): ReactNode => {
  const dropped = useDropped((state) => state.files)
  const running = useJobs(({ jobs }) => jobs.filter((job) => job.kind === 'import' && job.state === 'running').length)
  const jobId = useImport((state) => state.jobId)
  const listed = useQuery('import.list', {}, ['project.changed'])
  const { again } = listed

  useEffect(() => {
    if (dropped.length > 0) void addFiles(takeDropped())
  }, [dropped])
  // biome-ignore lint/correctness/useExhaustiveDependencies: an import that ended has a report to list.
  useEffect(() => again(), [running])

  const shown = useJobs(({ jobs }) => jobs.find((job) => job.id === jobId)?.result)
  const shownReport = ImportReport.safeParse(shown)
  const past = (listed.value?.imports ?? []).filter(
    (report) => report.state !== 'running' && !(shownReport.success && report.importId === shownReport.data.importId),
  )
  return (
    <Page title={t('Import')}>
      <Work />
      {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
      <Past imports={past} />
    </Page>
  )
}
