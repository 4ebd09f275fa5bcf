import type { Result } from '../../../shared/contract/errors.ts'
import type { Applied, History } from '../../../shared/contract/reviews.ts'
import type { CommandId } from '../../../shared/model/ids.ts'
import type { HistoryEntry, Subject } from '../../../shared/model/review.ts'
import { client } from '../../api/client.ts'
import { newCommandId } from '../../api/new-id.ts'
import { send } from '../../api/outbox.ts'
import { keyWord } from '../../app/key-name.ts'
import { t } from '../../i18n/t.ts'
import { forgetAhead } from './ahead.ts'
import { allAnswered, explain, putWorksheet, track } from './commands.ts'
import { followTurns } from './conversation/turn-focus.ts'
import { putDownTool } from './photo/hand.ts'
import { review, setReview, tell } from './review-state.ts'
import { openCase, stay } from './session.ts'
import { filesAtOnce } from './verdicts.ts'

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
  const after = await stepOnce(way, entry)
  // One key judged and filed: one key takes both back, and does both again.
  const next = after?.[way] ?? null
  if (entry && next && isSameSubject(entry.subject, next.subject) && isPair(way, entry, next))
    await stepOnce(way, next, true)
}

const isSameSubject = (a: Subject, b: Subject): boolean => a.caseId === b.caseId && a.predictionId === b.predictionId

const isPair = (way: Way, first: HistoryEntry, second: HistoryEntry): boolean => {
  const [verdict, filing] = way === 'undo' ? [second, first] : [first, second]
  return filesAtOnce(verdict.label) && filing.kind === 'submit'
}

/** Takes one step; answers the stacks after it, or null when it could not be taken. */
const stepOnce = async (way: Way, entry: HistoryEntry | null, quietly = false): Promise<History | null> => {
  if (!entry) {
    tell(way === 'undo' ? t('Nothing is left to undo.') : t('Nothing is left to redo.'))
    return null
  }
  if (!(await goTo(entry))) return null
  const result = await track(sendStep(way, entry.commandId))
  if (!result.ok) {
    explain(result.error)
    return null
  }
  forgetAhead(entry.subject.caseId)
  const before = review().desk?.worksheet.turns ?? []
  putWorksheet(result.value.worksheet)
  followTurns(before, result.value.worksheet.turns)
  const { desk } = review()
  if (desk)
    setReview({ desk: { ...desk, open: { ...desk.open, status: result.value.status } }, strip: false, ticked: null })
  const what = entry.kind === 'submit' ? t('filing {key}', { key: desk?.open.case.key ?? '' }) : entry.label
  if (!quietly)
    tell(
      way === 'undo'
        ? t('Undone: {what}. {key} does it again.', { what, key: keyWord('review.redo') })
        : t('Done again: {what}.', { what }),
    )
  return result.value.history
}

const sendStep = (way: Way, expects: CommandId): Promise<Result<Applied & { readonly history: History }>> => {
  const commandId = newCommandId()
  return way === 'undo' ? send('review.undo', { commandId, expects }) : send('review.redo', { commandId, expects })
}

/** The step's case comes to the desk before anything changes in it. */
const goTo = async ({ subject }: HistoryEntry): Promise<boolean> => {
  const worksheet = review().desk?.worksheet
  if (worksheet?.caseId === subject.caseId && worksheet.predictionId === subject.predictionId) {
    stay()
    return true
  }
  const opened = await openCase(subject.caseId, subject.predictionId)
  // One frame, so that the person sees the case as it was.
  if (opened) await new Promise(requestAnimationFrame)
  return opened
}
