import { z } from 'zod'
import { AnnotationId, CaseId, LabelId } from './ids.ts'
import { Json } from './json.ts'

/** What a version may ask more of than the one before did. */
export const TIGHTENED = ['attribute', 'relation', 'field', 'shape'] as const

/**
 * One step from a taxonomy version to the next, computed from the two. A step rewrites (rename, replace), asks a person
 * (replace without a rule that fits, remove, tighten), or touches no review (the others).
 */
export const MigrationStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rename'), label: LabelId, from: z.string(), to: z.string() }),
  /** A label no longer in use. One replacement: merged into it. Several: split, by `rules` rules. None: a person says. */
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
  /**
   * What some reviews made so far may no longer fit: values of an attribute, allowed ends of a relation type, a field, the
   * shapes or joints of a label. `name` is its name.
   */
  z.strictObject({ kind: z.literal('tighten'), of: z.enum(TIGHTENED), name: z.string(), before: Json, after: Json }),
  /** Everything that no review can contradict: colours, keys, words, wider attributes, causes. */
  z.strictObject({ kind: z.literal('describe'), words: z.string() }),
])
export type MigrationStep = z.infer<typeof MigrationStep>

export const QUESTION_SUBJECTS = [
  'split',
  'replaced',
  'removed',
  'withdrawn',
  'attribute',
  'relation',
  'field',
  'shape',
] as const
export const QuestionSubject = z.enum(QUESTION_SUBJECTS)
export type QuestionSubject = z.infer<typeof QuestionSubject>

/**
 * What a person must say before a review can be read in a newer taxonomy. The first four are about the label; the others
 * about what no longer fits beside it: a value, the ends of a relation, the value of a field, the kind or joints of a shape.
 */
export const TaxonomyQuestion = z.strictObject({
  /** An annotation's id, or, about a relation, that one's; null where it is about the whole case. */
  annotationId: AnnotationId.nullable(),
  about: QuestionSubject,
  /** The label, relation type or field as it was given; empty where it is about the whole case. */
  label: z.string(),
  /** The attribute, where it is about one. */
  attribute: z.string().nullable(),
  /** Names of the labels or relation types, or values, that may be chosen; empty where anything may. */
  choices: z.array(z.string()),
  /** The version that asks. */
  version: z.int(),
})
export type TaxonomyQuestion = z.infer<typeof TaxonomyQuestion>

/** How reviews are read in a version: as they are read now, rewritten by rule, or only after a person answered. */
export const MigrationCounts = z.strictObject({
  /** Active reviews looked at: the sum of the three others. */
  reviews: z.int(),
  unchanged: z.int(),
  rewritten: z.int(),
  /** Those with a question: their cases return to the queue. */
  again: z.int(),
})
export type MigrationCounts = z.infer<typeof MigrationCounts>

/** A case that returns to the queue, with all that is asked of it. */
export const OutdatedCase = z.strictObject({
  caseId: CaseId,
  key: z.string(),
  title: z.string(),
  questions: z.array(TaxonomyQuestion),
})
export type OutdatedCase = z.infer<typeof OutdatedCase>

/** What a model calls a label; `model` is the model's name, empty for every model. */
export const LabelMapping = z.strictObject({ model: z.string().max(500), name: z.string().min(1), labelId: LabelId })
export type LabelMapping = z.infer<typeof LabelMapping>
