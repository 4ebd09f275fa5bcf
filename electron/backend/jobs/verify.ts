import { DeskError } from '../../../shared/contract/errors.ts'
import { checkRecord } from '../store/record-check.ts'
import type { JobRun } from './job.ts'

/** Recomputes the record's hashes; cancelled, it has changed nothing. */
export const run: JobRun<'verify'> = async (context, { head }) => {
  const total = context.store.prepare<number>('SELECT count(*) FROM log_entries').pluck().get() ?? 0
  return checkRecord(context.store, head, (done) => {
    context.progress(done, total, 'entries')
    if (context.cancelled()) throw new DeskError('cancelled', 'Stopped. Nothing was changed; verify again to know.')
  })
}
