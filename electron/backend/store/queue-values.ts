import { DeskError } from '../../../shared/contract/errors.ts'
import { FIELD_NAMES, FIELD_TYPES, isField } from '../../../shared/domain/where/fields.ts'
import { BUILT_IN_CAUSES } from '../../../shared/model/verdict.ts'
import { declaredFields } from './query.ts'
import type { Store } from './store.ts'
import { currentTaxonomy } from './taxonomies.ts'

/** A value that a field takes, and how many cases (for labels: annotations) have it; null where nobody counted. */
export type FieldValueCount = { readonly value: string; readonly count: number | null }

/** Names whose value begins so, whatever the case of letters; the pattern holds no wildcard of its own. */
const BEGINS = `substr(lower(name), 1, length(@prefix)) = lower(@prefix)`

/** Each answers `name` and `count`, for values that begin with @prefix, the most frequent @limit of them. */
const COUNTED: Readonly<Record<string, string>> = {
  label: `SELECT l.name, n.count FROM (SELECT label_id, count(*) AS count FROM prediction_annotations GROUP BY label_id) n
    JOIN labels l ON l.id = n.label_id`,
  source: `SELECT s.name, n.count FROM (SELECT source_id, count(*) AS count FROM cases WHERE source_id IS NOT NULL GROUP BY source_id) n
    JOIN sources s ON s.id = n.source_id`,
  group: `SELECT g.name, n.count FROM (SELECT group_id, count(*) AS count FROM cases WHERE group_id IS NOT NULL GROUP BY group_id) n
    JOIN groups g ON g.id = n.group_id`,
  model: `SELECT CASE m.version WHEN '' THEN m.name ELSE m.name || '@' || m.version END AS name, n.count
    FROM (SELECT model_id, count(*) AS count FROM predictions GROUP BY model_id) n JOIN models m ON m.id = n.model_id`,
  dataset: `SELECT d.name || '@' || d.number AS name, n.count
    FROM (SELECT dataset_id, count(*) AS count FROM dataset_items GROUP BY dataset_id) n
    JOIN dataset_versions d ON d.id = n.dataset_id WHERE d.state = 'frozen'`,
  plan: `SELECT n.name, k.count FROM (SELECT plan_id, count(*) AS count FROM relabel_cases GROUP BY plan_id) k
    JOIN relabel_plans n ON n.id = k.plan_id`,
  reviewer:
    'SELECT person_id AS name, count(DISTINCT case_id) AS count FROM reviews WHERE active = 1 GROUP BY person_id',
}

const META = 'SELECT value AS name, count(*) AS count FROM case_fields WHERE field = @field GROUP BY value'

type Ask = { readonly field: string; readonly prefix: string; readonly limit: number }

const counted = (store: Store, sql: string, ask: Ask): FieldValueCount[] =>
  store
    .prepare<{ name: string; count: number }>(
      `SELECT name, count FROM (${sql}) WHERE ${BEGINS} ORDER BY count DESC, name LIMIT @limit`,
    )
    .all(ask)
    .map(({ name, count }) => ({ value: name, count }))

const offered = (values: readonly string[], { prefix, limit }: Ask): FieldValueCount[] =>
  values
    .filter((value) => value.toLowerCase().startsWith(prefix.toLowerCase()))
    .slice(0, limit)
    .map((value) => ({ value, count: null }))

/** Keys are as many as cases: they are found by their beginning, in their order, and not counted. */
const keys = (store: Store, { prefix, limit }: Ask): FieldValueCount[] =>
  store
    .prepare<string>('SELECT DISTINCT key FROM case_contents WHERE key >= ? AND key < ? ORDER BY key LIMIT ?')
    .pluck()
    .all(prefix, `${prefix}\u{10FFFF}\u{10FFFF}`, limit)
    .map((value) => ({ value, count: null }))

/**
 * Values to offer behind a field, most frequent first; for the empty field the fields' own names. Throws `bad-input` for
 * a field that the language does not have.
 */
export const fieldValueCounts = (store: Store, ask: Ask): FieldValueCount[] => {
  const { field } = ask
  if (field === '') return offered([...FIELD_NAMES, ...declaredFields(store).map((name) => `meta.${name}`)], ask)
  if (field.startsWith('meta.')) return counted(store, META, { ...ask, field: field.slice('meta.'.length) })
  const sql = COUNTED[field]
  if (sql !== undefined) return counted(store, sql, ask)
  if (field === 'key') return keys(store, ask)
  if (field === 'cause') {
    const causes = currentTaxonomy(store)?.causes ?? BUILT_IN_CAUSES
    return offered(
      causes.map((cause) => cause.id),
      ask,
    )
  }
  if (!isField(field)) {
    throw new DeskError('bad-input', `There is no field "${field}". Fields are ${FIELD_NAMES.join(', ')}, meta.NAME.`)
  }
  const type = FIELD_TYPES[field]
  return type.kind === 'choice' ? offered(type.choices, ask) : []
}
