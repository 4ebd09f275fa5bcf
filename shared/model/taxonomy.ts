import { z } from 'zod'
import { CaseId, Instant, LabelId, Sha256 } from './ids.ts'
import { Json } from './json.ts'
import { CauseId, Culprit, Verdict } from './verdict.ts'

/** What a label looks like, or is mistaken for: words, or a crop of a stored image (x, y, w, h in its pixels). */
export const LabelExample = z.strictObject({
  is: z.enum(['positive', 'negative']),
  text: z.string().max(2000).optional(),
  image: z
    .strictObject({ sha256: Sha256, box: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional() })
    .optional(),
  note: z.string().max(2000).default(''),
  /** The case it was taken from, and goes with when that is erased. */
  caseId: CaseId.optional(),
})
export type LabelExample = z.infer<typeof LabelExample>

/** Joints in 0..1 of the template's own rectangle, and the lines between them by joint name. */
export const SkeletonTemplate = z.strictObject({
  joints: z
    .array(z.strictObject({ name: z.string().min(1).max(100), x: z.number(), y: z.number() }))
    .min(1)
    .max(200),
  edges: z.array(z.tuple([z.string(), z.string()])).max(1000),
})
export type SkeletonTemplate = z.infer<typeof SkeletonTemplate>

/** Which of a label's replacements an annotation takes: where its attribute, or its case's metadata, is one of these. */
export const ReplaceRule = z.strictObject({
  when: z.strictObject({
    of: z.enum(['attribute', 'metadata']),
    name: z.string().min(1).max(200),
    is: z.array(Json).min(1),
  }),
  to: LabelId,
})
export type ReplaceRule = z.infer<typeof ReplaceRule>

/** One label. `key` is the digit that chooses it, where it has one. `hue` and `dash` index the desk's label palette. */
export const Label = z.strictObject({
  id: LabelId,
  name: z.string().min(1).max(500),
  key: z
    .string()
    .regex(/^[1-9]$/)
    .optional(),
  /** 0..11 into the colour-blind-safe set; `tone` 0..2 varies lightness, `dash` 0..3 the pattern. */
  hue: z.int().min(0).max(11),
  tone: z.int().min(0).max(2),
  dash: z.int().min(0).max(3),
  /** Which kinds of shape it labels. */
  shapes: z.array(z.string()),
  risk: z.enum(['normal', 'high']).default('normal'),
  /** What it means and how to decide: the guideline. */
  definition: z.string().max(20_000).default(''),
  examples: z.array(LabelExample).max(100).default([]),
  skeleton: SkeletonTemplate.optional(),
  parent: LabelId.optional(),
  deprecated: z.boolean().default(false),
  /** Of a deprecated label: what to use instead. One: it was merged into that. Several: it was split. None: a person says. */
  replacedBy: z.array(LabelId).default([]),
  /** Of a split label: what decides between its replacements, the first that fits; a person where none does. */
  replaceRules: z.array(ReplaceRule).max(200).default([]),
})
export type Label = z.infer<typeof Label>

export const ATTRIBUTE_KINDS = ['boolean', 'choice', 'multi-choice', 'number', 'text', 'date', 'coded'] as const

/**
 * What may be said of an annotation beside its label, or of the whole case (its class annotation). The value stands in
 * the annotation's `attributes` under `name`: true or false; one of the values; a list of them; a number; a text; a date
 * as YYYY-MM-DD; a code of the list.
 */
export const Attribute = z.strictObject({
  name: z.string().min(1).max(200),
  kind: z.enum(ATTRIBUTE_KINDS),
  on: z.enum(['annotation', 'case', 'turn']).default('annotation'),
  /** The labels it belongs to; all where left out. */
  labels: z.array(LabelId).optional(),
  /** Of a choice: what may be chosen, in order. */
  values: z.array(z.string().min(1).max(500)).max(1000).optional(),
  /** The order of the values means something (low, medium, high). */
  ordered: z.boolean().default(false),
  number: z
    .strictObject({
      min: z.number().optional(),
      max: z.number().optional(),
      step: z.number().positive().optional(),
      unit: z.string().max(40).optional(),
    })
    .optional(),
  /** Of a text: a regular expression the whole value must match. */
  pattern: z.string().max(500).optional(),
  /** Of a coded value: the list it comes from. */
  codes: z.strictObject({ list: z.string().min(1).max(200), version: z.string().max(200) }).optional(),
  required: z.boolean().default(false),
  /** Asked only where another attribute has one of these values. */
  when: z.strictObject({ attribute: z.string(), is: z.array(Json).min(1) }).optional(),
  /** Wants the spans that show it. */
  evidence: z.boolean().default(false),
  definition: z.string().max(20_000).default(''),
})
export type Attribute = z.infer<typeof Attribute>

export const RelationType = z.strictObject({
  name: z.string().min(1).max(200),
  /** The labels allowed at either end; all where left out. */
  from: z.array(LabelId).optional(),
  to: z.array(LabelId).optional(),
  /** From and to may be exchanged. */
  symmetric: z.boolean().default(false),
  definition: z.string().max(20_000).default(''),
})
export type RelationType = z.infer<typeof RelationType>

export const FIELD_KINDS = ['text', 'number', 'amount', 'date', 'boolean', 'choice'] as const

/** A field of a record, or one that a document is expected to have. `name` is its key, or the field annotation's label. */
export const FieldDefinition = z.strictObject({
  name: z.string().min(1).max(500),
  title: z.string().max(500).optional(),
  kind: z.enum(FIELD_KINDS).default('text'),
  unit: z.string().max(40).optional(),
  required: z.boolean().default(false),
  values: z.array(z.string()).optional(),
  /** The heading it stands under. */
  group: z.string().max(200).optional(),
  definition: z.string().max(20_000).default(''),
})
export type FieldDefinition = z.infer<typeof FieldDefinition>

export const TaxonomyCause = z.strictObject({
  id: CauseId,
  name: z.string().min(1).max(200),
  culprit: Culprit,
  definition: z.string().max(20_000).default(''),
})
export type TaxonomyCause = z.infer<typeof TaxonomyCause>

export const Constraint = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exclusive'), labels: z.array(LabelId).min(2) }),
  z.strictObject({ kind: z.literal('at-most-one'), label: LabelId }),
  z.strictObject({ kind: z.literal('contains'), outer: LabelId, inner: LabelId }),
])
export type Constraint = z.infer<typeof Constraint>

/** Everything a version says but its number and day: what is edited, imported and published. */
export const TaxonomyDraft = z.strictObject({
  name: z.string().min(1).max(200),
  labels: z.array(Label),
  attributes: z.array(Attribute).default([]),
  relationTypes: z.array(RelationType).default([]),
  fields: z.array(FieldDefinition).default([]),
  causes: z.array(TaxonomyCause),
  /** Verdicts that cannot be filed without a cause. */
  causesRequiredFor: z.array(Verdict).default([]),
  constraints: z.array(Constraint).default([]),
  /** What the project's reviewers should know before any label. */
  guideline: z.string().max(100_000).default(''),
})
export type TaxonomyDraft = z.infer<typeof TaxonomyDraft>

/**
 * A taxonomy in a file of its own. The version it was written from, by its number and its moment, says what its changes
 * are changes of; without it, the document stands for itself.
 */
export const TaxonomyDocument = TaxonomyDraft.extend({
  version: z.int().positive().optional(),
  publishedAt: Instant.optional(),
})
export type TaxonomyDocument = z.infer<typeof TaxonomyDocument>

/** The first nine labels of whole cases and the first nine of parts, in order, have the digit keys. */
export const Taxonomy = TaxonomyDraft.extend({
  version: z.int().positive(),
  publishedAt: Instant,
  /** The version that this one takes back: it says again what the one before that said. */
  withdraws: z.int().positive().optional(),
  /** Nobody decided it: it only knows labels, or kinds of shape, that an import or a review met. */
  derived: z.literal(true).optional(),
})
export type Taxonomy = z.infer<typeof Taxonomy>

/** The lists of a taxonomy that a problem can stand in. */
export const TAXONOMY_LISTS = ['labels', 'attributes', 'relationTypes', 'fields', 'causes', 'constraints'] as const

/**
 * Why a draft cannot be published, and where: in no list where it is about the whole; `id` is a label's or cause's id, a
 * constraint's place (from 0), or the name of another record.
 */
export const TaxonomyProblem = z.strictObject({
  list: z.enum(TAXONOMY_LISTS).nullable(),
  id: z.string().nullable(),
  message: z.string(),
})
export type TaxonomyProblem = z.infer<typeof TaxonomyProblem>
