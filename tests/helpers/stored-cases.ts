import { createHash } from 'node:crypto'
import type { Store } from '../../electron/backend/store/store.ts'
import { CASE_KINDS } from '../../shared/model/case.ts'
import { FINDING_KINDS } from '../../shared/model/failure.ts'
import { type Model, modelName } from '../../shared/model/prediction.ts'
import { CASE_STATUSES } from '../../shared/model/review.ts'
import { TRIGGER_RULES } from '../../shared/model/trigger.ts'
import { ERROR_TYPES, VERDICTS } from '../../shared/model/verdict.ts'
import type { CaseFacts, FoundFact } from './where-interpreter.ts'

const indexIn = (list: readonly string[], text: string): number => {
  const index = list.indexOf(text)
  if (index < 0) throw new Error(text)
  return index
}

/** The 16 bytes that name the n-th of these cases. */
export const uidOf = (id: number): Buffer => createHash('sha256').update(`case ${id}`).digest().subarray(0, 16)

export const BLANK: CaseFacts = {
  kind: 'text',
  key: '',
  status: 'waiting',
  drawn: false,
  source: null,
  group: null,
  time: null,
  severity: 0,
  margin: null,
  disagreement: null,
  models: [],
  annotations: [],
  meta: {},
  words: [],
  reviews: [],
  rules: [],
  lane: null,
  outdated: false,
}

/** Puts a case into a split of a dataset version, "shop@3/train", with no answer to speak of. */
const storeItem = (db: Store['db'], caseRow: number, split: string): void => {
  const [version = '', name = ''] = split.split('/')
  const [dataset = '', number = '1'] = version.split('@')
  const splits = ['train', 'test']
  db.prepare(
    `INSERT OR IGNORE INTO dataset_versions (uid, name, number, clock, person_id, desk_id, log_sequence, taxonomy_version,
       mappings, state, options, report, root)
     VALUES (?, ?, ?, '', 'ada', 'd', 0, 1, '[]', 'frozen', ?, '{}', x'')`,
  ).run(version, dataset, Number(number), JSON.stringify({ splits: splits.map((each) => ({ name: each })) }))
  db.prepare(
    `INSERT INTO dataset_items (dataset_id, case_id, split, flags, review_ids, status, labels, answer_hash, hash)
     SELECT id, ?, ?, 0, '', 0, ',', x'', x'' FROM dataset_versions WHERE uid = ?`,
  ).run(caseRow, splits.indexOf(name), version)
}

const verdictCode = (verdict: string | null): number | null => (verdict === null ? null : indexIn(VERDICTS, verdict))

/** A finding's kind and what, as stored; null where the cause's name is still to be given a number. */
const codesOf = ({ verdict, error }: FoundFact): readonly [number, number | null] => {
  if (error !== null) return [indexIn(FINDING_KINDS, 'error'), indexIn(ERROR_TYPES, error)]
  return verdict === null
    ? [indexIn(FINDING_KINDS, 'cause'), null]
    : [indexIn(FINDING_KINDS, 'failure'), indexIn(VERDICTS, verdict)]
}

/** Writes cases as rows, numbered from 1 (or behind `after`), with every table that lists and filters read. */
export const storeCases = (store: Store, all: readonly CaseFacts[], after = 0): void =>
  store.write(({ db, clock }) => {
    const run = (sql: string, ...values: unknown[]) => db.prepare(sql).run(...values)
    const idOf = (table: string, text: string | null): number | null => {
      if (text === null) return null
      run(`INSERT OR IGNORE INTO ${table} (name) VALUES (?)`, text)
      return db.prepare<unknown[], number>(`SELECT id FROM ${table} WHERE name = ?`).pluck().get(text) ?? null
    }
    const modelOf = (model: Model): number | undefined => {
      run('INSERT OR IGNORE INTO models (name, version) VALUES (?, ?)', model.name, model.version)
      return db
        .prepare<unknown[], number>('SELECT id FROM models WHERE name = ? AND version = ?')
        .pluck()
        .get(model.name, model.version)
    }
    run(
      "INSERT OR IGNORE INTO imports (id, clock, person_id, state, options, report) VALUES ('i', ?, 'ada', 'done', '{}', '{}')",
      clock,
    )
    all.forEach((facts, index) => {
      const id = after + index + 1
      const scores = facts.annotations.flatMap(({ score }) => (score === null ? [] : [score]))
      const lowest = scores.length === 0 ? null : Math.min(...scores)
      const shown = facts.annotations.find(({ score }) => score === lowest) ?? facts.annotations[0]
      run(
        `INSERT INTO cases (id, uid, kind, status, source_id, group_id, time, score, margin, disagreement, predictions,
           annotations, severity, draw, label_id, verdict)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        uidOf(id),
        indexIn(CASE_KINDS, facts.kind),
        indexIn(CASE_STATUSES, facts.status),
        idOf('sources', facts.source),
        idOf('groups', facts.group),
        facts.time,
        lowest,
        facts.margin,
        facts.disagreement,
        facts.models.length,
        facts.annotations.length,
        facts.severity,
        facts.drawn ? 0.01 : 0.5,
        idOf('labels', shown?.label ?? null),
        verdictCode(facts.reviews.at(-1)?.verdict ?? null),
      )
      const text = facts.words.join(' ')
      run(
        `INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
         VALUES (?, ?, '', ?, '{}', ?, ?, '{}', x'00', 'i')`,
        id,
        facts.key,
        `Case ${id}`,
        text,
        JSON.stringify(
          Object.fromEntries(
            Object.entries(facts.meta).map(([path, values]) => [path, values.map((each) => each.number ?? each.value)]),
          ),
        ),
      )
      run('INSERT INTO case_search (rowid, text) VALUES (?, ?)', id, text)
      facts.models.forEach((model, ordinal) => {
        const modelId = modelOf(model)
        const prediction = id * 10 + ordinal
        run(
          "INSERT INTO predictions (id, uid, case_id, model_id, import_id, body) VALUES (?, ?, ?, ?, 'i', '{}')",
          prediction,
          createHash('md5').update(String(prediction)).digest(),
          id,
          modelId,
        )
        facts.annotations
          .filter((each) => modelName(each.model) === modelName(model))
          .forEach((each, place) => {
            run(
              'INSERT INTO prediction_annotations (prediction_id, ordinal, case_id, label_id, score) VALUES (?, ?, ?, ?, ?)',
              prediction,
              place,
              id,
              idOf('labels', each.label),
              each.score,
            )
          })
      })
      facts.reviews.forEach((review, ordinal) => {
        run(
          `INSERT INTO reviews (id, case_id, person_id, origin, verdict, body, taxonomy_version, desk_id, clock, active)
           VALUES (?, ?, ?, 'desk', ?, ?, 1, 'd', ?, 1)`,
          `review ${id} ${ordinal}`,
          id,
          review.person,
          verdictCode(review.verdict),
          JSON.stringify({ causes: review.causes, errors: review.errors, edgeCase: review.edge }),
          clock,
        )
        review.found?.forEach((found, place) => {
          const [kind, what] = codesOf(found)
          run(
            `INSERT INTO review_findings (review_id, ordinal, case_id, active, kind, what, label_id, to_label_id, grain, model_id)
             VALUES (?, ?, ?, 1, ?, ?, ?, ?, 2, ?)`,
            ...[`review ${id} ${ordinal}`, place, id, kind, what ?? idOf('cause_names', found.cause)],
            ...[idOf('labels', found.label), idOf('labels', found.corrected), modelOf(found.model)],
          )
        })
      })
      for (const split of facts.datasets ?? []) storeItem(db, id, split)
      for (const name of facts.plans ?? []) {
        run(
          `INSERT OR IGNORE INTO relabel_plans (id, name, clock, person_id, options, report)
           VALUES (?, ?, ?, 'ada', '{}', '{}')`,
          ...[name, name, clock],
        )
        run("INSERT INTO relabel_cases (plan_id, ordinal, case_id, cells) VALUES (?, ?, ?, '[]')", name, id, id)
      }
      if (facts.outdated && facts.reviews.length > 0)
        run(
          "INSERT INTO taxonomy_questions (review_id, case_id, version, body) VALUES (?, ?, 2, '[]')",
          `review ${id} 0`,
          id,
        )
      for (const rule of facts.rules) {
        run(
          "INSERT INTO queue_reasons (case_id, rule, value, detail, inclusion) VALUES (?, ?, NULL, '', 1)",
          id,
          indexIn(TRIGGER_RULES, rule),
        )
      }
      if (facts.lane !== null) {
        run(
          'INSERT INTO queue_entries (rank, case_id, lane, open) VALUES ((SELECT coalesce(max(rank), 0) + 1 FROM queue_entries), ?, ?, ?)',
          id,
          indexIn(['ranked', 'audit'], facts.lane),
          [1, 1, 2, 0, 0][indexIn(CASE_STATUSES, facts.status)],
        )
      }
    })
  })
