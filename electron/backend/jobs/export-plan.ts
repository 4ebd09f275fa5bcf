import { DeskError } from '../../../shared/contract/errors.ts'
import type { ExportOptions } from '../../../shared/contract/exports.ts'
import { createSurvey, type Survey } from '../../../shared/domain/formats/export-survey.ts'
import { numberedLabels } from '../../../shared/domain/taxonomy/numbered-labels.ts'
import { BatchId, type PersonId } from '../../../shared/model/ids.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { newActId } from '../files/sha256.ts'
import { leftOutOf, select } from '../store/batch-items.ts'
import { createPlan } from '../store/batch-plan.ts'
import {
  abandonedBatches,
  type Batch,
  type BatchPlan,
  beginBatch,
  chainOf,
  discardBatch,
  lastBatch,
  readBatch,
} from '../store/batches.ts'
import { readDataset } from '../store/datasets.ts'
import { labelMappings } from '../store/label-mappings.ts'
import { lastSequence } from '../store/record.ts'
import type { Store } from '../store/store.ts'
import { currentTaxonomy, taxonomyVersions } from '../store/taxonomies.ts'
import { createGate, requirePassable } from './export-gate.ts'
import { stopIfAsked } from './in-turns.ts'
import type { JobContext } from './job.ts'

/** A few milliseconds' work: no review waits longer for an export's own writes. */
const ROWS_A_WRITE = 2000

/** The batch that `since` means. Throws `not-found`. */
export const earlierBatch = (store: Pick<Store, 'prepare'>, { since, format }: ExportOptions): Batch | null => {
  if (since === undefined) return null
  if (since !== 'last') return readBatch(store, since)
  const last = lastBatch(store, format)
  if (last !== null) return last
  throw new DeskError(
    'not-found',
    `There is no earlier ${format} batch in this project. Leave "since" out to export everything.`,
  )
}

/** Takes a batch that came to nothing out of the project, in short writes. */
export const dropBatch = (store: Store, id: BatchId): void => {
  while (store.write((write) => discardBatch(write, id, ROWS_A_WRITE)));
}

/** What the batch's answers are told in: of a dataset version, what it was frozen in. */
const wordsOf = (store: Store, { dataset }: ExportOptions): Pick<BatchPlan, 'taxonomyVersion' | 'mappings'> => {
  if (dataset === undefined)
    return { taxonomyVersion: currentTaxonomy(store)?.version ?? null, mappings: [...labelMappings(store)] }
  const { version, mappings } = readDataset(store, dataset.id)
  return { taxonomyVersion: version.taxonomyVersion || null, mappings: [...mappings] }
}

/** Every label that a batch of this version numbers its classes by. */
export const labelsOf = (store: Pick<Store, 'prepare' | 'db'>, version: number | null): readonly Label[] =>
  version === null ? [] : numberedLabels(taxonomyVersions(store), version)

/** The survey of a batch that would be made now. */
export const surveyNow = (store: Store, options: ExportOptions): Survey =>
  createSurvey(options, labelsOf(store, wordsOf(store, options).taxonomyVersion))

/** Looks at everything in one snapshot; what is written meanwhile belongs to a later batch. */
const choose = (context: JobContext, options: ExportOptions, since: Batch | null) => {
  const { store } = context
  const chain = since === null ? [] : chainOf(store, since.id)
  const plan = createPlan(store)
  let undecided = 0
  let looked = 0
  store.db.exec('BEGIN')
  try {
    const logSequence = lastSequence(store, store.deskId)
    const { taxonomyVersion, mappings } = wordsOf(store, options)
    const survey = createSurvey(options, labelsOf(store, taxonomyVersion))
    const gate = createGate(options, survey)
    for (const selected of select(store, options, chain)) {
      stopIfAsked(context)
      looked += 1
      context.progress(looked, null, 'cases looked at')
      if (selected.is === 'undecided') undecided += 1
      plan.keep(selected.is === 'item' && !gate.pass(selected.item) ? leftOutOf(store, chain, selected) : selected)
    }
    requirePassable(gate)
    return { plan, logSequence, taxonomyVersion, mappings, undecided, survey, gate }
  } catch (error) {
    plan.drop()
    throw error
  } finally {
    store.db.exec('COMMIT')
  }
}

/** Chooses the cases, and writes down which reviews of which cases the batch is made of. */
export const planBatch = (
  context: JobContext,
  personId: PersonId,
  options: ExportOptions,
): { readonly batch: Batch; readonly survey: Survey } => {
  const { store } = context
  for (const id of abandonedBatches(store, Date.now())) dropBatch(store, id)
  const since = earlierBatch(store, options)
  const chosen = choose(context, options, since)
  const { plan: rows, logSequence, taxonomyVersion, mappings, undecided, survey, gate } = chosen
  const id = BatchId.parse(newActId())
  const { to: _to, ...kept } = options
  const plan = {
    options: kept,
    since: since?.id ?? null,
    taxonomyVersion,
    mappings,
    undecided,
    ...gate.counts(),
    brokenRows: [...gate.broken()],
  }
  const at = store.write((write) => beginBatch(write, { id, personId, logSequence, plan }))
  try {
    for (let after: number | null = -1; after !== null; ) {
      const from: number = after
      after = store.write((write) => rows.copy(write, id, from, ROWS_A_WRITE))
      context.yieldToDesk()
      stopIfAsked(context)
    }
  } catch (error) {
    dropBatch(store, id)
    throw error
  } finally {
    rows.drop()
  }
  const batch = { id, at, personId, deskId: store.deskId, logSequence, state: 'writing', plan, report: null } as const
  return { batch, survey }
}
