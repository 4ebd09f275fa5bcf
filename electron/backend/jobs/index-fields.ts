import { z } from 'zod'
import { fieldValues } from '../../../shared/domain/where/metadata.ts'
import { JsonObject } from '../../../shared/model/json.ts'
import { readSettings } from '../store/settings.ts'
import type { Store, Write } from '../store/store.ts'
import { createTurns, type Turns, writeMeta } from './in-turns.ts'
import type { JobRun } from './job.ts'

/** Cases read at a time. */
const CHUNK = 2000

type Contents = { readonly case_id: number; readonly meta: string }

/** Up to which case row each declared field is indexed. Cases are only ever added behind it. */
const IndexedUpTo = z.record(z.string(), z.int().nonnegative())
type IndexedUpTo = z.infer<typeof IndexedUpTo>

const indexedUpTo = (store: Store): IndexedUpTo => {
  const row = store.prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'fieldsIndexed'").get()
  return row === undefined ? {} : IndexedUpTo.parse(JSON.parse(row.value))
}

const insert = (write: Write, row: Contents, fields: readonly string[]): void => {
  const meta = JsonObject.parse(JSON.parse(row.meta))
  const statement = write.prepare(
    'INSERT OR IGNORE INTO case_fields (field, value, case_id, number) VALUES (?, ?, ?, ?)',
  )
  for (const field of fields) {
    for (const { value, number } of fieldValues(meta, field)) statement.run(field, value, row.case_id, number)
  }
}

/** Takes out what is indexed of fields that are declared no more. */
const removeUndeclared = (turns: Turns, fields: readonly string[]): void => {
  const some = turns.context.store.prepare(
    'SELECT 1 FROM case_fields WHERE field NOT IN (SELECT value FROM json_each(?)) LIMIT 1',
  )
  if (some.get(JSON.stringify(fields)) === undefined) return
  turns.steps(
    (write) =>
      write
        .prepare(
          `DELETE FROM case_fields WHERE (field, value, case_id) IN
             (SELECT field, value, case_id FROM case_fields WHERE field NOT IN (SELECT value FROM json_each(?)) LIMIT 20)`,
        )
        .run(JSON.stringify(fields)).changes > 0,
  )
}

/**
 * Brings the index of the declared metadata fields up to the last case: reads new fields out of every case, and the
 * others out of new cases. Cancelled, it goes on from there the next time. Answers how many cases it read.
 */
export const indexFields = (turns: Turns): number => {
  const { context } = turns
  const { store } = context
  const fields = readSettings(store).metadataFields
  const before = indexedUpTo(store)
  removeUndeclared(turns, fields)
  const upTo: IndexedUpTo = Object.fromEntries(
    fields.map((field) => [field, Object.hasOwn(before, field) ? (before[field] ?? 0) : 0]),
  )
  const highest = store.prepare<number | null>('SELECT max(case_id) FROM case_contents').pluck().get() ?? 0
  const first = Math.min(highest, ...Object.values(upTo))
  const read = store.prepare<Contents>(
    'SELECT case_id, meta FROM case_contents WHERE case_id > ? ORDER BY case_id LIMIT ?',
  )
  let [last, cases] = [first, 0]
  while (last < highest) {
    const rows = read.all(last, CHUNK)
    let next = 0
    turns.steps((write) => {
      const row = rows[next++]
      if (row === undefined) return false
      insert(
        write,
        row,
        fields.filter((field) => (upTo[field] ?? 0) < row.case_id),
      )
      return true
    })
    last = rows.at(-1)?.case_id ?? highest
    cases += rows.length
    for (const field of fields) upTo[field] = Math.max(upTo[field] ?? 0, last)
    store.write((write) => writeMeta(write, 'fieldsIndexed', JSON.stringify(upTo)))
    context.progress(last, highest, 'cases')
  }
  if (cases > 0 || JSON.stringify(before) !== JSON.stringify(upTo)) {
    store.write((write) => {
      writeMeta(write, 'fieldsIndexed', JSON.stringify(upTo))
      writeMeta(write, 'fieldsVersion', write.clock)
    })
  }
  return cases
}

/** Follows the settings as they are when it runs. */
export const run: JobRun<'index-fields'> = async (context) => {
  const turns = createTurns(context)
  try {
    const cases = indexFields(turns)
    context.changed()
    return { fields: [...readSettings(context.store).metadataFields], cases }
  } finally {
    turns.end()
  }
}
