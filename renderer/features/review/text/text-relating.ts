import { type EndProblem, endProblem, relationTypes } from '../../../../shared/domain/text-relations.ts'
import type { Relation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import { t } from '../../../i18n/t.ts'
import { change } from '../commands.ts'
import { newAnnotationId } from '../photo/hand.ts'
import { review, shown, tell } from '../review-state.ts'
import { selectedSpan, useTextHand } from './text-hand.ts'

/** The types that may be given now. */
export const typesNow = (): readonly string[] => {
  const { taxonomy, desk } = review()
  return relationTypes(taxonomy, desk?.prediction?.relations ?? [])
}

const problemText = (type: string, problem: EndProblem): string => {
  switch (problem.why) {
    case 'same':
      return t('A relation joins two different spans.')
    case 'twice':
      return t('There is such a relation already: {type}.', { type })
    case 'from':
      return t('{type} cannot begin at {label}: it begins at {takes}.', { type, ...problem })
    case 'to':
      return t('{type} cannot lead to {label}: it leads to {takes}.', { type, ...problem })
  }
}

const problemNow = (type: string, from: AnnotationId, to: AnnotationId, but?: Relation): EndProblem | null => {
  const state = review()
  const objects = shown(state)
  const [a, b] = [objects.find(({ id }) => id === from), objects.find(({ id }) => id === to)]
  const others = (state.desk?.worksheet.relations ?? []).filter((one) => one.id !== but?.id)
  return a && b ? endProblem(state.taxonomy, type, a, b, others) : { why: 'same' }
}

const put = (label: string, before: Relation | null, after: Relation | null) => {
  const id = (after ?? before)?.id
  if (id !== undefined) change(label, [{ id: `relation:${id}`, before, after }])
}

/** Joins two spans by a type. Says why where it cannot. */
export const relate = (type: string, from: AnnotationId, to: AnnotationId) => {
  useTextHand.setState({ linking: null, choosing: null })
  const problem = problemNow(type, from, to)
  if (problem) return tell(problemText(type, problem), 'refused')
  put(`relate ${type}`, null, { id: newAnnotationId(), type, from, to })
  tell(t('Related: {type}.', { type }))
}

/** Both ends of a relation are known: made at once where one type fits, else the type is asked for. */
export const linkTo = (from: AnnotationId, to: AnnotationId) => {
  const types = typesNow()
  const fitting = types.filter((type) => problemNow(type, from, to) === null)
  const [first, ...others] = fitting
  if (first !== undefined && others.length === 0) return relate(first, from, to)
  if (first !== undefined) return useTextHand.setState({ linking: null, choosing: { from, to, types: fitting } })
  useTextHand.setState({ linking: null, choosing: null })
  if (types.length === 0) return tell(t('The taxonomy has no relation types.'), 'refused')
  const reasons = types.flatMap((type) => {
    const problem = problemNow(type, from, to)
    return problem ? [problemText(type, problem)] : []
  })
  tell(reasons.slice(0, 3).join(' '), 'refused')
}

/** The first press takes the span a relation begins at, the second the one it leads to. */
export const pressLink = () => {
  const span = selectedSpan()
  const { linking } = useTextHand.getState()
  if (!span) return tell(t('Select the span that the relation begins at.'), 'refused')
  if (linking === span.id) {
    useTextHand.setState({ linking: null })
    return tell(t('No relation is begun any more.'))
  }
  if (linking !== null) return linkTo(linking, span.id)
  useTextHand.setState({ linking: span.id })
  tell(t('A relation begins at {label}. Select where it leads and press the same key.', { label: span.label }))
}

export const retype = (relation: Relation, type: string) => {
  const problem = problemNow(type, relation.from, relation.to, relation)
  if (problem) return tell(problemText(type, problem), 'refused')
  const { score: _score, ...rest } = relation
  put(`relation ${type}`, relation, { ...rest, type })
}

export const reverse = (relation: Relation) => {
  const problem = problemNow(relation.type, relation.to, relation.from, relation)
  if (problem) return tell(problemText(relation.type, problem), 'refused')
  put(`reverse ${relation.type}`, relation, { ...relation, from: relation.to, to: relation.from })
}

export const unrelate = (relation: Relation): void => put(`remove relation ${relation.type}`, relation, null)
