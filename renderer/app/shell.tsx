import { Button } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { refreshJobs } from '../api/jobs.ts'
import { useTransport } from '../api/transport.ts'
import { DatasetsScreen } from '../features/datasets/datasets-screen.tsx'
import { resetDatasets } from '../features/datasets/datasets-state.ts'
import { ExportScreen } from '../features/export/export-screen.tsx'
import { resetExport } from '../features/export/export-state.ts'
import { ImportScreen } from '../features/import/import-screen.tsx'
import { resetImport } from '../features/import/import-state.ts'
import { QualityScreen } from '../features/quality/quality-screen.tsx'
import { resetQuality } from '../features/quality/quality-state.ts'
import { SettingsScreen } from '../features/settings/settings-screen.tsx'
import { StartScreen } from '../features/start/start-screen.tsx'
import { TaxonomyScreen } from '../features/taxonomy/taxonomy-screen.tsx'
import { t } from '../i18n/t.ts'
import { Notice } from '../ui/notice.tsx'
import { refreshDesk, useDesk, useProject } from './desk.ts'
import { DropZone } from './drop-zone.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { FirstMinute } from './first-minute.tsx'
import { HelpSheet } from './help-sheet.tsx'
import { Hotkeys } from './hotkeys.tsx'
import { useNavigation } from './navigation.ts'
import { Palette } from './palette.tsx'
import { ReviewArea } from './review-area.tsx'
import css from './shell.module.css'
import { StatusBar } from './status-bar.tsx'
import { TopBar } from './top-bar.tsx'

/** Before the desk has answered for the first time: its place is reserved, and after a while it says why. */
const Waiting = (): ReactNode => {
  const failure = useDesk((desk) => desk.failure)
  const transport = useTransport((now) => now.state)
  return (
    <main className={css.waiting} aria-label="Second Look" aria-busy={failure === null}>
      <h1 className={css.hidden}>Second Look</h1>
      {failure === null ? null : (
        <Notice
          tone="error"
          title={transport === 'refused' ? t('This page may not see the desk') : t('The desk does not answer')}
          actions={<Button onClick={() => void refreshDesk()}>{t('Try again')}</Button>}
        >
          {failure.message}
        </Notice>
      )}
    </main>
  )
}

const Screen = (): ReactNode => {
  const screen = useNavigation((navigation) => navigation.screen)
  const known = useDesk((desk) => desk.state !== null)
  const project = useProject()
  if (!known) return <Waiting />
  if (project === null || screen === 'start') return <StartScreen />
  switch (screen) {
    case 'review':
      return <ReviewArea key={project.project.id} />
    case 'taxonomy':
      return <TaxonomyScreen key={project.project.id} projectId={project.project.id} />
    case 'datasets':
      return <DatasetsScreen key={project.project.id} />
    case 'quality':
      return <QualityScreen key={project.project.id} project={project} />
    case 'import':
      return <ImportScreen key={project.project.id} />
    case 'export':
      return <ExportScreen key={project.project.id} />
    case 'settings':
      return <SettingsScreen key={project.project.id} project={project} />
  }
}

const NAMES = {
  start: t('The start screen'),
  review: t('Review'),
  taxonomy: t('Taxonomy'),
  datasets: t('Datasets'),
  quality: t('Quality'),
  import: t('Import'),
  export: t('Export'),
  settings: t('Settings'),
}

/** The desk: top bar, one screen, bottom bar. It never scrolls as a whole. */
export const Shell = (): ReactNode => {
  const screen = useNavigation((navigation) => navigation.screen)
  const projectId = useProject()?.project.id ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was begun on one project's screens is not another's.
  useEffect(() => {
    resetImport()
    resetExport()
    resetDatasets()
    resetQuality()
    void refreshJobs()
  }, [projectId])
  return (
    <div className={css.shell}>
      <TopBar />
      <div className={css.body}>
        <FirstMinute />
        <div className={css.screen}>
          <ErrorBoundary key={screen} what={NAMES[screen]}>
            <Screen />
          </ErrorBoundary>
        </div>
      </div>
      <StatusBar />
      <Hotkeys />
      <Palette />
      <HelpSheet />
      <DropZone />
    </div>
  )
}
