import { DeskError } from '../../../shared/contract/errors.ts'
import { datasetMeant } from '../../../shared/domain/lineage/dataset-meant.ts'
import { datasetName } from '../../../shared/model/dataset.ts'
import { type Instant, PersonId } from '../../../shared/model/ids.ts'
import type { Training } from '../../../shared/model/lineage.ts'
import { type Model, modelName, parseModel } from '../../../shared/model/prediction.ts'
import { newActId } from '../files/sha256.ts'
import type { VersionRow } from './lineage-versions.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

type ModelFacts = { readonly id: number; readonly name: string; readonly version: string }

export type ModelRow = {
  readonly rowId: number
  /** "shelf@8". */
  readonly name: string
  /** The dataset that the header of its predictions names. */
  readonly trainedOn: string | null
  /** When it was first heard of here; null in projects older than dataset versions. */
  readonly clock: string | null
}

/** Every model version, the one first heard of last first. */
export const listModels = (store: Reader): readonly ModelRow[] =>
  store
    .prepare<ModelFacts & { trained_on: string | null; clock: string | null }>(
      'SELECT id, name, version, trained_on, clock FROM models ORDER BY id DESC',
    )
    .all()
    .map(({ id, trained_on, clock, ...model }) => ({
      rowId: id,
      name: modelName(model),
      trainedOn: trained_on,
      clock,
    }))

/** The model version of this name ("shelf@8"). Throws `not-found`. */
export const modelNamed = (name: string, models: readonly ModelRow[]): ModelRow => {
  const found = models.find((model) => model.name === name)
  if (found) return found
  const known = models.slice(0, 20).map((model) => model.name)
  const there = known.length === 0 ? 'This project knows none yet' : `There are ${known.join(', ')}`
  throw new DeskError('not-found', `There is no model ${JSON.stringify(name)}. ${there}.`)
}

/** How many predictions of each model there are, by the model's row. */
export const predictionCounts = (store: Reader): ReadonlyMap<number, number> =>
  new Map(
    store
      .prepare<{ model_id: number; n: number }>('SELECT model_id, count(*) AS n FROM predictions GROUP BY model_id')
      .all()
      .map(({ model_id, n }) => [model_id, n]),
  )

/** The model's row, made where it is not known yet. */
const rowOf = (write: Write, model: Model): number =>
  write.prepare<{ id: number }>('SELECT id FROM models WHERE name = ? AND version = ?').get(model.name, model.version)
    ?.id ??
  Number(
    write
      .prepare('INSERT INTO models (name, version, trained_on, clock) VALUES (?, ?, NULL, ?)')
      .run(model.name, model.version, write.clock).lastInsertRowid,
  )

export type NewTraining = {
  readonly model: string
  /** The version it was trained on, or how a dataset made elsewhere is called. */
  readonly on: VersionRow | string
  readonly at: Instant
  readonly note: string
}

/** Records a training; one that is recorded already, with these very facts, is not recorded again. */
export const recordTraining = (write: Write, personId: PersonId, { model, on, at, note }: NewTraining): Training => {
  const trained = parseModel(model)
  if (trained === null) throw new DeskError('bad-input', 'Say which model was trained, as name@version.')
  const modelRow = rowOf(write, trained)
  const datasetRow = typeof on === 'string' ? null : on.rowId
  const dataset = typeof on === 'string' ? on : datasetName(on)
  const known = write
    .prepare<{ person_id: string }>(
      `SELECT person_id FROM model_trainings
       WHERE model_id = ? AND dataset_id IS ? AND dataset_name = ? AND trained_at = ? AND note = ?`,
    )
    .get(modelRow, datasetRow, dataset, at, note)
  if (!known) {
    const id = newActId()
    write
      .prepare(
        `INSERT INTO model_trainings (id, model_id, dataset_id, dataset_name, trained_at, note, person_id, clock)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(id, modelRow, datasetRow, dataset, at, note, personId, write.clock)
    write.log({
      kind: 'model',
      personId,
      summary: { name: modelName(trained), dataset, datasetId: typeof on === 'string' ? null : on.version.id, at },
      payload: { note },
    })
  }
  return {
    model: modelName(trained),
    dataset,
    datasetId: typeof on === 'string' ? null : on.version.id,
    at,
    note,
    personId: known ? PersonId.parse(known.person_id) : personId,
    from: 'record',
  }
}

/** A training with the rows it speaks of. */
export type KnownTraining = Training & { readonly modelRow: number; readonly datasetRow: number | null }

type TrainingRow = {
  model_id: number
  dataset_id: number | null
  dataset_name: string
  trained_at: string
  note: string
  person_id: string
}

/**
 * Every training, the last first: those recorded, and what headers of predictions say where no record says the same. A
 * header's dataset is a version of this project only if that was frozen before the model was first heard of.
 */
export const listTrainings = (
  store: Reader,
  models: readonly ModelRow[],
  versions: readonly VersionRow[],
): readonly KnownTraining[] => {
  const names = new Map(models.map(({ rowId, name }) => [rowId, name]))
  const byRow = new Map(versions.map((one) => [one.rowId, one]))
  const recorded = store
    .prepare<TrainingRow>(
      `SELECT model_id, dataset_id, dataset_name, trained_at, note, person_id FROM model_trainings
       ORDER BY trained_at DESC, clock DESC`,
    )
    .all()
    .map(
      (row): KnownTraining => ({
        model: names.get(row.model_id) ?? '',
        dataset: row.dataset_name,
        datasetId: row.dataset_id === null ? null : (byRow.get(row.dataset_id)?.version.id ?? null),
        at: row.trained_at,
        note: row.note,
        personId: PersonId.parse(row.person_id),
        from: 'record',
        modelRow: row.model_id,
        datasetRow: row.dataset_id,
      }),
    )
  const said = models.flatMap((model) => headerTraining(model, versions))
  const same = (a: KnownTraining, b: KnownTraining): boolean => a.modelRow === b.modelRow && a.dataset === b.dataset
  return [...recorded, ...said.filter((header) => !recorded.some((one) => same(one, header)))]
}

const headerTraining = (model: ModelRow, versions: readonly VersionRow[]): readonly KnownTraining[] => {
  const { trainedOn, clock } = model
  if (trainedOn === null || trainedOn.trim() === '') return []
  const earlier = versions.filter((one) => clock !== null && one.clock < clock)
  const meant = datasetMeant(trainedOn, earlier)
  return [
    {
      model: model.name,
      dataset: meant ? datasetName(meant) : trainedOn,
      datasetId: meant?.version.id ?? null,
      at: null,
      note: '',
      personId: null,
      from: 'header',
      modelRow: model.rowId,
      datasetRow: meant?.rowId ?? null,
    },
  ]
}

/** Without the rows, as it leaves the database. */
export const plainTraining = ({ modelRow: _model, datasetRow: _dataset, ...training }: KnownTraining): Training =>
  training
