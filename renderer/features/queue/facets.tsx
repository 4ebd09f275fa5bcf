import { ActionIcon, Button, Checkbox, Indicator, NumberInput, Popover, TextInput, Tooltip } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { CASE_STATUSES } from '../../../shared/model/review.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { count } from '../../ui/numbers.ts'
import { STATUS_WORDS, VERDICT_WORDS, wordOf } from '../../ui/words.ts'
import css from './facets.module.css'
import { applyScores, clearFilter, FACETS, type Facet, tick, tickedCount, useFilter } from './filter.ts'

const TITLES: Readonly<Record<Facet, string>> = {
  status: t('Status'),
  label: t('Label'),
  verdict: t('Verdict'),
  model: t('Model'),
  source: t('Source'),
  group: t('Group'),
  reviewer: t('Reviewer'),
}
const CLOSED: Readonly<Partial<Record<Facet, readonly string[]>>> = { status: CASE_STATUSES, verdict: VERDICTS }
const WORDS: Readonly<Record<string, string>> = { ...STATUS_WORDS, ...VERDICT_WORDS }
/** Above this many values a facet gets a box to narrow them. */
const MANY = 8

const FacetValues = ({ facet }: { readonly facet: Facet }): ReactNode => {
  const [prefix, setPrefix] = useState('')
  const ticked = useFilter((state) => state.filter.ticked[facet]) ?? []
  const closed = CLOSED[facet]
  const found = useQuery('queue.values', closed === undefined ? { field: facet, prefix, limit: 50 } : null)
  const values = closed?.map((value) => ({ value, count: null })) ?? found.value?.values ?? []
  const gone = ticked.filter((value) => values.every((one) => one.value !== value))
  const shown = [...gone.map((value) => ({ value, count: null })), ...values]
  if (shown.length === 0 && prefix === '') return null
  return (
    <fieldset className={css.facet}>
      <legend className={css.title}>{TITLES[facet]}</legend>
      {closed === undefined && (values.length > MANY || prefix !== '') ? (
        <TextInput
          aria-label={t('Find: {facet}', { facet: TITLES[facet] })}
          placeholder={t('Find')}
          value={prefix}
          onChange={(event) => setPrefix(event.currentTarget.value)}
        />
      ) : null}
      <div className={css.values}>
        {shown.map((one) => (
          <Checkbox
            key={one.value}
            classNames={{ labelWrapper: css.labelWrapper, label: css.label }}
            checked={ticked.includes(one.value)}
            onChange={(event) => tick(facet, one.value, event.currentTarget.checked)}
            label={
              <span className={css.value}>
                <span className={css.name}>{closed === undefined ? one.value : wordOf(WORDS, one.value)}</span>
                <span className={css.count}>{one.count === null ? '' : count(one.count)}</span>
              </span>
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

const asScore = (value: string | number): number | null =>
  typeof value === 'number' && value >= 0 && value <= 1 ? value : null

const ScoreRange = (): ReactNode => {
  const { scoreFrom, scoreTo } = useFilter((state) => state.filter)
  const shared = {
    min: 0,
    max: 1,
    step: 0.05,
    decimalScale: 3,
    clampBehavior: 'strict' as const,
    placeholder: t('any'),
  }
  return (
    <fieldset className={css.facet}>
      <legend className={css.title}>{t('Score of one prediction')}</legend>
      <div className={css.range}>
        <NumberInput
          {...shared}
          aria-label={t('Lowest score')}
          value={scoreFrom ?? ''}
          onChange={(value) => applyScores(asScore(value), scoreTo)}
        />
        <span>{t('to')}</span>
        <NumberInput
          {...shared}
          aria-label={t('Highest score')}
          value={scoreTo ?? ''}
          onChange={(value) => applyScores(scoreFrom, asScore(value))}
        />
      </div>
    </fieldset>
  )
}

/** Filtering by ticking. What is ticked is added to the typed expression. */
export const Facets = (): ReactNode => {
  const [open, setOpen] = useState(false)
  const filter = useFilter((state) => state.filter)
  const ticked = tickedCount(filter)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <Tooltip label={t('Filter by value')} disabled={open}>
          <Indicator label={ticked} size={14} disabled={ticked === 0} color="desk" offset={4}>
            <ActionIcon
              aria-label={ticked === 0 ? t('Filter by value') : t('Filter by value, {ticked} ticked', { ticked })}
              onClick={() => setOpen(!open)}
            >
              <IconAdjustmentsHorizontal size={16} aria-hidden />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Filter by value')} className={css.dropdown}>
        {open ? (
          <>
            <ScoreRange />
            {FACETS.map((facet) => (
              <FacetValues key={facet} facet={facet} />
            ))}
            <Button fullWidth onClick={clearFilter} disabled={ticked === 0 && filter.text === ''}>
              {t('Clear the filter')}
            </Button>
          </>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  )
}
