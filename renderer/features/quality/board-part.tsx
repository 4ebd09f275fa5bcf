import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { FailureBoard } from '../../../shared/contract/failures.ts'
import type { FailureDimension } from '../../../shared/model/failure.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../../ui/numbers.ts'
import { BoardGrid } from './board-grid.tsx'
import css from './quality.module.css'
import { type Every, setQuality, useQuality } from './quality-state.ts'
import { dimensionChoices } from './quality-words.ts'

/** Any of these may change what a board says. */
export const FACTS = ['queue.changed', 'case.changed', 'taxonomy.published', 'settings.changed'] as const

/** Columns that stand beside each other without the eye losing the row; with two dimensions each has fewer values. */
const MOST = { one: 12, two: 6 } as const

const NONE = ''
const EVERY = [
  { value: 'day', label: t('Day') },
  { value: 'week', label: t('Week') },
  { value: 'month', label: t('Month') },
] as const satisfies readonly { readonly value: Every; readonly label: string }[]

const Choices = ({ metadataFields }: { readonly metadataFields: readonly string[] }): ReactNode => {
  const { by, within, every } = useQuality()
  const choices = dimensionChoices(metadataFields)
  const chosen = (value: string): FailureDimension | null => choices.find((one) => one.value === value)?.value ?? null
  return (
    <div className={css.choices}>
      <NativeSelect
        label={t('Columns')}
        data={[...choices]}
        value={by}
        onChange={(event) => {
          const next = chosen(event.currentTarget.value) ?? by
          setQuality({ by: next, within: within === next ? null : within })
        }}
      />
      <NativeSelect
        label={t('Parted by')}
        data={[{ value: NONE, label: t('nothing') }, ...choices.filter(({ value }) => value !== by)]}
        value={within ?? NONE}
        onChange={(event) => setQuality({ within: chosen(event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('Trend by')}
        data={[...EVERY]}
        value={every}
        onChange={(event) => {
          const next = EVERY.find(({ value }) => value === event.currentTarget.value)
          if (next) setQuality({ every: next.value })
        }}
      />
      <FilterField />
    </div>
  )
}

const FilterField = (): ReactNode => {
  const { typed, where } = useQuality()
  const filter = useNavigation((navigation) => navigation.where)
  const asked = typed.trim()
  const parsed = useQuery('queue.parse', asked === '' ? null : { where: asked })
  const problem = asked === '' || parsed.stale ? null : (parsed.value?.problem ?? null)
  const apply = (text: string): void => setQuality({ typed: text, where: text.trim(), previewJob: null })
  return (
    <form
      className={css.filter}
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === null) apply(typed)
      }}
    >
      <TextInput
        label={t('Only cases that fit')}
        placeholder={t('all reviewed cases')}
        spellCheck={false}
        value={typed}
        error={problem?.message}
        onChange={(event) => setQuality({ typed: event.currentTarget.value })}
        onBlur={() => {
          if (problem === null && asked !== where) apply(typed)
        }}
      />
      {filter === '' || filter === where ? null : (
        <button type="button" className={css.link} onClick={() => apply(filter)}>
          {t('Use the queue’s filter: {filter}', { filter })}
        </button>
      )}
    </form>
  )
}

/** What the shares are shares of. A count of what the queue chose is never called a rate of production. */
const Basis = ({ board }: { readonly board: FailureBoard }): ReactNode => {
  const production = useQuality((state) => state.production)
  const { reviewed, decided, audited } = board.counts
  return (
    <div className={css.basis}>
      <SegmentedControl
        aria-label={t('What the shares are of')}
        data={[
          { value: 'reviewed', label: t('What was reviewed') },
          { value: 'production', label: t('Production'), disabled: audited === 0 },
        ]}
        value={production ? 'production' : 'reviewed'}
        onChange={(value) => setQuality({ production: value === 'production' })}
      />
      <p className={css.quiet}>
        {production
          ? t(
              'Shares of production, from {count, plural, one {# review} other {# reviews}} of cases that the random audit drew, each weighted by how likely it came to the desk.',
              { count: reviewed },
            )
          : t(
              'Shares of {count, plural, one {# review} other {# reviews}}, of which {unsure} cannot tell. The queue puts doubtful cases first, so these are no rates of production.',
              { count: reviewed, unsure: count(reviewed - decided) },
            )}{' '}
        {audited === 0 ? t('Rates of production need reviews of cases that the random audit drew.') : null}
      </p>
    </div>
  )
}

/** The board with its choices: what was found, laid out by where. */
export const BoardPart = ({ metadataFields }: { readonly metadataFields: readonly string[] }): ReactNode => {
  const { by, within, every, production, where } = useQuality()
  const dimensions = within === null ? [by] : [by, within]
  const most = within === null ? MOST.one : MOST.two
  const board = useQuery('failures.board', { by: dimensions, where, production, most }, [...FACTS])
  const trend = useQuery('failures.trend', { every, where, production }, [...FACTS])
  const taxonomy = useQuery('taxonomy.get', {}, ['taxonomy.published'])
  const named = new Map(taxonomy.value?.taxonomy?.causes.map(({ id, name }) => [`${id}`, name]))
  const shown = board.value
  return (
    <section aria-labelledby="board-part" className={css.part} aria-busy={board.stale}>
      <h2 id="board-part" className={css.heading}>
        {t('Failure board')}
      </h2>
      <Choices metadataFields={metadataFields} />
      {board.failure === null ? null : (
        <Notice
          tone="error"
          actions={<Button onClick={() => setQuality({ typed: '', where: '' })}>{t('Clear the filter')}</Button>}
        >
          {board.failure.message}
        </Notice>
      )}
      {shown === null ? null : (
        <>
          <Basis board={shown} />
          {shown.rows.length === 0 ? (
            <Notice tone="plain">
              {shown.counts.reviewed === 0
                ? t('No review of a prediction fits.')
                : t(
                    '{count, plural, one {# review fits} other {# reviews fit}}, and none of them found anything wrong.',
                    {
                      count: shown.counts.reviewed,
                    },
                  )}
            </Notice>
          ) : (
            <BoardGrid
              board={shown}
              trends={trend.stale || (trend.value?.periods.length ?? 0) < 2 ? null : trend.value}
              named={named}
            />
          )}
          <p className={css.quiet}>
            {t('Darker to lighter: what the share surely is at least (the lower end of its 95 % interval).')}{' '}
            {shown.moreSlices === 0
              ? null
              : t('{count, plural, one {# more column is} other {# more columns are}} not shown.', {
                  count: shown.moreSlices,
                })}
          </p>
        </>
      )}
    </section>
  )
}
