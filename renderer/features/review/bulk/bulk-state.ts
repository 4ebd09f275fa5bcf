import { create } from 'zustand'
import type { BulkPreview, BulkTargets } from '../../../../shared/contract/reviews.ts'
import { client } from '../../../api/client.ts'
import { newCommandId } from '../../../api/new-id.ts'
import { clearCaseSelection, useCaseSelection } from '../../../app/case-selection.ts'
import { keyWord } from '../../../app/keys.ts'
import { useNavigation } from '../../../app/navigation.ts'
import { t } from '../../../i18n/t.ts'
import { forgetAhead } from '../ahead.ts'
import { activeMsSoFar, caseFiled } from '../clockwork.ts'
import { adopt, allAnswered, explain, setMembers, subjectOf } from '../commands.ts'
import { review, setReview, tell, tickedCauses } from '../review-state.ts'
import { goNext } from '../session.ts'

export type TargetKind = BulkTargets['by']

/** Which other cases an answer is to be given to; null while that is not asked. */
export const useBulk = create<{ readonly by: TargetKind | null; readonly busy: boolean }>(() => ({
  by: null,
  busy: false,
}))

/** Asks which cases the answer on the desk is to be given to: the ticked ones where some are, else similar ones. */
export const askBulk = () => {
  const state = review()
  const { desk, veiled } = state
  if (!desk || veiled) return
  const { verdict, causes } = desk.worksheet
  if (desk.prediction === null || verdict === null)
    return tell(t('Choose a verdict first; then it can be given to similar cases.'), 'refused')
  const ticked = verdict === 'correct' ? [] : [...tickedCauses(state)]
  if (ticked.join(' ') !== causes.join(' ')) setMembers(`causes ${ticked.join(', ') || 'none'}`, { causes: ticked })
  setReview({ strip: false })
  const by = useCaseSelection.getState().ids.size > 0 ? 'cases' : 'similar'
  // The desk must have heard of the verdict before it is asked what giving it to others would do.
  void allAnswered().then(() => useBulk.setState({ by, busy: false }))
}

export const closeBulk = (): void => useBulk.setState({ by: null })

export const targetsFor = (by: TargetKind): BulkTargets => {
  const { where, scope } = useNavigation.getState()
  if (by === 'cases') return { by, caseIds: [...useCaseSelection.getState().ids].slice(0, 10_000) }
  return by === 'filter' ? { by, where, scope } : { by }
}

/** Gives the answer to all cases of the preview that it fits: one step of the history. */
export const applyBulk = async (preview: BulkPreview) => {
  useBulk.setState({ busy: true })
  // What was done on this page comes first.
  await allAnswered()
  const { desk } = review()
  if (!desk) return closeBulk()
  const caseIds = preview.rows.filter(({ refused }) => refused === null).map(({ caseId }) => caseId)
  const result = await client.call('review.bulkApply', {
    commandId: newCommandId(),
    source: subjectOf(desk.worksheet),
    baseRevision: desk.worksheet.revision,
    caseIds,
    activeMs: activeMsSoFar(),
  })
  useBulk.setState({ busy: false, by: null })
  if (!result.ok) return explain(result.error)
  adopt(result.value)
  caseFiled(desk.open.case.id)
  clearCaseSelection()
  forgetAhead()
  goNext()
  tell(
    t('{count, plural, one {# case} other {# cases}} filed by this one answer. {key} takes it back from all of them.', {
      count: result.value.filed,
      key: keyWord('review.undo'),
    }),
  )
}
