import type { Json } from '../../../shared/model/json.ts'
import { TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { ERASED, type OwnWords } from './erase-words.ts'
import type { Store } from './store.ts'

type Db = Pick<Store, 'prepare'>

/** Changes rows of a table and counts them. */
export type Run = (table: string, sql: string, ...values: readonly unknown[]) => void

/** Whose mentions go, and how they are known. */
export type Erased = { readonly caseIds: readonly string[]; readonly words: OwnWords }

type How = 'prose' | 'where' | ((text: string) => string)

/** Where text of people stands in a JSON value, by the names on the way there; lists have none. */
type Places = Readonly<Record<string, How>>

const isOf = (value: Json, caseIds: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'caseId' in value &&
  typeof value.caseId === 'string' &&
  caseIds.includes(value.caseId)

/** The value without the rows of the cases in its lists, and without mentions at these places. */
const cleaned = (value: Json, places: Places, erased: Erased, at = ''): Json => {
  if (typeof value === 'string') {
    const how = places[at]
    if (how === undefined) return value
    return typeof how === 'function' ? how(value) : erased.words[how](value)
  }
  if (typeof value !== 'object' || value === null) return value
  if (isList(value))
    return value.flatMap((item) => (isOf(item, erased.caseIds) ? [] : [cleaned(item, places, erased, at)]))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      cleaned(inner, places, erased, at === '' ? name : `${at}.${name}`),
    ]),
  )
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Null where nothing of it had to go. */
const cleanedText = (json: string, places: Places, erased: Erased): string | null => {
  const value: Json = JSON.parse(json)
  const left = JSON.stringify(cleaned(value, places, erased))
  return left === JSON.stringify(value) ? null : left
}

const OPTIONS_OF_DATASET: Places = { where: 'where', golden: 'where', note: 'prose' }
const under = (name: string, places: Places): Places =>
  Object.fromEntries(Object.entries(places).map(([at, how]) => [`${name}.${at}`, how]))

/** Tables whose JSON may tell of a case by more than its row. */
const JSON_COLUMNS: readonly (readonly [table: string, column: string, places: Places])[] = [
  ['imports', 'options', { files: 'prose', feed: 'prose' }],
  ['imports', 'report', { files: 'prose', warnings: 'prose' }],
  ['batches', 'options', { 'options.where': 'where', 'options.to': 'prose' }],
  [
    'batches',
    'report',
    {
      where: 'where',
      path: 'prose',
      'files.name': 'prose',
      'losses.example': 'prose',
      'verified.differences': 'prose',
    },
  ],
  ['dataset_versions', 'options', OPTIONS_OF_DATASET],
]

/** The same in the contents of the record's entries, by their kind. */
const PAYLOADS: Readonly<Record<string, Places>> = {
  import: { files: 'prose', feed: 'prose' },
  export: { where: 'where', to: 'prose', 'losses.example': 'prose' },
  dataset: under('options', OPTIONS_OF_DATASET),
  model: { note: 'prose' },
}

/** A plan's places depend on what it is laid out by. */
const placesOfPlan = (dimension: string | null, { words }: Erased): Places => ({
  name: 'prose',
  'options.where': 'where',
  ...(dimension === null ? {} : { 'report.cells.slice': words.slice(dimension) }),
})

/** Whether the contents of an entry of the record, which can only go whole, tell of the cases by other than their ids. */
export const isTold = (kind: string, payload: string, erased: Erased): boolean => {
  const places = kind === 'plan' ? placesOfPlan(JSON.parse(payload).options?.slice ?? null, erased) : PAYLOADS[kind]
  return places !== undefined && cleanedText(payload, places, erased) !== null
}

/** Kinds of entries that may tell of a case without its id. */
export const TOLD_KINDS: readonly string[] = [...Object.keys(PAYLOADS), 'plan']

/** What reports, filters, plans, views, notes and rows set aside say of the cases. */
export const eraseMentions = (db: Db, run: Run, erased: Erased): void => {
  for (const [table, column, places] of JSON_COLUMNS) {
    const rows = db
      .prepare<{ row: number; json: string }>(
        `SELECT rowid AS row, ${column} AS json FROM ${table} WHERE ${column} <> ''`,
      )
      .all()
    for (const { row, json } of rows) {
      const left = cleanedText(json, places, erased)
      if (left !== null) run(table, `UPDATE ${table} SET ${column} = ? WHERE rowid = ?`, left, row)
    }
  }
  eraseFromCoverage(db, run, erased)
  eraseFromPlans(db, run, erased)
  eraseFromViews(db, run, erased)
  eraseFromRejects(db, run, erased)
  for (const { id, note } of db.prepare<{ id: string; note: string }>('SELECT id, note FROM model_trainings').all()) {
    const left = erased.words.prose(note)
    if (left !== note) run('model_trainings', 'UPDATE model_trainings SET note = ? WHERE id = ?', left, id)
  }
}

type BySource = { readonly source: string; readonly cases: number; readonly of: number }

/** What a dataset version covers by source: counts stay, under no name. */
const eraseFromCoverage = (db: Db, run: Run, { words }: Erased): void => {
  const called = words.slice('source')
  const rows = db
    .prepare<{ id: number; sources: string | null }>(
      "SELECT id, report -> '$.coverage.bySource' AS sources FROM dataset_versions WHERE report <> ''",
    )
    .all()
  for (const { id, sources } of rows) {
    const before: readonly BySource[] = JSON.parse(sources ?? '[]')
    if (before.every(({ source }) => called(source) === source)) continue
    const left = before.filter(({ source }) => called(source) !== ERASED)
    const gone = before.filter(({ source }) => called(source) === ERASED)
    const sum = (of: (one: BySource) => number): number => gone.reduce((total, one) => total + of(one), 0)
    run(
      'dataset_versions',
      "UPDATE dataset_versions SET report = json_set(report, '$.coverage.bySource', json(?)) WHERE id = ?",
      JSON.stringify([...left, { source: ERASED, cases: sum(({ cases }) => cases), of: sum((one) => one.of) }]),
      id,
    )
  }
}

type PlanRow = { readonly id: string; readonly name: string; readonly options: string; readonly report: string }

const eraseFromPlans = (db: Db, run: Run, erased: Erased): void => {
  for (const { id, name, ...row } of db.prepare<PlanRow>('SELECT id, name, options, report FROM relabel_plans').all()) {
    const options = JSON.parse(row.options)
    const json = JSON.stringify({ name, options, report: JSON.parse(row.report) })
    const left = cleanedText(json, placesOfPlan(options.slice, erased), erased)
    if (left === null) continue
    const clean = JSON.parse(left)
    const taken = clean.name !== name && db.prepare('SELECT 1 FROM relabel_plans WHERE name = ?').get(clean.name)
    const called = taken === undefined || taken === false ? clean.name : `${clean.name} ${id}`
    run(
      'relabel_plans',
      'UPDATE relabel_plans SET name = ?, options = ?, report = ? WHERE id = ?',
      ...[called, JSON.stringify(clean.options), JSON.stringify(clean.report), id],
    )
    if (called !== name) renameInReasons(run, name, called)
  }
}

/** Cases that a plan asks for are queued under its name, and batches said so of them. */
const renameInReasons = (run: Run, name: string, called: string): void => {
  const rule = TRIGGER_RULES.indexOf('relabel-plan')
  const sql = 'UPDATE queue_reasons SET detail = replace(detail, ?, ?) WHERE rule = ? AND instr(detail, ?) > 0'
  run('queue_reasons', sql, name, called, rule, name)
  const inJson = [name, called].map((text) => JSON.stringify(text).slice(1, -1))
  run('batch_items', 'UPDATE batch_items SET told = replace(told, ?, ?) WHERE instr(told, ?) > 0', ...inJson, inJson[0])
}

const eraseFromViews = (db: Db, run: Run, { words }: Erased): void => {
  type View = { readonly id: string; readonly name: string; readonly expression: string }
  for (const { id, name, expression } of db.prepare<View>('SELECT id, name, expression FROM saved_views').all()) {
    const left = [words.prose(name), words.where(expression)]
    if (left[0] !== name || left[1] !== expression)
      run('saved_views', 'UPDATE saved_views SET name = ?, expression = ? WHERE id = ?', ...left, id)
  }
}

/** A row set aside that is one of the cases' loses its words; where it stood, and why it was set aside, stays. */
const eraseFromRejects = (db: Db, run: Run, { words }: Erased): void => {
  type Reject = { readonly id: number; readonly file: string; readonly message: string; readonly excerpt: string }
  for (const { id, file, message, excerpt } of db
    .prepare<Reject>('SELECT id, file, message, excerpt FROM rejects')
    .all()) {
    if (words.isRow(excerpt) || words.prose(message) !== message)
      run(
        'rejects',
        "UPDATE rejects SET file = ?, message = ?, excerpt = '' WHERE id = ?",
        words.prose(file),
        ERASED,
        id,
      )
    else if (words.prose(file) !== file)
      run('rejects', 'UPDATE rejects SET file = ? WHERE id = ?', words.prose(file), id)
  }
}
