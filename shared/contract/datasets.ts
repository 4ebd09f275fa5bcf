import { z } from 'zod'
import { DatasetId, DatasetItem, DatasetOptions, DatasetVersion } from '../model/dataset.ts'
import { CaseId, PersonId, Sha256 } from '../model/ids.ts'
import { Json } from '../model/json.ts'
import { TruthStatus } from '../model/truth.ts'
import { CauseId, Verdict } from '../model/verdict.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'

/** Why a version holds another answer of a case than the one before. */
export const CHANGE_REASONS = ['reviewed', 'adjudicated', 'taxonomy', 'rule'] as const

/** What a version says of a case, as far as a list of changes shows it. */
const Said = z.strictObject({
  split: z.string(),
  status: TruthStatus,
  /** Objects by label. */
  labels: z.record(z.string(), z.int()),
  /** Whose reviews agree on it, the one that speaks for it first. */
  people: z.array(PersonId),
})

export const DATASET_CHANGES = ['added', 'removed', 'relabelled', 'moved'] as const

/** One case on which two versions differ. */
export const DatasetChange = z.strictObject({
  caseId: CaseId,
  key: z.string(),
  title: z.string(),
  /** Null for an added case. */
  before: Said.nullable(),
  /** Null for a removed case. */
  after: Said.nullable(),
  why: z.strictObject({
    /** What brought the later answer about: new reviews, a decision, a changed taxonomy, or another rule of truth. */
    by: z.array(z.enum(CHANGE_REASONS)),
    verdict: Verdict.nullable(),
    causes: z.array(CauseId),
    note: z.string(),
    /** The adjudicator's words; empty where there was none. */
    decision: z.string(),
  }),
})
export type DatasetChange = z.infer<typeof DatasetChange>

/** How many objects of a label each of two versions has, in which taxonomy names it so. */
const LabelCounts = z.strictObject({ label: z.string(), before: z.int(), after: z.int() })

export const DatasetDiff = z.strictObject({
  from: DatasetVersion,
  to: DatasetVersion,
  added: z.int(),
  removed: z.int(),
  /** Cases in both, with another answer. */
  relabelled: z.int(),
  /** Cases in both, in a split of another name. */
  moved: z.int(),
  same: z.int(),
  /** Of the taxonomy, in words and as data (`taxonomy.diff`). */
  taxonomy: z.array(z.strictObject({ words: z.string(), change: Json })),
  labels: z.array(LabelCounts),
})
export type DatasetDiff = z.infer<typeof DatasetDiff>

export const DatasetCheck = z.strictObject({
  /** Every item is as it was frozen, and so is the root. */
  ok: z.boolean(),
  items: z.int(),
  /** Items whose cases were erased since: what is left cannot make the root. */
  erased: z.int(),
  root: z.strictObject({ frozen: Sha256, now: Sha256 }),
  /** Items that differ from what was frozen: the first hundred, and how many in all. */
  changed: z.int(),
  examples: z.array(z.strictObject({ caseId: CaseId, key: z.string() })),
})
export type DatasetCheck = z.infer<typeof DatasetCheck>

export const DatasetFiles = z.strictObject({
  /** The folder, or null for a download. */
  path: z.string().nullable(),
  download: z.string().nullable(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string() })),
})
export type DatasetFiles = z.infer<typeof DatasetFiles>

/** A version's id, or its name: "shelf@3". */
export const DatasetRef = z.union([DatasetId, z.string().regex(/^.+@[1-9]\d{0,8}$/, 'must be NAME@NUMBER')])
export type DatasetRef = z.infer<typeof DatasetRef>

export const datasets = {
  /** Starts a job that finds out what building would make, and writes no version. Its result is a `DatasetPreview`. */
  'dataset.preview': command(DatasetOptions, JobStarted),
  /** Starts the job that freezes a version; its result is the `DatasetVersion`. Cancelled, it leaves nothing. */
  'dataset.build': command(DatasetOptions, JobStarted),
  /** Every version, newest first. */
  'dataset.list': query(z.strictObject({}), z.strictObject({ versions: z.array(DatasetVersion) })),
  'dataset.get': query(z.strictObject({ dataset: DatasetRef }), DatasetVersion),
  /** A window of a version's items, in the source's order; `total` counts all that fit. */
  'dataset.items': query(
    z.strictObject({
      dataset: DatasetRef,
      split: z.string().optional(),
      label: z.string().optional(),
      flag: z.enum(['edge-case', 'golden']).optional(),
      status: TruthStatus.optional(),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
    z.strictObject({ rows: z.array(DatasetItem), total: z.int() }),
  ),
  /** How one version differs from another: exact counts; the cases are in `dataset.changes`. */
  'dataset.diff': query(z.strictObject({ from: DatasetRef, to: DatasetRef }), DatasetDiff),
  'dataset.changes': query(
    z.strictObject({
      from: DatasetRef,
      to: DatasetRef,
      kind: z.enum(DATASET_CHANGES),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
    z.strictObject({ rows: z.array(DatasetChange), total: z.int() }),
  ),
  /** Starts a job that recomputes every item's hash and the root; its result is a `DatasetCheck`. */
  'dataset.verify': command(z.strictObject({ dataset: DatasetRef }), JobStarted),
  /**
   * Starts a job that writes `manifest.json` and `items.jsonl`, one line an item as it was hashed; its result is
   * `DatasetFiles`. The cases themselves in any format: `export.start` with `dataset`.
   */
  'dataset.export': command(
    z.strictObject({
      dataset: DatasetRef,
      /** A folder to make; refused when it exists and is not empty. A browser leaves it out and downloads a zip. */
      to: z.string().min(1).max(4096).optional(),
    }),
    JobStarted,
  ),
} as const
