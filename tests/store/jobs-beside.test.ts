import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBackend } from '../../electron/backend/create-backend.ts'
import { ImportReport } from '../../shared/contract/imports.ts'
import type { Job } from '../../shared/contract/jobs.ts'
import { asPerson, paths, temporaryDesk } from '../helpers/desk.ts'
import { importing, nativeFile } from '../helpers/importing.ts'

test('a desk and the command line beside it import at once: both wait their turn, and every case is in the queue', async () => {
  await using desk = await temporaryDesk()
  const rows = (prefix: string) =>
    Array.from({ length: 3000 }, (_, index) => ({
      key: `${prefix}${index}`,
      text: `${prefix} ${index}`,
      prediction: { objects: [{ label: prefix, score: 0.1 }] },
    }))
  const [ours, theirs] = [
    nativeFile(desk, rows('a'), undefined, 'ours.jsonl'),
    nativeFile(desk, rows('b'), undefined, 'theirs.jsonl'),
  ]
  const beside = await createBackend({
    version: '0.0.0-test',
    host: 'cli',
    stateDir: join(desk.folder, 'state'),
    projectsRoot: join(desk.folder, 'projects'),
    ...paths,
    beside: true,
  })
  const grace = asPerson('grace')
  const { promise: ended, resolve } = Promise.withResolvers<Job>()
  beside.subscribe((event) => {
    if (event.type === 'job.changed' && event.job.kind === 'import' && event.job.state !== 'running') resolve(event.job)
  })
  try {
    await beside.dispatch('project.open', { path: desk.path }, grace)
    const started = await beside.dispatch('import.start', { files: [theirs] }, grace)
    expect(started).toMatchObject({ ok: true })
    const report = await importing(desk, { files: [ours] })
    const job = await ended
    expect(job.error).toBeUndefined()
    expect([report.counts.casesAdded, ImportReport.parse(job.result).counts.casesAdded]).toEqual([3000, 3000])
  } finally {
    await beside.close()
  }
  expect(await desk.call('queue.count', {})).toEqual({ total: 6000, waiting: 6000 })
})
