import { z } from 'zod'
import { Case } from '../model/case.ts'
import { CaseId, CommandId, PersonId, PredictionId, ReviewId } from '../model/ids.ts'
import { Prediction } from '../model/prediction.ts'
import { CaseStatus, Command, Coverage, HistoryEntry, Proposal, Review, Subject, Worksheet } from '../model/review.ts'
import { QueueReason } from '../model/trigger.ts'
import { SourceFile } from './imports.ts'
import { command, query } from './operation.ts'

/** Everything the review screen needs to paint one case. */
export const OpenCase = z.strictObject({
  case: Case,
  predictions: z.array(Prediction),
  /** The prediction this worksheet judges: the one asked for, else the newest. Null when nothing was predicted. */
  predictionId: PredictionId.nullable(),
  worksheet: Worksheet,
  reasons: z.array(QueueReason),
  status: CaseStatus,
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

export const reviews = {
  'review.open': query(z.strictObject({ caseId: CaseId, predictionId: PredictionId.nullable().optional() }), OpenCase),
  /** One finished gesture on a worksheet. */
  'review.change': command(Command, Applied),
  /** What was looked at in sweep mode; kept with the worksheet and its next review. Nothing that undo takes back. */
  'review.looked': command(z.strictObject({ subject: Subject, coverage: Coverage }), z.strictObject({})),
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
