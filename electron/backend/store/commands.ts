import { z } from 'zod'
import { CaseId, CommandId, type PersonId, PredictionId, ReviewId } from '../../../shared/model/ids.ts'
import { CaseStatus, Change, HistoryEntry } from '../../../shared/model/review.ts'
import type { Store, Write } from './store.ts'

type Reader = Pick<Store, 'prepare'>

const Kind = z.enum(['change', 'submit', 'bulk', 'undo', 'redo'])
const StackTops = z.strictObject({ undo: HistoryEntry.nullable(), redo: HistoryEntry.nullable() })
export type StackTops = z.infer<typeof StackTops>

/** What a command answered, apart from the worksheet: that is found again by inverting what came later. */
const Answer = z.strictObject({
  revision: z.int(),
  status: CaseStatus,
  submittedAs: ReviewId.nullable(),
  reviewId: ReviewId.nullable(),
  history: StackTops.nullable(),
  entry: HistoryEntry.nullable(),
})
export type Answer = z.infer<typeof Answer>

const Row = z.object({
  sequence: z.int(),
  id: CommandId,
  person_id: z.string(),
  kind: Kind,
  worksheet_id: z.int(),
  base_revision: z.int(),
  changes: z.string().transform((text) => z.array(Change).parse(JSON.parse(text))),
  label: z.string(),
  clock: z.string(),
  review_id: ReviewId.nullable(),
  answer: z.string().transform((text) => Answer.parse(JSON.parse(text))),
  case_uid: z.instanceof(Uint8Array).transform((uid) => CaseId.parse(Buffer.from(uid).toString('hex'))),
  prediction_uid: z
    .instanceof(Uint8Array)
    .nullable()
    .transform((uid) => (uid ? PredictionId.parse(Buffer.from(uid).toString('hex')) : null)),
})

/** A command of the log, with the subject of its worksheet. */
export type LoggedCommand = z.infer<typeof Row>

const SELECT = `
  SELECT k.*, c.uid AS case_uid, p.uid AS prediction_uid
  FROM commands k JOIN worksheets w ON w.id = k.worksheet_id JOIN cases c ON c.id = w.case_id
  LEFT JOIN predictions p ON p.id = w.prediction_id`

export function findCommand(store: Reader, id: CommandId): LoggedCommand | null {
  const row = store.prepare(`${SELECT} WHERE k.id = ?`).get(id)
  return row === undefined ? null : Row.parse(row)
}

/** What an act on many cases did, case by case, in order. */
export const commandsOfBulk = (store: Reader, id: CommandId): LoggedCommand[] =>
  store
    .prepare(`${SELECT} WHERE k.bulk = ? AND k.kind = 'submit' ORDER BY k.sequence`)
    .all(id)
    .map((row) => Row.parse(row))

/** The changes made to a worksheet after a command, in order, and when. */
export function changesAfter(
  store: Reader,
  command: LoggedCommand,
): { readonly changes: Change[]; readonly clock: string }[] {
  const rows = store
    .prepare<{ changes: string; clock: string }>(
      'SELECT changes, clock FROM commands WHERE worksheet_id = ? AND sequence > ? ORDER BY sequence',
    )
    .all(command.worksheet_id, command.sequence)
  return rows.map(({ changes, clock }) => ({ changes: z.array(Change).parse(JSON.parse(changes)), clock }))
}

type Stack = 'undo' | 'redo'

/** The command on top of a person's stack. */
export function topOf(store: Reader, personId: PersonId, stack: Stack): LoggedCommand | null {
  const row = store
    .prepare(`${SELECT} WHERE k.person_id = ? AND k.stack = ? ORDER BY k.stack_order DESC LIMIT 1`)
    .get(personId, stack)
  return row === undefined ? null : Row.parse(row)
}

/** A command as an entry of the person's history. */
export const entryOf = (command: LoggedCommand): HistoryEntry => ({
  commandId: command.id,
  kind: command.kind === 'submit' || command.kind === 'bulk' ? command.kind : 'change',
  subject: { caseId: command.case_uid, predictionId: command.prediction_uid },
  label: command.label,
})

export function readHistory(store: Reader, personId: PersonId): StackTops {
  const [undo, redo] = [topOf(store, personId, 'undo'), topOf(store, personId, 'redo')]
  return { undo: undo && entryOf(undo), redo: redo && entryOf(redo) }
}

export type NewCommand = {
  readonly id: CommandId
  readonly personId: PersonId
  readonly kind: z.infer<typeof Kind>
  readonly worksheetRow: number
  readonly baseRevision: number
  readonly changes: readonly Change[]
  readonly label: string
  readonly undoes: CommandId | null
  readonly reviewId: ReviewId | null
  /** The act on many cases that this command is a part of; only the act itself stands on a stack. */
  readonly bulk?: CommandId | null
}

/**
 * Appends a command to the log. A change or submission goes on top of the person's undo stack and ends their redo
 * stack; an undo or redo moves the command it `undoes` to the other stack. `answerCommand` must follow.
 */
export function logCommand(write: Write, command: NewCommand): void {
  const bulk = command.bulk ?? null
  const fresh = bulk === null && command.kind !== 'undo' && command.kind !== 'redo'
  if (bulk !== null && command.undoes !== null)
    write.prepare('UPDATE commands SET review_id = ? WHERE id = ?').run(command.reviewId, command.undoes)
  else if (fresh)
    write.prepare("UPDATE commands SET stack = NULL WHERE person_id = ? AND stack = 'redo'").run(command.personId)
  else if (command.undoes !== null)
    moveTo(write, command.personId, command.undoes, command.kind === 'undo' ? 'redo' : 'undo', command.reviewId)
  write
    .prepare(
      `INSERT INTO commands (id, person_id, kind, worksheet_id, base_revision, changes, label, undoes, review_id, answer,
                             clock, stack, stack_order, bulk)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?, ?, ?)`,
    )
    .run(
      command.id,
      command.personId,
      command.kind,
      command.worksheetRow,
      command.baseRevision,
      JSON.stringify(command.changes),
      command.label.toWellFormed(),
      command.undoes,
      command.reviewId,
      write.clock,
      fresh ? 'undo' : null,
      fresh ? nextPlace(write, command.personId, 'undo') : null,
      bulk,
    )
}

/** Keeps the answer, to be given again when the same command comes again. */
export function answerCommand(write: Write, id: CommandId, answer: Answer): void {
  write.prepare('UPDATE commands SET answer = ? WHERE id = ?').run(JSON.stringify(answer), id)
}

const nextPlace = (store: Reader, personId: PersonId, stack: Stack): number =>
  (store
    .prepare<{ top: number | null }>('SELECT max(stack_order) AS top FROM commands WHERE person_id = ? AND stack = ?')
    .get(personId, stack)?.top ?? 0) + 1

/** A submission done again has a new review, which is the one to withdraw when it is undone again. */
function moveTo(write: Write, personId: PersonId, id: CommandId, stack: Stack, reviewId: ReviewId | null): void {
  write
    .prepare('UPDATE commands SET stack = ?, stack_order = ?, review_id = coalesce(?, review_id) WHERE id = ?')
    .run(stack, nextPlace(write, personId, stack), reviewId, id)
}
