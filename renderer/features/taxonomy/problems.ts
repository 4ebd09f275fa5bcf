import { taxonomyProblems } from '../../../shared/domain/taxonomy/problems.ts'
import { LabelId } from '../../../shared/model/ids.ts'
import type { TaxonomyDraft, TaxonomyProblem } from '../../../shared/model/taxonomy.ts'
import { t } from '../../i18n/t.ts'
import { showItem, showLabel, showSection, taxonomy, tell } from './taxonomy-state.ts'

const placeOf = (draft: TaxonomyDraft, { list, id }: TaxonomyProblem): number => {
  switch (list) {
    case null:
    case 'labels':
      return -1
    case 'constraints':
      return Number(id)
    case 'causes':
      return draft.causes.findLastIndex((cause) => cause.id === id)
    case 'attributes':
    case 'relationTypes':
    case 'fields': {
      const named: readonly { readonly name: string }[] = draft[list]
      return named.findLastIndex(({ name }) => name === id)
    }
  }
}

/** Brings what a problem is about onto the screen. */
export const goToProblem = (problem: TaxonomyProblem) => {
  const { list, id, message } = problem
  tell(message)
  if (list === null) return showSection('guideline')
  if (list === 'labels') return showLabel(LabelId.safeParse(id).data ?? null)
  showItem(list, Math.max(0, placeOf(taxonomy().history.now, problem)))
}

let last = -1
/** The next problem, round and round. */
export const nextProblem = () => {
  const problems = taxonomyProblems(taxonomy().history.now)
  if (problems.length === 0) return tell(t('Nothing is wrong with the draft.'))
  last = (last + 1) % problems.length
  const problem = problems[last]
  if (problem) goToProblem(problem)
}
