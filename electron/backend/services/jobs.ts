import type { Handlers } from '../backend.ts'
import type { ServiceContext } from './context.ts'

export const createJobs = ({ jobs }: ServiceContext): Pick<Handlers, 'job.get' | 'job.list' | 'job.cancel'> => ({
  'job.get': ({ jobId }) => jobs.get(jobId),
  'job.list': () => ({ jobs: [...jobs.list()] }),
  'job.cancel': ({ jobId }) => jobs.cancel(jobId),
})
