import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import type { Write } from './store.ts'

/** What of a label decides how a name is read. */
const meaning = (label: Taxonomy['labels'][number] | undefined): string =>
  JSON.stringify([label?.name, label?.deprecated, label?.replacedBy, label?.replaceRules])

/** Names of the version before that read otherwise in the next: renamed, replaced, restored or gone. */
export const namesReadAnew = (before: Taxonomy, after: Taxonomy): readonly string[] => {
  const next = new Map(after.labels.map((label) => [label.id, label]))
  return before.labels.filter((label) => meaning(label) !== meaning(next.get(label.id))).map(({ name }) => name)
}

/** Marks the reviews whose findings speak of these labels: a job works them out again, in the words of now. */
export const markStaleFindings = (write: Write, names: readonly string[]): void => {
  if (names.length === 0) return
  const labels = 'SELECT l.id FROM labels l WHERE l.name IN (SELECT value FROM json_each(@names))'
  write
    .prepare(
      `UPDATE reviews SET found = 0 WHERE id IN (
         SELECT review_id FROM review_findings WHERE label_id IN (${labels}) OR to_label_id IN (${labels}))`,
    )
    .run({ names: JSON.stringify(names) })
}

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
