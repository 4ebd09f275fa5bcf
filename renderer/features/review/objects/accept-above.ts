import { create } from 'zustand'
import { seededSample } from '../../../../shared/domain/seeded-sample.ts'
import type { AnnotationId, CaseId } from '../../../../shared/model/ids.ts'
import { keyWord } from '../../../app/keys.ts'
import { t } from '../../../i18n/t.ts'
import { scoreText } from '../../../ui/label-style.ts'
import { change } from '../commands.ts'
import { focusCase, zoomToFit, zoomToObject } from '../photo/hand.ts'
import { confirmedIds, review, setReview, tell } from '../review-state.ts'
import { confirmChanges } from './confirm-changes.ts'
import { allRows } from './object-view.ts'
import { isLookedAt, type ObjectRow } from './objects.ts'

/** Of many objects accepted at once, so many are looked at first, and at least so large a share of them. */
const LEAST_LOOKED_AT = 5
const SHARE_LOOKED_AT = 0.05

type Looking = {
  readonly caseId: CaseId
  readonly threshold: number
  readonly all: readonly AnnotationId[]
  readonly sample: readonly AnnotationId[]
  /** How many of the sample were found right so far. */
  readonly right: number
}

export const useAcceptAbove = create<{ readonly threshold: number; readonly looking: Looking | null }>(() => ({
  threshold: 0.9,
  looking: null,
}))

/** Whether a row waits for an answer and its object is as sure as that. */
export const isAbove =
  (threshold: number) =>
  (row: ObjectRow, confirmed: ReadonlySet<AnnotationId>): boolean =>
    !isLookedAt(row, confirmed) && row.score !== null && row.score >= threshold

const rowsAbove = (threshold: number): readonly ObjectRow[] => {
  const state = review()
  const [confirmed, fits] = [confirmedIds(state), isAbove(threshold)]
  return allRows(state).filter((row) => fits(row, confirmed))
}

/** The look under way on the case that is on the desk; one begun on another case is over. */
const lookingNow = (): Looking | null => {
  const { looking } = useAcceptAbove.getState()
  return looking && looking.caseId === review().desk?.open.case.id ? looking : null
}

/** Begins: of all objects at or above the threshold a seeded sample is looked at, one by one, before any is accepted. */
export const startAcceptAbove = () => {
  const { desk, veiled } = review()
  const { threshold } = useAcceptAbove.getState()
  if (!desk || veiled) return
  const caseId = desk.open.case.id
  const all = rowsAbove(threshold).map(({ id }) => id)
  if (all.length === 0)
    return tell(
      t('No object that waits for an answer has a score of {score} or more.', { score: scoreText(threshold) }),
    )
  const count = Math.max(LEAST_LOOKED_AT, Math.ceil(all.length * SHARE_LOOKED_AT))
  const sample = seededSample(all, count, `${caseId} ${threshold}`)
  useAcceptAbove.setState({ looking: { caseId, threshold, all, sample, right: 0 } })
  focusCase()
  showNext()
}

const showNext = () => {
  const looking = lookingNow()
  const id = looking?.sample[looking.right]
  const row = allRows(review()).find((each) => each.id === id)
  const object = row?.now ?? row?.predicted
  if (!looking || !row || !object) return stopAcceptAbove()
  setReview({ selection: [row.id], caret: null })
  zoomToObject(object)
  tell(
    t('Look {at} of {of}: is this {label} right? {yes} yes, {no} no, {stop} stops.', {
      at: looking.right + 1,
      of: looking.sample.length,
      label: object.label,
      yes: keyWord('review.object.confirm'),
      no: keyWord('review.object.reject'),
      stop: keyWord('review.escape'),
    }),
  )
}

/** Ends the look without accepting anything. Answers whether there was one. */
export const stopAcceptAbove = (): boolean => {
  const looking = lookingNow()
  useAcceptAbove.setState({ looking: null })
  if (!looking) return false
  zoomToFit()
  tell(t('Stopped: none of the {count} objects was accepted.', { count: looking.all.length }))
  return true
}

/** This one is right. After the last of the sample all are confirmed, by one command that says so. */
export const sampleIsRight = (): boolean => {
  const looking = lookingNow()
  if (!looking) return false
  const right = looking.right + 1
  useAcceptAbove.setState({ looking: { ...looking, right } })
  if (right < looking.sample.length) showNext()
  else accept(looking)
  return true
}

const accept = ({ all, sample, threshold }: Looking) => {
  useAcceptAbove.setState({ looking: null })
  const ids = new Set(all)
  const rows = allRows(review()).filter((row) => ids.has(row.id))
  change(`confirm ${rows.length} above ${threshold} after ${sample.length} looked at`, confirmChanges(rows))
  setReview({ selection: [] })
  zoomToFit()
  tell(
    t('{count, plural, one {# object} other {# objects}} confirmed, {looked} of them looked at.', {
      count: rows.length,
      looked: sample.length,
    }),
  )
}

/** This one is not right: nothing is accepted, and it stays selected, to be put right. */
export const sampleIsWrong = (): boolean => {
  const looking = lookingNow()
  if (!looking) return false
  useAcceptAbove.setState({ looking: null })
  tell(
    t(
      'Stopped: look {at} of {of} found one that is not right, so none of the {count} was accepted. Put it right: {reject} rejects it, a digit relabels it.',
      {
        at: looking.right + 1,
        of: looking.sample.length,
        count: looking.all.length,
        reject: keyWord('review.object.reject'),
      },
    ),
    'refused',
  )
  return true
}
