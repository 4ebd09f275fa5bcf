import { Button } from '@mantine/core'
import {
  IconCreditCard,
  IconFileInvoice,
  IconListNumbers,
  IconMessages,
  IconPhoto,
  IconRoute,
  IconScale,
  IconStethoscope,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { DeskState, SampleName } from '../../../shared/contract/projects.ts'
import { bridge } from '../../api/bridge.ts'
import { useJobs } from '../../api/jobs.ts'
import { useDesk } from '../../app/desk.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import { FailedProject } from './failed-project.tsx'
import { NewProject } from './new-project.tsx'
import { createSample, openProject, useOpening } from './open-project.ts'
import css from './start-screen.module.css'

const ICONS: Readonly<Record<SampleName, typeof IconPhoto>> = {
  'retail-shelf': IconPhoto,
  'support-assistant': IconMessages,
  'clinical-coding': IconStethoscope,
  'document-extraction': IconFileInvoice,
  'fraud-alerts': IconCreditCard,
  'credit-risk': IconScale,
  recommendations: IconListNumbers,
  'ticket-routing': IconRoute,
}

const SampleIcon = ({ name }: { readonly name: SampleName }): ReactNode => {
  const Icon = ICONS[name]
  return <Icon size={18} stroke={1.5} aria-hidden />
}

const Samples = ({ desk }: { readonly desk: DeskState }): ReactNode => {
  const busy = useOpening((opening) => opening.busy)
  const making = useJobs(({ jobs }) => jobs.findLast((job) => job.state === 'running') ?? null)
  return (
    <section className={css.section} aria-labelledby="samples">
      <h2 id="samples" className={css.heading}>
        {t('Try it on a sample')}
      </h2>
      <div className={css.samples}>
        {desk.samples.map((sample) => (
          <button
            key={sample.name}
            type="button"
            className={css.sample}
            disabled={busy !== null}
            data-busy={busy === sample.name}
            onClick={() => void createSample(sample.name)}
          >
            <span className={css.sampleTitle}>
              <SampleIcon name={sample.name} />
              {sample.title}
            </span>
            <span className={css.about}>{sample.about}</span>
            <span className={css.cases}>
              {busy === sample.name
                ? t('Making the project')
                : t('{cases, plural, one {# case} other {# cases}}', { cases: sample.cases })}
            </span>
          </button>
        ))}
      </div>
      <div className={css.progress}>{busy !== null && making !== null ? <JobProgress job={making} /> : null}</div>
    </section>
  )
}

const Recent = ({ desk }: { readonly desk: DeskState }): ReactNode => {
  const busy = useOpening((opening) => opening.busy)
  const choose = bridge?.chooseFolder
  const open = desk.open
  return (
    <section className={css.section} aria-labelledby="projects">
      <h2 id="projects" className={css.heading}>
        {t('Your projects')}
      </h2>
      {open === null ? null : (
        <p className={css.current}>
          {t('{name} is open.', { name: open.project.name })}{' '}
          <Button onClick={() => useNavigation.getState().go('review')}>
            {t('Back to {name}', { name: open.project.name })}
          </Button>
        </p>
      )}
      {desk.recent.length === 0 ? <p className={css.none}>{t('None yet.')}</p> : null}
      <ul className={css.recent}>
        {desk.recent.map((one) => (
          <li key={one.path}>
            <button
              type="button"
              className={css.project}
              disabled={busy !== null || !one.exists}
              onClick={() => void openProject(one.path)}
            >
              <span className={css.projectName}>{one.name}</span>
              <span className={css.when}>{one.exists ? moment(one.openedAt) : t('Moved or deleted')}</span>
              <span className={css.path}>{one.path}</span>
            </button>
          </li>
        ))}
      </ul>
      {choose === undefined ? null : (
        <div>
          <Button
            disabled={busy !== null}
            onClick={() =>
              void choose().then((path) => {
                if (path !== null) void openProject(path)
              })
            }
          >
            {t('Open a project folder')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** Where a desk without a project begins: what this is, a sample in one click, yours, a new one. */
export const StartScreen = (): ReactNode => {
  const desk = useDesk((state) => state.state)
  const failed = useOpening((opening) => opening.failure)
  if (desk === null) return null
  const openFailure = desk.open === null ? desk.openFailure : null
  const shownAbove = openFailure !== null && openFailure.path === failed?.path
  return (
    <main className={css.page} aria-label={t('Start')}>
      <div className={css.column}>
        <div>
          <h1 className={css.title}>{t('Give your model’s predictions a second look')}</h1>
          <p className={css.lead}>
            {t(
              'Import what a model predicted. The queue brings up the cases that most need a person; judge each with one key, say why it failed, correct it where that helps, and export a batch that goes back into training. Everything stays on this machine.',
            )}
          </p>
        </div>
        {openFailure === null ? null : <FailedProject failed={openFailure} />}
        {failed === null || shownAbove ? null : (
          <Notice tone="error" title={failed.path ?? t('The project was not made')}>
            {failed.failure.message}
          </Notice>
        )}
        <Samples desk={desk} />
        <div className={css.pair}>
          <Recent desk={desk} />
          <section className={css.section} aria-labelledby="new">
            <h2 id="new" className={css.heading}>
              {t('New project')}
            </h2>
            <NewProject desk={desk} />
          </section>
        </div>
        <p className={css.version}>Second Look {desk.version}</p>
      </div>
    </main>
  )
}
