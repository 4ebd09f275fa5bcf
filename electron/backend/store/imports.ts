import { z } from 'zod'
import { ImportReport, type Reject } from '../../../shared/contract/imports.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { type ImportId, PersonId } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** What is stored of a report: all but what other tables and columns say. */
const Stored = ImportReport.omit({ importId: true, state: true, at: true, rejects: true })
export type StoredReport = z.infer<typeof Stored>

const SHOWN_REJECTS = 20

export const startImport = (
  write: Write,
  importId: ImportId,
  personId: PersonId,
  options: Json,
  report: StoredReport,
): void => {
  recordCutOff(write)
  write
    .prepare('INSERT INTO imports (id, clock, person_id, state, options, report) VALUES (?, ?, ?, ?, ?, ?)')
    .run(importId, write.clock, personId, 'running', JSON.stringify(options), JSON.stringify(report))
}

type CutOff = { readonly id: string; readonly person_id: string; readonly report: string }

const RUNNING = "SELECT id, person_id, report FROM imports WHERE state = 'running'"

/** Whether an import is at work, or was when its process ended. */
export const hasRunningImport = (store: Reader): boolean => store.prepare<CutOff>(RUNNING).get() !== undefined

/** One import runs at a time: what still says that it does was cut off, and what it did is recorded now. */
export const recordCutOff = (write: Write): void => {
  const rows = write.prepare<CutOff>(RUNNING).all()
  for (const { id, person_id, report } of rows) {
    const stored = Stored.parse(JSON.parse(report))
    updateImport(write, id, 'failed', stored)
    recordImport(write, id, PersonId.parse(person_id), 'failed', stored)
  }
}

/** The import's one entry of the record; none where it changed nothing. */
export const recordImport = (
  write: Write,
  importId: string,
  personId: PersonId,
  state: ImportReport['state'],
  report: StoredReport,
): void => {
  if (!hasChanged(report)) return
  const { role, as, feed, link, model } = optionsOf(write, importId)
  write.log({
    kind: 'import',
    personId,
    summary: { importId, state, role, as, counts: report.counts, taxonomyVersion: report.taxonomy?.version ?? null },
    payload: {
      ...{ files: report.files, formats: report.formats, labelsAdded: report.taxonomy?.labelsAdded ?? [] },
      ...{ feed, link, model },
    },
  })
}

/** As it was asked for: what the rows were taken as, whose they are, and whether images stay where they are. */
const Asked = z.object({
  role: z.string().nullable().default(null),
  as: z.string().nullable().default(null),
  feed: z.string().default(''),
  link: z.boolean().default(false),
  model: z.string().nullable().default(null),
})

const optionsOf = (write: Write, importId: string): z.infer<typeof Asked> =>
  Asked.parse(
    JSON.parse(write.prepare<string>('SELECT options FROM imports WHERE id = ?').pluck().get(importId) ?? '{}'),
  )

export const hasChanged = ({ counts, taxonomy }: StoredReport): boolean =>
  counts.casesAdded + counts.predictionsAdded + counts.truthsAdded + counts.outcomesAdded + counts.assetsAdded > 0 ||
  taxonomy !== null

/** True where the import before this one did not come to its end. */
export const wasCutShort = (store: Reader, importId: ImportId): boolean => {
  const before = store
    .prepare<{ state: string }>('SELECT state FROM imports WHERE id <> ? ORDER BY clock DESC, id DESC LIMIT 1')
    .get(importId)
  return before !== undefined && before.state !== 'done'
}

export const updateImport = (
  write: Pick<Write, 'prepare'>,
  importId: string,
  state: ImportReport['state'],
  report: StoredReport,
): void => {
  write.prepare('UPDATE imports SET state = ?, report = ? WHERE id = ?').run(state, JSON.stringify(report), importId)
}

export const insertReject = (write: Pick<Write, 'prepare'>, importId: ImportId, reject: Reject): void => {
  const { file, line, reason, message, remedy, excerpt } = reject
  write
    .prepare(
      'INSERT INTO rejects (import_id, file, line, reason, message, remedy, excerpt) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(importId, file, line, reason, message, remedy, excerpt)
}

export const readRejects = (
  store: Reader,
  importId: string,
  offset: number,
  limit: number,
): { total: number; rejects: Reject[] } => ({
  total: store.prepare<{ n: number }>('SELECT count(*) AS n FROM rejects WHERE import_id = ?').get(importId)?.n ?? 0,
  rejects: store
    .prepare<Reject>(
      `SELECT file, line, reason, message, remedy, excerpt FROM rejects WHERE import_id = ? ORDER BY id LIMIT ? OFFSET ?`,
    )
    .all(importId, limit, offset),
})

type Row = { id: string; clock: string; state: string; report: string }

const toReport = (store: Reader, row: Row): ImportReport =>
  ImportReport.parse({
    ...JSON.parse(row.report),
    importId: row.id,
    state: row.state,
    at: clockToInstant(row.clock),
    rejects: readRejects(store, row.id, 0, SHOWN_REJECTS).rejects,
  })

export const readImport = (store: Reader, importId: string): ImportReport | null => {
  const row = store.prepare<Row>('SELECT id, clock, state, report FROM imports WHERE id = ?').get(importId)
  return row ? toReport(store, row) : null
}

/** Newest first. */
export const listImports = (store: Reader): ImportReport[] =>
  store
    .prepare<Row>('SELECT id, clock, state, report FROM imports ORDER BY clock DESC, id DESC')
    .all()
    .map((row) => toReport(store, row))
