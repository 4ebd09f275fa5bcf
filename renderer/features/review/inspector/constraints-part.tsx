import { type ReactNode, useMemo } from 'react'
import { brokenConstraints } from '../../../../shared/domain/taxonomy/broken-constraints.ts'
import type { Annotation } from '../../../../shared/model/annotation.ts'
import { t } from '../../../i18n/t.ts'
import { constraintWords } from '../../../ui/constraint-words.ts'
import { focusCase } from '../photo/hand.ts'
import page from '../review.module.css'
import { setReview, useReview } from '../review-state.ts'
import css from './constraints-part.module.css'

const NOTHING: readonly Annotation[] = []

/** Which rules of the taxonomy the work breaks; each selects the objects that do. Says it, and forces nothing. */
export const ConstraintsPart = (): ReactNode => {
  const taxonomy = useReview((state) => state.taxonomy)
  const veiled = useReview((state) => state.veiled)
  const annotations = useReview((state) => state.desk?.worksheet.annotations ?? NOTHING)
  const broken = useMemo(
    () =>
      taxonomy === null || taxonomy.constraints.length === 0
        ? []
        : brokenConstraints(
            taxonomy,
            veiled ? annotations.filter(({ fromObjectId }) => fromObjectId === undefined) : annotations,
          ),
    [taxonomy, annotations, veiled],
  )
  if (taxonomy === null || broken.length === 0) return null
  return (
    <section className={page.section} aria-labelledby="constraints-heading">
      <h3 id="constraints-heading">{t('Against the taxonomy')}</h3>
      <ul className={css.list}>
        {broken.map(({ constraint, objects }) => (
          <li key={JSON.stringify(constraint)}>
            <button
              type="button"
              className={css.rule}
              onClick={() => {
                setReview({ selection: objects.map(({ id }) => id) })
                focusCase()
              }}
            >
              {constraintWords(constraint, taxonomy.labels)}
              <span className={page.aside}>
                {t('{count, plural, one {# object} other {# objects}}', { count: objects.length })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
