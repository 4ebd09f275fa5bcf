import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { PlanListed } from '../../../shared/contract/plans.ts'
import { client } from '../../api/client.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import { FACTS } from './board-part.tsx'
import { PlanContents } from './plan-contents.tsx'
import css from './quality.module.css'
import { openCases, openPlan, setQuality } from './quality-state.ts'

const close = async (plan: PlanListed): Promise<void> => {
  const closed = await client.call('plan.close', { id: plan.id })
  setQuality({ failure: closed.ok ? null : closed.error })
}

const Contents = ({ plan }: { readonly plan: PlanListed }): ReactNode => {
  const got = useQuery('plan.get', { id: plan.id }, [...FACTS])
  if (got.failure !== null) return <Notice tone="error">{got.failure.message}</Notice>
  return got.value === null ? null : <PlanContents plan={got.value} />
}

const PlanItem = ({ plan, again }: { readonly plan: PlanListed; readonly again: () => void }): ReactNode => {
  const [shown, setShown] = useState(false)
  const progress = t('{done} of {size} relabeled', { done: plan.done, size: plan.size })
  return (
    <li className={css.plan} aria-label={plan.name}>
      <div className={css.planHead}>
        <h3 className={css.planName}>
          <bdi>{plan.name}</bdi>
        </h3>
        <span className={css.quiet}>
          {moment(plan.at)} · {plan.personId}
          {plan.closedAt === null ? null : ` · ${t('closed')}`}
        </span>
      </div>
      <div
        className={css.track}
        role="progressbar"
        aria-label={plan.name}
        aria-valuemin={0}
        aria-valuemax={plan.size}
        aria-valuenow={plan.done}
        aria-valuetext={progress}
      >
        <div className={css.bar} style={{ width: `${plan.size === 0 ? 100 : (plan.done / plan.size) * 100}%` }} />
      </div>
      <div className={css.acts}>
        <span>{progress}</span>
        {plan.closedAt === null && plan.done < plan.size ? (
          <Button onClick={() => void openPlan(plan.where)}>{t('Relabel')}</Button>
        ) : null}
        <Button onClick={() => openCases(plan.where)}>{t('Show its cases')}</Button>
        <Button aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t('Why')}
        </Button>
        {plan.closedAt === null ? (
          <Button onClick={() => void close(plan).then(again)}>{t('Close the plan')}</Button>
        ) : null}
      </div>
      {shown ? <Contents plan={plan} /> : null}
    </li>
  )
}

/** The plans made so far, the newest first, and how far each has come. */
export const PlanList = (): ReactNode => {
  const listed = useQuery('plan.list', {}, [...FACTS])
  const plans = listed.value?.plans ?? []
  if (listed.failure !== null) return <Notice tone="error">{listed.failure.message}</Notice>
  if (plans.length === 0) return null
  return (
    <ul className={css.plans}>
      {plans.map((plan) => (
        <PlanItem key={plan.id} plan={plan} again={listed.again} />
      ))}
    </ul>
  )
}
