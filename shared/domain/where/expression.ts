/**
 * The query language's syntax tree. It says what was asked, in words; which rows that means is for those who evaluate it
 * (electron/backend/store/query.ts). Everything two-valued: a test on something unknown is false, and its `not` is true.
 */

/** One end of a range. Numbers are in their shortest form; times as written (`2026-06` is the whole month). */
export type Bound = { readonly text: string; readonly inclusive: boolean }

export type Value =
  | { readonly kind: 'is'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  /** `*`: there is a value, whichever. */
  | { readonly kind: 'known' }
  | { readonly kind: 'range'; readonly from: Bound | null; readonly to: Bound | null }

/** Boolean structure over leaves. `and` and `or` have at least two parts, none of them of their own kind. */
export type Logic<Leaf> =
  | Leaf
  | { readonly kind: 'and'; readonly parts: readonly Logic<Leaf>[] }
  | { readonly kind: 'or'; readonly parts: readonly Logic<Leaf>[] }
  | { readonly kind: 'not'; readonly part: Logic<Leaf> }

/** Fields of one predicted annotation. Inside `any(…)` all of them speak of one and the same. */
export const ANNOTATION_FIELDS = ['label', 'score', 'model'] as const
export type AnnotationField = (typeof ANNOTATION_FIELDS)[number]

/** What can be said of one thing that a review found wrong. Inside `found(…)` all of it is said of one and the same. */
export const FINDING_FIELDS = ['verdict', 'error', 'cause', 'label', 'corrected', 'model'] as const
export type FindingField = (typeof FINDING_FIELDS)[number]

export const CASE_FIELDS = [
  'status',
  'verdict',
  'reviewer',
  'cause',
  'error',
  'edge',
  'outdated',
  'rule',
  'lane',
  'audited',
  'plan',
  'dataset',
  'kind',
  'key',
  'source',
  'group',
  'time',
  'severity',
  'margin',
  'disagreement',
  'annotations',
  'predictions',
] as const
export type CaseField = (typeof CASE_FIELDS)[number]

export type Field = AnnotationField | CaseField

/** True when any of the values fits. */
export type Test<F extends Field | FindingField> = {
  readonly kind: 'test'
  readonly field: F
  readonly values: readonly Value[]
}
export type AnnotationWhere = Logic<Test<AnnotationField>>
export type FindingWhere = Logic<Test<FindingField>>

export type Leaf =
  | Test<Field>
  | { readonly kind: 'any'; readonly where: AnnotationWhere }
  | { readonly kind: 'found'; readonly where: FindingWhere }
  | { readonly kind: 'meta'; readonly path: string; readonly values: readonly Value[] }
  /** Words in this order, next to each other; with `prefix` the last one only begins so. */
  | { readonly kind: 'text'; readonly phrase: string; readonly prefix: boolean }

export type Where = { readonly kind: 'everything' } | Logic<Leaf>

/** Where an expression is wrong, as UTF-16 offsets into it, and what could stand there. */
export type Problem = { readonly message: string; readonly from: number; readonly to: number }
