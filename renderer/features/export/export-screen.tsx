import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { ExportReport } from '../../../shared/contract/exports.ts'
import { bridge } from '../../api/bridge.ts'
import { useJobs } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import page from '../../ui/page.module.css'
import { Page } from '../../ui/page.tsx'
import { Batch, Counted, Losses } from './batch.tsx'
import { Broken } from './contract.tsx'
import { EXPORT_WORDS, ExportForm } from './export-form.tsx'
import css from './export-screen.module.css'
import { exportOptions, setExport, startExport, useExport } from './export-state.ts'

/** "shelf-coco-2026-06-02T10-11": the folder made inside the chosen one; a new one each time. */
const folderName = (format: string): string => `${format}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`

const chooseDestination = async (format: string): Promise<string | null> => {
  const folder = (await bridge?.chooseFolder?.()) ?? null
  if (folder === null) return null
  return `${folder.replace(/[\\/]$/, '')}${folder.includes('\\') ? '\\' : '/'}${folderName(format)}`
}

const Destination = (): ReactNode => {
  const { format, to } = useExport()
  const desktop = bridge?.chooseFolder !== undefined
  if (!desktop) return <p className={page.lead}>{t('It is made as one zip, to download when it is done.')}</p>
  return (
    <div className={css.destination}>
      <Button
        onClick={() => void chooseDestination(format).then((chosen) => chosen !== null && setExport({ to: chosen }))}
      >
        {t('Choose where')}
      </Button>
      <span className={css.to}>{to ?? t('A new folder is made inside the one you choose.')}</span>
    </div>
  )
}

const Ahead = (): ReactNode => {
  const state = useExport()
  const preview = useQuery('export.preview', exportOptions(state), ['case.changed', 'project.changed'])
  const running = useJobs(({ jobs }) => jobs.some((job) => job.kind === 'export' && job.state === 'running'))
  const needsPlace = bridge?.chooseFolder !== undefined && state.to === null
  const empty = preview.value !== null && preview.value.counts.cases + preview.value.counts.withdrawn === 0
  return (
    <section className={css.ahead} aria-labelledby="ahead">
      <h2 id="ahead" className={page.heading}>
        {t('What would be written')}
      </h2>
      {preview.failure === null ? null : <Notice tone="error">{preview.failure.message}</Notice>}
      {preview.value === null || preview.failure !== null ? null : (
        <div className={css.facts} data-stale={preview.stale}>
          {empty ? (
            <p className={page.lead}>{t('Nothing: no reviewed case fits. Review some, or widen the choice.')}</p>
          ) : (
            <>
              <Counted counts={preview.value.counts} />
              <Losses losses={preview.value.losses} />
              <Broken rows={preview.value.broken} count={preview.value.counts.broken} />
              {preview.value.refused === null ? null : <Notice tone="error">{preview.value.refused}</Notice>}
            </>
          )}
        </div>
      )}
      <Destination />
      <div>
        <Button
          variant="filled"
          disabled={
            running ||
            empty ||
            needsPlace ||
            preview.failure !== null ||
            (preview.value?.refused ?? '') !== '' ||
            preview.value === null
          }
          onClick={() => void startExport(exportOptions(state))}
        >
          {t('Export')}
        </Button>
      </div>
    </section>
  )
}

const Earlier = ({ batches }: { readonly batches: readonly ExportReport[] }): ReactNode => {
  const [open, setOpen] = useState<string | null>(null)
  const again = async (batch: ExportReport): Promise<void> => {
    const to = bridge?.chooseFolder === undefined ? null : await chooseDestination(batch.format)
    if (bridge?.chooseFolder !== undefined && to === null) return
    await startExport({ format: batch.format, again: batch.batchId, ...(to === null ? {} : { to }) })
  }
  if (batches.length === 0) return null
  return (
    <section aria-labelledby="earlier-batches">
      <h2 id="earlier-batches" className={page.heading}>
        {t('Earlier batches')}
      </h2>
      <ul className={css.batches}>
        {batches.map((batch) => (
          <li key={batch.batchId}>
            <div className={css.line}>
              <button
                type="button"
                className={css.one}
                aria-expanded={open === batch.batchId}
                onClick={() => setOpen(open === batch.batchId ? null : batch.batchId)}
              >
                <span>{EXPORT_WORDS[batch.format]}</span>
                <span className={css.fact}>
                  {t('{cases, plural, one {# case} other {# cases}}', { cases: batch.counts.cases })}
                </span>
                <span className={css.where}>{batch.where === '' ? t('Everything') : batch.where}</span>
                <span className={css.fact}>{moment(batch.at)}</span>
              </button>
              <Button
                aria-label={t('Export the batch of {at} again', { at: moment(batch.at) })}
                onClick={() => void again(batch)}
              >
                {t('Again')}
              </Button>
            </div>
            {open === batch.batchId ? (
              <div className={css.detail}>
                <Batch report={batch} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Reviewed cases out: choose, see what it would write and lose, export, and read what was proved about it. */
export const ExportScreen = (): ReactNode => {
  const { jobId, failure } = useExport()
  const job = useJobs(
    ({ jobs }) =>
      jobs.findLast((one) => one.kind === 'export' && (one.id === jobId || one.state === 'running')) ?? null,
  )
  const listed = useQuery('export.list', {}, ['project.changed'])
  const { again } = listed
  const state = job?.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: an export that ended is one more batch.
  useEffect(() => again(), [state])
  const report = state === 'done' ? ExportReport.safeParse(job?.result) : null
  const batches = (listed.value?.batches ?? []).toSorted((a, b) => b.at.localeCompare(a.at))
  const fresh = report?.success === true ? report.data.batchId : null
  return (
    <Page title={t('Export')}>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      {job?.state === 'failed' ? (
        <Notice tone="error" title={t('The export stopped; nothing half-written is left')}>
          {job.error?.message ?? t('The desk does not say why.')}
        </Notice>
      ) : null}
      {job?.state === 'cancelled' ? (
        <Notice tone="plain">{t('The export was cancelled. Nothing is left of it.')}</Notice>
      ) : null}
      {job?.state === 'running' ? <JobProgress job={job} /> : null}
      {report?.success === true ? (
        <section className={css.fresh} aria-label={t('The new batch')}>
          <Batch report={report.data} />
        </section>
      ) : null}
      <ExportForm batches={batches} />
      <Ahead />
      {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
      <Earlier batches={batches.filter((batch) => batch.batchId !== fresh)} />
    </Page>
  )
}
