import { CASE_KINDS, Case, CaseContent, type Outcome } from '../../../shared/model/case.ts'
import { CaseId } from '../../../shared/model/ids.ts'
import type { Json } from '../../../shared/model/json.ts'
import type { Store } from './store.ts'

/** What the `extra` column holds. */
const CaseExtra = Case.pick({ inclusion: true, flag: true, tokens: true })

type Reader = Pick<Store, 'prepare'>

export const uidBytes = (id: string): Buffer => Buffer.from(id, 'hex')

/** The row of a case; null where the project does not hold it. */
export const caseRowId = (store: Reader, id: CaseId): number | null =>
  store.prepare<{ id: number }>('SELECT id FROM cases WHERE uid = ?').get(uidBytes(id))?.id ?? null

type Row = {
  id: number
  uid: Buffer
  kind: number
  time: string | null
  source: string | null
  group_name: string | null
  key: string
  feed: string
  body: string
  text: string | null
  meta: string
  extra: string
  outcome: string | null
  outcome_time: string | null
}

const SELECT = `
SELECT c.id, c.uid, c.kind, c.time, s.name AS source, g.name AS group_name, b.key, b.feed, b.body, b.text, b.meta, b.extra,
       o.value AS outcome, o.time AS outcome_time
FROM cases c
JOIN case_contents b ON b.case_id = c.id
LEFT JOIN sources s ON s.id = c.source_id
LEFT JOIN groups g ON g.id = c.group_id
LEFT JOIN outcomes o ON o.case_id = c.id`

/** A whole case, by its row. Throws a plain Error where the row is not there: rows come from the store itself. */
export const readCase = (store: Reader, caseRow: number): Case => {
  const row = store.prepare<Row>(`${SELECT} WHERE c.id = ?`).get(caseRow)
  if (!row) throw new Error(`case row ${caseRow} is not there`)
  return toCase(row)
}

/** Whole cases, by their rows: one statement for many costs a fraction of many statements. */
export const readCases = (store: Reader, caseRows: readonly number[]): ReadonlyMap<number, Case> =>
  new Map(
    store
      .prepare<Row>(`${SELECT} WHERE c.id IN (SELECT value FROM json_each(?))`)
      .all(JSON.stringify(caseRows))
      .map((row) => [row.id, toCase(row)]),
  )

const toCase = (row: Row): Case => {
  const kind = CASE_KINDS[row.kind]
  if (!kind) throw new Error(`case row ${row.id} is of an unknown kind`)
  return {
    id: CaseId.parse(row.uid.toString('hex')),
    key: row.key,
    feed: row.feed,
    kind,
    content: contentOf(row),
    ...(row.time === null ? {} : { time: row.time }),
    ...(row.source === null ? {} : { source: row.source }),
    ...(row.group_name === null ? {} : { group: row.group_name }),
    meta: parseObject(row.meta),
    ...CaseExtra.parse(JSON.parse(row.extra)),
    ...(row.outcome === null ? {} : { outcome: outcomeOf(row.outcome, row.outcome_time) }),
  }
}

/** The text column holds what is searched; it is the case's text where nothing else is searched with it. */
const contentOf = (row: Row): CaseContent => {
  const body = CaseContent.parse(JSON.parse(row.body))
  const rich = body.turns !== undefined || body.fields !== undefined || body.items !== undefined
  return rich || row.text === null ? body : { text: row.text, ...body }
}

const outcomeOf = (value: string, time: string | null): Outcome => ({ value, ...(time === null ? {} : { time }) })

const parseObject = (text: string): Record<string, Json> => JSON.parse(text)

/** What each case's content hashes to, as its import computed it: 32 hex digits. */
export const contentHashes = (store: Reader, caseRows: readonly number[]): ReadonlyMap<number, string> =>
  new Map(
    store
      .prepare<{ case_id: number; content_hash: Buffer }>(
        'SELECT case_id, content_hash FROM case_contents WHERE case_id IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(caseRows))
      .map(({ case_id, content_hash }) => [case_id, content_hash.toString('hex')]),
  )
