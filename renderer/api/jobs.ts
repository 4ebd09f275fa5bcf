import { create } from 'zustand'
import type { Job } from '../../shared/contract/jobs.ts'
import { client } from './client.ts'
import { useTransport } from './transport.ts'

/** Long work the desk is doing or has done since this page opened, newest last. */
export const useJobs = create<{ readonly jobs: readonly Job[] }>(() => ({ jobs: [] }))

/** One of them; undefined while none is named, or before its first facts arrived. */
export const useJob = (jobId: string | null): Job | undefined =>
  useJobs(({ jobs }) => (jobId === null ? undefined : jobs.find((job) => job.id === jobId)))

const put = (job: Job): void =>
  useJobs.setState(({ jobs }) => ({
    jobs: jobs.some((one) => one.id === job.id) ? jobs.map((one) => (one.id === job.id ? job : one)) : [...jobs, job],
  }))

/** Reads the list again: after a pause in the facts, or because another project has other jobs. */
export const refreshJobs = async (): Promise<void> => {
  const listed = await client.call('job.list', {})
  if (listed.ok) useJobs.setState({ jobs: listed.value.jobs })
}

export const followJobs = (): (() => void) => {
  void refreshJobs()
  const stopFacts = client.subscribe((event) => {
    if (event.type === 'job.changed') put(event.job)
    if (event.type === 'job.gone')
      useJobs.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== event.jobId) }))
  })
  const stopTransport = useTransport.subscribe((now, before) => {
    if (now.state === 'online' && before.state === 'offline') void refreshJobs()
  })
  return () => {
    stopFacts()
    stopTransport()
  }
}

/** Fetches a job that was just started: its first facts may have been sent before this page knew its id. */
export const watchJob = async (jobId: string): Promise<void> => {
  const got = await client.call('job.get', { jobId })
  const known = useJobs.getState().jobs.find((job) => job.id === jobId)
  if (got.ok && (known === undefined || known.state === 'running')) put(got.value)
}

export const cancelJob = async (jobId: string): Promise<void> => {
  const cancelled = await client.call('job.cancel', { jobId })
  if (cancelled.ok) put(cancelled.value)
}
