import type { Json } from '../../../shared/model/json.ts'
import { Prediction } from '../../../shared/model/prediction.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

type Row = {
  id: number
  case_id: number
  uid: Buffer
  case_uid: Buffer
  body: string
  name: string
  version: string
  trained_on: string | null
}

const SELECT = `
SELECT p.id, p.case_id, p.uid, c.uid AS case_uid, p.body, m.name, m.version, m.trained_on
FROM predictions p JOIN cases c ON c.id = p.case_id JOIN models m ON m.id = p.model_id`

/** All predictions of a case, in the order they were imported. */
export const readPredictions = (store: Reader, caseRow: number): Prediction[] =>
  store.prepare<Row>(`${SELECT} WHERE p.case_id = ? ORDER BY p.id`).all(caseRow).map(toPrediction)

/** The predictions of each of these cases, in the order they were imported; cases without any are not in the map. */
export const predictionsOf = (
  store: Reader,
  caseRows: readonly number[],
): ReadonlyMap<number, readonly Prediction[]> => {
  const found = new Map<number, Prediction[]>()
  const rows = store
    .prepare<Row>(`${SELECT} WHERE p.case_id IN (SELECT value FROM json_each(?)) ORDER BY p.id`)
    .all(JSON.stringify(caseRows))
  for (const row of rows) {
    const list = found.get(row.case_id)
    if (list) list.push(toPrediction(row))
    else found.set(row.case_id, [toPrediction(row)])
  }
  return found
}

/** The row of a case's prediction by its id (32 hex digits); null where the case does not have it. */
export const predictionRowId = (store: Reader, caseRow: number, id: string): number | null =>
  store
    .prepare<{ id: number }>('SELECT id FROM predictions WHERE case_id = ? AND uid = ?')
    .get(caseRow, Buffer.from(id, 'hex'))?.id ?? null

const toPrediction = (row: Row): Prediction =>
  Prediction.parse({
    id: row.uid.toString('hex'),
    caseId: row.case_uid.toString('hex'),
    model: {
      name: row.name,
      version: row.version,
      ...(row.trained_on === null ? {} : { trainedOn: row.trained_on }),
    },
    ...parsed(row.body),
  })

const parsed = (body: string): Record<string, Json> => JSON.parse(body)
