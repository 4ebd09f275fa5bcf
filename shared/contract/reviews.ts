import { z } from 'zod'
import { Case } from '../model/case.ts'
import { CaseId, CommandId, PersonId, PredictionId, ReviewId } from '../model/ids.ts'
import { TaxonomyQuestion } from '../model/migration.ts'
import { Prediction } from '../model/prediction.ts'
import {
  CaseStatus,
  Command,
  Coverage,
  HistoryEntry,
  Proposal,
  Review,
  Sight,
  Subject,
  Worksheet,
} from '../model/review.ts'
import { QueueReason } from '../model/trigger.ts'
import { CauseId, Verdict } from '../model/verdict.ts'
import { SourceFile } from './imports.ts'
import { command, query } from './operation.ts'
import { QueueScope, Where } from './queue.ts'

/** Everything the review screen needs to paint one case. */
export const OpenCase = z.strictObject({
  case: Case,
  predictions: z.array(Prediction),
  /** The prediction this worksheet judges: the one asked for, else the newest. Null when nothing was predicted. */
  predictionId: PredictionId.nullable(),
  worksheet: Worksheet,
  reasons: z.array(QueueReason),
  status: CaseStatus,
  /** What versions of the taxonomy ask about its reviews; empty where they read without a person. */
  questions: z.array(TaxonomyQuestion),
  /** Active reviews of this case, the caller's own first. */
  reviews: z.array(Review),
})
export type OpenCase = z.infer<typeof OpenCase>

/** What a command answers. On `conflict` the error's details carry the current worksheet. */
export const Applied = z.strictObject({
  subject: Subject,
  revision: z.int(),
  status: CaseStatus,
  worksheet: Worksheet,
})
export type Applied = z.infer<typeof Applied>

export const History = z.strictObject({ undo: HistoryEntry.nullable(), redo: HistoryEntry.nullable() })
export type History = z.infer<typeof History>

/** More cases at once nobody can have looked over in the preview. */
export const MOST_IN_BULK = 500

/** Which other cases: named ones, all that a filter lists, or those whose prediction is like this one's. */
export const BulkTargets = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('cases'), caseIds: z.array(CaseId).max(10_000) }),
  z.strictObject({ by: z.literal('filter'), where: Where, scope: QueueScope }),
  z.strictObject({ by: z.literal('similar') }),
])
export type BulkTargets = z.infer<typeof BulkTargets>

/** Why an answer is not given to a case. */
export const BULK_REFUSALS = [
  'reviewed',
  'begun',
  'put-aside',
  'no-prediction',
  'other-kind',
  'edit-does-not-fit',
  'turns-not-judged',
] as const
export const BulkRefusal = z.enum(BULK_REFUSALS)
export type BulkRefusal = z.infer<typeof BulkRefusal>

/** One edit as it would be done: a class or label given instead of another, or an attribute set; on so many objects. */
export const BulkEdit = z.strictObject({
  what: z.enum(['class', 'label', 'attribute']),
  from: z.string(),
  to: z.string(),
  count: z.int(),
})
export type BulkEdit = z.infer<typeof BulkEdit>

export const BulkPreview = z.strictObject({
  verdict: Verdict,
  causes: z.array(CauseId),
  /** Edits that are this case's own, such as boundaries, and are not given to others. */
  left: z.int(),
  /** Cases found in all; `rows` holds the first of them. */
  total: z.int(),
  rows: z.array(
    z.strictObject({
      caseId: CaseId,
      key: z.string(),
      title: z.string(),
      edits: z.array(BulkEdit),
      refused: BulkRefusal.nullable(),
    }),
  ),
})
export type BulkPreview = z.infer<typeof BulkPreview>

export const reviews = {
  'review.open': query(z.strictObject({ caseId: CaseId, predictionId: PredictionId.nullable().optional() }), OpenCase),
  /** One finished gesture on a worksheet. */
  'review.change': command(
    Command.extend({
      /** The page has the worksheet that comes of this already: it is left out of the answer. */
      brief: z.boolean().optional(),
      /** How it stood with the sight of the prediction when this was done, where that was hidden first. */
      sight: Sight.optional(),
    }),
    Applied.extend({ worksheet: Worksheet.optional() }),
  ),
  /**
   * What was looked at: parts of a picture in sweep mode, kept with the worksheet and its next review; a prediction that
   * was hidden. Nothing that undo takes back.
   */
  'review.looked': command(
    z.strictObject({ subject: Subject, coverage: Coverage.optional(), sight: Sight.optional() }),
    z.strictObject({}),
  ),
  /** Turns the worksheet as it stands into a review. Refused without a verdict, and for *correct* on edited annotations. */
  'review.submit': command(
    z.strictObject({
      commandId: CommandId,
      subject: Subject,
      baseRevision: z.int().nonnegative(),
      activeMs: z.int().nonnegative(),
      blind: z.boolean(),
      /** What the screen proposed when the person chose; stored beside what was chosen. */
      proposed: Proposal,
    }),
    Applied.extend({ reviewId: ReviewId }),
  ),
  /** The top of this person's undo and redo stacks, rebuilt from the command log. */
  'review.history': query(z.strictObject({}), History),
  /** Takes back `expects`, which must be the top of the stack; the screen goes to its case first. */
  'review.undo': command(
    z.strictObject({ commandId: CommandId, expects: CommandId }),
    Applied.extend({ history: History, undone: HistoryEntry }),
  ),
  'review.redo': command(
    z.strictObject({ commandId: CommandId, expects: CommandId }),
    Applied.extend({ history: History, redone: HistoryEntry }),
  ),
  /** What giving this case's answer to others would do to each, without doing it. */
  'review.bulkPreview': query(z.strictObject({ source: Subject, targets: BulkTargets }), BulkPreview),
  /**
   * Gives the verdict, the causes and what of the edits is not this case's own to the named others, and files the case
   * itself with them if it is not filed. One step of the history; the reviews say which act made them. What is refused is
   * left as it is.
   */
  'review.bulkApply': command(
    z.strictObject({
      commandId: CommandId,
      source: Subject,
      baseRevision: z.int().nonnegative(),
      caseIds: z.array(CaseId).min(1).max(MOST_IN_BULK),
      activeMs: z.int().nonnegative(),
    }),
    Applied.extend({ filed: z.int(), refused: z.int() }),
  ),
  /** All reviews of a case, withdrawn and superseded ones too, newest first. */
  'review.list': query(z.strictObject({ caseId: CaseId }), z.strictObject({ reviews: z.array(Review) })),
  /** Reviews made elsewhere, as native JSONL, validated like the desk's own. Answers line by line what was not taken. */
  'review.import': command(
    z.strictObject({ file: SourceFile, as: PersonId }),
    z.strictObject({
      taken: z.int(),
      known: z.int(),
      setAside: z.array(
        z.strictObject({ line: z.int().positive(), reason: z.string(), message: z.string(), remedy: z.string() }),
      ),
    }),
  ),
} as const
