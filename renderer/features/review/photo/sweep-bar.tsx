import type { ReactNode } from 'react'
import { seenOf } from '../../../../shared/domain/sweep.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { percent } from '../../../ui/numbers.ts'
import css from './case-photo.module.css'
import { stepSweep, stopSweep, useSweep } from './sweep.ts'

/** How far the walk over the picture is, and its steps for the pointer. */
export const SweepBar = (): ReactNode => {
  const walk = useSweep((state) => state.walk)
  if (!walk) return null
  const { seen, of } = seenOf(walk.coverage)
  return (
    <section className={css.walk} aria-label={t('Sweep')}>
      <span>
        {t('Sweep at {zoom}: {seen} of {of} parts looked at', { zoom: percent(walk.coverage.scale), seen, of })}
      </span>
      <button type="button" onClick={() => stepSweep(-1)}>
        {t('Previous')} <ActionKey action="review.sweep.previous" />
      </button>
      <button type="button" onClick={() => stepSweep(1)}>
        {t('Next')} <ActionKey action="review.sweep.next" />
      </button>
      <button type="button" onClick={stopSweep}>
        {t('End')} <ActionKey action="review.sweep" />
      </button>
    </section>
  )
}
