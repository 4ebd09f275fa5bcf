import { create } from 'zustand'
import {
  attributeProblem,
  attributeValue,
  fitAttributes,
  withAttribute,
} from '../../../../shared/domain/taxonomy/attributes.ts'
import { relabel } from '../../../../shared/domain/tools/commits.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { TaxonomyQuestion } from '../../../../shared/model/migration.ts'
import { t } from '../../../i18n/t.ts'
import { commitShapes } from '../commands.ts'
import { type ReviewState, review, setReview, shown, tell } from '../review-state.ts'

/** Questions that a choice has answered although nothing changed by it: the label was right as it stood. */
const useAnswered = create<{ readonly of: readonly TaxonomyQuestion[]; readonly keys: ReadonlySet<string> }>(() => ({
  of: [],
  keys: new Set(),
}))
export const useAnsweredKeys = (): ReadonlySet<string> => useAnswered((state) => state.keys)

const NONE: readonly TaxonomyQuestion[] = []
const keyOf = ({ annotationId, about, attribute }: TaxonomyQuestion): string =>
  JSON.stringify([annotationId, about, attribute])

export const questionsOf = ({ desk }: Pick<ReviewState, 'desk'>): readonly TaxonomyQuestion[] =>
  desk?.open.questions ?? NONE

/** The annotation a question is about; null where it is about the case, or the annotation is gone. */
export const askedAbout = (state: Pick<ReviewState, 'desk'>, question: TaxonomyQuestion): Annotation | null =>
  state.desk?.worksheet.annotations.find(({ id }) => id === question.annotationId) ?? null

const wasAnswered = (state: Pick<ReviewState, 'desk'>, question: TaxonomyQuestion): boolean => {
  const { of, keys } = useAnswered.getState()
  return of === questionsOf(state) && keys.has(keyOf(question))
}

/** Whether the worksheet, or a choice, says what was asked. */
export const isAnswered = (state: Pick<ReviewState, 'desk' | 'taxonomy'>, question: TaxonomyQuestion): boolean => {
  if (wasAnswered(state, question)) return true
  const about = askedAbout(state, question)
  switch (question.about) {
    case 'split':
    case 'replaced':
    case 'removed':
      return about === null || about.label !== question.label
    case 'withdrawn':
      return question.annotationId !== null && (about === null || about.label !== question.label)
    case 'attribute': {
      const asked = state.taxonomy?.attributes.find(({ name }) => name === question.attribute)
      return !about || !asked || attributeProblem(asked, attributeValue(about, asked.name)) === null
    }
    case 'relation':
    case 'field':
    case 'shape':
      return question.annotationId !== null && about === null
  }
}

/** The question that is asked now: the first one open. */
export const openQuestion = (state: Pick<ReviewState, 'desk' | 'taxonomy'>): TaxonomyQuestion | null =>
  questionsOf(state).find((question) => !isAnswered(state, question)) ?? null

/** Questions about labels, which would be lost with the filing. What is asked of the whole is answered by filing. */
export const mustBeAnswered = ({ about, choices }: TaxonomyQuestion): boolean =>
  about === 'split' || about === 'replaced' || about === 'removed' || (about === 'withdrawn' && choices.length > 0)

/** Answers the question that is asked now, through the ordinary pipe, and goes to the next. */
export const answer = (choice: string): void => {
  const state = review()
  const question = openQuestion(state)
  const about = question && askedAbout(state, question)
  if (!question) return
  if (question.about === 'attribute' && question.attribute !== null && about) {
    const put = withAttribute(about, question.attribute, choice)
    commitShapes({ label: `${question.attribute} ${choice}`, put: [put], remove: [] })
  } else if (about) {
    const commit = relabel(shown(state), [about.id], choice, state.desk?.prediction?.annotations)
    if (commit) commitShapes(fitAttributes(state.taxonomy, shown(state), commit))
  }
  markAnswered(question)
}

/** The question is answered by what stands there. */
const markAnswered = (question: TaxonomyQuestion): void => {
  const of = questionsOf(review())
  useAnswered.setState((before) => ({
    of,
    keys: new Set([...(before.of === of ? before.keys : []), keyOf(question)]),
  }))
  goToQuestion()
}

/** What is asked about gets the hand; after the last answer the case is ready to be filed. */
export const goToQuestion = (): void => {
  const state = review()
  const next = openQuestion(state)
  const about = next && askedAbout(state, next)
  if (about && about.shape.kind !== 'case') setReview({ selection: [about.id] })
  if (next === null && questionsOf(state).length > 0) setReview({ said: t('Every question is answered.') })
}

/** Filing is held back while a question about a label is open: what is asked is shown again. */
export const refusesForQuestion = (): boolean => {
  const state = review()
  const open = questionsOf(state).find((question) => mustBeAnswered(question) && !isAnswered(state, question))
  if (!open) return false
  setReview({ strip: false })
  tell(
    t('First say what “{label}” is now: the taxonomy changed since this case was reviewed.', { label: open.label }),
    'refused',
  )
  goToQuestion()
  return true
}
