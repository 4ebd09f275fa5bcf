import type { Caller } from '../../electron/backend/backend.ts'
import { newActId } from '../../electron/backend/files/sha256.ts'
import { openStore } from '../../electron/backend/store/open-store.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import type { Applied } from '../../shared/contract/reviews.ts'
import { CommandId } from '../../shared/model/ids.ts'
import type { Change, Subject, Worksheet } from '../../shared/model/review.ts'
import type { Verdict } from '../../shared/model/verdict.ts'
import { type Desk, temporaryDesk } from './desk.ts'
import { type SeedCase, seedCases } from './seed-cases.ts'

export const commandId = (): CommandId => CommandId.parse(newActId())

/** A connection of its own to the desk's project, for looking at what is stored. */
export const beside = (desk: Desk): Store => openStore(desk.path, { mode: 'beside', stateDir: `${desk.folder}/state` })

/** A real desk on a project that holds these cases, each list as one import. */
export async function reviewDesk(...imports: readonly (readonly SeedCase[])[]): Promise<Desk> {
  const desk = await temporaryDesk()
  const store = beside(desk)
  for (const cases of imports) seedCases(store, cases, newActId())
  store.close()
  return desk
}

/** Sends changes from the worksheet as it stands. */
export async function change(
  desk: Desk,
  subject: Subject,
  changes: readonly Change[],
  caller?: Caller,
): Promise<Applied> {
  const { worksheet } = await desk.call('review.open', subject, caller)
  const command = {
    commandId: commandId(),
    subject,
    baseRevision: worksheet.revision,
    changes: [...changes],
    label: 'test',
  }
  const applied = await desk.call('review.change', command, caller)
  if (!applied.worksheet) throw new Error('a change that did not ask to be brief was answered without its worksheet')
  return { ...applied, worksheet: applied.worksheet }
}

export const nothingProposed = { verdict: null, causes: [], errors: [] }

/** Submits the worksheet as it stands. */
export async function submit(desk: Desk, subject: Subject, caller?: Caller) {
  const { worksheet } = await desk.call('review.open', subject, caller)
  const { revision: baseRevision } = worksheet
  const input = { commandId: commandId(), subject, baseRevision, activeMs: 5, blind: false, proposed: nothingProposed }
  return desk.call('review.submit', input, caller)
}

/** Chooses a verdict and submits. */
export async function judge(desk: Desk, subject: Subject, verdict: Verdict, caller?: Caller) {
  const { worksheet } = await desk.call('review.open', subject, caller)
  if (worksheet.verdict !== verdict)
    await change(desk, subject, [{ id: 'verdict', before: worksheet.verdict, after: verdict }], caller)
  return submit(desk, subject, caller)
}

export async function undo(desk: Desk) {
  const { undo: top } = await desk.call('review.history', {})
  return top && desk.call('review.undo', { commandId: commandId(), expects: top.commandId })
}

export async function redo(desk: Desk) {
  const { redo: top } = await desk.call('review.history', {})
  return top && desk.call('review.redo', { commandId: commandId(), expects: top.commandId })
}

/** What a failed call answered. */
export async function failure(call: Promise<unknown>): Promise<{ code: string; details?: Record<string, unknown> }> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error && 'failure' in error) return Object(error.failure)
    throw error
  }
  throw new Error('The call was expected to fail.')
}

/** A worksheet without what only counts up. */
export const content = ({ revision: _, ...worksheet }: Worksheet) => worksheet
