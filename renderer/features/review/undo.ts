import type { Result } from '../../../shared/contract/errors.ts'
import type { Applied, History } from '../../../shared/contract/reviews.ts'
import type { CommandId } from '../../../shared/model/ids.ts'
import type { HistoryEntry } from '../../../shared/model/review.ts'
import { client } from '../../api/client.ts'
import { newCommandId } from '../../api/new-id.ts'
import { send } from '../../api/outbox.ts'
import { forgetAhead } from './ahead.ts'
import { allAnswered, explain, putWorksheet, track } from './commands.ts'
import { putDownTool } from './hand.ts'
import { review, setReview, tell } from './review-state.ts'
import { openCase } from './session.ts'

type Way = 'undo' | 'redo'

/** One step at a time: the stack's top is known only when the step before it was answered. */
let steps: Promise<void> = Promise.resolve()

export const undo = (): void => queueStep('undo')
export const redo = (): void => queueStep('redo')

const queueStep = (way: Way): void => {
  putDownTool()
  steps = steps.then(() => step(way))
}

const step = async (way: Way): Promise<void> => {
  await allAnswered()
  const history = await client.call('review.history', {})
  if (!history.ok) return explain(history.error)
  const entry = history.value[way]
  if (!entry) return tell(way === 'undo' ? 'Nothing is left to undo.' : 'Nothing is left to redo.')
  if (!(await goTo(entry))) return
  const result = await track(sendStep(way, entry.commandId))
  if (!result.ok) return explain(result.error)
  forgetAhead(entry.subject.caseId)
  putWorksheet(result.value.worksheet)
  const { desk } = review()
  if (desk)
    setReview({ desk: { ...desk, open: { ...desk.open, status: result.value.status } }, strip: false, ticked: null })
  const what = entry.kind === 'submit' ? `filing ${desk?.open.case.key ?? 'the case'}` : entry.label
  tell(way === 'undo' ? `Undone: ${what}. Shift Z does it again.` : `Done again: ${what}.`)
}

const sendStep = (way: Way, expects: CommandId): Promise<Result<Applied & { readonly history: History }>> => {
  const commandId = newCommandId()
  return way === 'undo' ? send('review.undo', { commandId, expects }) : send('review.redo', { commandId, expects })
}

/** The step's case comes to the desk before anything changes in it. */
const goTo = async ({ subject }: HistoryEntry): Promise<boolean> => {
  const worksheet = review().desk?.worksheet
  if (worksheet?.caseId === subject.caseId && worksheet.predictionId === subject.predictionId) return true
  const opened = await openCase(subject.caseId, subject.predictionId)
  // One frame, so that the person sees the case as it was.
  if (opened) await new Promise(requestAnimationFrame)
  return opened
}
