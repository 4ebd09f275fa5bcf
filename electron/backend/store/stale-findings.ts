import { readAnew } from '../../../shared/domain/taxonomy/read-anew.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { Write } from './store.ts'

/** Marks the reviews whose findings a new version tells otherwise: a job works them out again, in the words of now. */
export const markStaleFindings = (write: Write, before: Taxonomy, after: Taxonomy): void => {
  const { names, relationTypes } = readAnew(before, after)
  if (names.length > 0) markByNames(write, names)
  if (relationTypes.length > 0) markByRelations(write, relationTypes)
}

const markByNames = (write: Write, names: readonly string[]): void => {
  const labels = 'SELECT l.id FROM labels l WHERE l.name IN (SELECT value FROM json_each(@names))'
  write
    .prepare(
      `UPDATE reviews SET found = 0 WHERE id IN (
         SELECT review_id FROM review_findings WHERE label_id IN (${labels}) OR to_label_id IN (${labels}))`,
    )
    .run({ names: JSON.stringify(names) })
}

/** Findings name no relation types. One whose ends are exchanged stands in prediction and review, so the reviews tell. */
const markByRelations = (write: Write, types: readonly string[]): void =>
  void write
    .prepare(
      `UPDATE reviews SET found = 0 WHERE prediction_id IS NOT NULL AND EXISTS (
         SELECT 1 FROM json_each(body, '$.relations') WHERE value ->> 'type' IN (SELECT value FROM json_each(?)))`,
    )
    .run(JSON.stringify(types))

/** The same for names that models use: what such a name was read as stands nowhere, so the predictions tell. */
export const markStaleByModel = (
  write: Write,
  names: readonly { readonly model: string; readonly name: string }[],
): void => {
  for (const { model, name } of names)
    write
      .prepare(
        `UPDATE reviews SET found = 0 WHERE prediction_id IN (
           SELECT a.prediction_id FROM prediction_annotations a JOIN labels l ON l.id = a.label_id
           JOIN predictions p ON p.id = a.prediction_id JOIN models m ON m.id = p.model_id
           WHERE l.name = ? AND (? = '' OR m.name = ?))`,
      )
      .run(name, model, model)
}
