import { sqliteCode } from '../store/sqlite.ts'
import type { Write } from '../store/store.ts'
import type { Names } from './import-names.ts'
import type { PreparedRow } from './import-prepare.ts'

/** Rows of one statement: what a call costs is shared by them. */
export const FRESH_ROWS = 25

/** A row that says nothing but a case and what a model predicted for it, as nearly all do. */
export const isFresh = (row: PreparedRow): boolean =>
  row.contentHash !== null && row.assets.length === 0 && row.outcomeValue === null

type Fresh = {
  readonly next: number
  readonly nextPrediction: number
  readonly names: Names
  readonly importId: string
}

/**
 * Writes rows whose cases are all new, table by table, under the ids from `next` on; answers how many predictions they
 * had. Null, and nothing is written, where one of the cases is known already, or comes twice.
 */
export const insertFresh = (write: Write, rows: readonly PreparedRow[], fresh: Fresh): number | null => {
  try {
    insertCases(write, rows, fresh)
  } catch (error) {
    if (sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE') return null
    throw error
  }
  insertContents(write, rows, fresh)
  return insertPredictions(write, rows, fresh)
}

const insertCases = (write: Write, rows: readonly PreparedRow[], { next, names }: Fresh): void => {
  const cells: unknown[] = []
  for (const [index, row] of rows.entries()) {
    const { signals } = row
    cells.push(
      next + index,
      row.uid,
      row.kind,
      row.source === null ? null : names.id(write, 'sources', row.source),
      row.group === null ? null : names.id(write, 'groups', row.group),
      row.time,
      signals.score,
      signals.margin,
      row.prediction ? 1 : 0,
      signals.annotations,
      row.severity,
      signals.risk,
      row.draw,
      row.inclusion,
      signals.label === null ? null : names.id(write, 'labels', signals.label),
    )
  }
  insertMany(write, CASES, cells, rows.length)
}

const insertContents = (write: Write, rows: readonly PreparedRow[], { next, importId }: Fresh): void => {
  const cells: unknown[] = []
  for (const [index, row] of rows.entries()) {
    const { key, feed, title, body, text, meta, extra, contentHash } = row
    cells.push(next + index, key, feed, title, body, text, meta, extra, contentHash, importId)
  }
  insertMany(write, CONTENTS, cells, rows.length)
}

const insertPredictions = (write: Write, rows: readonly PreparedRow[], fresh: Fresh): number => {
  const { next, nextPrediction, names, importId } = fresh
  const cells: unknown[] = []
  const annotations: unknown[] = []
  let count = 0
  let annotated = 0
  for (const [index, { prediction }] of rows.entries()) {
    if (!prediction) continue
    const id = nextPrediction + count
    count += 1
    cells.push(id, prediction.uid, next + index, names.model(write, prediction.model), importId, prediction.body)
    for (let ordinal = 0; ordinal < prediction.labels.length; ordinal += 1) {
      const label = names.id(write, 'labels', prediction.labels[ordinal] ?? '')
      annotations.push(id, ordinal, next + index, label, prediction.scores[ordinal] ?? null)
      annotated += 1
    }
  }
  insertMany(write, PREDICTIONS, cells, count)
  insertMany(write, ANNOTATIONS, annotations, annotated)
  return count
}

/** The `most` rows of `cells` in as few statements as there are full ones; what is left over goes row by row. */
type Many = { readonly columns: number; readonly one: string; readonly full: string }

const many = (into: string, columns: number): Many => {
  const row = `(${Array(columns).fill('?').join(', ')})`
  return {
    columns,
    one: `INSERT INTO ${into} VALUES ${row}`,
    full: `INSERT INTO ${into} VALUES ${Array(FRESH_ROWS).fill(row).join(', ')}`,
  }
}

const insertMany = (write: Write, into: Many, cells: readonly unknown[], rows: number): void => {
  const { columns, one, full } = into
  let done = 0
  for (; done + FRESH_ROWS <= rows; done += FRESH_ROWS)
    write.prepare(full).run(cells.slice(done * columns, (done + FRESH_ROWS) * columns))
  for (; done < rows; done += 1) write.prepare(one).run(cells.slice(done * columns, (done + 1) * columns))
}

const CASES = many(
  `cases (id, uid, kind, source_id, group_id, time, score, margin, predictions, annotations, severity, risk, draw,
  inclusion, label_id)`,
  15,
)
const CONTENTS = many('case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)', 10)
const PREDICTIONS = many('predictions (id, uid, case_id, model_id, import_id, body)', 6)
const ANNOTATIONS = many('prediction_annotations (prediction_id, ordinal, case_id, label_id, score)', 5)
