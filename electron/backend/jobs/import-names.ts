import type { ImportId, PersonId } from '../../../shared/model/ids.ts'
import { type Model, modelName } from '../../../shared/model/prediction.ts'
import type { Write } from '../store/store.ts'

type NameTable = 'sources' | 'groups' | 'labels'

export type Names = ReturnType<typeof createNames>

export type Importing = { readonly importId: ImportId; readonly importedBy: PersonId }

/** What a file's header says that a model was trained on is believed from here on: an entry of the record. */
const recordClaim = (write: Write, { importId, importedBy }: Importing, model: Model): void => {
  if (model.trainedOn === undefined) return
  write.log({
    kind: 'model',
    personId: importedBy,
    summary: { name: modelName(model), dataset: model.trainedOn, datasetId: null, at: null, import: importId },
    payload: { note: '' },
  })
}

/** Ids of names that rows repeat. The most recent are remembered; a file may have a group for each row. */
export const createNames = (importing: Importing) => {
  const known: Record<NameTable, Map<string, number>> = { sources: new Map(), groups: new Map(), labels: new Map() }
  const models = new Map<string, number>()
  let last: { readonly model: Model | null; readonly id: number } = { model: null, id: 0 }
  const recall = (model: Model, id: number): number => {
    last = { model, id }
    return id
  }
  const remember = (table: NameTable, name: string, id: number): number => {
    if (known[table].size > 100_000) known[table].clear()
    known[table].set(name, id)
    return id
  }
  return {
    id: (write: Write, table: NameTable, name: string): number => {
      const id = known[table].get(name)
      if (id !== undefined) return id
      const found = write.prepare<{ id: number }>(`SELECT id FROM ${table} WHERE name = ?`).get(name)
      return remember(
        table,
        name,
        found?.id ?? Number(write.prepare(`INSERT INTO ${table} (name) VALUES (?)`).run(name).lastInsertRowid),
      )
    },
    model: (write: Write, model: Model): number => {
      // Rows of one batch share their model.
      if (model === last.model) return last.id
      const key = JSON.stringify([model.name, model.version])
      const id = models.get(key)
      if (id !== undefined) return recall(model, id)
      const found = write
        .prepare<{ id: number; trained_on: string | null }>(
          'SELECT id, trained_on FROM models WHERE name = ? AND version = ?',
        )
        .get(model.name, model.version)
      // It may have been heard of before its predictions came.
      if (!found || found.trained_on === null) recordClaim(write, importing, model)
      if (found && found.trained_on === null && model.trainedOn !== undefined)
        write.prepare('UPDATE models SET trained_on = ? WHERE id = ?').run(model.trainedOn, found.id)
      const made =
        found?.id ??
        Number(
          write
            .prepare('INSERT INTO models (name, version, trained_on, clock) VALUES (?, ?, ?, ?)')
            .run(model.name, model.version, model.trainedOn ?? null, write.clock).lastInsertRowid,
        )
      models.set(key, made)
      return recall(model, made)
    },
  }
}
