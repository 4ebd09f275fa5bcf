import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { DatasetPreview, DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import { useJob } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import css from './datasets.module.css'
import { buildVersion, choose, type Draft, optionsOf, previewVersion, setDraft, useDatasets } from './datasets-state.ts'
import { VersionFacts } from './version-facts.tsx'
import { TRUTH_WORDS } from './version-recipe.tsx'

const isTruth = (value: string | null): value is Draft['truth'] => value !== null && Object.hasOwn(TRUTH_WORDS, value)

const FOUND_BY = { text: t('Texts alike from (%)'), image: t('Pictures alike from (%)') } as const

/** What a version is made from, what that would come to, and freezing it. */
export const NewVersion = ({ versions }: { readonly versions: readonly DatasetVersion[] }): ReactNode => {
  const draft = useDatasets((state) => state.draft)
  const names = [...new Set(versions.map(({ name }) => name))]
  return (
    <div className={css.detail}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void previewVersion(draft)
        }}
      >
        <fieldset className={css.group}>
          <legend>{t('What goes in')}</legend>
          <TextInput
            label={t('Name of the dataset')}
            description={
              names.includes(draft.name.trim())
                ? t('The next version of {name}', { name: draft.name.trim() })
                : t('A new name begins at 1')
            }
            list="dataset-names"
            value={draft.name}
            onChange={(event) => setDraft({ name: event.currentTarget.value })}
          />
          <datalist id="dataset-names">
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <Where />
        </fieldset>
        <Truth />
        <Splits />
        <Leaks />
        <Marks />
        <div className={css.acts}>
          <Button type="submit" variant="default" disabled={draft.name.trim() === ''}>
            {t('See what it would hold')}
          </Button>
        </div>
      </form>
      <Ahead />
    </div>
  )
}

const Where = (): ReactNode => {
  const where = useDatasets((state) => state.draft.where)
  const filter = useNavigation((navigation) => navigation.where)
  const parsed = useQuery('queue.parse', where.trim() === '' ? null : { where: where.trim() })
  const problem = where.trim() === '' || parsed.stale ? null : (parsed.value?.problem ?? null)
  return (
    <div>
      <TextInput
        label={t('Only cases that fit')}
        placeholder={t('all with an agreed answer')}
        spellCheck={false}
        value={where}
        error={problem?.message}
        onChange={(event) => setDraft({ where: event.currentTarget.value })}
      />
      {filter === '' || filter === where ? null : (
        <button type="button" className={css.link} onClick={() => setDraft({ where: filter })}>
          {t('Use the queue’s filter: {filter}', { filter })}
        </button>
      )}
    </div>
  )
}

const Truth = (): ReactNode => {
  const draft = useDatasets((state) => state.draft)
  const reviewers = useQuery('queue.values', { field: 'reviewer', limit: 200 })
  return (
    <fieldset className={css.group}>
      <legend>{t('Agreed answer')}</legend>
      <Select
        label={t('Where several people answered')}
        description={t('A decision between them comes first')}
        allowDeselect={false}
        data={Object.entries(TRUTH_WORDS).map(([value, label]) => ({ value, label }))}
        value={draft.truth}
        onChange={(value) => isTruth(value) && setDraft({ truth: value })}
      />
      {draft.truth === 'majority' ? (
        <>
          <NumberInput
            label={t('At least (%)')}
            min={51}
            max={100}
            value={draft.majority}
            onChange={(value) => typeof value === 'number' && setDraft({ majority: value })}
          />
          <NumberInput
            label={t('Of at least so many people')}
            min={2}
            max={100}
            value={draft.atLeast}
            onChange={(value) => typeof value === 'number' && setDraft({ atLeast: value })}
          />
        </>
      ) : null}
      {draft.truth === 'reviewer' ? (
        <Select
          label={t('Reviewer')}
          data={(reviewers.value?.values ?? []).map(({ value }) => value)}
          value={draft.reviewer === '' ? null : draft.reviewer}
          onChange={(value) => setDraft({ reviewer: value ?? '' })}
        />
      ) : null}
      <Switch
        label={t('Imported truth')}
        description={t('Annotations made elsewhere, which carry no verdict')}
        checked={draft.importedTruth}
        onChange={(event) => setDraft({ importedTruth: event.currentTarget.checked })}
      />
    </fieldset>
  )
}

const Splits = (): ReactNode => {
  const { splits, seed, keepSplits } = useDatasets((state) => state.draft)
  const sum = splits.reduce((total, { percent }) => total + percent, 0)
  const change = (id: number, part: Partial<Draft['splits'][number]>): void =>
    setDraft({ splits: splits.map((split) => (split.id === id ? { ...split, ...part } : split)) })
  return (
    <fieldset className={css.group}>
      <legend>{t('Splits')}</legend>
      {splits.map((split) => (
        <div key={split.id} className={css.split}>
          <TextInput
            label={t('Name')}
            value={split.name}
            onChange={(event) => change(split.id, { name: event.currentTarget.value })}
          />
          <NumberInput
            label={t('Share (%)')}
            min={0.1}
            max={100}
            value={split.percent}
            onChange={(value) => typeof value === 'number' && change(split.id, { percent: value })}
          />
          <Button
            disabled={splits.length === 1}
            aria-label={t('Take away the split {name}', { name: split.name })}
            onClick={() => setDraft({ splits: splits.filter(({ id }) => id !== split.id) })}
          >
            {t('Take away')}
          </Button>
        </div>
      ))}
      <div className={css.acts}>
        <Button
          disabled={splits.length >= 10}
          onClick={() => {
            const id = Math.max(...splits.map((split) => split.id)) + 1
            setDraft({ splits: [...splits, { id, name: `split-${id}`, percent: Math.max(0.1, 100 - sum) }] })
          }}
        >
          {t('Add a split')}
        </Button>
        {Math.abs(sum - 100) < 1e-4 ? null : (
          <span className={css.wrong} role="status">
            {t('The shares make {sum} %, and must make 100 %.', { sum })}
          </span>
        )}
      </div>
      <NumberInput
        label={t('Seed')}
        description={t('The same seed gives the same splits')}
        min={0}
        allowDecimal={false}
        value={seed}
        onChange={(value) => typeof value === 'number' && setDraft({ seed: value })}
      />
      <Switch
        label={t('Cases keep the split they had in the version before')}
        checked={keepSplits}
        onChange={(event) => setDraft({ keepSplits: event.currentTarget.checked })}
      />
    </fieldset>
  )
}

const Leaks = (): ReactNode => {
  const draft = useDatasets((state) => state.draft)
  return (
    <fieldset className={css.group}>
      <legend>{t('What stays in one split')}</legend>
      <TextInput
        label={t('Cases that share')}
        description={t('group, source or meta.NAME, such as a patient or a store; empty for nothing')}
        spellCheck={false}
        value={draft.groupBy}
        onChange={(event) => setDraft({ groupBy: event.currentTarget.value })}
      />
      {(['text', 'image'] as const).map((kind) => (
        <div key={kind} className={css.split}>
          <Switch
            label={kind === 'text' ? t('Near-duplicate texts') : t('Near-duplicate pictures')}
            checked={draft[kind] !== null}
            onChange={(event) => setDraft({ [kind]: event.currentTarget.checked ? (kind === 'text' ? 80 : 90) : null })}
          />
          {draft[kind] === null ? null : (
            <NumberInput
              label={FOUND_BY[kind]}
              min={50}
              max={100}
              value={draft[kind]}
              onChange={(value) => typeof value === 'number' && setDraft({ [kind]: value })}
            />
          )}
        </div>
      ))}
    </fieldset>
  )
}

const Marks = (): ReactNode => {
  const { golden, note } = useDatasets((state) => state.draft)
  return (
    <fieldset className={css.group}>
      <legend>{t('Marks')}</legend>
      <TextInput
        label={t('Golden are the cases that fit')}
        description={t('Known answers to test people and models with')}
        spellCheck={false}
        value={golden}
        onChange={(event) => setDraft({ golden: event.currentTarget.value })}
      />
      <TextInput label={t('Note')} value={note} onChange={(event) => setDraft({ note: event.currentTarget.value })} />
    </fieldset>
  )
}

/** What the form comes to, as far as it was asked for, and the button that freezes it. */
const Ahead = (): ReactNode => {
  const draft = useDatasets((state) => state.draft)
  const previewed = useDatasets((state) => state.previewed)
  const preview = useJob(useDatasets((state) => state.previewJob))
  const build = useJob(useDatasets((state) => state.buildJob))
  const found = preview?.state === 'done' ? DatasetPreview.safeParse(preview.result).data : undefined
  const frozen = build?.state === 'done' ? DatasetVersion.safeParse(build.result).data : undefined
  const same = previewed === JSON.stringify(optionsOf(draft))
  return (
    <>
      {[preview, build].map((job) =>
        job === undefined || job.state === 'done' ? null : job.state === 'running' ? (
          <JobProgress key={job.id} job={job} />
        ) : (
          <Notice key={job.id} tone={job.state === 'cancelled' ? 'plain' : 'error'}>
            {job.error?.message ?? t('Stopped. Nothing was frozen.')}
          </Notice>
        ),
      )}
      {frozen === undefined ? null : (
        <Notice
          tone="plain"
          title={t('{version} is frozen', { version: datasetName(frozen) })}
          actions={
            <Button variant="filled" onClick={() => choose(frozen.id)}>
              {t('Look at it')}
            </Button>
          }
        >
          {t('{cases, plural, one {# case} other {# cases}}', { cases: frozen.counts.cases })}
        </Notice>
      )}
      {found === undefined || frozen !== undefined ? null : (
        <section aria-labelledby="dataset-ahead" data-stale={!same} className={css.ahead}>
          <h2 id="dataset-ahead" className={css.title}>
            {t('{version} would hold', { version: datasetName(found) })}
          </h2>
          {same ? null : (
            <Notice tone="caution">{t('The form says something else now. Look again before freezing.')}</Notice>
          )}
          <VersionFacts counts={found.counts} coverage={found.coverage} splits={optionsOf(draft).splits ?? []} />
          <div>
            <Button
              variant="filled"
              disabled={!same || found.counts.cases === 0 || build?.state === 'running'}
              onClick={() => void buildVersion(draft)}
            >
              {t('Freeze {version}', { version: datasetName(found) })}
            </Button>
          </div>
        </section>
      )}
    </>
  )
}
