import { DeskError } from '../../../shared/contract/errors.ts'
import type {
  AnnotationField,
  AnnotationWhere,
  Field,
  FindingField,
  FindingWhere,
  Leaf,
  Test,
  Value,
} from '../../../shared/domain/where/expression.ts'
import { SEVERITIES } from '../../../shared/domain/where/fields.ts'
import { CASE_KINDS } from '../../../shared/model/case.ts'
import { FINDING_KINDS } from '../../../shared/model/failure.ts'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { TRIGGER_RULES } from '../../../shared/model/trigger.ts'
import { ERROR_TYPES, VERDICTS } from '../../../shared/model/verdict.ts'
import { AUDITED } from './audit-sample.ts'
import { chosen, metaTest, nameTest, numberTest, timeTest } from './query-values.ts'
import { build, joined, type Sql, sql } from './sql.ts'

/** One condition of an expression, in the two forms in which it can be asked. */
export type LeafSql = {
  /** A condition over a row `c` of `cases`; true or false, never null. */
  readonly predicate: Sql
  /** A SELECT of the row ids of the cases that fit; the same id may come twice. */
  readonly ids: Sql
  /** `ids` are those that do not fit. */
  readonly complement: boolean
  /** `ids` come straight off an index, so that the first few are cheap. */
  readonly indexed: boolean
  /** What can change the answer: an import or a new queue, or people's work. */
  readonly changedBy: 'import' | 'work'
}

const leaf = (predicate: Sql, ids: Sql, more: Partial<LeafSql> = {}): LeafSql => ({
  predicate,
  ids,
  complement: false,
  indexed: true,
  changedBy: 'import',
  ...more,
})

/** A condition on the case's own row, which an index may or may not help with. */
const ofCase = (condition: Sql, more: Partial<LeafSql> = {}): LeafSql =>
  leaf(condition, build`SELECT c.id FROM cases c WHERE ${condition}`, more)

/** A condition on rows of another table that name the case. */
const related = (rows: string, caseId: string, condition: Sql, more: Partial<LeafSql> = {}): LeafSql =>
  leaf(
    build`EXISTS (SELECT 1 FROM ${sql(rows)} WHERE ${sql(caseId)} = c.id AND ${condition})`,
    build`SELECT ${sql(caseId)} FROM ${sql(rows)} WHERE ${condition}`,
    more,
  )

const among = (column: string, indexes: readonly number[]): Sql =>
  indexes.length === 0 ? sql('FALSE') : sql(`(${column} IS NOT NULL AND ${column} IN (${indexes.join(', ')}))`)

/** The rows of an interning table whose name fits. */
const named = (column: string, table: string, values: readonly Value[]): Sql =>
  build`(${sql(column)} IS NOT NULL AND ${sql(column)} IN (SELECT id FROM ${sql(table)} WHERE ${nameTest('name', values)}))`

/** "shelf@8", or "shelf" for any version of it. */
const models = (values: readonly Value[]): Sql =>
  build`SELECT id FROM models WHERE ${joined([nameTest('name', values), nameTest("(name || '@' || version)", values)], 'OR')}`

/** Items of dataset versions: "shop" in any of its versions, "shop@3", or "shop@3/train" for one split of it. */
const frozenIn = (values: readonly Value[]): Sql => {
  const version = joined([nameTest('d.name', values), nameTest("(d.name || '@' || d.number)", values)], 'OR')
  const split = nameTest("(d.name || '@' || d.number || '/' || (s.value ->> '$.name'))", values)
  return build`(i.dataset_id IN (SELECT d.id FROM dataset_versions d WHERE d.state = 'frozen' AND ${version})
    OR (i.dataset_id, i.split) IN (SELECT d.id, s.key FROM dataset_versions d, json_each(d.options, '$.splits') s
      WHERE d.state = 'frozen' AND ${split}))`
}

const annotationTest = (test: Test<AnnotationField>): Sql => {
  switch (test.field) {
    case 'label':
      return named('a.label_id', 'labels', test.values)
    case 'score':
      return numberTest('a.score', test.values)
    case 'model':
      return build`EXISTS (SELECT 1 FROM predictions p WHERE p.id = a.prediction_id AND p.model_id IN (${models(test.values)}))`
  }
}

const annotationWhere = (where: AnnotationWhere): Sql => {
  switch (where.kind) {
    case 'and':
      return joined(where.parts.map(annotationWhere), 'AND')
    case 'or':
      return joined(where.parts.map(annotationWhere), 'OR')
    case 'not':
      return build`NOT ${annotationWhere(where.part)}`
    case 'test':
      return annotationTest(where)
  }
}

const namesLabel = (where: AnnotationWhere): boolean =>
  where.kind === 'test' ? where.field === 'label' : where.kind === 'and' && where.parts.some(namesLabel)

/** All conditions on one and the same predicted annotation. */
const annotation = (where: AnnotationWhere): LeafSql => {
  const condition = annotationWhere(where)
  // Without a label the index on (label, score) is entered once for each label.
  const eachLabel = namesLabel(where) ? condition : build`a.label_id IN (SELECT id FROM labels) AND ${condition}`
  return leaf(
    build`EXISTS (SELECT 1 FROM prediction_annotations a WHERE a.case_id = c.id AND ${condition})`,
    build`SELECT a.case_id FROM prediction_annotations a WHERE ${eachLabel}`,
  )
}

const findingTest = (test: Test<FindingField>): Sql => {
  switch (test.field) {
    case 'verdict':
      return build`(f.kind = ${sql(String(FINDING_KINDS.indexOf('failure')))} AND ${among('f.what', chosen(VERDICTS, test.values))})`
    case 'error':
      return build`(f.kind = ${sql(String(FINDING_KINDS.indexOf('error')))} AND ${among('f.what', chosen(ERROR_TYPES, test.values))})`
    case 'cause':
      return build`(f.kind >= ${sql(String(FINDING_KINDS.indexOf('first-cause')))} AND ${named('f.what', 'cause_names', test.values)})`
    case 'label':
      return named('f.label_id', 'labels', test.values)
    case 'corrected':
      return named('f.to_label_id', 'labels', test.values)
    case 'model':
      return build`f.model_id IN (${models(test.values)})`
  }
}

const findingWhere = (where: FindingWhere): Sql => {
  switch (where.kind) {
    case 'and':
      return joined(where.parts.map(findingWhere), 'AND')
    case 'or':
      return joined(where.parts.map(findingWhere), 'OR')
    case 'not':
      return build`NOT ${findingWhere(where.part)}`
    case 'test':
      return findingTest(where)
  }
}

/** All conditions on one and the same thing that an active review found wrong. */
const finding = (where: FindingWhere): LeafSql => {
  const wrong = FINDING_KINDS.flatMap((kind, index) => (kind === 'judged' || kind === 'label' ? [] : [index]))
  return related(
    'review_findings f',
    'f.case_id',
    build`f.active = 1 AND ${among('f.kind', wrong)} AND ${findingWhere(where)}`,
    { changedBy: 'work' },
  )
}

/** Only upper ends: then some annotation fits exactly when the lowest-scored one does. */
const onlyBelow = (values: readonly Value[]): boolean =>
  values.every((value) => value.kind === 'known' || (value.kind === 'range' && value.from === null))

const status = (values: readonly Value[]): LeafSql => {
  const wanted = chosen(CASE_STATUSES, values)
  const predicate = among('c.status', wanted)
  // Nearly every case is waiting: its index holds the others.
  if (!wanted.includes(0)) {
    return leaf(predicate, build`SELECT c.id FROM cases c WHERE c.status > 0 AND ${predicate}`, { changedBy: 'work' })
  }
  const others = among(
    'c.status',
    CASE_STATUSES.map((_, index) => index).filter((index) => !wanted.includes(index)),
  )
  const ids = build`SELECT c.id FROM cases c WHERE c.status > 0 AND ${others}`
  return leaf(predicate, ids, { changedBy: 'work', complement: true })
}

const edge = (values: readonly Value[]): LeafSql => {
  const wanted = chosen(['yes', 'no'], values)
  const marked = sql(
    `(EXISTS (SELECT 1 FROM worksheets w WHERE w.case_id = c.id AND json_extract(w.body, '$.edgeCase') = 1)
      OR EXISTS (SELECT 1 FROM reviews r WHERE r.case_id = c.id AND r.active = 1 AND json_extract(r.body, '$.edgeCase') = 1))`,
  )
  const ids = sql(
    `SELECT case_id FROM worksheets WHERE json_extract(body, '$.edgeCase') = 1
     UNION ALL SELECT case_id FROM reviews WHERE active = 1 AND json_extract(body, '$.edgeCase') = 1`,
  )
  if (wanted.length === 2) return ofCase(sql('TRUE'), { indexed: false })
  const complement = wanted[0] === 1
  return leaf(complement ? build`NOT ${marked}` : marked, ids, { complement, indexed: false, changedBy: 'work' })
}

/** Whether a version of the taxonomy asks about a review of the case. */
const outdated = (values: readonly Value[]): LeafSql => {
  const wanted = chosen(['yes', 'no'], values)
  if (wanted.length === 2) return ofCase(sql('TRUE'), { indexed: false })
  const asked = sql('EXISTS (SELECT 1 FROM taxonomy_questions q WHERE q.case_id = c.id)')
  const complement = wanted[0] === 1
  const ids = sql('SELECT case_id FROM taxonomy_questions')
  return leaf(complement ? build`NOT ${asked}` : asked, ids, { complement, changedBy: 'work' })
}

/** Whether the random audit drew the case: those that shares of production are of. */
const audited = (values: readonly Value[]): LeafSql => {
  const wanted = chosen(['yes', 'no'], values)
  if (wanted.length === 2) return ofCase(sql('TRUE'), { indexed: false })
  const drawn = sql(`c.id IN (${AUDITED})`)
  const complement = wanted[0] === 1
  return leaf(complement ? build`NOT ${drawn}` : drawn, sql(AUDITED), { complement, changedBy: 'work' })
}

/** Conditions on the lists inside active reviews. */
const inReviews = (member: 'causes' | 'errors', values: readonly Value[]): LeafSql =>
  related(
    `reviews r JOIN json_each(r.body, '$.${member}') j`,
    'r.case_id',
    build`r.active = 1 AND ${nameTest('j.value', values)}`,
    {
      indexed: false,
      changedBy: 'work',
    },
  )

const severity = (values: readonly Value[]): LeafSql => {
  const condition = among(
    'c.severity',
    chosen(SEVERITIES, values).map((index) => index + 1),
  )
  return leaf(condition, build`SELECT c.id FROM cases c WHERE c.severity > 0 AND ${condition}`)
}

const test = (field: Field, values: readonly Value[]): LeafSql => {
  switch (field) {
    case 'label':
      return annotation({ kind: 'test', field, values })
    case 'score':
      if (onlyBelow(values)) return ofCase(numberTest('c.score', values))
      return annotation({ kind: 'test', field, values })
    case 'model':
      return related('predictions p', 'p.case_id', build`p.model_id IN (${models(values)})`)
    case 'status':
      return status(values)
    case 'verdict':
      // The test on null lets the index of verdicts serve, which holds no imported truth.
      return related(
        'reviews r',
        'r.case_id',
        build`r.active = 1 AND r.verdict IS NOT NULL AND ${among('r.verdict', chosen(VERDICTS, values))}`,
        { changedBy: 'work' },
      )
    case 'reviewer':
      return related('reviews r', 'r.case_id', build`r.active = 1 AND ${nameTest('r.person_id', values)}`, {
        changedBy: 'work',
      })
    case 'cause':
      return inReviews('causes', values)
    case 'error':
      return inReviews('errors', values)
    case 'edge':
      return edge(values)
    case 'outdated':
      return outdated(values)
    case 'rule':
      return related('queue_reasons q', 'q.case_id', among('q.rule', chosen(TRIGGER_RULES, values)))
    case 'lane':
      return related('queue_entries q', 'q.case_id', among('q.lane', chosen(['ranked', 'audit'], values)), {
        indexed: false,
      })
    case 'audited':
      return audited(values)
    case 'dataset':
      return related('dataset_items i', 'i.case_id', frozenIn(values), { changedBy: 'work' })
    case 'plan':
      return related(
        'relabel_cases k JOIN relabel_plans n ON n.id = k.plan_id',
        'k.case_id',
        nameTest('n.name', values),
        { changedBy: 'work' },
      )
    case 'kind':
      return ofCase(among('c.kind', chosen(CASE_KINDS, values)), { indexed: false })
    case 'key':
      return related('case_contents k', 'k.case_id', nameTest('k.key', values))
    case 'source':
      return ofCase(named('c.source_id', 'sources', values))
    case 'group':
      return ofCase(named('c.group_id', 'groups', values))
    case 'time':
      return ofCase(timeTest('c.time', values))
    case 'severity':
      return severity(values)
    case 'disagreement':
      return ofCase(numberTest('c.disagreement', values))
    case 'margin':
    case 'annotations':
    case 'predictions':
      return ofCase(numberTest(`c.${field}`, values), { indexed: false })
  }
}

/** FTS5's own syntax never sees what was written: a phrase in double quotes, each inner quote doubled. */
export const searchPhrase = (phrase: string, prefix: boolean): string =>
  `"${phrase.replaceAll('\u0000', ' ').replaceAll('"', '""')}"${prefix ? ' *' : ''}`

const text = (phrase: string, prefix: boolean): LeafSql => {
  const ids = sql('SELECT rowid FROM case_search WHERE case_search MATCH ?', searchPhrase(phrase, prefix))
  return leaf(build`c.id IN (${ids})`, ids)
}

/** Only declared fields are indexed: of any other nothing would be found, as if no case had it. Throws `bad-input`. */
export const requireDeclared = (path: string, declared: readonly string[]): void => {
  if (declared.includes(path)) return
  const fields = declared.length === 0 ? 'None is declared yet' : `Declared are ${declared.join(', ')}`
  throw new DeskError(
    'bad-input',
    `meta.${path} is not declared for filtering. ${fields}. Declare it in the project's settings (metadataFields): its values are then indexed.`,
  )
}

const meta = (path: string, values: readonly Value[], declared: readonly string[]): LeafSql => {
  requireDeclared(path, declared)
  const condition = metaTest(values)
  return leaf(
    // The plus keeps SQLite from entering by the field, which a whole project may share, instead of by the case.
    build`EXISTS (SELECT 1 FROM case_fields f WHERE f.case_id = c.id AND +f.field = ${sql('?', path)} AND ${condition})`,
    build`SELECT f.case_id FROM case_fields f WHERE f.field = ${sql('?', path)} AND ${condition}`,
  )
}

/** Throws `bad-input` for a metadata field that is not among the declared ones. */
export const leafSql = (of: Leaf, declared: readonly string[]): LeafSql => {
  switch (of.kind) {
    case 'test':
      return test(of.field, of.values)
    case 'any':
      return annotation(of.where)
    case 'found':
      return finding(of.where)
    case 'meta':
      return meta(of.path, of.values, declared)
    case 'text':
      return text(of.phrase, of.prefix)
  }
}
