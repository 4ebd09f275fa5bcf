import { z } from 'zod'
import { ImportFormat } from '../model/format.ts'
import { ImportId, Instant, PersonId } from '../model/ids.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'

/** A file or folder: named by path (desktop, command line), or by the id its upload was given (browser). */
export const SourceFile = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('path'), path: z.string().min(1).max(4096) }),
  z.strictObject({ from: z.literal('upload'), uploadId: z.string().regex(/^[0-9a-f-]{36}$/) }),
])
export type SourceFile = z.infer<typeof SourceFile>

/** Which column of a CSV means what. `meta` columns become metadata fields. */
export const CsvColumns = z.strictObject({
  key: z.string().optional(),
  text: z.string().optional(),
  label: z.string().optional(),
  score: z.string().optional(),
  group: z.string().optional(),
  source: z.string().optional(),
  time: z.string().optional(),
  meta: z.array(z.string()),
})
export type CsvColumns = z.infer<typeof CsvColumns>

export const ImportOptions = z.strictObject({
  files: z.array(SourceFile).min(1).max(10_000),
  /** Detected from the content unless given. */
  format: ImportFormat.optional(),
  /** Folder or uploads in which images that the file names are looked up. */
  images: z.array(SourceFile).optional(),
  /** COCO instances that give a results file its images and categories. */
  instances: SourceFile.optional(),
  model: z.string().max(400).optional(),
  role: z.enum(['prediction', 'truth', 'outcome']).default('prediction'),
  /** Whose annotations they are, with role truth. */
  as: PersonId.optional(),
  /** Reference assets where they are instead of copying them in. Desktop and command line only. */
  link: z.boolean().default(false),
  /** Separates feeds whose keys may collide. */
  feed: z.string().max(200).default(''),
  columns: CsvColumns.optional(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

/** A row that was not taken, and why. `line` is 1-based; null for a whole file or an entry of a JSON document. */
export const Reject = z.strictObject({
  file: z.string(),
  line: z.int().positive().nullable(),
  /** kebab-case: `score-out-of-range`, `missing-image`, `conflict`… */
  reason: z.string(),
  message: z.string(),
  remedy: z.string(),
  /** The row itself, cut to 2,000 characters. */
  excerpt: z.string(),
})
export type Reject = z.infer<typeof Reject>

export const ImportCounts = z.strictObject({
  rows: z.int(),
  casesAdded: z.int(),
  casesKnown: z.int(),
  predictionsAdded: z.int(),
  predictionsKnown: z.int(),
  truthsAdded: z.int(),
  outcomesAdded: z.int(),
  assetsAdded: z.int(),
  setAside: z.int(),
  conflicts: z.int(),
  warnings: z.int(),
})
export type ImportCounts = z.infer<typeof ImportCounts>

export const ImportReport = z.strictObject({
  importId: ImportId,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  at: Instant,
  formats: z.array(ImportFormat),
  files: z.array(z.string()),
  counts: ImportCounts,
  /** What the taxonomy gained, when it did. */
  taxonomy: z.strictObject({ version: z.int(), labelsAdded: z.array(z.string()) }).nullable(),
  /** The first few; all of them through `import.rejects`. */
  rejects: z.array(Reject),
  warnings: z.array(z.string()),
})
export type ImportReport = z.infer<typeof ImportReport>

export const imports = {
  /** Looks at the files without importing: format, columns, how many rows, the first few as they would be read. */
  'import.preview': query(
    ImportOptions,
    z.strictObject({
      format: ImportFormat,
      why: z.string(),
      files: z.array(
        z.strictObject({
          name: z.string(),
          bytes: z.number(),
          rows: z.int().nullable(),
          format: ImportFormat,
          use: z.string(),
        }),
      ),
      columns: CsvColumns.nullable(),
      headers: z.array(z.string()),
      sample: z.array(z.strictObject({ key: z.string(), summary: z.string() })),
      rejects: z.array(Reject),
      warnings: z.array(z.string()),
    }),
  ),
  /** Starts the import job; its result is an `ImportReport`. */
  'import.start': command(ImportOptions, JobStarted),
  'import.list': query(z.strictObject({}), z.strictObject({ imports: z.array(ImportReport) })),
  'import.rejects': query(
    z.strictObject({
      importId: ImportId,
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(100),
    }),
    z.strictObject({ total: z.int(), rejects: z.array(Reject) }),
  ),
} as const
