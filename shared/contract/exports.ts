import { z } from 'zod'
import { ExportFormat, OffsetUnit, TagScheme } from '../model/format.ts'
import { BatchId, Instant, PersonId } from '../model/ids.ts'
import { Verdict } from '../model/verdict.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'
import { Where } from './queue.ts'

export const ExportOptions = z.strictObject({
  format: ExportFormat,
  where: Where.default(''),
  /** Which verdicts go in; all of them when empty. Imported truth, which has none, goes in unless `truth` is false. */
  verdicts: z.array(Verdict).default([]),
  truth: z.boolean().default(true),
  /** Whose answer counts where several people reviewed one case and differ; such cases are left out otherwise, and counted. */
  reviewer: PersonId.optional(),
  /** Only what is new, changed or withdrawn since this batch. */
  since: z.union([BatchId, z.literal('last')]).optional(),
  /** Copy image files into the batch, or only name them. */
  images: z.enum(['copy', 'reference']).default('reference'),
  /** What text offsets count, where the format lets one choose; its usual unit otherwise. */
  offsets: OffsetUnit.optional(),
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
})

/** What a format cannot carry, said before anything is written. */
export const Loss = z.strictObject({ what: z.string(), count: z.int(), example: z.string() })
export type Loss = z.infer<typeof Loss>

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
})
export type ExportReport = z.infer<typeof ExportReport>

export const exports_ = {
  /** What these options would write, and what the format would lose. */
  'export.preview': query(ExportOptions, z.strictObject({ counts: ExportCounts, losses: z.array(Loss) })),
  /** Starts the export job; its result is an `ExportReport`. */
  'export.start': command(ExportOptions, JobStarted),
  'export.list': query(z.strictObject({}), z.strictObject({ batches: z.array(ExportReport) })),
} as const
