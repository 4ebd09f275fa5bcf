import type { ReactNode } from 'react'
import type { PlanPreview } from '../../../shared/contract/plans.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import css from './quality.module.css'
import { sliceWord, whatWord } from './quality-words.ts'

/** How many cells and cases are listed at once. */
const LISTED = 200

const proof = ({ size, atLeast }: PlanPreview): string =>
  atLeast === size
    ? t('No smaller set covers them all.')
    : t('At least {count} are needed; a smaller set may exist.', { count: count(atLeast) })

/** What a plan covers and why each case is in it. */
export const PlanContents = ({ plan }: { readonly plan: PlanPreview }): ReactNode => {
  const taxonomy = useQuery('taxonomy.get', {}, ['taxonomy.published'])
  const openCase = useNavigation((navigation) => navigation.openCase)
  const named = new Map(taxonomy.value?.taxonomy?.causes.map(({ id, name }) => [`${id}`, name]))
  const cellWord = (at: number): string => {
    const cell = plan.cells[at]
    if (cell === undefined) return ''
    const parts = [whatWord(cell.what, named), sliceWord(cell.label)]
    return [...parts, ...(plan.options.slice === null ? [] : [sliceWord(cell.slice)])].join(' · ')
  }
  return (
    <>
      <p>
        <strong>
          {t(
            '{count, plural, one {# case covers} other {# cases cover}} all {cells} failures, out of {failing} that fail.',
            {
              count: plan.size,
              cells: count(plan.cells.length),
              failing: count(plan.failing),
            },
          )}
        </strong>{' '}
        {proof(plan)}{' '}
        {plan.unread === 0
          ? null
          : t(
              '{count, plural, one {# picture} other {# pictures}} could not be read, so near-duplicates of them may be in it.',
              {
                count: plan.unread,
              },
            )}
      </p>
      <details>
        <summary>{t('Why each case is in it')}</summary>
        <ul className={css.why}>
          {plan.cases.slice(0, LISTED).map(({ caseId, key, title, cells, standsFor, done }) => (
            <li key={caseId} data-done={done}>
              <button type="button" className={css.link} onClick={() => openCase(caseId)}>
                <bdi>{title === '' ? key : title}</bdi>
              </button>{' '}
              {cells.map(cellWord).join('; ')}
              {standsFor === 0
                ? null
                : ` (${t('stands for {count, plural, one {# near-duplicate} other {# near-duplicates}}', { count: standsFor })})`}
            </li>
          ))}
        </ul>
        {plan.size > LISTED ? (
          <p>{t('{count, plural, one {# more} other {# more}}', { count: plan.size - LISTED })}</p>
        ) : null}
      </details>
      <details>
        <summary>{t('What it covers')}</summary>
        <ul className={css.why}>
          {plan.cells.slice(0, LISTED).map((cell, at) => (
            <li key={cellWord(at)}>
              {cellWord(at)}:{' '}
              {t('{done} of {asked} done; {cases} fail so', {
                done: count(cell.done),
                asked: count(cell.asked),
                cases: count(cell.cases),
              })}
            </li>
          ))}
        </ul>
        {plan.cells.length > LISTED ? (
          <p>{t('{count, plural, one {# more} other {# more}}', { count: plan.cells.length - LISTED })}</p>
        ) : null}
      </details>
    </>
  )
}
