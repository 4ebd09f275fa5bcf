import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useQuery } from '../../api/use-query.ts'
import { clearCaseSelection, selectCases, useCaseSelection } from '../../app/case-selection.ts'
import { useNavigation } from '../../app/navigation.ts'
import { closeOverlay } from '../../app/panels.ts'
import { useQueuePlace } from '../../app/queue-place.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { ScaledList } from '../../ui/scaled-list.tsx'
import { clearFilter } from './filter.ts'
import css from './queue-list.module.css'
import { LIST_ROW, ListHead, ListRow, PANEL_ROW, PanelRow } from './queue-row.tsx'
import { useQueueRows } from './queue-rows.ts'

const Empty = (): ReactNode => {
  const { where, scope, setFilter, go } = useNavigation()
  if (where !== '')
    return (
      <div className={css.empty}>
        <p>{t('No case fits the filter.')}</p>
        <Button onClick={clearFilter}>{t('Clear the filter')}</Button>
      </div>
    )
  if (scope === 'all')
    return (
      <div className={css.empty}>
        <p>{t('The project has no cases yet.')}</p>
        <Button onClick={() => go('import')}>{t('Import predictions')}</Button>
      </div>
    )
  return (
    <div className={css.empty}>
      <p>{t('No rule puts a case into the queue.')}</p>
      <Button onClick={() => setFilter('', 'all')}>{t('Show all cases')}</Button>
      <Button onClick={() => go('settings')}>{t('Change the rules')}</Button>
    </div>
  )
}

/** What is ticked, and the way back. */
const Ticked = ({ count }: { readonly count: number }): ReactNode => (
  <div className={css.ticked} role="status">
    {t('{count, plural, one {# case ticked} other {# cases ticked}}', { count })}
    <Button size="compact-xs" onClick={clearCaseSelection}>
      {t('Untick')}
    </Button>
  </div>
)

/** The cases of the list that is chosen, in a panel beside the case or across the whole width. */
export const QueueList = ({ mode }: { readonly mode: 'panel' | 'list' }): ReactNode => {
  const scope = useNavigation((navigation) => navigation.scope)
  const where = useNavigation((navigation) => navigation.where)
  const openCase = useNavigation((navigation) => navigation.openCase)
  const { place, total } = useQueuePlace()
  const { rowAt, onVisible } = useQueueRows(scope, where)
  const counting = useQuery('queue.count', { scope, where }, ['queue.changed'])
  const [active, setActive] = useState(0)
  const ids = useCaseSelection((state) => state.ids)
  const selected = place === null ? null : place - 1

  useEffect(() => {
    if (selected !== null) setActive(selected)
  }, [selected])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts at its top.
  useEffect(() => setActive(0), [scope, where])

  if (counting.failure !== null && total === null)
    return (
      <div className={css.empty}>
        <Notice tone="error" actions={<Button onClick={counting.again}>{t('Ask again')}</Button>}>
          {counting.failure.message}
        </Notice>
      </div>
    )
  if (total === 0) return <Empty />
  return (
    <div className={css.list}>
      {ids.size > 0 ? <Ticked count={ids.size} /> : null}
      {mode === 'list' ? <ListHead /> : null}
      <ScaledList
        id={`queue-${mode}`}
        label={t('Cases')}
        count={total ?? 0}
        rowHeight={mode === 'panel' ? PANEL_ROW : LIST_ROW}
        active={active}
        onActive={setActive}
        onChoose={(index) => {
          const row = rowAt(index)
          if (row === null) return
          openCase(row.caseId)
          closeOverlay()
        }}
        selected={selected}
        ticked={(index) => {
          const row = rowAt(index)
          return row !== null && ids.has(row.caseId)
        }}
        onTick={(from, to, on) => {
          const rows = Array.from({ length: Math.abs(to - from) + 1 }, (_, n) => rowAt(Math.min(from, to) + n))
          selectCases(
            rows.flatMap((row) => row?.caseId ?? []),
            on,
          )
        }}
        onVisible={onVisible}
        row={(index) =>
          mode === 'panel' ? <PanelRow row={rowAt(index)} /> : <ListRow row={rowAt(index)} place={index + 1} />
        }
      />
    </div>
  )
}
