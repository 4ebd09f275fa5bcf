import { z } from 'zod'
import { DatasetId } from './dataset.ts'
import { Instant, PersonId } from './ids.ts'

/** A model version ("shelf@8") or a dataset version ("shelves@3"; without a number the newest of that name). */
export const LineageSubject = z.strictObject({
  kind: z.enum(['model', 'dataset']),
  name: z.string().trim().min(1).max(400),
})
export type LineageSubject = z.infer<typeof LineageSubject>

/** That a model was trained on a dataset: recorded here, or said by the header of the file its predictions came in. */
export const Training = z.strictObject({
  /** "shelf@8". */
  model: z.string(),
  /** "shelves@3" where it is a version known here; else as it was named. */
  dataset: z.string(),
  datasetId: DatasetId.nullable(),
  /** Null where only a header says so, which names no time. */
  at: Instant.nullable(),
  note: z.string(),
  /** Who recorded it; null for a header. */
  personId: PersonId.nullable(),
  from: z.enum(['record', 'header']),
})
export type Training = z.infer<typeof Training>

/** A label that another took the place of. Null before: it was added. Null after: it was taken away. */
export const LabelChange = z.strictObject({ from: z.string().nullable(), to: z.string().nullable() })
export type LabelChange = z.infer<typeof LabelChange>

export const LINEAGE_NODES = ['source', 'model', 'dataset', 'taxonomy', 'batch'] as const

/** One thing of the lineage. `id` is unique among the nodes of one graph: its kind, a colon, its name. */
export const LineageNode = z.strictObject({
  id: z.string(),
  kind: z.enum(LINEAGE_NODES),
  /** How it is written in words: "shelf@8". */
  name: z.string(),
  at: Instant.nullable(),
  /** Cases it holds or was about; null where that is not counted. */
  cases: z.int().nullable(),
})
export type LineageNode = z.infer<typeof LineageNode>

/**
 * `gave`: a source gave cases to a dataset version. `grew-into`: a version into the next. `trained`: a dataset version a
 * model. `defined`: a taxonomy version the labels of a dataset version. `failed-into`: reviews of a model's failures
 * became data of a version. `left-in`: a version, or a split of it, left in a batch. `continued`: a taxonomy version by the
 * next, a batch by the next.
 */
export const LineageEdge = z.strictObject({
  from: z.string(),
  to: z.string(),
  is: z.enum(['gave', 'grew-into', 'trained', 'defined', 'failed-into', 'left-in', 'continued']),
  cases: z.int().nullable(),
})
export type LineageEdge = z.infer<typeof LineageEdge>

export const CARD_KINDS = ['html', 'markdown', 'croissant', 'cyclonedx'] as const
export const CardKind = z.enum(CARD_KINDS)
export type CardKind = z.infer<typeof CardKind>
