import tool from '../../../package.json' with { type: 'json' }
import type { CardFacts, CardFile } from '../../../shared/domain/cards/facts.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { FINDING_KINDS } from '../../../shared/model/failure.ts'
import type { StoredDataset } from './datasets.ts'
import { withAncestors } from './lineage.ts'
import { failuresOf } from './lineage-failures.ts'
import { versionRows } from './lineage-versions.ts'
import { listModels, listTrainings, plainTraining } from './models.ts'
import { projectName } from './settings.ts'
import type { Store } from './store.ts'
import { taxonomyVersion } from './taxonomies.ts'

/** Whose reviews the answers of a version rest on; the most cases first. */
const reviewersOf = (store: Store, row: number): CardFacts['reviewers'] =>
  store
    .prepare<{ person: string; cases: number }>(
      `SELECT r.person_id AS person, count(DISTINCT i.case_id) AS cases FROM dataset_items i
       CROSS JOIN reviews r ON r.case_id = i.case_id AND instr(i.review_ids, r.id) > 0
       WHERE i.dataset_id = ? GROUP BY r.person_id ORDER BY cases DESC, person`,
    )
    .all(row)

const timesOf = (store: Store, row: number): CardFacts['times'] => {
  const found = store
    .prepare<{ first: string | null; last: string | null }>(
      `SELECT min(c.time) AS first, max(c.time) AS last FROM dataset_items i CROSS JOIN cases c ON c.id = i.case_id
       WHERE i.dataset_id = ?`,
    )
    .get(row)
  return found?.first && found.last ? { from: found.first, to: found.last } : null
}

/** Models whose predictions those reviews judged, with how many of them found a failure. */
const judgedOf = (store: Store, row: number, names: ReadonlyMap<number, string>): CardFacts['judged'] => {
  const [judged, failure] = [FINDING_KINDS.indexOf('judged'), FINDING_KINDS.indexOf('failure')]
  return store
    .prepare<{ model_id: number; reviews: number; failures: number }>(
      `SELECT f.model_id, count(*) FILTER (WHERE f.kind = ${judged}) AS reviews,
              count(*) FILTER (WHERE f.kind = ${failure}) AS failures
       FROM review_findings f CROSS JOIN dataset_items i ON i.dataset_id = ? AND i.case_id = f.case_id
       WHERE f.active IN (0, 1) AND f.kind IN (${judged}, ${failure}) AND f.grain = 2
         AND instr(i.review_ids, f.review_id) > 0
       GROUP BY f.model_id ORDER BY reviews DESC`,
    )
    .all(row)
    .map(({ model_id, reviews, failures }) => ({ model: names.get(model_id) ?? '', reviews, failures }))
}

/** All that the cards of a version tell, with the files that it has. */
export const cardFacts = (store: Store, { row, version }: StoredDataset, files: readonly CardFile[]): CardFacts => {
  const versions = versionRows(store)
  const own = versions.filter(({ rowId }) => rowId === row)
  const models = listModels(store)
  const subject = { model: null, trainings: [], frozen: own, since: null, versions }
  const { byError, byCause } = failuresOf(store, subject, 0, 0)
  const taxonomy = taxonomyVersion(store, version.taxonomyVersion)
  return {
    tool: { name: 'Second Look', version: tool.version },
    project: { id: store.projectId, name: projectName(store) },
    version,
    ancestors: withAncestors(own, versions)
      .filter(({ rowId }) => rowId !== row)
      .map((one) => ({
        name: datasetName(one),
        ...{ id: one.version.id, root: one.version.root, at: one.version.at },
      })),
    taxonomy: taxonomy && { name: taxonomy.name, version: taxonomy.version, labels: taxonomy.labels.length },
    reviewers: reviewersOf(store, row),
    times: timesOf(store, row),
    judged: judgedOf(store, row, new Map(models.map(({ rowId, name }) => [rowId, name]))),
    errors: byError.map(({ what, reviews }) => ({ what, reviews })),
    causes: byCause.map(({ what, reviews }) => ({ what, reviews })),
    trained: listTrainings(store, models, versions)
      .filter(({ datasetRow }) => datasetRow === row)
      .map(plainTraining),
    files,
  }
}
