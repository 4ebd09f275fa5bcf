import { z } from 'zod'
import { CaseId, JobId } from '../model/ids.ts'
import { CaseStatus } from '../model/review.ts'
import { Job } from './jobs.ts'

/** Facts, never instructions. A listener refetches what it shows. */
export const DeskEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('project.changed') }),
  z.strictObject({ type: z.literal('case.changed'), caseId: CaseId, revision: z.int(), status: CaseStatus }),
  z.strictObject({ type: z.literal('queue.changed') }),
  z.strictObject({ type: z.literal('taxonomy.published'), version: z.int() }),
  z.strictObject({ type: z.literal('settings.changed') }),
  z.strictObject({ type: z.literal('job.changed'), job: Job }),
  z.strictObject({ type: z.literal('job.gone'), jobId: JobId }),
])
export type DeskEvent = z.infer<typeof DeskEvent>
