import { z } from 'zod'
import { JobId } from '../model/ids.ts'
import { Failure } from './errors.ts'
import { command, deskwide, query } from './operation.ts'

/** Long work in a worker. `done` and `total` count `unit`s; total is null while it is not known. */
export const Job = z.strictObject({
  id: JobId,
  kind: z.enum([
    'import',
    'export',
    'requeue',
    'index-fields',
    'tiles',
    'codes',
    'sample',
    'verify',
    'find-failures',
    'dataset',
    'plan',
  ]),
  title: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
  unit: z.string(),
  /** Units a second over the last few seconds, and milliseconds left; null while not known. */
  rate: z.number().nullable(),
  leftMs: z.number().nullable(),
  /** What the work answered, once done: the output named in the operation that started it. */
  result: z.unknown().optional(),
  error: Failure.optional(),
})
export type Job = z.infer<typeof Job>

export const JobStarted = z.strictObject({ jobId: JobId })

export const jobs = {
  'job.get': deskwide(query(z.strictObject({ jobId: JobId }), Job)),
  'job.list': deskwide(query(z.strictObject({}), z.strictObject({ jobs: z.array(Job) }))),
  /** Asks the worker to stop at its next safe point; the job then ends as `cancelled`. */
  'job.cancel': deskwide(command(z.strictObject({ jobId: JobId }), Job)),
} as const
