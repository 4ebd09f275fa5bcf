import type { Code, CodeList } from '../../../shared/model/codes.ts'
import type { PersonId } from '../../../shared/model/ids.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>
type ListName = Pick<CodeList, 'list' | 'version'>

export const listCodes = (store: Reader): CodeList[] =>
  store
    .prepare<CodeList>(
      'SELECT name AS list, version, entries FROM code_lists WHERE ready = 1 ORDER BY name, clock DESC, version',
    )
    .all()

type ListRow = { readonly id: number; readonly content_hash: Buffer; readonly ready: number; readonly entries: number }

/** A list's row, whether all of it is in or not. */
export const codeListRow = (store: Reader, { list, version }: ListName): ListRow | null =>
  store
    .prepare<ListRow>('SELECT id, content_hash, ready, entries FROM code_lists WHERE name = ? AND version = ?')
    .get(list, version) ?? null

export const beginCodeList = (write: Write, name: ListName, hash: Buffer, personId: PersonId): number =>
  Number(
    write
      .prepare(
        `INSERT INTO code_lists (name, version, entries, content_hash, ready, person_id, clock)
         VALUES (?, ?, 0, ?, 0, ?, ?)`,
      )
      .run(name.list, name.version, hash, personId, write.clock).lastInsertRowid,
  )

export function insertCode(write: Write, listId: number, { code, name, parent, deprecated }: Code): void {
  const { lastInsertRowid } = write
    .prepare('INSERT INTO codes (list_id, code, folded, name, parent, deprecated) VALUES (?, ?, ?, ?, ?, ?)')
    .run(listId, code, foldCode(code), name, parent, deprecated ? 1 : 0)
  write.prepare('INSERT INTO code_search (rowid, name) VALUES (?, ?)').run(lastInsertRowid, name)
}

/** All its codes are in: it can be chosen from, and the record tells of it, with its file's SHA-256. */
export function finishCodeList(
  write: Write,
  listId: number,
  list: CodeList & { readonly sha256: string },
  personId: PersonId,
): void {
  write.prepare('UPDATE code_lists SET ready = 1, entries = ? WHERE id = ?').run(list.entries, listId)
  write.log({ kind: 'taxonomy', personId, summary: { codes: list.entries, sha256: list.sha256 }, payload: { ...list } })
}

/** Takes out up to `limit` codes of a list that did not come in whole; true while there are more. */
export function removeSomeCodes(write: Write, listId: number, limit: number): boolean {
  const rows = write
    .prepare<{ id: number; name: string }>('SELECT id, name FROM codes WHERE list_id = ? LIMIT ?')
    .all(listId, limit)
  for (const { id, name } of rows) {
    write.prepare("INSERT INTO code_search (code_search, rowid, name) VALUES ('delete', ?, ?)").run(id, name)
    write.prepare('DELETE FROM codes WHERE id = ?').run(id)
  }
  if (rows.length < limit) write.prepare('DELETE FROM code_lists WHERE id = ?').run(listId)
  return rows.length === limit
}

type Row = { id: number; code: string; name: string; parent: string | null; deprecated: number }
const toCode = ({ code, name, parent, deprecated }: Row): Code => ({ code, name, parent, deprecated: deprecated === 1 })
const COLUMNS = 'c.id, c.code, c.name, c.parent, c.deprecated'

/** Whether a list is there, whole. */
export const hasCodeList = (store: Reader, name: ListName): boolean => codeListRow(store, name)?.ready === 1

/** Whether a list has a code, deprecated or not: an older review may well say one that nobody should choose any more. */
export const hasCode = (store: Reader, { list, version }: ListName, code: string): boolean =>
  store
    .prepare<number>(
      `SELECT 1 FROM codes c JOIN code_lists l ON l.id = c.list_id WHERE l.name = ? AND l.version = ? AND c.code = ?`,
    )
    .pluck()
    .get(list, version, code) !== undefined

export function namedCodes(store: Reader, name: ListName, codes: readonly string[]): Code[] {
  return store
    .prepare<Row>(
      `SELECT ${COLUMNS} FROM codes c JOIN code_lists l ON l.id = c.list_id
       WHERE l.name = ? AND l.version = ? AND l.ready = 1 AND c.code IN (SELECT value FROM json_each(?))`,
    )
    .all(name.list, name.version, JSON.stringify(codes))
    .map(toCode)
}

/** Letters and digits of a code in upper case: "e11.9" and "E119" find the same. */
export const foldCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

/** So many names that hold the words are put in order; of more, the first ones in the list's order stand. */
const RANKED = 2000

/**
 * Codes that begin with the text in their own order, then names holding every word (by its beginning), the shortest
 * name first since it is the plainest; what is deprecated comes last. Without text the list's beginning.
 */
export function searchCodes(store: Reader, name: ListName, text: string, limit: number): Code[] {
  const list = codeListRow(store, name)
  if (!list || list.ready === 0) return []
  const folded = foldCode(text)
  const byCode = store
    .prepare<Row>(
      `SELECT ${COLUMNS} FROM codes c WHERE c.list_id = ? AND c.folded >= ? AND c.folded < ?
       ORDER BY c.folded, c.code LIMIT ?`,
    )
    .all(list.id, folded, `${folded}\u{10FFFF}`, limit)
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  if (byCode.length >= limit || words.length === 0) return byCode.map(toCode)
  const match = words.map((word) => `"${word}"*`).join(' ')
  const byName = store
    .prepare<Row>(
      `SELECT * FROM (
         SELECT ${COLUMNS} FROM code_search s CROSS JOIN codes c ON c.id = s.rowid
         WHERE code_search MATCH ? AND c.list_id = ? LIMIT ${RANKED})
       ORDER BY deprecated, length(name), id LIMIT ?`,
    )
    .all(match, list.id, limit)
  const seen = new Set(byCode.map(({ id }) => id))
  return [...byCode, ...byName.filter(({ id }) => !seen.has(id))].slice(0, limit).map(toCode)
}
