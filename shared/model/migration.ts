import { z } from 'zod'
import { AnnotationId, LabelId, ReviewId } from './ids.ts'
import { Json } from './json.ts'

/**
 * One step from a taxonomy version to the next, computed from the two. A step rewrites (rename, replace), asks a person
 * (replace without a rule that fits, remove, tighten), or touches no review (the others).
 */
export const MigrationStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rename'), label: LabelId, from: z.string(), to: z.string() }),
  /** A label no longer in use. One replacement: merged into it. Several: split, by `rules` labels that a rule decides. */
  z.strictObject({
    kind: z.literal('replace'),
    label: LabelId,
    name: z.string(),
    by: z.array(z.string()),
    rules: z.int(),
  }),
  z.strictObject({ kind: z.literal('remove'), label: LabelId, name: z.string() }),
  z.strictObject({ kind: z.literal('restore'), label: LabelId, name: z.string() }),
  z.strictObject({ kind: z.literal('add'), label: LabelId, name: z.string() }),
  z.strictObject({
    kind: z.literal('move'),
    label: LabelId,
    name: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  /** An attribute that some values given so far may no longer fit, or that is asked for from now on. */
  z.strictObject({ kind: z.literal('tighten'), attribute: z.string(), before: Json, after: Json }),
  /** Everything that no review can contradict: colours, keys, words, wider attributes, causes. */
  z.strictObject({ kind: z.literal('describe'), words: z.string() }),
])
export type MigrationStep = z.infer<typeof MigrationStep>

/** What a person must say before a review can be read in a newer taxonomy. Pre-filled with all that is known. */
export const TaxonomyQuestion = z.strictObject({
  /** Null where it is about the whole case. */
  annotationId: AnnotationId.nullable(),
  about: z.enum(['split', 'replaced', 'removed', 'attribute', 'withdrawn']),
  /** The label as it was given, and the attribute where it is about one. */
  label: z.string(),
  attribute: z.string().nullable(),
  /** Names of the labels, or values of the attribute, that may be chosen; empty where anything may. */
  choices: z.array(z.string()),
  /** The version that asks. */
  version: z.int(),
})
export type TaxonomyQuestion = z.infer<typeof TaxonomyQuestion>

/** How reviews are read in a version: as they stand, rewritten by rule, or only after a person answered. */
export const MigrationCounts = z.strictObject({
  /** Active reviews looked at. */
  reviews: z.int(),
  unchanged: z.int(),
  rewritten: z.int(),
  /** Those that return to the queue. */
  again: z.int(),
})
export type MigrationCounts = z.infer<typeof MigrationCounts>

export const OutdatedReview = z.strictObject({
  reviewId: ReviewId,
  caseKey: z.string(),
  questions: z.array(TaxonomyQuestion),
})
export type OutdatedReview = z.infer<typeof OutdatedReview>
