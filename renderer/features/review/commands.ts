import type { Failure, Result } from '../../../shared/contract/errors.ts'
import type { Output } from '../../../shared/contract/table.ts'
import { applyChanges } from '../../../shared/domain/changes.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import { changesOf } from '../../../shared/domain/tools/commits.ts'
import type { Commit } from '../../../shared/domain/tools/tool.ts'
import { arrange, sightAfter } from '../../../shared/domain/worksheet.ts'
import type { AnnotationId } from '../../../shared/model/ids.ts'
import type { Change, Sight, Subject, Worksheet } from '../../../shared/model/review.ts'
import { newCommandId } from '../../api/new-id.ts'
import { send } from '../../api/outbox.ts'
import { recordById } from './kept-records.ts'
import { deskOf, review, setReview, tell } from './review-state.ts'

/** Resolves once everything sent so far was answered. */
let answered: Promise<unknown> = Promise.resolve()
export const allAnswered = (): Promise<unknown> => answered

export const subjectOf = (worksheet: Worksheet): Subject => ({
  caseId: worksheet.caseId,
  predictionId: worksheet.predictionId,
})

const onDesk = ({ caseId, predictionId }: Subject): boolean => {
  const worksheet = review().desk?.worksheet
  return worksheet?.caseId === caseId && worksheet.predictionId === predictionId
}

/** Puts a worksheet on the desk, with proposals made anew. */
export const putWorksheet = (worksheet: Worksheet): void => {
  const { desk, taxonomy } = review()
  if (desk && onDesk(worksheet)) setReview({ desk: deskOf(desk.open, worksheet, taxonomy) })
}

/** What a command answered; without a worksheet it is the one this page has. */
type Answer = Output<'review.change'>

/** Takes the desk's own worksheet unless this page is ahead of it already. */
export const adopt = ({ subject, worksheet }: Answer): void => {
  const { desk } = review()
  if (!desk || !worksheet || !onDesk(subject) || worksheet.revision < desk.worksheet.revision) return
  if (!sameJson(worksheet, desk.worksheet)) putWorksheet(worksheet)
}

export const track = <T>(answer: Promise<T>): Promise<T> => {
  answered = Promise.all([answered, answer])
  return answer
}

type Refusal = (subject: Subject, failure: Failure) => void
let onRefusal: Refusal = () => undefined
/** Who reads the case again when the desk did not take a command. */
export const whenRefused = (listener: Refusal): void => {
  onRefusal = listener
}

/** Settles what a sent command came to. */
export const settle = async <A extends Answer>(subject: Subject, answer: Promise<Result<A>>): Promise<void> => {
  const result = await track(answer)
  if (result.ok) adopt(result.value)
  else onRefusal(subject, result.error)
}

/**
 * One finished gesture: applied here at once, then sent. Changes that come to nothing are left out. `told`: how the
 * prediction comes into sight by it, where it was hidden.
 */
export const change = (label: string, changes: readonly Change[], told?: Sight): void => {
  const { desk, veiled } = review()
  const real = changes.filter((one) => !sameJson(one.before, one.after))
  if (!desk || real.length === 0) return
  const { worksheet, prediction, open } = desk
  const after = arrange(applyChanges(worksheet, real), prediction)
  const sight = told ?? (veiled ? 'hidden' : undefined)
  const kept = sightAfter(after.sight, sight)
  const next: Worksheet = { ...after, revision: worksheet.revision + 1, sight: kept, submittedAs: null }
  setReview({ desk: deskOf(open, next, review().taxonomy), told: null })
  const subject = subjectOf(worksheet)
  const input = {
    commandId: newCommandId(),
    subject,
    baseRevision: worksheet.revision,
    changes: real,
    label: label.slice(0, 200),
    brief: true,
    ...(sight === undefined ? {} : { sight }),
  }
  void settle(subject, send('review.change', input))
}

/** The prediction was shown without an answer before it. */
export const keepShown = async (): Promise<void> => {
  const { desk } = review()
  if (!desk) return
  const { worksheet } = desk
  setReview({ desk: { ...desk, worksheet: { ...worksheet, sight: sightAfter(worksheet.sight, 'shown') } } })
  const result = await track(send('review.looked', { subject: subjectOf(worksheet), sight: 'shown' }))
  if (!result.ok) explain(result.error)
}

export const commitShapes = (commit: Commit): void => {
  const { desk } = review()
  if (!desk) return
  const relations = relationsOfGone(desk.worksheet, commit.remove)
  change(commit.label, [...relations, ...changesIn(desk.worksheet, commit)])
}

/** What a commit changes of a worksheet's annotations. */
export const changesIn = (
  { annotations }: Pick<Worksheet, 'annotations'>,
  commit: Pick<Commit, 'put' | 'remove'>,
): readonly Change[] => changesOf((id) => recordById(annotations, id), commit)

/** A relation whose end goes away goes with it. */
export const relationsOfGone = ({ relations }: Worksheet, remove: readonly AnnotationId[]): readonly Change[] => {
  const gone = new Set(remove)
  return relations
    .filter((relation) => gone.has(relation.from) || gone.has(relation.to))
    .map((relation): Change => ({ id: `relation:${relation.id}`, before: relation, after: null }))
}

type Member = 'verdict' | 'causes' | 'note' | 'edgeCase' | 'disposition'

/** Sets members of the worksheet, as one gesture. */
export const setMembers = (label: string, members: Partial<Pick<Worksheet, Member>>): void => {
  const { desk } = review()
  if (!desk) return
  const names = ['verdict', 'causes', 'note', 'edgeCase', 'disposition'] as const satisfies readonly Member[]
  const changes = names.flatMap((id): Change[] => {
    const after = members[id]
    return after === undefined ? [] : [{ id, before: desk.worksheet[id], after }]
  })
  change(label, changes)
}

/** Files the worksheet as it stands. Resolves with the desk's answer. */
export const submit = (activeMs: number): Promise<void> => {
  const { desk, blind } = review()
  if (!desk) return Promise.resolve()
  const { worksheet, proposal } = desk
  const subject = subjectOf(worksheet)
  const input = {
    commandId: newCommandId(),
    subject,
    baseRevision: worksheet.revision,
    activeMs,
    blind,
    proposed: proposal,
  }
  // Filing is a revision of its own: a change made before its answer is there stands on it.
  setReview({ desk: { ...desk, worksheet: { ...worksheet, revision: worksheet.revision + 1 } } })
  return settle(subject, send('review.submit', input))
}

export const explain = (failure: Failure): void => tell(failure.message, 'refused')
