import { newActId } from '../../electron/backend/files/sha256.ts'
import { diff } from '../../shared/domain/changes.ts'
import { propose } from '../../shared/domain/propose.ts'
import type { Annotation, Relation } from '../../shared/model/annotation.ts'
import type { Case } from '../../shared/model/case.ts'
import { type CaseId, CommandId } from '../../shared/model/ids.ts'
import type { Prediction } from '../../shared/model/prediction.ts'
import type { Verdict } from '../../shared/model/verdict.ts'
import { asPerson, type Desk } from './desk.ts'

export type Answer = {
  /** What is there instead of what was predicted; the prediction's own when left out. */
  readonly annotations?: readonly Annotation[]
  readonly relations?: readonly Relation[]
  /** What the desk proposes for the correction when left out. */
  readonly verdict?: Verdict
  readonly note?: string
}

export const commandId = (): CommandId => CommandId.parse(newActId())

/** Reviews one case as the screen would: open, one change, submit. Answers the review's id and the submitting command. */
export const reviewCase = async (
  desk: Pick<Desk, 'call' | 'caller'>,
  caseId: CaseId,
  decide: Answer | ((one: Case, prediction: Prediction | null) => Answer),
  person = String(desk.caller.personId),
  /** Which of the case's predictions, by place; where left out the one that the desk opens. */
  nth?: number,
) => {
  const caller = asPerson(person)
  const first = await desk.call('review.open', { caseId }, caller)
  const asked = nth === undefined ? undefined : first.predictions[nth]?.id
  const opened = asked === undefined ? first : await desk.call('review.open', { caseId, predictionId: asked }, caller)
  const prediction = opened.predictions.find(({ id }) => id === opened.predictionId) ?? null
  const answer = typeof decide === 'function' ? decide(opened.case, prediction) : decide
  const { worksheet } = opened
  const { annotations = worksheet.annotations, relations = worksheet.relations } = answer
  const corrected = { ...worksheet, annotations: [...annotations], relations: [...relations] }
  const proposed = propose({ prediction, worksheet: corrected })
  const verdict = answer.verdict ?? proposed.verdict
  const causes = verdict === 'correct' ? [] : proposed.causes
  const changes = diff(worksheet, { ...corrected, verdict, causes, note: answer.note ?? '' })
  const subject = { caseId, predictionId: opened.predictionId }
  const change = { commandId: commandId(), subject, baseRevision: worksheet.revision, changes, label: 'correct' }
  const { revision } = changes.length === 0 ? worksheet : await desk.call('review.change', change, caller)
  const submit = commandId()
  const { reviewId } = await desk.call(
    'review.submit',
    { commandId: submit, subject, baseRevision: revision, activeMs: 1500, blind: false, proposed },
    caller,
  )
  return { reviewId, submit }
}
