import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportReport } from '../../shared/contract/imports.ts'
import type { Input } from '../../shared/contract/table.ts'
import { type Desk, hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'

// Real data is not part of the project: where it is not there, these tests are skipped and counted as such.
const realTest = test.skipIf(!hasRealdata)
const file = (name: string) => ({ from: 'path' as const, path: join(REALDATA, name) })

const importing = async (desk: Desk, input: Input<'import.start'>): Promise<ImportReport> => {
  const job = await desk.work('import.start', input)
  if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message}`)
  return job.result as ImportReport
}

const NOTHING = {
  rows: 0,
  casesAdded: 0,
  casesKnown: 0,
  predictionsAdded: 0,
  predictionsKnown: 0,
  truthsAdded: 0,
  outcomesAdded: 0,
  assetsAdded: 0,
  setAside: 0,
  conflicts: 0,
  warnings: 0,
}

realTest('detections come in whole with their photos, and a second time change nothing', async () => {
  await using desk = await temporaryDesk()
  const options = {
    files: [file('voc-detections/detections.json')],
    instances: file('voc-detections/instances.json'),
    images: [file('voc-detections/images')],
    model: 'voc@1',
  }
  const first = await importing(desk, options)
  expect(first.rejects).toEqual([])
  expect(first.counts).toEqual({ ...NOTHING, rows: 52, casesAdded: 52, predictionsAdded: 52, assetsAdded: 52 })
  expect(first.taxonomy?.version).toBe(1)
  const second = await importing(desk, options)
  expect(second.counts).toEqual({ ...NOTHING, rows: 52, casesKnown: 52, predictionsKnown: 52 })
  expect(second.taxonomy).toBe(null)
})
