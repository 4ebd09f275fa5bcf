import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { PlanPreview } from '../../../shared/contract/plans.ts'
import type { PlanOptions } from '../../../shared/model/failure.ts'
import { useJobs } from '../../api/jobs.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PlanContents } from './plan-contents.tsx'
import { PlanList } from './plan-list.tsx'
import css from './quality.module.css'
import { findPlan, makePlan, setPlan, setQuality, useQuality } from './quality-state.ts'
import { dimensionChoices } from './quality-words.ts'

const WHAT = [
  { value: 'both', label: t('error types and causes') },
  { value: 'errors', label: t('error types') },
  { value: 'causes', label: t('causes') },
] as const satisfies readonly { readonly value: PlanOptions['what']; readonly label: string }[]
const NONE = ''

const Options = ({ metadataFields }: { readonly metadataFields: readonly string[] }): ReactNode => {
  const { plan } = useQuality()
  const slices = dimensionChoices(metadataFields).filter(({ value }) => value !== 'label')
  return (
    <div className={css.choices}>
      <NativeSelect
        label={t('Cover')}
        data={[...WHAT]}
        value={plan.what}
        onChange={(event) => {
          const next = WHAT.find(({ value }) => value === event.currentTarget.value)
          if (next) setPlan({ what: next.value })
        }}
      />
      <NativeSelect
        label={t('of each label and')}
        data={[{ value: NONE, label: t('nothing else') }, ...slices]}
        value={plan.slice ?? NONE}
        onChange={(event) => {
          const value = slices.find((one) => one.value === event.currentTarget.value)?.value ?? null
          setPlan({ slice: value === 'label' ? null : value })
        }}
      />
      <NumberInput
        label={t('Cases for each')}
        min={1}
        max={100}
        allowDecimal={false}
        value={plan.perCell}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1 && value <= 100) setPlan({ perCell: value })
        }}
      />
      <Checkbox
        label={t('Near-duplicates count as one')}
        checked={plan.collapse}
        onChange={(event) => setPlan({ collapse: event.currentTarget.checked })}
      />
    </div>
  )
}

/** What a plan would be, and the button that makes it one. */
const Preview = ({ preview }: { readonly preview: PlanPreview }): ReactNode => {
  const name = useQuality((state) => state.planName)
  if (preview.size === 0)
    return <Notice tone="plain">{t('Nothing that fits has failed, so nothing needs relabeling.')}</Notice>
  return (
    <div className={css.preview}>
      <PlanContents plan={preview} />
      <form
        className={css.make}
        onSubmit={(event) => {
          event.preventDefault()
          void makePlan()
        }}
      >
        <TextInput
          label={t('Name of the plan')}
          maxLength={120}
          value={name}
          onChange={(event) => setQuality({ planName: event.currentTarget.value })}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {t('Make the plan')}
        </Button>
      </form>
    </div>
  )
}

/** The relabel plan: looked for, looked at, made, worked off. */
export const PlanPart = ({ metadataFields }: { readonly metadataFields: readonly string[] }): ReactNode => {
  const { previewJob, makeJob, failure } = useQuality()
  const job = useJobs(({ jobs }) => jobs.find(({ id }) => id === (previewJob ?? makeJob)) ?? null)
  const running = job?.state === 'running'
  const preview = previewJob !== null && job?.state === 'done' ? (PlanPreview.safeParse(job.result).data ?? null) : null
  return (
    <section aria-labelledby="plan-part" className={css.part}>
      <h2 id="plan-part" className={css.heading}>
        {t('Relabel plan')}
      </h2>
      <p className={css.quiet}>
        {t(
          'The fewest cases that show every failure once: relabel these and every kind of failure is seen to; no other case needs it.',
        )}
      </p>
      <Options metadataFields={metadataFields} />
      <div className={css.acts}>
        <Button disabled={running} onClick={() => void findPlan()}>
          {t('Find the fewest cases')}
        </Button>
      </div>
      {running ? <JobProgress job={job} /> : null}
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      {job?.state === 'failed' && job.error ? <Notice tone="error">{job.error.message}</Notice> : null}
      {preview === null ? null : <Preview preview={preview} />}
      <PlanList />
    </section>
  )
}
