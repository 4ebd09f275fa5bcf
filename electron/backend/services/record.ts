import { DeskError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../backend.ts'
import { eraseCases } from '../store/erase.ts'
import { lockJobs, lockProject } from '../store/project-lock.ts'
import { checkRecord } from '../store/record-check.ts'
import { readEntries, readEntry, recordPeople } from '../store/record-entries.ts'
import { keyFingerprint, makeHead } from '../store/record-head.ts'
import { readSettings } from '../store/settings.ts'
import type { ServiceContext } from './context.ts'
import { startSoon } from './start-soon.ts'

type Room = 'record.verify' | 'record.check' | 'record.head' | 'record.entries' | 'record.entry' | 'record.erase'

export const createRecord = (context: ServiceContext, stateDir: string): Pick<Handlers, Room> => ({
  'record.verify': ({ head }) => checkRecord(context.store(), head),
  'record.check': ({ head }) => ({ jobId: context.jobs.start('verify', 'Verifying the record', { head }).id }),
  'record.head': ({ since }, caller) => {
    const head = makeHead(context.store(), stateDir, caller.personId, since)
    return { head, fingerprint: keyFingerprint(head.key) }
  },
  'record.entries': ({ offset, limit, ...filter }) => {
    const store = context.store()
    return { ...readEntries(store, filter, offset, limit), people: recordPeople(store) }
  },
  'record.entry': ({ deskId, sequence }) => readEntry(context.store(), deskId, sequence),
  'record.erase': (wanted, caller) => {
    const store = context.store()
    const running = context.jobs.list().find((job) => job.state === 'running')
    if (running) throw new DeskError('busy', `${running.title} is still running. Wait until it is done, or cancel it.`)
    // Beside a desk of another process pages could stay where that desk still reads them.
    const lock = store.locked ? null : lockProject(store.path)
    const jobs = lockJobs(store.path)
    try {
      if (jobs === null)
        throw new DeskError('busy', 'Another process is at work on this project. Wait until it is done.')
      const report = eraseCases(store, caller.personId, wanted)
      if (!wanted.dryRun) {
        context.emit({ type: 'queue.changed' })
        // Places in the queue are counted without gaps.
        const { triggers } = readSettings(store)
        startSoon(context, 'requeue', 'Putting the queue in order', { personId: caller.personId, triggers })
      }
      return report
    } finally {
      jobs?.release()
      lock?.release()
    }
  },
})
