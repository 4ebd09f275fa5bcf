import { Autocomplete } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { applyText, useFilter } from './filter.ts'
import css from './filter-box.module.css'
import { fieldSuggestions, knownValues, type Tail, tailOf, withValue } from './suggestions.ts'

const MOST = 12

const useSuggestions = (text: string, tail: Tail): readonly string[] => {
  const known = tail.kind === 'value' ? knownValues(tail.field) : null
  const asked = tail.kind === 'value' && known === null ? { field: tail.field, prefix: tail.prefix, limit: MOST } : null
  const found = useQuery('queue.values', asked)
  if (tail.kind === 'field') return fieldSuggestions(text, tail)
  if (tail.kind === 'none') return []
  const values = known?.filter((value) => value.startsWith(tail.prefix)) ?? found.value?.values.map((one) => one.value)
  return (values ?? []).map((value) => withValue(text, tail, value))
}

/** The filter in the query language: offers fields and values, says where it does not read, filters while you type. */
export const FilterBox = (): ReactNode => {
  const applied = useFilter((state) => state.filter.text)
  const [text, setText] = useState(applied)
  const trimmed = text.trim()
  const parsed = useQuery('queue.parse', trimmed === '' ? null : { where: trimmed })
  const tail = tailOf(text)
  const suggestions = useSuggestions(text, tail).slice(0, MOST)
  const problem = trimmed === '' || parsed.stale ? null : (parsed.value?.problem ?? null)
  const reads = trimmed === '' || (!parsed.stale && parsed.value?.ok === true)

  // What this box applied last: any other text was put there from elsewhere, and then the box shows that.
  const mine = useRef(applied)
  useEffect(() => {
    if (applied === mine.current) return
    mine.current = applied
    setText(applied)
  }, [applied])
  useEffect(() => {
    if (!reads || trimmed === mine.current.trim() || useFilter.getState().filter.text !== mine.current) return
    mine.current = trimmed === '' ? '' : text
    applyText(mine.current)
  }, [reads, trimmed, text])

  return (
    <div className={css.box}>
      <Autocomplete
        id="queue-filter"
        aria-label={t('Filter')}
        placeholder={t('Filter: words, label:…, score<0.5')}
        size="xs"
        leftSection={<IconFilter size={14} aria-hidden />}
        value={text}
        onChange={setText}
        data={[...new Set(suggestions)]}
        filter={({ options }) => options}
        renderOption={({ option }) => (
          <span className={css.option}>{tail.kind === 'none' ? option.value : option.value.slice(tail.at)}</span>
        )}
        comboboxProps={{ transitionProps: { duration: 0 }, width: 260, position: 'bottom-start' }}
        spellCheck={false}
        autoComplete="off"
        error={problem !== null}
        aria-describedby="queue-filter-problem"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') {
            event.stopPropagation()
            setText('')
          }
        }}
      />
      <p id="queue-filter-problem" className={css.problem} role="status">
        {problem === null ? (
          ''
        ) : (
          <Problem text={trimmed} from={problem.from} to={problem.to} message={problem.message} />
        )}
      </p>
    </div>
  )
}

type ProblemProps = { readonly text: string; readonly from: number; readonly to: number; readonly message: string }

const Problem = ({ text, from, to, message }: ProblemProps): ReactNode => (
  <>
    <span className={css.where} hidden={from >= text.length}>
      {text.slice(Math.max(0, from - 20), from)}
      <mark className={css.mark}>{text.slice(from, Math.max(to, from + 1)) || ' '}</mark>
    </span>{' '}
    {message}
  </>
)
