import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { DeskState } from '../../../shared/contract/projects.ts'
import { t } from '../../i18n/t.ts'
import { bytes, moment } from '../../ui/numbers.ts'
import css from './failed-project.module.css'
import { openProject, restoreProject, useOpening } from './open-project.ts'

type OpenFailure = NonNullable<DeskState['openFailure']>

const TITLES: Readonly<Record<string, string>> = {
  'project-damaged': t('The project is damaged'),
  'project-read-only': t('The project cannot be written'),
  'project-newer': t('The project was made by a newer version'),
  'project-locked': t('The project is open elsewhere'),
  'not-a-project': t('This is not a project'),
  'network-drive': t('The project lies on a network drive'),
  'not-found': t('The project is not there'),
}

/** Why a project did not open, and its backups where a backup can help. */
export const FailedProject = ({ failed }: { readonly failed: OpenFailure }): ReactNode => {
  const busy = useOpening((opening) => opening.busy !== null)
  const { path, failure, backups } = failed
  const helps = failure.code === 'project-damaged' || failure.code === 'project-newer'
  const section = useRef<HTMLElement>(null)
  // The project may have been asked for far down the page.
  // The braces matter: newer browsers answer a promise, which is no clean-up.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <section ref={section} className={css.failed} role="alert" aria-label={t('Project that did not open')}>
      <h2 className={css.title}>{TITLES[failure.code] ?? t('The project did not open')}</h2>
      <p className={css.path}>{path}</p>
      <p>{failure.message}</p>
      {helps && backups.length > 0 ? (
        <>
          <p className={css.offer}>
            {t(
              'A backup can be opened in its place. The present database is put aside and kept. Work done after the backup is not in it.',
            )}
          </p>
          <ul className={css.backups}>
            {backups.map((backup, index) => (
              <li key={backup.file} className={css.backup}>
                <span>{moment(backup.at)}</span>
                <span className={css.size}>{bytes(backup.bytes)}</span>
                <Button
                  variant={index === 0 ? 'filled' : 'default'}
                  disabled={busy}
                  onClick={() => void restoreProject(path, backup.file)}
                >
                  {index === 0 ? t('Open the last backup') : t('Open this backup')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <div>
        <Button disabled={busy} onClick={() => void openProject(path)}>
          {t('Try to open it again')}
        </Button>
      </div>
    </section>
  )
}
