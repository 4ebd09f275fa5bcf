import { z } from 'zod'
import { DatasetId } from '../model/dataset.ts'
import { ExportFormat, LossChoice, OffsetUnit, TagScheme } from '../model/format.ts'
import { BatchId, CaseId, Instant, PersonId } from '../model/ids.ts'
import { JsonObject } from '../model/json.ts'
import { Verdict } from '../model/verdict.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'
import { Where } from './queue.ts'

/**
 * What the system that gets the batch asks of every row: a JSON Schema (draft 7, 2019-09 or 2020-12), with its required
 * members, enumerations and ranges. A row is what the format writes for a case, or, of formats that are no rows, the
 * native record. `broken`: what becomes of rows that break it.
 */
export const ExportContract = z.strictObject({
  name: z.string().min(1).max(300),
  schema: JsonObject,
  broken: z.enum(['stop', 'leave-out']).default('stop'),
})
export type ExportContract = z.infer<typeof ExportContract>

export const ExportOptions = z.strictObject({
  format: ExportFormat,
  where: Where.default(''),
  /** Which verdicts go in; all of them when empty. Imported truth, which has none, goes in unless `truth` is false. */
  verdicts: z.array(Verdict).default([]),
  truth: z.boolean().default(true),
  /** Whose answer counts where several people reviewed one case and differ; such cases are left out otherwise, and counted. */
  reviewer: PersonId.optional(),
  /**
   * The items of a dataset version, or of one of its splits, with the answers that were frozen; whose answer counts was
   * settled then.
   */
  dataset: z.strictObject({ id: DatasetId, split: z.string().optional() }).optional(),
  /** Only what is new, changed or withdrawn since this batch. */
  since: z.union([BatchId, z.literal('last')]).optional(),
  /** Copy image files into the batch, or only name them. */
  images: z.enum(['copy', 'reference']).default('reference'),
  /** What text offsets count, where the format lets one choose; its usual unit otherwise. */
  offsets: OffsetUnit.optional(),
  /** What becomes of annotations that the format cannot carry as they are. */
  losses: LossChoice.default('convert'),
  contract: ExportContract.optional(),
  /** Of CoNLL: how tokens are tagged. */
  tags: TagScheme.default('bio'),
  /** A folder to make; refused when it exists and is not empty. A browser leaves it out and downloads a zip. */
  to: z.string().min(1).max(4096).optional(),
  /** Exports the state as of this batch's record entry again, byte for byte. */
  again: BatchId.optional(),
})
export type ExportOptions = z.infer<typeof ExportOptions>

export const ExportCounts = z.strictObject({
  cases: z.int(),
  annotations: z.int(),
  byVerdict: z.record(z.string(), z.int()),
  /** Cases with answers that differ and no `reviewer` named. */
  undecided: z.int(),
  withdrawn: z.int(),
  /** Cases left out because the format cannot carry them as they are, and that was asked for. */
  skipped: z.int().default(0),
  /** Rows that break the contract: left out, or the reason why nothing is exported. */
  broken: z.int().default(0),
})

/** What a format cannot carry, said before anything is written. */
export const Loss = z.strictObject({
  what: z.string(),
  count: z.int(),
  example: z.string(),
  /** It stands beside the annotations: they are written as they are without it. */
  beside: z.literal(true).optional(),
})
export type Loss = z.infer<typeof Loss>

/** A row that breaks the contract, and where: a JSON pointer into it, and what is wrong there. */
export const BrokenRow = z.strictObject({
  caseId: CaseId,
  key: z.string(),
  problems: z.array(z.strictObject({ at: z.string(), message: z.string() })),
})
export type BrokenRow = z.infer<typeof BrokenRow>

export const ExportReport = z.strictObject({
  batchId: BatchId,
  at: Instant,
  format: ExportFormat,
  /** The folder, or null for a download. */
  path: z.string().nullable(),
  /** Where a browser fetches the zip from, for as long as the host runs. */
  download: z.string().nullable(),
  counts: ExportCounts,
  losses: z.array(Loss),
  /** The batch's files but for those in its folders (images, one file of labels each), which its manifest lists. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  /** Read back from disk and compared item by item. */
  verified: z.strictObject({ items: z.int(), differences: z.array(z.string()) }),
  where: z.string(),
  since: BatchId.nullable(),
  /** The contract it keeps, and the first rows left out because they break it. */
  contract: z
    .strictObject({ name: z.string(), sha256: z.string(), broken: z.array(BrokenRow) })
    .nullable()
    .default(null),
})
export type ExportReport = z.infer<typeof ExportReport>

export const exports_ = {
  /** What these options would write, and what the format would lose. */
  'export.preview': query(
    ExportOptions,
    z.strictObject({
      counts: ExportCounts,
      losses: z.array(Loss),
      /** The first rows that break the contract. */
      broken: z.array(BrokenRow),
      /** Why `export.start` would refuse, or null. */
      refused: z.string().nullable(),
    }),
  ),
  /** Starts the export job; its result is an `ExportReport`. */
  'export.start': command(ExportOptions, JobStarted),
  'export.list': query(z.strictObject({}), z.strictObject({ batches: z.array(ExportReport) })),
} as const
