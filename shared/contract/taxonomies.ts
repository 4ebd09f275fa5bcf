import { z } from 'zod'
import { LabelId } from '../model/ids.ts'
import { Json } from '../model/json.ts'
import { LabelMapping, MigrationCounts, MigrationStep, OutdatedCase } from '../model/migration.ts'
import { Taxonomy, TaxonomyDraft } from '../model/taxonomy.ts'
import { command, query } from './operation.ts'

/** What would become the next version: a draft, or taking a version back. */
export const NextVersion = z.union([
  z.strictObject({ draft: TaxonomyDraft }),
  z.strictObject({ withdraw: z.int().positive() }),
])
export type NextVersion = z.infer<typeof NextVersion>

/**
 * How the name that a model uses reads now. `same`: it is a label's name. `earlier-name`: it was one. `mapped`: a person
 * said what it means. `replaced`: its label is no longer in use; `meaning` is what stands for it, where that is one label.
 * `new`: no version that a person decided knows it.
 */
export const NAME_READINGS = ['same', 'earlier-name', 'mapped', 'replaced', 'new'] as const

export const MappedName = z.strictObject({
  name: z.string(),
  /** The model's name, whatever its version. */
  model: z.string(),
  /** Predicted annotations that have it. */
  count: z.int(),
  meaning: LabelId.nullable(),
  how: z.enum(NAME_READINGS),
  /** The model that a mapping was made for; empty for every model, null without a mapping. */
  mappedFor: z.string().nullable(),
  suggestions: z.array(z.strictObject({ labelId: LabelId, name: z.string(), similarity: z.number() })),
})
export type MappedName = z.infer<typeof MappedName>

export const taxonomies = {
  /** The current version, or the one asked for; null before the first import. */
  'taxonomy.get': query(
    z.strictObject({ version: z.int().positive().optional() }),
    z.strictObject({ taxonomy: Taxonomy.nullable() }),
  ),
  /** Marks labels as high risk (or not); publishes the next taxonomy version. */
  'taxonomy.risk': command(
    z.strictObject({ labelId: LabelId, risk: z.enum(['normal', 'high']) }),
    z.strictObject({ version: z.int() }),
  ),
  /** The project's one working draft, and the version it was begun from; null without one. */
  'taxonomy.draft': query(
    z.strictObject({}),
    z.strictObject({
      draft: TaxonomyDraft.nullable(),
      base: z.int().nullable(),
      savedAt: z.string().nullable(),
      personId: z.string().nullable(),
    }),
  ),
  /** Keeps the draft as it is, valid or not; null discards it. Work in progress: not in the record. */
  'taxonomy.saveDraft': command(
    z.strictObject({ draft: TaxonomyDraft.nullable(), base: z.int().positive().nullable() }),
    z.strictObject({ savedAt: z.string().nullable() }),
  ),
  /**
   * What publishing a draft, or withdrawing a version, would do, without doing it: the same code as doing it. `cases` is a
   * window, in the source's order, of those that return to the queue; `total` counts them. Once it is done,
   * `outdated:yes` lists the same cases in the queue.
   */
  'taxonomy.dryRun': query(
    z.strictObject({
      next: NextVersion,
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(200),
    }),
    z.strictObject({
      counts: MigrationCounts,
      /** Each step, with the reviews that it rewrites and those that it asks about. */
      steps: z.array(z.strictObject({ step: MigrationStep, rewritten: z.int(), again: z.int() })),
      total: z.int(),
      cases: z.array(OutdatedCase),
    }),
  ),
  /**
   * Publishes a whole taxonomy as the next version, and ends the working draft where that says the same. Refused, with
   * every problem named, where it contradicts itself. Reviews stay as they are; cases of those that need a person return
   * to the queue. `base`: the version that it was begun from, null for none; `conflict` where that is not the newest any
   * more, so that nobody's version is undone unseen. Left out, it takes the place of whatever is the newest.
   */
  'taxonomy.publish': command(
    z.strictObject({
      draft: TaxonomyDraft,
      summary: z.string().min(1).max(500),
      base: z.int().positive().nullable().optional(),
    }),
    z.strictObject({ version: z.int(), counts: MigrationCounts }),
  ),
  /**
   * Takes back the newest version that a person decided: publishes one that says what the one before it said. Reviews read
   * as they did then; those made meanwhile return to the queue. Refused for any other version, naming the one to take back
   * first.
   */
  'taxonomy.withdraw': command(
    z.strictObject({ version: z.int().positive(), why: z.string().min(1).max(500) }),
    z.strictObject({ version: z.int(), counts: MigrationCounts }),
  ),
  /** Every name of a label that models use, and what it means now; those without a meaning first, then by count. */
  'taxonomy.mapping': query(z.strictObject({}), z.strictObject({ names: z.array(MappedName) })),
  /** Says what names of models mean; `labelId` null takes that back. `model` is empty for every model. */
  'taxonomy.map': command(
    z.strictObject({
      names: z
        .array(LabelMapping.extend({ labelId: LabelId.nullable() }))
        .min(1)
        .max(10_000),
      why: z.string().max(500).default(''),
    }),
    z.strictObject({ changed: z.int() }),
  ),
  /** What changed from one version to another, or to a draft: in words, and as data. */
  'taxonomy.diff': query(
    z.strictObject({ from: z.int().positive(), to: z.union([z.int().positive(), TaxonomyDraft]) }),
    z.strictObject({ changes: z.array(z.strictObject({ words: z.string(), change: Json })) }),
  ),
  /** Newest first. `withdraws`: the version it takes back; `withdrawn`: it was taken back; `derived`: nobody decided it. */
  'taxonomy.versions': query(
    z.strictObject({}),
    z.strictObject({
      versions: z.array(
        z.strictObject({
          version: z.int(),
          publishedAt: z.string(),
          personId: z.string(),
          labels: z.int(),
          summary: z.string(),
          withdraws: z.int().nullable(),
          withdrawn: z.boolean(),
          derived: z.boolean(),
        }),
      ),
      /** The one that can be withdrawn now. */
      withdrawable: z.int().nullable(),
    }),
  ),
} as const
