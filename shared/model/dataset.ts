import { z } from 'zod'
import { CaseId, Instant, PersonId, Sha256 } from './ids.ts'
import { TruthRule, TruthStatus } from './truth.ts'

/** A dataset version's id: UUIDv7. */
export const DatasetId = z.uuid({ version: 'v7' }).brand('DatasetId')
export type DatasetId = z.infer<typeof DatasetId>

/** A version's or split's name also names folders: letters, numbers and, after the first, spaces, dots, hyphens. */
const Name = z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u, 'takes letters, numbers, spaces, dots, hyphens, _')
/** Goes into the record, whose JSON holds no lone surrogate. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.isWellFormed(), 'holds half a character')

export const Split = z.strictObject({ name: Name.max(60), share: z.number().gt(0).max(1) })
export type Split = z.infer<typeof Split>

/** What a dataset version is built from. Everything that decides what is in it, and where, is here. */
export const DatasetOptions = z.strictObject({
  name: Name.max(120),
  /** Which cases, in the query language; those with an agreed answer go in. */
  where: words(10_000).default(''),
  truth: TruthRule.default({ by: 'equal' }),
  /** Annotations imported as truth count as answers. */
  importedTruth: z.boolean().default(true),
  /** Shares add up to 1. One split alone is a dataset that is not split. */
  splits: z
    .array(Split)
    .min(1)
    .max(10)
    .refine((splits) => new Set(splits.map(({ name }) => name)).size === splits.length, 'two splits have one name')
    .refine(
      (splits) => Math.abs(splits.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6,
      'the shares do not add up to 1',
    )
    .default([
      { name: 'train', share: 0.8 },
      { name: 'validation', share: 0.1 },
      { name: 'test', share: 0.1 },
    ]),
  seed: z.int().nonnegative().default(1),
  /** Cases that share this stay in one split: `group`, `source`, or `meta.NAME`; empty for none. */
  groupBy: words(200)
    .regex(/^(group|source|meta\..+|)$/, 'must be group, source, meta.NAME, or empty')
    .default('group'),
  /** From which likeness on (0..1) two cases count as near-duplicates and stay in one split; null: not looked for. */
  nearDuplicates: z
    .strictObject({ text: z.number().min(0.5).max(1).nullable(), image: z.number().min(0.5).max(1).nullable() })
    .default({ text: 0.8, image: 0.9 }),
  /** Cases in the parent keep the split they had there. */
  keepSplits: z.boolean().default(true),
  /** Which of its cases are golden: known answers to test people and models with. */
  golden: words(10_000).default(''),
  /** The version it continues; the newest of its name where left out, null for none. */
  parent: DatasetId.nullable().optional(),
  note: words(2000).default(''),
})
export type DatasetOptions = z.infer<typeof DatasetOptions>

export const DatasetCounts = z.strictObject({
  cases: z.int(),
  /** By split name, then by label name: objects, or cases where the label is a class. */
  bySplit: z.array(
    z.strictObject({ name: z.string(), cases: z.int(), groups: z.int(), labels: z.record(z.string(), z.int()) }),
  ),
  byStatus: z.record(TruthStatus, z.int()),
  byVerdict: z.record(z.string(), z.int()),
  edgeCases: z.int(),
  golden: z.int(),
  /** Looked at and left out: nobody answered, answers differ, judged wrong but not corrected, an open taxonomy question. */
  leftOut: z.record(z.enum(['unanswered', 'undecided', 'uncorrected', 'outdated']), z.int()),
  /** Sets of cases that had to stay together because they are near-duplicates. */
  nearDuplicates: z.int(),
  /** Cases of which a picture could not be read, so that it was compared with none. */
  notCompared: z.int(),
  /** Sets whose cases had different splits in the parent and now belong together; they went to the split named first. */
  splitConflicts: z.int(),
  /** Cases that have another split than in the parent, because of that. */
  resplit: z.int(),
  /**
   * Largest difference between a label's share (of cases that have it) in a split and in the whole, 0..1, and of which
   * label in which split. Null where nothing has a label, or there is one split.
   */
  worstShare: z.strictObject({ difference: z.number(), label: z.string(), split: z.string() }).nullable(),
})
export type DatasetCounts = z.infer<typeof DatasetCounts>

/** Coverage: how much of the project's cases the version speaks for, by source, kind and label. */
export const DatasetCoverage = z.strictObject({
  casesInProject: z.int(),
  bySource: z.array(z.strictObject({ source: z.string(), cases: z.int(), of: z.int() })),
  byKind: z.array(z.strictObject({ kind: z.string(), cases: z.int(), of: z.int() })),
  /** Labels of the taxonomy that no item has. */
  missingLabels: z.array(z.string()),
})
export type DatasetCoverage = z.infer<typeof DatasetCoverage>

/** What building would make, as far as it can be told before. */
export const DatasetPreview = z.strictObject({
  name: z.string(),
  number: z.int().positive(),
  parent: DatasetId.nullable(),
  taxonomyVersion: z.int().nonnegative(),
  counts: DatasetCounts,
  coverage: DatasetCoverage,
})
export type DatasetPreview = z.infer<typeof DatasetPreview>

export const DatasetVersion = z.strictObject({
  id: DatasetId,
  name: z.string(),
  /** Counts the versions of a name, from 1. */
  number: z.int().positive(),
  parent: DatasetId.nullable(),
  at: Instant,
  personId: PersonId,
  /** 0 in a project without a taxonomy. */
  taxonomyVersion: z.int().nonnegative(),
  /** Merkle root (RFC 6962; each leaf's data is an item's SHA-256, 32 bytes), in the order of their case ids. */
  root: Sha256,
  options: DatasetOptions,
  counts: DatasetCounts,
  coverage: DatasetCoverage,
})
export type DatasetVersion = z.infer<typeof DatasetVersion>

/** "shelf@3": how a version is written in words, on the command line and in a model's header. */
export const datasetName = (version: { readonly name: string; readonly number: number }): string =>
  `${version.name}@${version.number}`

export const DatasetItem = z.strictObject({
  caseId: CaseId,
  key: z.string(),
  title: z.string(),
  split: z.string(),
  status: TruthStatus,
  edgeCase: z.boolean(),
  golden: z.boolean(),
  labels: z.array(z.string()),
  hash: Sha256,
})
export type DatasetItem = z.infer<typeof DatasetItem>

export type MissedShare = { readonly name: string; readonly share: number; readonly asked: number }

/** From this difference of shares (0..1) on a split is not what was asked for. */
const MISSED = 0.02

/**
 * Splits whose share of the cases differs from what was asked for: sets that stay together (groups, near-duplicates) were
 * too large, or a parent's splits were kept. Shares are 0..1; none of an empty version.
 */
export const missedShares = (
  { cases, bySplit }: Pick<DatasetCounts, 'cases' | 'bySplit'>,
  splits: DatasetOptions['splits'],
): readonly MissedShare[] =>
  cases === 0
    ? []
    : splits.flatMap(({ name, share: asked }) => {
        const share = (bySplit.find((split) => split.name === name)?.cases ?? 0) / cases
        // One case more or less is rounding.
        return Math.abs(share - asked) > Math.max(MISSED, 1 / cases) ? [{ name, share, asked }] : []
      })
