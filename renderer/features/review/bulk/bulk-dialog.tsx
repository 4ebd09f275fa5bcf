import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import type { BulkEdit, BulkPreview, BulkRefusal } from '../../../../shared/contract/reviews.ts'
import { useQuery } from '../../../api/use-query.ts'
import { useCaseSelection } from '../../../app/case-selection.ts'
import { useNavigation } from '../../../app/navigation.ts'
import { t } from '../../../i18n/t.ts'
import { causeWord, VERDICT_WORDS } from '../../../ui/words.ts'
import { subjectOf } from '../commands.ts'
import { useReview } from '../review-state.ts'
import css from './bulk.module.css'
import { applyBulk, closeBulk, type TargetKind, targetsFor, useBulk } from './bulk-state.ts'

/** Gives the verdict, the causes and the edits of the case on the desk to others, after a look at what that does. */
export const BulkDialog = (): ReactNode => {
  const by = useBulk((state) => state.by)
  return (
    <Modal
      opened={by !== null}
      onClose={closeBulk}
      title={t('Give this answer to other cases')}
      closeButtonProps={{ 'aria-label': t('Close') }}
      size="lg"
      lockScroll={false}
      centered
    >
      {by === null ? null : <Bulk by={by} />}
    </Modal>
  )
}

const Bulk = ({ by }: { readonly by: TargetKind }): ReactNode => {
  const worksheet = useReview((state) => state.desk?.worksheet ?? null)
  const selected = useCaseSelection((state) => state.ids.size)
  const where = useNavigation((navigation) => navigation.where)
  const busy = useBulk((state) => state.busy)
  const asked = worksheet ? { source: subjectOf(worksheet), targets: targetsFor(by) } : null
  const preview = useQuery('review.bulkPreview', asked, ['case.changed'])
  const { value, failure, stale } = preview
  const fitting = value?.rows.filter(({ refused }) => refused === null).length ?? 0
  return (
    <>
      <fieldset className={css.choices}>
        <legend className={css.quiet}>{t('To which')}</legend>
        <Choice by="cases" now={by} disabled={selected === 0}>
          {t('The {count} ticked in the list', { count: selected })}
        </Choice>
        <Choice by="similar" now={by}>
          {t('Similar ones: the same labels predicted, a score near this one')}
        </Choice>
        <Choice by="filter" now={by}>
          {where === '' ? t('All of the list') : t('All that the filter lists: {where}', { where })}
        </Choice>
      </fieldset>
      {failure ? <p className={css.problem}>{failure.message}</p> : null}
      {value === null ? <div className={css.rows} aria-busy="true" /> : <Preview preview={value} fitting={fitting} />}
      <div className={css.acts}>
        <Button onClick={closeBulk}>{t('Cancel')}</Button>
        <Button
          variant="filled"
          disabled={value === null || stale || fitting === 0 || busy || failure !== null}
          loading={busy}
          onClick={() => value && void applyBulk(value)}
        >
          {t('{count, plural, one {File # case} other {File # cases}} so', { count: fitting })}
        </Button>
      </div>
    </>
  )
}

type ChoiceProps = {
  readonly by: TargetKind
  readonly now: TargetKind
  readonly disabled?: boolean
  readonly children: ReactNode
}

const Choice = ({ by, now, disabled = false, children }: ChoiceProps): ReactNode => (
  <label className={css.choice}>
    <input
      type="radio"
      name="bulk-targets"
      checked={by === now}
      {...(by === now ? { 'data-autofocus': true } : {})}
      disabled={disabled}
      onChange={() => useBulk.setState({ by })}
    />
    {children}
  </label>
)

const Preview = ({ preview, fitting }: { readonly preview: BulkPreview; readonly fitting: number }): ReactNode => {
  const { verdict, causes, left, total, rows } = preview
  const answer = [VERDICT_WORDS[verdict], ...causes.map(causeWord)].join(' · ')
  return (
    <>
      <p>
        <strong>{answer}</strong>{' '}
        {left === 0
          ? ''
          : t('{left, plural, one {# edit is} other {# edits are}} this case’s own and stay with it.', { left })}
      </p>
      <p className={css.quiet} role="status">
        {total === 0 ? t('No other case is like this one.') : t('It fits {fitting} of {total}.', { fitting, total })}{' '}
        {total > rows.length
          ? t('One act changes {most} cases at most, as many as a person can look over; these are the first.', {
              most: rows.length,
            })
          : ''}
      </p>
      <ul className={css.rows} aria-label={t('What it does to each')}>
        {rows.map((row) => (
          <li key={row.caseId} className={css.row} data-refused={row.refused ?? undefined}>
            <span className={css.cell} title={row.key}>
              {row.title}
            </span>
            <span className={css.cell}>{row.refused ? refusalWord(row.refused) : editsWord(row.edits)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

const editsWord = (edits: readonly BulkEdit[]): string =>
  edits.length === 0
    ? t('verdict and causes')
    : edits.map(({ from, to, count }) => `${from} → ${to}${count > 1 ? ` × ${count}` : ''}`).join(', ')

const refusalWord = (refusal: BulkRefusal): string => {
  switch (refusal) {
    case 'reviewed':
      return t('Not: you judged it already')
    case 'begun':
      return t('Not: you began to work on it')
    case 'put-aside':
      return t('Not: it was put aside')
    case 'no-prediction':
      return t('Not: nothing was predicted')
    case 'other-kind':
      return t('Not: another kind of case')
    case 'edit-does-not-fit':
      return t('Not: the edit finds nothing to change')
    case 'turns-not-judged':
      return t('Not: its answers are judged one by one')
  }
}
