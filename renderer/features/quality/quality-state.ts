import { create } from 'zustand'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { FailureDimension, PlanOptions } from '../../../shared/model/failure.ts'
import { client } from '../../api/client.ts'
import { watchJob } from '../../api/jobs.ts'
import { useNavigation } from '../../app/navigation.ts'

export type Every = 'day' | 'week' | 'month'

type QualityState = {
  /** What the columns are; a second one parts each of them. */
  readonly by: FailureDimension
  readonly within: FailureDimension | null
  readonly every: Every
  /** Shares of production, from the random audit alone. */
  readonly production: boolean
  /** The filter as it is written; `where` is the one last read without a problem. */
  readonly typed: string
  readonly where: string
  readonly plan: Omit<PlanOptions, 'where'>
  readonly planName: string
  /** The jobs that look for a plan, and that make one. */
  readonly previewJob: string | null
  readonly makeJob: string | null
  readonly failure: Failure | null
}

const AS_USUAL: QualityState = {
  by: 'label',
  within: null,
  every: 'week',
  production: false,
  typed: '',
  where: '',
  plan: { what: 'both', slice: null, perCell: 1, collapse: true },
  planName: '',
  previewJob: null,
  makeJob: null,
  failure: null,
}

export const useQuality = create<QualityState>(() => AS_USUAL)
export const setQuality = (part: Partial<QualityState>): void => useQuality.setState(part)

/** Another project: what was chosen for the last one means nothing to it. */
export const resetQuality = (): void => useQuality.setState(AS_USUAL, true)

/** What a plan would be asked for differs from what was looked for: that is out of date. */
export const setPlan = (part: Partial<QualityState['plan']>): void =>
  useQuality.setState(({ plan }) => ({ plan: { ...plan, ...part }, previewJob: null }))

/** Shows the cases of an expression as the queue's list. */
export const openCases = (where: string): void => {
  const navigation = useNavigation.getState()
  navigation.setFilter(where, 'all')
  navigation.setQueueMode('list')
}

/** Goes on with the plan: its first case that waits is on the desk, and its cases are the queue. */
export const openPlan = async (where: string): Promise<void> => {
  useNavigation.getState().setFilter(where, 'queued')
  const next = await client.call('queue.next', { where })
  const [row] = next.ok ? next.value.rows : []
  if (row) useNavigation.getState().openCase(row.caseId)
  else openCases(where)
}

const options = (): PlanOptions => {
  const { plan, where } = useQuality.getState()
  return { ...plan, where }
}

export const findPlan = async (): Promise<void> => {
  const started = await client.call('plan.preview', options())
  if (!started.ok) return setQuality({ failure: started.error })
  setQuality({ previewJob: started.value.jobId, makeJob: null, failure: null })
  await watchJob(started.value.jobId)
}

export const makePlan = async (): Promise<void> => {
  const started = await client.call('plan.make', { name: useQuality.getState().planName, options: options() })
  if (!started.ok) return setQuality({ failure: started.error })
  setQuality({ makeJob: started.value.jobId, previewJob: null, failure: null })
  await watchJob(started.value.jobId)
}
