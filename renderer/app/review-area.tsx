import { ActionIcon, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { QueuePanel } from '../features/queue/queue-panel.tsx'
import { direction } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { Separator } from '../ui/separator.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { useNavigation } from './navigation.ts'
import { closeOverlay, NARROW, toggleQueue, useOverlay } from './panels.ts'
import { USUAL_WIDTHS, usePreferences } from './preferences.ts'
import css from './review-area.module.css'
import { ReviewSlot } from './review-slot.tsx'

/** The queue beside the case; the queue alone across the width; or, on a narrow screen, the queue over the case. */
export const ReviewArea = (): ReactNode => {
  const mode = useNavigation((navigation) => navigation.queueMode)
  const remembered = usePreferences((preferences) => preferences.queueOpen)
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const overlay = useOverlay((state) => state.open === 'queue')
  const open = narrow ? overlay : remembered
  const width = usePreferences((preferences) => preferences.widths.queue)

  useEffect(() => {
    if (!overlay) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') closeOverlay()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [overlay])

  if (mode === 'list')
    return (
      <main className={css.list} aria-label={t('Queue')}>
        <ErrorBoundary what={t('The queue')}>
          <QueuePanel mode="list" />
        </ErrorBoundary>
      </main>
    )
  return (
    <div className={css.area} data-open={open} data-narrow={narrow}>
      {open ? (
        <div className={css.queueSide} style={{ width }}>
          <aside className={css.queue} aria-label={t('Queue')}>
            <ErrorBoundary what={t('The queue')}>
              <QueuePanel mode="panel" />
            </ErrorBoundary>
          </aside>
          <Separator
            label={t('Width of the queue')}
            between="columns"
            grows="before"
            value={width}
            min={200}
            max={560}
            usual={USUAL_WIDTHS.queue}
            step={20}
            onValue={(next) => usePreferences.getState().setWidth('queue', next)}
          />
        </div>
      ) : (
        <div className={css.rail}>
          <Tooltip label={t('Show the queue')} position={direction === 'rtl' ? 'left' : 'right'}>
            <ActionIcon aria-label={t('Show the queue')} onClick={toggleQueue}>
              <IconLayoutSidebarLeftExpand size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
      {narrow && open ? <div className={css.scrim} aria-hidden onClick={closeOverlay} /> : null}
      <div className={css.case} inert={narrow && open}>
        <ErrorBoundary what={t('The case')}>
          <ReviewSlot />
        </ErrorBoundary>
      </div>
    </div>
  )
}
