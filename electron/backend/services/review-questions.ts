import { DeskError } from '../../../shared/contract/errors.ts'
import type { Replaced } from '../../../shared/domain/compare-about.ts'
import { isAboutLabel } from '../../../shared/domain/taxonomy/reading.ts'
import { currentReading, type ReadingStore } from '../store/readings.ts'
import { questionsOfReview } from '../store/taxonomy-questions.ts'
import type { Work } from './review-work.ts'

/** What is asked about labels of the person's filed answer, with the label as it reads now. */
const labelQuestions = (store: ReadingStore, { active }: Work) => {
  if (active === null) return []
  const labels = new Map(active.annotations.map(({ id, label }) => [id, label]))
  return questionsOfReview(store, active.id).flatMap(({ annotationId, about, choices }) => {
    const label = annotationId === null ? undefined : labels.get(annotationId)
    return label === undefined || !isAboutLabel({ about }) ? [] : [{ annotationId, label, choices }]
  })
}

/** A label given in answer to what the taxonomy asks says of the prediction what the old one did: nothing was edited. */
export const replacedByAnswers = (store: ReadingStore, work: Work): Replaced =>
  new Map(labelQuestions(store, work).map(({ label, choices }) => [label, new Set(choices)]))

/** Throws `bad-input` where a label that the taxonomy asks about is left as it is, though it is no longer in use. */
export const requireAnswers = (store: ReadingStore, work: Work): void => {
  const inUse = new Set(
    currentReading(store)
      .taxonomy?.labels.filter(({ deprecated }) => !deprecated)
      .map(({ name }) => name),
  )
  for (const { annotationId, label, choices } of labelQuestions(store, work)) {
    const left = work.worksheet.annotations.some((one) => one.id === annotationId && one.label === label)
    if (!left || inUse.has(label)) continue
    const which = choices.length > 0 ? ` Choose one of ${choices.join(', ')}, or another.` : ' Choose another label.'
    throw new DeskError(
      'bad-input',
      `The label “${label}” is no longer in use, and this answer still has it.${which}`,
      {
        hint: 'question-open',
      },
    )
  }
}
