import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { IconLayoutList, IconLayoutSidebarLeftCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { useQuery } from '../../api/use-query.ts'
import { type Scope, useNavigation } from '../../app/navigation.ts'
import { toggleQueue } from '../../app/panels.ts'
import { useQueueTotal } from '../../app/queue-place.ts'
import { type KeyHint, setHints } from '../../app/status.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import { Facets } from './facets.tsx'
import { FilterBox } from './filter-box.tsx'
import { QueueList } from './queue-list.tsx'
import css from './queue-panel.module.css'
import { Views } from './views.tsx'

const SCOPES = [
  { value: 'queued', label: t('Queue') },
  { value: 'all', label: t('All') },
]

/** "412", or "34 of 412" while a filter hides some. */
const Totals = (): ReactNode => {
  const scope = useNavigation((navigation) => navigation.scope)
  const where = useNavigation((navigation) => navigation.where)
  const total = useQueueTotal()
  const whole = useQuery('queue.count', where === '' ? null : { scope, where: '' }, ['queue.changed'])
  if (total === null) return <span className={css.totals} />
  return (
    <span className={css.totals} role="status">
      {where === '' || whole.value === null
        ? count(total)
        : t('{place} of {total}', { place: count(total), total: count(whole.value.total) })}
    </span>
  )
}

const LIST_HINTS: readonly KeyHint[] = [
  { keys: 'down', does: t('next case') },
  { keys: 'enter', does: t('open') },
  { action: 'queue.filter', does: t('filter') },
  { action: 'queue.list', does: t('back to the case') },
]

/** The queue: which list, which filter, and its cases. */
export const QueuePanel = ({ mode }: { readonly mode: 'panel' | 'list' }): ReactNode => {
  const { scope, where, setFilter, setQueueMode } = useNavigation()
  useEffect(() => {
    if (mode === 'panel') return
    setHints(LIST_HINTS)
    return () => setHints([])
  }, [mode])
  const isScope = (value: string): value is Scope => value === 'queued' || value === 'all'
  return (
    <div className={css.panel} data-mode={mode}>
      <div className={css.head}>
        <SegmentedControl
          aria-label={t('Which cases')}
          data={SCOPES}
          value={scope}
          onChange={(value) => {
            if (isScope(value)) setFilter(where, value)
          }}
        />
        <Totals />
        <Tooltip label={mode === 'panel' ? t('Show as a full-width list') : t('Back to the case')}>
          <ActionIcon
            aria-label={mode === 'panel' ? t('Show as a full-width list') : t('Back to the case')}
            onClick={() => setQueueMode(mode === 'panel' ? 'list' : 'panel')}
          >
            {mode === 'panel' ? (
              <IconLayoutList size={16} aria-hidden />
            ) : (
              <IconLayoutSidebarRightExpand size={16} aria-hidden />
            )}
          </ActionIcon>
        </Tooltip>
        {mode === 'panel' ? (
          <Tooltip label={t('Hide the queue')}>
            <ActionIcon aria-label={t('Hide the queue')} onClick={toggleQueue}>
              <IconLayoutSidebarLeftCollapse size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ) : null}
      </div>
      <div className={css.filter}>
        <FilterBox />
        <Facets />
        <Views />
      </div>
      <div className={css.cases}>
        <QueueList mode={mode} />
      </div>
    </div>
  )
}
