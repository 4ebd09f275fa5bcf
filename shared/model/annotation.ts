import { z } from 'zod'
import { AnnotationId } from './ids.ts'
import { Json } from './json.ts'
import { Shape } from './shape.ts'

/** How sure the model was, 0..1. Absent means unknown, never 0. */
export const Score = z.number().min(0).max(1)

export const OBJECT_MARKS = ['occluded', 'truncated', 'difficult'] as const
export const ObjectMark = z.enum(OBJECT_MARKS)
export type ObjectMark = z.infer<typeof ObjectMark>

/** Where (shape) + what (label, attributes). Labels are names; the taxonomy version says what a name means. */
export const Annotation = z.strictObject({
  id: AnnotationId,
  label: z.string().min(1),
  shape: Shape,
  score: Score.optional(),
  attributes: z.record(z.string(), Json).default({}),
  /** By attribute: the annotations that show why it has its value (the spans a code rests on). */
  evidence: z.record(z.string(), z.array(AnnotationId).min(1)).optional(),
  /** What hinders seeing it whole, in the order below; left out where nothing does. */
  marks: z.array(ObjectMark).min(1).optional(),
  /** Objects with one group belong together: they are selected and moved as one. */
  group: z.string().min(1).max(80).optional(),
  /** Painted above those with a lower one; 0 where left out. */
  z: z.int().optional(),
  /** In a worksheet or review: the predicted annotation this one began as. */
  fromObjectId: AnnotationId.optional(),
  /** Facts the import noticed and kept, such as a box that leaves its image. */
  flags: z.array(z.enum(['leaves-image', 'empty'])).optional(),
})
export type Annotation = z.infer<typeof Annotation>

export const Relation = z.strictObject({
  id: AnnotationId,
  type: z.string().min(1),
  from: AnnotationId,
  to: AnnotationId,
  score: Score.optional(),
})
export type Relation = z.infer<typeof Relation>
