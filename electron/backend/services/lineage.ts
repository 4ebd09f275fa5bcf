import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { DeskError } from '../../../shared/contract/errors.ts'
import { ITEMS_FILE } from '../../../shared/domain/cards/croissant.ts'
import type { CardFile } from '../../../shared/domain/cards/facts.ts'
import { writeCard } from '../../../shared/domain/cards/write.ts'
import { datasetAsked } from '../../../shared/domain/lineage/dataset-meant.ts'
import { printValue } from '../../../shared/domain/where/print.ts'
import type { Handlers } from '../backend.ts'
import { readDataset, type StoredDataset } from '../store/datasets.ts'
import { frozenLines } from '../store/frozen-lines.ts'
import { dataOf, readSubject, taxonomySince, usageOf } from '../store/lineage.ts'
import { cardFacts } from '../store/lineage-card.ts'
import { correctedSince } from '../store/lineage-corrected.ts'
import { edgeCasesSince } from '../store/lineage-edge-cases.ts'
import { failuresOf } from '../store/lineage-failures.ts'
import { lineageGraph } from '../store/lineage-graph.ts'
import { type VersionRow, versionNamed, versionRows } from '../store/lineage-versions.ts'
import { listModels, listTrainings, plainTraining, predictionCounts, recordTraining } from '../store/models.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'

type Room =
  | 'model.train'
  | 'model.list'
  | 'lineage.data'
  | 'lineage.corrected'
  | 'lineage.edgeCases'
  | 'lineage.taxonomy'
  | 'lineage.usage'
  | 'lineage.failures'
  | 'lineage.graph'
  | 'dataset.card'

export const createLineage = (context: ServiceContext): Pick<Handlers, Room> => ({
  'model.train': ({ model, on, elsewhere, at, note }, { personId }) => {
    const dataset = elsewhere ? on.toWellFormed() : trainedOn(context.store(), on)
    const time = trainedAt(at)
    const training = { model: model.toWellFormed(), on: dataset, at: time, note: note.toWellFormed() }
    return context.store().write((write) => recordTraining(write, personId, training))
  },
  'model.list': () => {
    const store = context.store()
    const models = listModels(store)
    const trainings = listTrainings(store, models, versionRows(store))
    const predictions = predictionCounts(store)
    return {
      models: models.map(({ rowId, name }) => ({
        name,
        predictions: predictions.get(rowId) ?? 0,
        where: `model:${printValue(name)}`,
        trainings: trainings.filter(({ modelRow }) => modelRow === rowId).map(plainTraining),
      })),
    }
  },
  'lineage.data': ({ subject }) => dataOf(readSubject(context.store(), subject)),
  'lineage.corrected': ({ subject, offset, limit }) => {
    const store = context.store()
    return correctedSince(store, readSubject(store, subject), offset, limit)
  },
  'lineage.edgeCases': ({ subject, to, offset, limit }) => {
    const store = context.store()
    const asked = readSubject(store, subject)
    return edgeCasesSince(store, asked, to === undefined ? null : versionNamed(to, asked.versions), offset, limit)
  },
  'lineage.taxonomy': ({ subject, to }) => {
    const store = context.store()
    return taxonomySince(store, readSubject(store, subject), to)
  },
  'lineage.usage': ({ subject }) => usageOf(context.store(), subject),
  'lineage.failures': ({ subject, offset, limit }) => {
    const store = context.store()
    return failuresOf(store, readSubject(store, subject), offset, limit)
  },
  'lineage.graph': () => lineageGraph(context.store()),
  'dataset.card': async ({ dataset, as, license = null, url = null }) => {
    const store = context.store()
    const { version } = versionNamed(dataset, versionRows(store))
    const stored = readDataset(store, version.id)
    const files = as === 'html' || as === 'markdown' ? [] : [await itemsFile(store, stored)]
    return writeCard(as, cardFacts(store, stored, files), { license, url })
  },
})

/** Lines hashed between two pauses that let the desk answer others. */
const LINES_A_TURN = 500

/** The file of items as an export would write it. Throws `conflict` where that can no longer be done. */
const itemsFile = async (store: Store, dataset: StoredDataset): Promise<CardFile> => {
  const hash = createHash('sha256')
  let [bytes, lines] = [0, 0]
  for (const line of frozenLines(store, dataset)) {
    const text = Buffer.from(`${line}\n`)
    hash.update(text)
    bytes += text.byteLength
    lines += 1
    if (lines % LINES_A_TURN === 0) await setImmediate()
  }
  return { name: ITEMS_FILE, bytes, sha256: hash.digest('hex') }
}

/** Clocks of other machines may be ahead by this. */
const AHEAD_MS = 24 * 60 * 60 * 1000

const trainedAt = (at: string): string => {
  const time = new Date(at)
  if (time.getTime() <= Date.now() + AHEAD_MS) return time.toISOString()
  throw new DeskError('bad-input', `${at} lies in the future. Say when the model was trained.`)
}

const trainedOn = (store: Store, name: string): VersionRow => {
  const versions = versionRows(store)
  const found = datasetAsked(name, versions)
  if (found) return found
  const known = versions.map((one) => `${one.name}@${one.number}`).slice(-20)
  throw new DeskError(
    'not-found',
    `There is no dataset version ${JSON.stringify(name)} in this project${known.length === 0 ? '' : `; there are ${known.join(', ')}`}. If it was made elsewhere, say so (elsewhere; --elsewhere on the command line).`,
  )
}
