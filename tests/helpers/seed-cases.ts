import { sha256 } from '../../electron/backend/files/sha256.ts'
import type { Store, Write } from '../../electron/backend/store/store.ts'
import { publishDerived } from '../../electron/backend/store/taxonomies.ts'
import { contentId } from '../../shared/domain/content-id.ts'
import type { Annotation, Relation } from '../../shared/model/annotation.ts'
import { CASE_KINDS } from '../../shared/model/case.ts'
import { CaseId, PersonId, PredictionId } from '../../shared/model/ids.ts'
import type { Decision } from '../../shared/model/prediction.ts'

export type SeedCase = {
  readonly key: string
  readonly text?: string
  readonly predictions: readonly {
    readonly model: string
    readonly annotations: readonly Annotation[]
    readonly relations?: readonly Relation[]
    readonly decision?: Decision
  }[]
}

/** A seeded case's ids, as an import of the unnamed feed would compute them. */
export const seededId = (key: string): CaseId => CaseId.parse(contentId(sha256, 'case', '', key))
export const seededPrediction = (key: string, model: string): PredictionId =>
  PredictionId.parse(contentId(sha256, 'prediction', seededId(key), model, '1', ''))

const bytes = (id: string): Buffer => Buffer.from(id, 'hex')

/**
 * Puts cases with predictions straight into a store, queued in order, each call as one import, and publishes the
 * taxonomy of their labels.
 */
export function seedCases(store: Store, cases: readonly SeedCase[], importId: string): void {
  store.write((write) => {
    write
      .prepare(
        "INSERT INTO imports (id, clock, person_id, state, options, report) VALUES (?, ?, 'ada', 'done', '{}', '{}')",
      )
      .run(importId, write.clock)
    for (const one of cases) seedCase(write, one, importId)
    const annotations = cases.flatMap((one) => one.predictions.flatMap((prediction) => prediction.annotations))
    const labels = [...new Set(annotations.map((annotation) => annotation.label))]
    publishDerived(
      write,
      PersonId.parse('ada'),
      labels.map((name) => ({ name, shapes: ['box'] })),
    )
  })
}

function seedCase(write: Write, { key, text, predictions }: SeedCase, importId: string): void {
  const known = write.prepare<{ id: number }>('SELECT id FROM cases WHERE uid = ?').get(bytes(seededId(key)))
  const caseRow = known?.id ?? insertCase(write, key, text ?? key, importId)
  for (const { model, annotations, relations = [], decision } of predictions) {
    write.prepare("INSERT OR IGNORE INTO models (name, version) VALUES (?, '1')").run(model)
    write
      .prepare(
        `INSERT INTO predictions (uid, case_id, model_id, import_id, body)
         VALUES (?, ?, (SELECT id FROM models WHERE name = ?), ?, ?)`,
      )
      .run(
        bytes(seededPrediction(key, model)),
        caseRow,
        model,
        importId,
        JSON.stringify({ annotations, relations, decision }),
      )
  }
}

function insertCase(write: Write, key: string, text: string, importId: string): number {
  const caseRow = Number(
    write
      .prepare('INSERT INTO cases (uid, kind, draw) VALUES (?, ?, 0.5)')
      .run(bytes(seededId(key)), CASE_KINDS.indexOf('text')).lastInsertRowid,
  )
  write
    .prepare(
      `INSERT INTO case_contents (case_id, key, feed, title, body, text, meta, extra, content_hash, import_id)
       VALUES (?, ?, '', ?, '{}', ?, '{}', '{}', ?, ?)`,
    )
    .run(caseRow, key, key, text, bytes(seededId(key)), importId)
  write.prepare('INSERT INTO queue_entries (rank, case_id, lane, open) VALUES (?, ?, 0, 1)').run(caseRow, caseRow)
  return caseRow
}
