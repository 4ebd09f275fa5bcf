import type { Leaf, Value } from '../../../shared/domain/where/expression.ts'
import { mapLeaves } from '../../../shared/domain/where/map-leaves.ts'
import { fieldValues } from '../../../shared/domain/where/metadata.ts'
import { printWhere } from '../../../shared/domain/where/print.ts'
import { readWhere } from '../../../shared/domain/where/read.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import { searchPhrase } from './query-leaves.ts'
import { nameTest } from './query-values.ts'
import type { Store } from './store.ts'

type Db = Pick<Store, 'prepare'>

/** Stands where something was that told of an erased case. */
export const ERASED = '(erased)'

/** Shorter names, such as "7", stand in too many texts by chance to say that a text is about the case. */
const TELLING = 4

export const isTelling = (name: string): boolean => name.length >= TELLING

/** What the cases say of themselves, taken down before their rows are gone. */
export type Said = {
  readonly key: readonly string[]
  readonly feed: readonly string[]
  readonly source: readonly string[]
  readonly group: readonly string[]
  readonly metas: readonly JsonObject[]
  readonly texts: readonly string[]
}

type Row = {
  readonly key: string
  readonly feed: string
  readonly title: string
  readonly text: string | null
  readonly meta: string
  readonly source: string | null
  readonly group: string | null
}

/** `ids` is a JSON list of the cases' rows. */
export const takeDown = (db: Db, ids: string): Said => {
  const rows = db
    .prepare<Row>(
      `SELECT b.key, b.feed, b.title, b.text, b.meta, s.name AS source, g.name AS "group"
       FROM cases c JOIN case_contents b ON b.case_id = c.id
       LEFT JOIN sources s ON s.id = c.source_id LEFT JOIN groups g ON g.id = c.group_id
       WHERE c.id IN (SELECT value FROM json_each(?))`,
    )
    .all(ids)
  const all = (pick: (row: Row) => string | null): string[] => [...new Set(rows.flatMap((row) => pick(row) || []))]
  return {
    key: all(({ key }) => key),
    feed: all(({ feed }) => feed),
    source: all(({ source }) => source),
    group: all(({ group }) => group),
    metas: rows.map(({ meta }): JsonObject => JSON.parse(meta)),
    texts: [...all(({ text }) => text), ...all(({ title }) => title), ...all(({ key }) => key)],
  }
}

/** What told of the cases and tells of no other: to be taken out of whatever else the project holds. */
export type OwnWords = {
  /** The text with the cases' keys, and names that only they had, left out. */
  readonly prose: (text: string) => string
  /** The filter with every value left out that now fits nothing and fitted the cases; the rest says what it said. */
  readonly where: (expression: string) => string
  /** By what failures are laid out, as in a plan's options: how a slice of it is called now. */
  readonly slice: (dimension: string) => (name: string) => string
  /** Whether a row of a file is, or tells of, one of the cases. */
  readonly isRow: (row: string) => boolean
}

/** To be asked when the cases' rows are gone: what another case still says is not theirs alone. */
export const ownWords = (db: Db, said: Said): OwnWords => {
  const own = createOwn(db, said)
  const telling = NAMES.flatMap((field) => said[field].filter((text) => own.name(field, { kind: 'is', text })))
    .filter(isTelling)
    .sort((a, b) => b.length - a.length)
  const prose = (text: string): string => telling.reduce((left, name) => left.replaceAll(name, ERASED), text)
  return {
    prose,
    where: createWhere(own, prose),
    slice: (dimension) => (text) => (own.inDimension(dimension, { kind: 'is', text }) ? ERASED : text),
    isRow: createIsRow(db, said, prose),
  }
}

const NAMES = ['key', 'feed', 'source', 'group'] as const
type Name = (typeof NAMES)[number]

/** Where the names stand that other cases have. */
const COLUMNS: Readonly<Record<Name, readonly [table: string, column: string]>> = {
  key: ['case_contents', 'key'],
  feed: ['case_contents', 'feed'],
  source: ['sources', 'name'],
  group: ['groups', 'name'],
}

const fits = (value: Value, name: string): boolean =>
  value.kind === 'is' ? value.text === name : value.kind === 'prefix' && name.startsWith(value.text)

const createOwn = (db: Db, said: Said) => {
  const folded = said.texts.map(fold)
  const name = (field: Name, value: Value): boolean => {
    if (!said[field].some((each) => fits(value, each))) return false
    const [table, column] = COLUMNS[field]
    const test = nameTest(column, [value])
    return db.prepare(`SELECT 1 FROM ${table} WHERE ${test.text} LIMIT 1`).get(...test.parameters) === undefined
  }
  const inField = (field: string, value: Value): boolean => NAMES.some((one) => one === field && name(one, value))
  const inMeta = (path: string, value: Value): boolean => {
    if (!said.metas.some((meta) => fieldValues(meta, path).some((one) => fits(value, one.value)))) return false
    const test = nameTest('value', [value])
    const sql = `SELECT 1 FROM case_fields WHERE field = ? AND ${test.text} LIMIT 1`
    return db.prepare(sql).get(path, ...test.parameters) === undefined
  }
  const inDimension = (dimension: string, value: Value): boolean =>
    dimension.startsWith('meta.') ? inMeta(dimension.slice('meta.'.length), value) : inField(dimension, value)
  const phrase = (words: string, prefix: boolean): boolean =>
    fold(words) !== '' &&
    folded.some((text) => text.includes(fold(words))) &&
    db.prepare('SELECT 1 FROM case_search WHERE case_search MATCH ? LIMIT 1').get(searchPhrase(words, prefix)) ===
      undefined
  return { name, inField, inMeta, inDimension, phrase }
}

/** As full-text search reads: letters and digits in lower case, without marks. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const createWhere = (own: ReturnType<typeof createOwn>, prose: (text: string) => string) => {
  const value = (is: (value: Value) => boolean) => (one: Value) =>
    one.kind !== 'is' && one.kind !== 'prefix' ? one : { ...one, text: is(one) ? ERASED : prose(one.text) }
  const leaf = (of: Leaf): Leaf => {
    switch (of.kind) {
      case 'test':
        return ['key', 'source', 'group', 'plan'].includes(of.field)
          ? { ...of, values: of.values.map(value((one) => own.inField(of.field, one))) }
          : of
      case 'meta':
        return { ...of, values: of.values.map(value((one) => own.inMeta(of.path, one))) }
      case 'text':
        return own.phrase(of.phrase, of.prefix) ? { ...of, phrase: ERASED } : { ...of, phrase: prose(of.phrase) }
      case 'any':
      case 'found':
        return of
    }
  }
  return (expression: string): string => {
    const read = readWhere(expression)
    if (!read.ok || read.where.kind === 'everything') return prose(expression)
    const left = printWhere(mapLeaves(read.where, leaf))
    return left === printWhere(read.where) ? expression : left
  }
}

/** So many characters of a text stand in no other row by chance. */
const TELLING_TEXT = 12
const PROBE = 60

const createIsRow = (db: Db, { metas, texts }: Said, prose: (text: string) => string) => {
  const folded = texts.map(fold).filter((text) => text.length >= TELLING_TEXT)
  const elsewhere = db.prepare('SELECT 1 FROM case_contents WHERE instr(meta, ?) > 0 LIMIT 1')
  const values = [...new Set(metas.flatMap(stringsOf))].filter(isTelling)
  const known = new Map<string, boolean>()
  const isOwn = (value: string): boolean => {
    const found = known.get(value) ?? elsewhere.get(JSON.stringify(value)) === undefined
    known.set(value, found)
    return found
  }
  return (row: string): boolean => {
    const plain = unescaped(row)
    if (prose(plain) !== plain || values.some((value) => plain.includes(value) && isOwn(value))) return true
    const said = fold(plain)
    return folded.some(
      (text) => said.includes(text.slice(0, PROBE)) || (said.length >= TELLING_TEXT && text.includes(said)),
    )
  }
}

const stringsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsOf)
      : []

/** A row of a JSON file may write any character by its number, and escapes quotes and slashes. */
const unescaped = (row: string): string =>
  row
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\(["\\/])/g, '$1')
