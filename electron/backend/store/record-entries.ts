import { DeskError } from '../../../shared/contract/errors.ts'
import { RecordEntry } from '../../../shared/contract/record.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { CaseId, PersonId } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { LogKind } from '../../../shared/model/record.ts'
import { uidBytes } from './cases.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

export type EntryFilter = {
  readonly kind: LogKind | null
  readonly personId: PersonId | null
  /** Instants; both ends count. */
  readonly from: string | null
  readonly to: string | null
}

type Row = {
  desk_id: string
  sequence: number
  clock: string
  person_id: string
  kind: string
  metadata: string
  leaf_hash: Buffer
  payload: string | null
}

/** A clock sorts as text; "~" comes after every counter. */
const clockOf = (instant: string, end: string): string =>
  `${Math.max(0, Date.parse(instant)).toString(16).padStart(12, '0')}${end}`

const WHERE = `
  WHERE (@kind IS NULL OR kind = @kind) AND (@person IS NULL OR person_id = @person)
    AND clock >= @from AND clock <= @to`

const toEntry = (row: Row): RecordEntry =>
  RecordEntry.parse({
    deskId: row.desk_id,
    sequence: row.sequence,
    at: clockToInstant(row.clock),
    personId: row.person_id,
    kind: row.kind,
    summary: JSON.parse(row.metadata).summary ?? {},
    erased: row.payload === null,
  })

/** Entries of all desks' logs, newest first. */
export const readEntries = (
  store: Reader,
  filter: EntryFilter,
  offset: number,
  limit: number,
): { total: number; entries: RecordEntry[] } => {
  const bound = {
    kind: filter.kind,
    person: filter.personId,
    from: filter.from === null ? '' : clockOf(filter.from, '-'),
    to: filter.to === null ? '~' : clockOf(filter.to, '~'),
  }
  const total = store.prepare<{ n: number }>(`SELECT count(*) AS n FROM log_entries ${WHERE}`).get(bound)?.n ?? 0
  const entries = store
    .prepare<Row>(
      `SELECT * FROM log_entries ${WHERE} ORDER BY clock DESC, desk_id DESC, sequence DESC LIMIT @limit OFFSET @offset`,
    )
    .all({ ...bound, limit, offset })
    .map(toEntry)
  return { total, entries }
}

export const recordPeople = (store: Reader): PersonId[] =>
  store
    .prepare<{ person_id: string }>('SELECT DISTINCT person_id FROM log_entries ORDER BY person_id')
    .all()
    .map(({ person_id }) => PersonId.parse(person_id))

const SHOWN_CASES = 20

/** Throws `not-found`. */
export const readEntry = (
  store: Reader,
  deskId: string,
  sequence: number,
): { entry: RecordEntry; payload: Json; leafHash: string; cases: { caseId: CaseId; title: string }[] } => {
  const row = store.prepare<Row>('SELECT * FROM log_entries WHERE desk_id = ? AND sequence = ?').get(deskId, sequence)
  if (!row) throw new DeskError('not-found', `Desk ${deskId} has no entry ${sequence}. Read the list of entries again.`)
  const entry = toEntry(row)
  return {
    entry,
    payload: row.payload === null ? null : JSON.parse(row.payload),
    leafHash: hex(row.leaf_hash),
    cases: casesOf(store, entry),
  }
}

/** The cases an entry names itself, or through its reviews. */
const casesOf = (store: Reader, { summary }: RecordEntry): { caseId: CaseId; title: string }[] => {
  const named = CaseId.safeParse(summary.case)
  const reviews = Array.isArray(summary.reviews) ? summary.reviews : []
  return store
    .prepare<{ uid: Buffer; title: string }>(
      `SELECT c.uid, b.title FROM cases c JOIN case_contents b ON b.case_id = c.id
       WHERE c.uid = ? OR c.id IN (SELECT case_id FROM reviews WHERE id IN (SELECT value FROM json_each(?)))
       ORDER BY c.id LIMIT ${SHOWN_CASES}`,
    )
    .all(named.success ? uidBytes(named.data) : null, JSON.stringify(reviews))
    .map(({ uid, title }) => ({ caseId: CaseId.parse(uid.toString('hex')), title }))
}
