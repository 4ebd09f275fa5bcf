import { ActionIcon, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconLayoutSidebarRightExpand } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import { useAriaKeys } from '../../app/keys.ts'
import { NARROW, toggleSide, useOverlay } from '../../app/panels.ts'
import { USUAL_WIDTHS, usePreferences } from '../../app/preferences.ts'
import { direction } from '../../i18n/language.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { Separator } from '../../ui/separator.tsx'
import { BulkDialog } from './bulk/bulk-dialog.tsx'
import { CasePanes } from './case-panes.tsx'
import { CauseStrip } from './cause-strip.tsx'
import { useHotkeyHints } from './hints.ts'
import { Inspector } from './inspector/inspector.tsx'
import { LabelPicker } from './labels/label-picker.tsx'
import { focusCase } from './photo/hand.ts'
import css from './review.module.css'
import { useReview } from './review-state.ts'
import { reopenFailed, runSession } from './session.ts'
import { VerdictBar } from './verdict-bar.tsx'

/** The case in the middle, verdicts and causes under it, the inspector beside it. */
export const ReviewScreen = (): ReactNode => {
  useEffect(runSession, [])
  useHotkeyHints()
  const sideOpen = useSideOpen()
  return (
    <main className={css.screen} data-side={sideOpen} aria-label={t('Case')}>
      <section className={css.case} aria-label={t('The case itself')}>
        <CaseView />
        <LabelPicker />
      </section>
      <div className={css.judge}>
        <VerdictBar />
        <CauseStrip />
      </div>
      {sideOpen ? <Side /> : <SideRail />}
      <BulkDialog />
      <Announcer />
    </main>
  )
}

/** The inspector, as wide as it was made. */
const Side = (): ReactNode => {
  const width = usePreferences((preferences) => preferences.widths.side)
  return (
    <div className={css.side} style={{ width }}>
      <Separator
        label={t('Width of the inspector')}
        between="columns"
        grows="after"
        value={width}
        min={240}
        max={640}
        usual={USUAL_WIDTHS.side}
        step={20}
        onValue={(next) => usePreferences.getState().setWidth('side', next)}
      />
      <Inspector />
    </div>
  )
}

/** Where the inspector is put away, its handle stays. */
const SideRail = (): ReactNode => {
  const keysOf = useAriaKeys()
  const label = t('Show the inspector')
  return (
    <div className={css.rail}>
      <Tooltip label={label} position={direction === 'rtl' ? 'right' : 'left'}>
        <ActionIcon aria-label={label} aria-keyshortcuts={keysOf('review.side')} onClick={toggleSide}>
          <IconLayoutSidebarRightExpand size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

/** Beside the case, as remembered; on a narrow screen over it, while it is asked for. */
const useSideOpen = (): boolean => {
  const remembered = usePreferences((preferences) => preferences.sideOpen)
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const overlay = useOverlay((state) => state.open === 'side')
  return narrow ? overlay : remembered
}

const CaseView = (): ReactNode => {
  const phase = useReview((state) => state.phase)
  const item = useReview((state) => state.desk?.open.case ?? null)
  const id = item?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new case takes the keyboard, unless it is in use elsewhere.
  useEffect(() => {
    if (!document.activeElement || document.activeElement === document.body) focusCase()
  }, [id])
  if (phase.name === 'failed') {
    return (
      <div className={css.failed}>
        <Notice
          tone="error"
          title={t('This case did not open')}
          actions={
            <button type="button" className={css.file} onClick={() => reopenFailed(phase.caseId)}>
              {t('Try again')}
            </button>
          }
        >
          {phase.failure.message}
        </Notice>
      </div>
    )
  }
  if (!item) return <div className={css.waiting} aria-busy="true" />
  return <CasePanes item={item} />
}

/** Says verdicts, hints and the next case to those who listen. */
const Announcer = (): ReactNode => {
  const said = useReview((state) => state.said)
  return (
    <div className={css.announcer} role="status" aria-live="polite">
      {said}
    </div>
  )
}
