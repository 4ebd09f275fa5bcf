import { z } from 'zod'
import { Annotation, Relation } from './annotation.ts'
import { AnnotationId, CaseId, CommandId, Instant, PersonId, PredictionId, ReviewId } from './ids.ts'
import { Json } from './json.ts'
import { CauseId, ErrorType, Verdict } from './verdict.ts'

/** Where a case stands: derived from its worksheets and active reviews. */
export const CASE_STATUSES = ['waiting', 'started', 'skipped', 'flagged', 'reviewed'] as const
export const CaseStatus = z.enum(CASE_STATUSES)
export type CaseStatus = z.infer<typeof CaseStatus>

export const Disposition = z.enum(['skipped', 'flagged'])
export type Disposition = z.infer<typeof Disposition>

/** One finished gesture's effect on one record of a worksheet; null means "is not there". */
export const Change = z.strictObject({
  /** An annotation's or relation's id behind its prefix, or one of the worksheet's own members. */
  id: z.union([
    z.enum(['verdict', 'causes', 'note', 'edgeCase', 'disposition']),
    z.templateLiteral(['annotation:', z.string()]),
    z.templateLiteral(['relation:', z.string()]),
    /** `true` or null: a person looked at this one object and found it as predicted. */
    z.templateLiteral(['confirmed:', z.string()]),
    /** A `TurnJudgement` without its place, or null. */
    z.templateLiteral(['turn:', z.string()]),
  ]),
  before: Json,
  after: Json,
})
export type Change = z.infer<typeof Change>

/** A person's verdict on one turn of a conversation. */
export const TurnJudgement = z.strictObject({
  turn: z.int().nonnegative(),
  verdict: Verdict,
  causes: z.array(CauseId).max(100),
})
export type TurnJudgement = z.infer<typeof TurnJudgement>

/**
 * What of an image was looked at in a systematic walk: the oriented image in `columns` × `rows` equal cells, row by row,
 * and for how long each was in sight at `scale` (screen pixels an image pixel) or closer.
 */
export const Coverage = z
  .strictObject({
    columns: z.int().min(1).max(400),
    rows: z.int().min(1).max(400),
    scale: z.number().positive(),
    ms: z.array(z.int().nonnegative()).max(160_000),
    page: z.int().nonnegative().optional(),
  })
  .refine(({ columns, rows, ms }) => ms.length === columns * rows, 'as many cells as columns times rows')
export type Coverage = z.infer<typeof Coverage>

/**
 * Of work begun while the prediction was hidden: `hidden` still, `answered` before it was shown, `shown` without an answer.
 * What was once seen stays seen.
 */
export const Sight = z.enum(['hidden', 'shown', 'answered'])
export type Sight = z.infer<typeof Sight>

/** Mutable; one per (case, person, prediction or none). Starts as a copy of the prediction's objects. */
export const Worksheet = z.strictObject({
  caseId: CaseId,
  personId: PersonId,
  predictionId: PredictionId.nullable(),
  /** 0 until the first command; every applied command adds one. */
  revision: z.int().nonnegative(),
  annotations: z.array(Annotation),
  relations: z.array(Relation),
  verdict: Verdict.nullable(),
  causes: z.array(CauseId),
  note: z.string().max(20_000),
  edgeCase: z.boolean(),
  /** Objects a person looked at one by one and found as predicted. */
  confirmed: z.array(AnnotationId).default([]),
  /** In a conversation: the turns judged so far, in their order. */
  turns: z.array(TurnJudgement).default([]),
  /** What was looked at in sweep mode; not part of the work that undo takes back. */
  coverage: Coverage.nullable().default(null),
  /** Null where the prediction was in sight from the start. No work, so nothing that undo takes back. */
  sight: Sight.nullable().default(null),
  disposition: Disposition.nullable(),
  /** The active review this worksheet was last submitted as, unless changed or withdrawn since. */
  submittedAs: ReviewId.nullable(),
})
export type Worksheet = z.infer<typeof Worksheet>

/** The subject of a command: whose work on what. */
export const Subject = z.strictObject({ caseId: CaseId, predictionId: PredictionId.nullable() })
export type Subject = z.infer<typeof Subject>

export const Command = z.strictObject({
  commandId: CommandId,
  subject: Subject,
  baseRevision: z.int().nonnegative(),
  changes: z.array(Change).min(1).max(20_000),
  /** What the gesture did, in words for undo: "move box", "verdict incorrect". */
  label: z.string().min(1).max(200),
})
export type Command = z.infer<typeof Command>

/** How one object of the prediction relates to the correction; computed. */
export const OBJECT_STATES = [
  'confirmed',
  'wrong-label',
  'wrong-boundary',
  'wrong-label-and-boundary',
  'duplicate',
  'spurious',
  'missing',
  'wrong-attribute',
  'wrong-relation',
] as const
export const ObjectState = z.enum(OBJECT_STATES)
export type ObjectState = z.infer<typeof ObjectState>

export const ObjectComparison = z.strictObject({
  state: ObjectState,
  /** Null for a missing object. */
  predictedId: AnnotationId.nullable(),
  /** Null for a spurious or duplicate object. */
  correctedId: AnnotationId.nullable(),
  score: z.number().optional(),
})
export type ObjectComparison = z.infer<typeof ObjectComparison>

export const Proposal = z.strictObject({
  verdict: Verdict.nullable(),
  causes: z.array(CauseId),
  errors: z.array(ErrorType),
})
export type Proposal = z.infer<typeof Proposal>

/** One person's judgement of one named prediction: an immutable, complete snapshot. Append-only. */
export const Review = z.strictObject({
  id: ReviewId,
  caseId: CaseId,
  /** Null exactly when no prediction is judged: imported truth. Then verdict is null too. */
  predictionId: PredictionId.nullable(),
  personId: PersonId,
  at: Instant,
  origin: z.enum(['desk', 'file', 'truth']),
  activeMs: z.int().nonnegative(),
  blind: z.boolean(),
  verdict: Verdict.nullable(),
  causes: z.array(CauseId),
  /** Computed. */
  errors: z.array(ErrorType),
  /** What the desk proposed when the person chose. */
  proposed: Proposal,
  annotations: z.array(Annotation),
  relations: z.array(Relation),
  note: z.string(),
  edgeCase: z.boolean(),
  confirmed: z.array(AnnotationId).default([]),
  turns: z.array(TurnJudgement).default([]),
  coverage: Coverage.nullable().default(null),
  /** The act that gave this answer to several similar cases at once; null for one given to this case alone. */
  bulk: z.string().max(80).nullable().default(null),
  taxonomyVersion: z.int().positive(),
  supersedes: ReviewId.nullable(),
  withdrawnAt: Instant.nullable(),
})
export type Review = z.infer<typeof Review>

/** One step of a person's undo or redo stack. */
export const HistoryEntry = z.strictObject({
  commandId: CommandId,
  /** `bulk`: one answer given to many cases; the subject is the one it was taken from. */
  kind: z.enum(['change', 'submit', 'bulk']),
  subject: Subject,
  label: z.string(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>
