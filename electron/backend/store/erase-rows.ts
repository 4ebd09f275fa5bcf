import type { ErasureReport } from '../../../shared/contract/record.ts'
import { hex } from '../../../shared/domain/hash.ts'
import { CaseId } from '../../../shared/model/ids.ts'
import { type ExamplesOf, eraseExamples, tellsOf } from './erase-examples.ts'
import { type Erased, eraseMentions, isTold, type Run, TOLD_KINDS } from './erase-mentions.ts'
import { ownWords, takeDown } from './erase-words.ts'
import type { Store } from './store.ts'

type Db = Pick<Store, 'prepare'>

/** Tables that name a case by its row, in the order in which they can be emptied of it. */
const OF_CASE = [
  'batch_items',
  'dataset_items',
  'case_fingerprints',
  'queue_reasons',
  'queue_entries',
  'prediction_annotations',
  'outcomes',
  'relabel_cases',
  'case_fields',
] as const

export type FoundCase = ErasureReport['cases'][number] & { readonly rowId: number }

/** The cases of a key, one for each feed at most. */
export const findCases = (db: Db, key: string, feed: string | null): readonly FoundCase[] =>
  db
    .prepare<{ id: number; uid: Buffer; key: string; feed: string; title: string }>(
      `SELECT c.id, c.uid, b.key, b.feed, b.title FROM case_contents b JOIN cases c ON c.id = b.case_id
       WHERE b.key = ? AND b.feed = coalesce(?, b.feed) ORDER BY c.id`,
    )
    .all(key, feed)
    .map(({ id, uid, ...shown }) => ({ rowId: id, caseId: CaseId.parse(hex(uid)), ...shown }))

export type ErasedRows = Pick<ErasureReport, 'rows' | 'assets' | 'batches'> & {
  /** "DESK SEQUENCE" of the entries whose contents are gone. */
  readonly entries: readonly string[]
}

/** Takes cases out of every table, in the caller's transaction. Their images' files are the caller's to remove. */
export const eraseRows = (db: Db, cases: readonly FoundCase[]): ErasedRows => {
  const rows = new Map<string, number>()
  const ids = JSON.stringify(cases.map(({ rowId }) => rowId))
  const run: Run = (table, sql, ...values) =>
    void rows.set(table, (rows.get(table) ?? 0) + db.prepare(sql).run(...values).changes)
  const among = '(SELECT value FROM json_each(?))'
  const batches = db
    .prepare<{ id: string }>(`SELECT DISTINCT batch_id AS id FROM batch_items WHERE case_id IN ${among} ORDER BY 1`)
    .all(ids)
  const said = takeDown(db, ids)
  const caseIds = cases.map(({ caseId }) => caseId)
  const examples = eraseExamples(db, run, { caseIds, texts: said.texts, images: imagesOf(db, ids) })
  eraseCommands(db, run, ids)
  run('worksheets', `DELETE FROM worksheets WHERE case_id IN ${among}`, ids)
  run('adjudications', `DELETE FROM adjudications WHERE case_id IN ${among}`, ids)
  const reviews = `(SELECT id FROM reviews WHERE case_id IN ${among})`
  run('withdrawals', `DELETE FROM withdrawals WHERE review_id IN ${reviews}`, ids)
  run('review_findings', `DELETE FROM review_findings WHERE case_id IN ${among}`, ids)
  run('taxonomy_questions', `DELETE FROM taxonomy_questions WHERE case_id IN ${among}`, ids)
  run('reviews', `DELETE FROM reviews WHERE case_id IN ${among}`, ids)
  run(
    'relabel_cases',
    `UPDATE relabel_cases SET stands_for =
       (SELECT json_group_array(value) FROM json_each(stands_for) WHERE value NOT IN ${among})
     WHERE EXISTS (SELECT 1 FROM json_each(stands_for) WHERE value IN ${among})`,
    ...[ids, ids],
  )
  for (const table of OF_CASE) run(table, `DELETE FROM ${table} WHERE case_id IN ${among}`, ids)
  run('predictions', `DELETE FROM predictions WHERE case_id IN ${among}`, ids)
  const assets = eraseAssets(db, run, ids)
  // Without this, deleted words would stay readable in the index until it is merged.
  db.prepare("INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 1)").run()
  db.prepare(
    `INSERT INTO case_search (case_search, rowid, text)
     SELECT 'delete', case_id, text FROM case_contents WHERE case_id IN ${among} AND text IS NOT NULL`,
  ).run(ids)
  db.prepare("INSERT INTO case_search (case_search, rank) VALUES ('secure-delete', 0)").run()
  run('case_contents', `DELETE FROM case_contents WHERE case_id IN ${among}`, ids)
  run('cases', `DELETE FROM cases WHERE id IN ${among}`, ids)
  // A group's or source's name may say who it was about.
  run('groups', 'DELETE FROM groups WHERE id NOT IN (SELECT group_id FROM cases WHERE group_id IS NOT NULL)')
  run('sources', 'DELETE FROM sources WHERE id NOT IN (SELECT source_id FROM cases WHERE source_id IS NOT NULL)')
  const erased = { caseIds, words: ownWords(db, said) }
  eraseMentions(db, run, erased)
  return {
    rows: [...rows].map(([table, count]) => ({ table, rows: count })),
    entries: erasePayloads(db, erased, examples.map(tellsOf)),
    assets,
    batches: batches.map(({ id }) => id),
  }
}

/**
 * The record's entries that hold something of the cases lose contents and salt; what was proved of them stays. `examples`
 * are texts that stand in the entries of taxonomy versions with an example made from the cases.
 */
const erasePayloads = (db: Db, erased: Erased, examples: readonly string[]): string[] => {
  const among = '(SELECT value FROM json_each(?))'
  const found = db
    .prepare<{ desk_id: string; sequence: number; kind: string; payload: string; named: 0 | 1 }>(
      `SELECT * FROM (
         SELECT desk_id, sequence, kind, payload,
                EXISTS (SELECT 1 FROM json_each(?) WHERE instr(payload, value) > 0)
                OR (kind = 'taxonomy' AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(payload, value) > 0)) AS named
         FROM log_entries WHERE payload IS NOT NULL)
       WHERE named OR kind IN ${among}`,
    )
    .all(JSON.stringify(erased.caseIds), JSON.stringify(examples), JSON.stringify(TOLD_KINDS))
    .filter(({ kind, payload, named }) => named === 1 || isTold(kind, payload, erased))
  const erase = db.prepare('UPDATE log_entries SET salt = NULL, payload = NULL WHERE desk_id = ? AND sequence = ?')
  for (const { desk_id, sequence } of found) erase.run(desk_id, sequence)
  return found.map(({ desk_id, sequence }) => `${desk_id} ${sequence}`)
}

/** SHA-256 of the pictures that the cases show. */
const imagesOf = (db: Db, ids: string): ExamplesOf['images'] =>
  db
    .prepare<{ sha256: Buffer }>(
      'SELECT DISTINCT sha256 FROM case_assets WHERE case_id IN (SELECT value FROM json_each(?))',
    )
    .all(ids)
    .map(({ sha256 }) => hex(sha256))

/** An act on many cases that stands under one of these stays for the others: it moves to one of their worksheets. */
const eraseCommands = (db: Db, run: Run, ids: string): void => {
  const ofThem = '(SELECT id FROM worksheets WHERE case_id IN (SELECT value FROM json_each(?)))'
  db.prepare(
    `UPDATE commands SET worksheet_id = other.worksheet_id
     FROM (SELECT bulk, min(worksheet_id) AS worksheet_id FROM commands
           WHERE bulk IS NOT NULL AND worksheet_id NOT IN ${ofThem} GROUP BY bulk) AS other
     WHERE other.bulk = commands.id AND commands.worksheet_id IN ${ofThem}`,
  ).run(ids, ids)
  run('commands', `DELETE FROM commands WHERE worksheet_id IN ${ofThem}`, ids)
}

const eraseAssets = (db: Db, run: Run, ids: string): ErasureReport['assets'] => {
  const among = '(SELECT value FROM json_each(?))'
  const only = db
    .prepare<{ sha256: Buffer; bytes: number; linked_path: string | null }>(
      `SELECT sha256, bytes, linked_path FROM assets
       WHERE sha256 IN (SELECT sha256 FROM case_assets WHERE case_id IN ${among})
         AND sha256 NOT IN (SELECT sha256 FROM case_assets WHERE case_id NOT IN ${among})`,
    )
    .all(ids, ids)
  run('case_assets', `DELETE FROM case_assets WHERE case_id IN ${among}`, ids)
  for (const { sha256 } of only) run('assets', 'DELETE FROM assets WHERE sha256 = ?', sha256)
  return only.map(({ sha256, bytes, linked_path }) => ({ sha256: hex(sha256), bytes, linked: linked_path !== null }))
}
