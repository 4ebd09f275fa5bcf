import type { Output } from '../../../shared/contract/table.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { FINDING_KINDS } from '../../../shared/model/failure.ts'
import type { LineageEdge, LineageNode } from '../../../shared/model/lineage.ts'
import { type VersionRow, versionRows } from './lineage-versions.ts'
import { type KnownTraining, listModels, listTrainings, type ModelRow } from './models.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>
type Graph = Output<'lineage.graph'>

/** Nodes of one kind that a picture shows: the newest. */
const MOST_NODES = 200
/** Dataset versions for which the reviews of failures in them are counted: a few milliseconds each. */
const MOST_COUNTED = 20

const idOf = (kind: LineageNode['kind'], name: string): string => `${kind}:${name}`

const modelNodes = (models: readonly ModelRow[]): LineageNode[] =>
  models.map(({ name, clock }) => ({
    id: idOf('model', name),
    kind: 'model',
    name,
    at: clock === null ? null : clockToInstant(clock),
    cases: null,
  }))

const datasetNodes = (versions: readonly VersionRow[]): LineageNode[] =>
  versions.toReversed().map((one) => ({
    id: idOf('dataset', datasetName(one)),
    kind: 'dataset',
    name: datasetName(one),
    at: one.version.at,
    cases: one.version.counts.cases,
  }))

/** The sources that versions drew on, the one with most cases first. */
const sourceNodes = (versions: readonly VersionRow[]): LineageNode[] => {
  const cases = new Map<string, number>()
  for (const { version } of versions)
    for (const { source, of } of version.coverage.bySource) cases.set(source, Math.max(cases.get(source) ?? 0, of))
  return [...cases]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => ({ id: idOf('source', name), kind: 'source', name, at: null, cases: count }))
}

const taxonomyNodes = (store: Reader): LineageNode[] =>
  store
    .prepare<{ version: number; clock: string }>('SELECT version, clock FROM taxonomy_versions ORDER BY version DESC')
    .all()
    .map(({ version, clock }) => ({
      id: idOf('taxonomy', String(version)),
      kind: 'taxonomy',
      name: String(version),
      at: clockToInstant(clock),
      cases: null,
    }))

type BatchRow = { id: string; clock: string; since: string | null; dataset: string | null; cases: number | null }

const batchRows = (store: Reader): readonly BatchRow[] =>
  store
    .prepare<BatchRow>(
      `SELECT id, clock, options ->> '$.since' AS since,
              options ->> '$.options.dataset.id' AS dataset, report ->> '$.counts.cases' AS cases
       FROM batches WHERE state <> 'writing' ORDER BY clock DESC`,
    )
    .all()

const batchNodes = (rows: readonly BatchRow[]): LineageNode[] =>
  rows.map(({ id, clock, cases }) => ({
    id: idOf('batch', id),
    kind: 'batch',
    name: id,
    at: clockToInstant(clock),
    cases,
  }))

const edgesOfVersions = (versions: readonly VersionRow[]): LineageEdge[] => {
  const byRow = new Map(versions.map((one) => [one.rowId, one]))
  return versions.flatMap((one): LineageEdge[] => {
    const to = idOf('dataset', datasetName(one))
    const parent = one.parentRow === null ? undefined : byRow.get(one.parentRow)
    return [
      ...(parent ? [{ from: idOf('dataset', datasetName(parent)), to, is: 'grew-into' as const, cases: null }] : []),
      { from: idOf('taxonomy', String(one.version.taxonomyVersion)), to, is: 'defined', cases: null },
      ...one.version.coverage.bySource.map(({ source, cases }) => ({
        from: idOf('source', source),
        to,
        is: 'gave' as const,
        cases,
      })),
    ]
  })
}

const edgesOfTrainings = (trainings: readonly KnownTraining[]): LineageEdge[] =>
  trainings.flatMap(({ model, dataset, datasetRow }): LineageEdge[] =>
    datasetRow === null
      ? []
      : [{ from: idOf('dataset', dataset), to: idOf('model', model), is: 'trained', cases: null }],
  )

/** How many cases of each version rest on the review of a model's failure. */
const edgesOfFailures = (
  store: Reader,
  versions: readonly VersionRow[],
  models: readonly ModelRow[],
): LineageEdge[] => {
  const names = new Map(models.map(({ rowId, name }) => [rowId, name]))
  const failure = FINDING_KINDS.indexOf('failure')
  return versions.slice(-MOST_COUNTED).flatMap((one) =>
    store
      .prepare<{ model_id: number; n: number }>(
        `SELECT f.model_id, count(DISTINCT f.case_id) AS n FROM review_findings f
         JOIN dataset_items i ON i.dataset_id = ? AND i.case_id = f.case_id AND instr(i.review_ids, f.review_id) > 0
         WHERE f.active IN (0, 1) AND f.kind = ${failure} AND f.grain = 2 GROUP BY f.model_id`,
      )
      .all(one.rowId)
      .map(
        ({ model_id, n }): LineageEdge => ({
          from: idOf('model', names.get(model_id) ?? ''),
          to: idOf('dataset', datasetName(one)),
          is: 'failed-into',
          cases: n,
        }),
      ),
  )
}

const following = (ids: readonly string[]): LineageEdge[] =>
  ids.slice(1).map((from, at): LineageEdge => ({ from, to: ids[at] ?? from, is: 'continued', cases: null }))

const edgesOfBatches = (rows: readonly BatchRow[], versions: readonly VersionRow[]): LineageEdge[] =>
  rows.flatMap(({ id, since, dataset, cases }): LineageEdge[] => {
    const to = idOf('batch', id)
    const version = versions.find((one) => one.version.id === dataset)
    return [
      ...(since === null ? [] : [{ from: idOf('batch', since), to, is: 'continued' as const, cases: null }]),
      ...(version ? [{ from: idOf('dataset', datasetName(version)), to, is: 'left-in' as const, cases }] : []),
    ]
  })

/** What grew from what; edges to nodes that are left out are left out too. */
export const lineageGraph = (store: Reader): Graph => {
  const versions = versionRows(store)
  const models = listModels(store)
  const batches = batchRows(store)
  const taxonomies = taxonomyNodes(store)
  const kinds = [sourceNodes(versions), modelNodes(models), datasetNodes(versions), taxonomies, batchNodes(batches)]
  const nodes = kinds.flatMap((list) => list.slice(0, MOST_NODES))
  const shown = new Set(nodes.map(({ id }) => id))
  const edges = [
    ...edgesOfVersions(versions),
    ...edgesOfTrainings(listTrainings(store, models, versions)),
    ...edgesOfFailures(store, versions, models),
    ...following(taxonomies.map(({ id }) => id)),
    ...edgesOfBatches(batches, versions),
  ].filter(({ from, to }) => shown.has(from) && shown.has(to))
  const left = kinds.flatMap((list) => {
    const [first] = list
    return first && list.length > MOST_NODES ? [[first.kind, list.length - MOST_NODES] as const] : []
  })
  return { nodes, edges, left: Object.fromEntries(left) }
}
