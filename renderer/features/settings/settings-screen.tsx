import { SegmentedControl, Switch, TagsInput, useMantineColorScheme } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { ProjectOverview } from '../../../shared/contract/projects.ts'
import type { Input } from '../../../shared/contract/table.ts'
import { client } from '../../api/client.ts'
import { useJobs } from '../../api/jobs.ts'
import { chooseColourScheme } from '../../app/colour-scheme.ts'
import { refreshDesk } from '../../app/desk.ts'
import { usePreferences } from '../../app/preferences.ts'
import { chooseLanguage, LANGUAGES, language } from '../../i18n/language.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import page from '../../ui/page.module.css'
import { Page } from '../../ui/page.tsx'
import { Keys } from './keys.tsx'
import { RecordPart } from './record-part.tsx'
import { RiskLabels } from './risk-labels.tsx'
import css from './settings-screen.module.css'
import { Triggers } from './triggers.tsx'

const SCHEMES = [
  { value: 'auto', label: t('As the system') },
  { value: 'light', label: t('Light') },
  { value: 'dark', label: t('Dark') },
] as const

const Look = (): ReactNode => {
  const { colorScheme } = useMantineColorScheme()
  const { singleKeys, setSingleKeys } = usePreferences()
  return (
    <section aria-labelledby="look">
      <h2 id="look" className={page.heading}>
        {t('This machine')}
      </h2>
      <div className={css.rows}>
        <div className={css.row}>
          <span id="language">{t('Language')}</span>
          <SegmentedControl
            aria-labelledby="language"
            data={LANGUAGES.map(({ code, name }) => ({ value: code, label: <bdi lang={code}>{name}</bdi> }))}
            value={language}
            onChange={(value) => {
              const chosen = LANGUAGES.find(({ code }) => code === value)
              if (chosen) chooseLanguage(chosen.code)
            }}
          />
        </div>
        <div className={css.row}>
          <span id="theme">{t('Theme')}</span>
          <SegmentedControl
            aria-labelledby="theme"
            data={[...SCHEMES]}
            value={colorScheme}
            onChange={(value) => {
              const chosen = SCHEMES.find((scheme) => scheme.value === value)
              if (chosen) chooseColourScheme(chosen.value)
            }}
          />
        </div>
        <Switch
          label={t('Single-key shortcuts')}
          description={t(
            'Off, only chords with Ctrl, ⌘ or Alt work; everything else stays reachable by buttons and the palette',
          )}
          checked={singleKeys}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
      </div>
    </section>
  )
}

/** The project's rules, and what this person likes on this machine. */
export const SettingsScreen = ({ project }: { readonly project: ProjectOverview }): ReactNode => {
  const [failure, setFailure] = useState<Failure | null>(null)
  const indexing = useJobs(
    ({ jobs }) => jobs.find((job) => job.kind === 'index-fields' && job.state === 'running') ?? null,
  )
  const { settings } = project.project
  const save = async (changed: Input<'project.settings'>): Promise<void> => {
    const saved = await client.call('project.settings', changed)
    setFailure(saved.ok ? null : saved.error)
    await refreshDesk()
  }
  return (
    <Page title={t('Settings')}>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      <Triggers triggers={settings.triggers} />
      <RiskLabels />
      <section aria-labelledby="review-settings">
        <h2 id="review-settings" className={page.heading}>
          {t('Review')}
        </h2>
        <div className={css.rows}>
          <Switch
            label={t('Blind first')}
            description={t('Hides the prediction until the reviewer has answered')}
            checked={settings.blindFirst}
            onChange={(event) => void save({ blindFirst: event.currentTarget.checked })}
          />
          <TagsInput
            label={t('Metadata fields to filter by')}
            description={t('Dotted paths into the metadata, such as camera.id; Enter adds one. Each is indexed once.')}
            placeholder={t('Add a field')}
            maxTags={50}
            value={[...settings.metadataFields]}
            onChange={(metadataFields) => void save({ metadataFields })}
          />
          {indexing === null ? null : <JobProgress job={indexing} />}
        </div>
      </section>
      <RecordPart project={project.project.name} />
      <Keys />
      <Look />
    </Page>
  )
}
