import { type ReactNode, useMemo } from 'react'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { confirmedIds, useReview } from '../review-state.ts'
import {
  isAbove,
  sampleIsRight,
  sampleIsWrong,
  startAcceptAbove,
  stopAcceptAbove,
  useAcceptAbove,
} from './accept-above.ts'
import { allRows } from './object-view.ts'
import css from './objects.module.css'
import { createTally } from './tally.ts'

/** Accepts all surely predicted objects at once, after a look at some of them. */
export const AcceptBar = (): ReactNode => {
  const threshold = useAcceptAbove((state) => state.threshold)
  const looking = useAcceptAbove((state) => state.looking)
  const caseId = useReview((state) => state.desk?.open.case.id)
  const tally = useMemo(() => createTally(isAbove(threshold)), [threshold])
  const count = useReview((state) => tally(allRows(state), confirmedIds(state)))
  if (looking && looking.caseId === caseId)
    return (
      <fieldset className={css.looking}>
        <legend>{t('Look {at} of {of}: right?', { at: looking.right + 1, of: looking.sample.length })}</legend>
        <button type="button" className={css.act} onClick={() => sampleIsRight()}>
          {t('Right')} <ActionKey action="review.object.confirm" />
        </button>
        <button type="button" className={css.act} onClick={() => sampleIsWrong()}>
          {t('Not right')} <ActionKey action="review.object.reject" />
        </button>
        <button type="button" className={css.act} onClick={() => stopAcceptAbove()}>
          {t('Stop')} <ActionKey action="review.escape" />
        </button>
      </fieldset>
    )
  return (
    <div className={css.acts}>
      <button type="button" className={css.act} disabled={count === 0} onClick={startAcceptAbove}>
        {t('Accept {count} at or above', { count })} <ActionKey action="review.object.accept-above" />
      </button>
      <input
        className={css.threshold}
        type="number"
        min={0}
        max={1}
        step={0.05}
        aria-label={t('Least score of what is accepted')}
        value={threshold}
        onChange={({ currentTarget: { valueAsNumber } }) => {
          if (valueAsNumber >= 0 && valueAsNumber <= 1) useAcceptAbove.setState({ threshold: valueAsNumber })
        }}
      />
    </div>
  )
}
