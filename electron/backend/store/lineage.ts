import type { Output } from '../../../shared/contract/table.ts'
import { clockAtEndOf, clockToInstant } from '../../../shared/domain/clock.ts'
import { changeWords } from '../../../shared/domain/taxonomy/change-words.ts'
import { taxonomyDiff } from '../../../shared/domain/taxonomy/diff.ts'
import { printValue } from '../../../shared/domain/where/print.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { CaseId, PersonId } from '../../../shared/model/ids.ts'
import type { LineageSubject } from '../../../shared/model/lineage.ts'
import type { Taxonomy } from '../../../shared/model/taxonomy.ts'
import { type VersionRow, versionNamed, versionRows } from './lineage-versions.ts'
import { type KnownTraining, listModels, listTrainings, type ModelRow, modelNamed, plainTraining } from './models.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** What a question is asked about, with all that the answers are found by. */
export type Subject = {
  readonly model: ModelRow | null
  /** Of a model; of a dataset version none. */
  readonly trainings: readonly KnownTraining[]
  /** The data itself: what the model was trained on, as far as it is known here, or the dataset version. */
  readonly frozen: readonly VersionRow[]
  /** Of a model whose data is not known here: its first training's clock. Null where data is known, or nothing is. */
  readonly since: string | null
  /** All dataset versions of the project. */
  readonly versions: readonly VersionRow[]
}

/** Throws `not-found` where there is no such model or dataset version. */
export const readSubject = (store: Reader, subject: LineageSubject): Subject => {
  const versions = versionRows(store)
  const unknown = { model: null, trainings: [], since: null, versions }
  if (subject.kind === 'dataset') return { ...unknown, frozen: [versionNamed(subject.name, versions)] }
  const models = listModels(store)
  const model = modelNamed(subject.name, models)
  const trainings = listTrainings(store, models, versions).filter(({ modelRow }) => modelRow === model.rowId)
  const rows = new Set(trainings.map(({ datasetRow }) => datasetRow))
  const frozen = versions.filter(({ rowId }) => rows.has(rowId))
  const times = trainings.flatMap(({ at }) => (at === null ? [] : [at])).sort()
  const [first] = times
  const since = frozen.length === 0 && first !== undefined ? clockAtEndOf(first) : null
  return { model, trainings, frozen, since, versions }
}

/** How what is held against today is called. */
export const againstOf = ({ frozen }: Subject): string[] => frozen.map((one) => datasetName(one))

/** `dataset:"shelves@3"`. */
export const datasetWhere = (one: VersionRow): string => `dataset:${printValue(datasetName(one))}`

type Version = Output<'lineage.data'>['versions'][number]

const told = (one: VersionRow, versions: readonly VersionRow[]): Version => {
  const parent = versions.find(({ rowId }) => rowId === one.parentRow)
  const { id, at, taxonomyVersion, counts, root } = one.version
  const where = datasetWhere(one)
  return {
    ...{ id, at, taxonomyVersion, root, where },
    name: datasetName(one),
    parent: parent ? datasetName(parent) : null,
    cases: counts.cases,
    splits: counts.bySplit.map(({ name, cases }) => ({ name, cases, where: `${where} and split:${printValue(name)}` })),
    edgeCases: counts.edgeCases,
    golden: counts.golden,
  }
}

/** The versions and all that they grew from, newest first. */
export const withAncestors = (
  frozen: readonly VersionRow[],
  versions: readonly VersionRow[],
): readonly VersionRow[] => {
  const byRow = new Map(versions.map((one) => [one.rowId, one]))
  const found = new Map<number, VersionRow>()
  for (const start of frozen) {
    for (let next: VersionRow | undefined = start; next && !found.has(next.rowId); ) {
      found.set(next.rowId, next)
      next = next.parentRow === null ? undefined : byRow.get(next.parentRow)
    }
  }
  return [...found.values()].sort((a, b) => (a.clock < b.clock ? 1 : -1))
}

export const dataOf = ({ trainings, frozen, versions }: Subject): Output<'lineage.data'> => ({
  trainings: trainings.map(plainTraining),
  versions: withAncestors(frozen, versions).map((one) => told(one, versions)),
})

/** Which model used which version: those of the subject, or all. */
export const usageOf = (store: Reader, subject: LineageSubject | null): Output<'lineage.usage'> => {
  if (subject?.kind === 'model') return { pairs: readSubject(store, subject).trainings.map(plainTraining) }
  const versions = versionRows(store)
  const all = listTrainings(store, listModels(store), versions)
  if (subject === null) return { pairs: all.map(plainTraining) }
  const { rowId } = versionNamed(subject.name, versions)
  return { pairs: all.filter(({ datasetRow }) => datasetRow === rowId).map(plainTraining) }
}

type TaxonomyRow = { version: number; clock: string; person_id: string; summary: string; body: string }

/** Stored versions were checked when they were published; a comparison of twenty need not check them again. */
const taxonomyOf = (row: TaxonomyRow): Taxonomy => JSON.parse(row.body)

/** Every taxonomy version, oldest first. */
const taxonomyRows = (store: Reader): readonly TaxonomyRow[] =>
  store
    .prepare<TaxonomyRow>('SELECT version, clock, person_id, summary, body FROM taxonomy_versions ORDER BY version')
    .all()

/** The taxonomy version of the data: the oldest of them; of a model whose data is not known, that at its training. */
const taxonomyThen = ({ frozen, since }: Subject, rows: readonly TaxonomyRow[]): number | null => {
  if (frozen.length > 0) return Math.min(...frozen.map(({ version }) => version.taxonomyVersion))
  if (since === null) return null
  return rows.findLast(({ clock }) => clock <= since)?.version ?? null
}

export const taxonomySince = (store: Reader, subject: Subject, to?: number): Output<'lineage.taxonomy'> => {
  const rows = taxonomyRows(store)
  const from = taxonomyThen(subject, rows)
  const last = rows.findLast(({ version }) => to === undefined || version <= to)?.version ?? null
  if (from === null) return { from, to: last, versions: [] }
  const versions = rows.flatMap((row, at) => {
    const before = rows[at - 1]
    if (row.version <= from || last === null || row.version > last) return []
    const [old, now] = [before ? taxonomyOf(before) : null, taxonomyOf(row)]
    return {
      version: row.version,
      at: clockToInstant(row.clock),
      personId: PersonId.parse(row.person_id),
      summary: row.summary,
      changes: old === null ? [] : taxonomyDiff(old, now).map((change) => changeWords(change, old, now)),
    }
  })
  return { from, to: last, versions }
}

/** What names cases to a reader, by their rows. */
export const namesOfCases = (
  store: Reader,
  caseRows: readonly number[],
): ReadonlyMap<number, { readonly caseId: CaseId; readonly key: string; readonly title: string }> =>
  new Map(
    store
      .prepare<{ id: number; uid: Buffer; key: string; title: string }>(
        `SELECT c.id, c.uid, b.key, b.title FROM cases c JOIN case_contents b ON b.case_id = c.id
         WHERE c.id IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(caseRows))
      .map(({ id, uid, key, title }) => [id, { caseId: CaseId.parse(uid.toString('hex')), key, title }]),
  )
