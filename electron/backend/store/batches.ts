import { z } from 'zod'
import { DeskError } from '../../../shared/contract/errors.ts'
import { BrokenRow, ExportOptions, ExportReport } from '../../../shared/contract/exports.ts'
import { clockToInstant } from '../../../shared/domain/clock.ts'
import type { ExportFormat } from '../../../shared/model/format.ts'
import { BatchId, type Instant, type PersonId } from '../../../shared/model/ids.ts'
import type { JsonObject } from '../../../shared/model/json.ts'
import { LabelMapping } from '../../../shared/model/migration.ts'
import type { Store, Write } from './store.ts'

/** The file of a batch that says what it is. */
export const MANIFEST = 'manifest.json'

/** What a batch is made from; fixed when it begins, so that it can be made again. */
const BatchPlan = z.strictObject({
  options: ExportOptions,
  /** The earlier batch that `since` meant. */
  since: BatchId.nullable(),
  /** The answers are told in its words. */
  taxonomyVersion: z.int().positive().nullable(),
  /** What models' names meant then; null in a batch made before answers were read in a version's words. */
  mappings: z.array(LabelMapping).nullable().default(null),
  undecided: z.int().nonnegative(),
  skipped: z.int().nonnegative().default(0),
  broken: z.int().nonnegative().default(0),
  /** The first of them. */
  brokenRows: z.array(BrokenRow).default([]),
})
export type BatchPlan = z.infer<typeof BatchPlan>

export type Batch = {
  readonly id: BatchId
  readonly at: Instant
  readonly personId: string
  readonly deskId: string
  /** The state exported is that after this entry of the desk's record; -1 before the first. */
  readonly logSequence: number
  readonly state: 'writing' | 'recorded' | 'delivered'
  readonly plan: BatchPlan
  /** Null while it is being written. */
  readonly report: ExportReport | null
}

type Row = {
  id: string
  clock: string
  person_id: string
  desk_id: string
  log_sequence: number
  state: string
  options: string
  report: string
}

const State = z.enum(['writing', 'recorded', 'delivered'])

const batchOf = (row: Row): Batch => ({
  id: BatchId.parse(row.id),
  at: clockToInstant(row.clock),
  personId: row.person_id,
  deskId: row.desk_id,
  logSequence: row.log_sequence,
  state: State.parse(row.state),
  plan: BatchPlan.parse(JSON.parse(row.options)),
  report: row.report === '' ? null : ExportReport.parse(JSON.parse(row.report)),
})

/** A batch that was recorded. Throws `not-found`. */
export const readBatch = (store: Pick<Store, 'prepare'>, id: BatchId): Batch => {
  const row = store.prepare<Row>("SELECT * FROM batches WHERE id = ? AND state <> 'writing'").get(id)
  if (row === undefined) {
    throw new DeskError('not-found', `There is no batch ${id} in this project. List them with export.list.`)
  }
  return batchOf(row)
}

/** The newest batch of this format that was given away; null before the first. One that was never delivered told nobody. */
export const lastBatch = (store: Pick<Store, 'prepare'>, format: ExportFormat): Batch | null => {
  const row = store
    .prepare<Row>(
      `SELECT * FROM batches WHERE state = 'delivered' AND options ->> '$.options.format' = ?
       ORDER BY clock DESC LIMIT 1`,
    )
    .get(format)
  return row === undefined ? null : batchOf(row)
}

/** Every recorded batch, newest first. */
export const listBatches = (store: Pick<Store, 'prepare'>): readonly ExportReport[] =>
  store
    .prepare<Row>("SELECT * FROM batches WHERE state <> 'writing' ORDER BY clock DESC")
    .all()
    .flatMap((row) => batchOf(row).report ?? [])

/** The batch and those it continues, newest first: together they are what the receiver knows. */
export const chainOf = (store: Pick<Store, 'prepare'>, id: BatchId): readonly BatchId[] => {
  const chain: BatchId[] = []
  for (let next: BatchId | null = id; next !== null && !chain.includes(next); ) {
    chain.push(next)
    next = readBatch(store, next).plan.since
  }
  return chain
}

/** Begins a batch; nothing counts it until `recordBatch`. Answers its time. */
export const beginBatch = (
  write: Write,
  batch: { readonly id: BatchId; readonly personId: PersonId; readonly logSequence: number; readonly plan: BatchPlan },
): Instant => {
  write
    .prepare(
      `INSERT INTO batches (id, clock, person_id, desk_id, log_sequence, state, options, report)
       VALUES (?, ?, ?, ?, ?, 'writing', ?, '')`,
    )
    .run(batch.id, write.clock, batch.personId, write.deskId, batch.logSequence, JSON.stringify(batch.plan))
  return clockToInstant(write.clock)
}

/** The decision itself: one entry of the record, with the manifest's hash, which names every file by its own. */
export const recordBatch = (write: Write, batch: Batch, personId: PersonId, report: ExportReport): void => {
  write.prepare("UPDATE batches SET state = 'recorded', report = ? WHERE id = ?").run(JSON.stringify(report), batch.id)
  const { format, since } = { format: batch.plan.options.format, since: batch.plan.since }
  write.log({
    kind: 'export',
    personId,
    summary: {
      batch: batch.id,
      format,
      since,
      state: batch.logSequence,
      cases: report.counts.cases,
      withdrawn: report.counts.withdrawn,
      manifest: manifestOf(report),
    },
    payload: { ...chosen(batch), to: report.path, losses: report.losses },
  })
}

/** What was asked for; the contract by its name, since the manifest has its hash. */
const chosen = ({ plan: { options } }: Batch): JsonObject => {
  const { where, verdicts, truth, reviewer, dataset, losses, contract } = options
  return {
    ...{ where, verdicts, truth, loss: losses },
    reviewer: reviewer ?? null,
    dataset: dataset === undefined ? null : { id: dataset.id, split: dataset.split ?? null },
    contract: contract === undefined ? null : { name: contract.name, broken: contract.broken },
  }
}

/** A batch that is written once more leaves the desk once more: an entry of its own, before its files are put in place. */
export const recordAgain = (write: Write, batch: Batch, personId: PersonId, report: ExportReport): void =>
  void write.log({
    kind: 'export',
    personId,
    summary: { batch: batch.id, again: true, cases: report.counts.cases, manifest: manifestOf(report) },
    payload: { to: report.path },
  })

/** The SHA-256 of the manifest, which names every file by its own. */
const manifestOf = ({ files }: ExportReport): string | null =>
  files.find(({ name }) => name === MANIFEST)?.sha256 ?? null

/** From here on a later batch may say only what changed since this one. */
export const deliverBatch = (write: Write, id: BatchId): void => {
  write.prepare("UPDATE batches SET state = 'delivered' WHERE id = ?").run(id)
}

const LEFTOVER_MS = 24 * 60 * 60 * 1000

/** Takes away a batch that came to nothing, `limit` items at a time; answers whether more are left. */
export const discardBatch = (write: Write, id: BatchId, limit: number): boolean => {
  const { changes } = write
    .prepare(
      `DELETE FROM batch_items WHERE batch_id = ?
       AND case_id IN (SELECT case_id FROM batch_items WHERE batch_id = ? LIMIT ?)`,
    )
    .run(id, id, limit)
  if (changes === limit) return true
  write.prepare("DELETE FROM batches WHERE id = ? AND state = 'writing'").run(id)
  return false
}

/** Batches whose export was ended from outside a day ago or more, so that nobody can still be writing them. */
export const abandonedBatches = (store: Pick<Store, 'prepare'>, nowMs: number): readonly BatchId[] =>
  store
    .prepare<{ id: string; clock: string }>("SELECT id, clock FROM batches WHERE state = 'writing'")
    .all()
    .filter(({ clock }) => Date.parse(clockToInstant(clock)) < nowMs - LEFTOVER_MS)
    .map(({ id }) => BatchId.parse(id))
