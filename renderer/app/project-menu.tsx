import { Button, Popover, Skeleton } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { ProjectOverview } from '../../shared/contract/projects.ts'
import { client } from '../api/client.ts'
import { useQuery } from '../api/use-query.ts'
import { t } from '../i18n/t.ts'
import { count } from '../ui/numbers.ts'
import { ErrorRate } from '../ui/stats-summary.tsx'
import { refreshDesk } from './desk.ts'
import { useNavigation } from './navigation.ts'
import css from './project-menu.module.css'

const FIGURES = [
  ['cases', t('Cases')],
  ['queued', t('Queued')],
  ['waiting', t('Waiting')],
  ['reviewed', t('Reviewed')],
  ['skipped', t('Skipped')],
  ['flagged', t('Flagged')],
  ['predictions', t('Predictions')],
  ['rejects', t('Set aside')],
] as const satisfies readonly (readonly [keyof ProjectOverview['counts'], string])[]

const Facts = (): ReactNode => {
  const overview = useQuery('project.overview', {}, ['case.changed', 'queue.changed'])
  const stats = useQuery('project.stats', {}, ['case.changed'])
  return (
    <>
      <dl className={css.figures}>
        {FIGURES.map(([key, word]) => (
          <div key={key}>
            <dt>{word}</dt>
            <dd>
              {overview.value === null ? <Skeleton width="3ch" height="1.2em" /> : count(overview.value.counts[key])}
            </dd>
          </div>
        ))}
      </dl>
      <div className={css.rate}>
        {stats.value === null ? <Skeleton height="2.9em" /> : <ErrorRate rate={stats.value.errorRate} />}
        {stats.value === null || stats.value.models.length === 0 ? null : (
          <p className={css.models}>
            {stats.value.models
              .map(({ model, predictions }) =>
                t('{model}: {predictions, plural, one {# prediction} other {# predictions}}', { model, predictions }),
              )
              .join(' · ')}
          </p>
        )}
      </div>
    </>
  )
}

/** The project's name; behind it where it lies, what is in it, and the way to another. */
export const ProjectMenu = ({ project }: { readonly project: ProjectOverview }): ReactNode => {
  const [open, setOpen] = useState(false)
  const screen = useNavigation((navigation) => navigation.screen)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen puts the menu away.
  useEffect(() => setOpen(false), [screen])
  const close = async (): Promise<void> => {
    setOpen(false)
    await client.call('project.close', {})
    await refreshDesk()
  }
  return (
    <Popover trapFocus returnFocus opened={open} onChange={setOpen} position="bottom-start" width={360}>
      <Popover.Target>
        <button type="button" className={css.name} onClick={() => setOpen(!open)}>
          <span className={css.label}>{project.project.name}</span>
          <IconChevronDown size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Project')}>
        <p className={css.path}>{project.path}</p>
        <Facts />
        <div className={css.acts}>
          <Button
            onClick={() => {
              setOpen(false)
              useNavigation.getState().go('start')
            }}
          >
            {t('Open another')}
          </Button>
          <Button onClick={() => void close()}>{t('Close project')}</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
