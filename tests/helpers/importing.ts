import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ImportCounts } from '../../shared/contract/imports.ts'
import { ImportReport } from '../../shared/contract/imports.ts'
import type { Input } from '../../shared/contract/table.ts'
import type { Desk } from './desk.ts'

/** Counts of an import that did nothing; spread what it did over it. */
export const NOTHING: ImportCounts = {
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

/** Imports and waits for the end; throws where it did not come to it. */
export const importing = async (desk: Desk, input: Input<'import.start'>): Promise<ImportReport> => {
  const job = await desk.work('import.start', input)
  if (job.state !== 'done') throw new Error(`${job.state}: ${job.error?.message}`)
  return ImportReport.parse(job.result)
}

/** A file in the desk's temporary folder. */
export const fileWith = (desk: Desk, name: string, content: string | Uint8Array): { from: 'path'; path: string } => {
  const path = join(desk.folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return { from: 'path', path }
}

/** A native file of these records, each a value or a line as it stands. */
export const nativeFile = (
  desk: Desk,
  records: readonly (string | object)[],
  header: object | null = { secondLook: 1, model: { name: 'm', version: '1' } },
  name = 'rows.jsonl',
): { from: 'path'; path: string } => {
  const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)))
  return fileWith(
    desk,
    name,
    [...(header ? [JSON.stringify(header)] : []), ...lines].map((each) => `${each}\n`).join(''),
  )
}
