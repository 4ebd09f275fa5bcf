import { z } from 'zod'
import { caseStatus, queueOpen, type WorksheetState } from '../../../shared/domain/case-status.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import { CASE_STATUSES, type CaseStatus, Disposition, type Subject, Worksheet } from '../../../shared/model/review.ts'
import { isPlanned } from './plans-asking.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

const Body = Worksheet.pick({
  annotations: true,
  relations: true,
  verdict: true,
  causes: true,
  note: true,
  edgeCase: true,
  confirmed: true,
  turns: true,
  coverage: true,
  sight: true,
})

/** A worksheet as stored, and its row. `submittedAs` is not stored: it follows from the reviews. */
export type StoredWorksheet = {
  readonly rowId: number
  readonly worksheet: Omit<Worksheet, 'submittedAs'>
  /** The taxonomy version in whose words it is written; 1 where it was begun before there was any. */
  readonly taxonomyVersion: number
}

/** Null while the person has not sent a command on this subject. */
export function readWorksheet(
  store: Reader,
  caseRow: number,
  personId: PersonId,
  predictionRow: number | null,
  subject: Subject,
): StoredWorksheet | null {
  const row = store
    .prepare<{
      id: number
      revision: number
      disposition: string | null
      body: string
      taxonomy_version: number | null
    }>(
      `SELECT id, revision, disposition, body, taxonomy_version FROM worksheets
       WHERE case_id = ? AND person_id = ? AND coalesce(prediction_id, 0) = ?`,
    )
    .get(caseRow, personId, predictionRow ?? 0)
  if (!row) return null
  const worksheet = {
    ...subject,
    personId,
    revision: row.revision,
    disposition: Disposition.nullable().parse(row.disposition),
    ...Body.parse(JSON.parse(row.body)),
  }
  return { rowId: row.id, worksheet, taxonomyVersion: row.taxonomy_version ?? 1 }
}

/** Writes the worksheet, in the newest taxonomy's words, as it is to be; answers its row. */
export function writeWorksheet(
  write: Write,
  caseRow: number,
  predictionRow: number | null,
  worksheet: Omit<Worksheet, 'submittedAs'>,
  begun: boolean,
): number {
  const { annotations, relations, verdict, causes, note, edgeCase, confirmed, turns, coverage, sight } = worksheet
  const work = { annotations, relations, verdict, causes, note, edgeCase, confirmed, turns }
  const body = JSON.stringify({ ...work, coverage, sight })
  const row = write
    .prepare<{ id: number }>(
      `INSERT INTO worksheets (case_id, person_id, prediction_id, revision, disposition, begun, body, taxonomy_version)
       VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT max(version) FROM taxonomy_versions))
       ON CONFLICT (case_id, person_id, coalesce(prediction_id, 0)) DO UPDATE SET
         revision = excluded.revision, disposition = excluded.disposition, begun = excluded.begun, body = excluded.body,
         taxonomy_version = excluded.taxonomy_version
       RETURNING id`,
    )
    .get(caseRow, worksheet.personId, predictionRow, worksheet.revision, worksheet.disposition, begun ? 1 : 0, body)
  return z.object({ id: z.int() }).parse(row).id
}

/** Whether a version of the taxonomy asks about a review of the case, or a relabel plan asks for it. */
const isAsked = (store: Reader, caseRow: number): boolean =>
  store.prepare('SELECT 1 FROM taxonomy_questions WHERE case_id = ? LIMIT 1').get(caseRow) !== undefined ||
  isPlanned(store, caseRow)

/** Where a case stands, from its worksheets and active reviews as stored. */
export function currentStatus(store: Reader, caseRow: number): CaseStatus {
  const active = store
    .prepare<{ count: number }>('SELECT count(*) AS count FROM reviews WHERE case_id = ? AND active = 1')
    .get(caseRow)
  const asked = isAsked(store, caseRow)
  // What was filed is not begun anew by a question about it.
  const worksheets = store
    .prepare<{ disposition: string | null; begun: number }>(
      asked
        ? `SELECT disposition, begun AND NOT EXISTS (
             SELECT 1 FROM reviews r WHERE r.case_id = w.case_id AND r.active = 1 AND r.person_id = w.person_id
               AND r.prediction_id IS w.prediction_id) AS begun
           FROM worksheets w WHERE case_id = ?`
        : 'SELECT disposition, begun FROM worksheets WHERE case_id = ?',
    )
    .all(caseRow)
    .map(
      (row): WorksheetState => ({
        disposition: Disposition.nullable().parse(row.disposition),
        begun: row.begun === 1,
      }),
    )
  return caseStatus(active?.count ?? 0, worksheets, asked)
}

/**
 * Brings what lists and the queue read of a case (`cases.status`, `cases.verdict`, `queue_entries.open`) in line with its
 * worksheets and reviews. To be called in every transaction that touches one of these. `moved`: whether the case waits
 * now where it did not before, or the other way round.
 */
export function refreshCase(write: Write, caseRow: number): { readonly status: CaseStatus; readonly moved: boolean } {
  const status = currentStatus(write, caseRow)
  const newest = write
    .prepare<{ verdict: number }>(
      `SELECT verdict FROM reviews WHERE case_id = ? AND active = 1 AND verdict IS NOT NULL
       ORDER BY clock DESC, rowid DESC LIMIT 1`,
    )
    .get(caseRow)
  const code = CASE_STATUSES.indexOf(status)
  const verdict = newest?.verdict ?? null
  write
    .prepare('UPDATE cases SET status = ?, verdict = ? WHERE id = ? AND (status <> ? OR verdict IS NOT ?)')
    .run(code, verdict, caseRow, code, verdict)
  const open = queueOpen(status)
  const opened = write
    .prepare('UPDATE queue_entries SET open = ? WHERE case_id = ? AND open <> ?')
    .run(open, caseRow, open)
  return { status, moved: opened.changes > 0 }
}
