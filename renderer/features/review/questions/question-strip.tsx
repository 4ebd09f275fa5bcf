import { IconHelpCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { TaxonomyQuestion } from '../../../../shared/model/migration.ts'
import { t } from '../../../i18n/t.ts'
import { ActionKey } from '../../../ui/key-caps.tsx'
import { LabelMark } from '../labels/label-mark.tsx'
import css from '../review.module.css'
import { useReview } from '../review-state.ts'
import { answer, openQuestion, questionsOf, useAnsweredKeys } from './questions.ts'

/** So many choices have a digit. */
const DIGITS = 9

const words = ({ about, label, attribute, choices }: TaxonomyQuestion): string => {
  switch (about) {
    case 'split':
      return t('Label “{label}” was split since. Which is it?', { label })
    case 'replaced':
      return choices.length === 0
        ? t('Label “{label}” is no longer in use. Give the label that fits.', { label })
        : t('Label “{label}” is no longer in use. What is it now?', { label })
    case 'removed':
      return t('Label “{label}” was removed since. Give the label that fits.', { label })
    case 'withdrawn':
      return label === ''
        ? t('This was reviewed under a version that was withdrawn. Look at it again, then file it.')
        : t('“{label}” was given under a version that was withdrawn. What is it?', { label })
    case 'attribute':
      return choices.length === 0
        ? t('“{attribute}” of “{label}” no longer fits what the taxonomy asks. Give it anew.', {
            label,
            attribute: attribute ?? '',
          })
        : t('“{attribute}” of “{label}” no longer fits. What is it?', { label, attribute: attribute ?? '' })
    case 'relation':
      return t('The relation “{label}” no longer joins these labels. Change it, or leave it.', { label })
    case 'field':
      return t('The value of the field “{label}” no longer fits. Change it, or leave it.', { label })
    case 'shape':
      return t('“{label}” no longer goes on this kind of shape. Change it, or leave it.', { label })
  }
}

/** What the taxonomy's changes leave open about this case, one question at a time, with the answers' digits. */
export const QuestionStrip = (): ReactNode => {
  useAnsweredKeys()
  const question = useReview(openQuestion)
  const all = useReview(questionsOf)
  if (question === null) return null
  return (
    <section className={css.question} aria-label={t('The taxonomy changed')}>
      <p role="status">
        <IconHelpCircle className={css.questionIcon} size={15} stroke={1.75} aria-hidden />
        <span dir="auto">{words(question)}</span>
        {all.length > 1 ? (
          <span className={css.quiet}>
            {t('{place} of {total}', { place: all.indexOf(question) + 1, total: all.length })}
          </span>
        ) : null}
      </p>
      {question.choices.length === 0 ? null : (
        <div className={css.causes}>
          {question.choices.map((choice, index) => (
            <button key={choice} type="button" className={css.cause} onClick={() => answer(choice)}>
              {question.about === 'attribute' ? null : <LabelMark name={choice} />}
              <bdi>{choice}</bdi>
              {index < DIGITS ? <ActionKey action={`review.digit.${index + 1}`} /> : null}
            </button>
          ))}
        </div>
      )}
    </section>
  )
}
