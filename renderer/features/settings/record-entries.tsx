import { NativeSelect, TextInput } from '@mantine/core'
import { type ReactNode, useCallback, useState } from 'react'
import type { RecordEntry } from '../../../shared/contract/record.ts'
import { PersonId } from '../../../shared/model/ids.ts'
import { LOG_KINDS, LogKind } from '../../../shared/model/record.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { count, moment } from '../../ui/numbers.ts'
import { ScaledList } from '../../ui/scaled-list.tsx'
import css from './record.module.css'
import { RecordDetails } from './record-details.tsx'
import { gist, KIND_WORDS } from './record-words.ts'

const PAGE = 100
const ROW = 36
/** Rows that stand at once; more are scrolled to. */
const SHOWN = 9
const FACTS = ['queue.changed', 'case.changed', 'settings.changed', 'taxonomy.published'] as const

type Filter = {
  readonly kind: LogKind | null
  readonly personId: PersonId | null
  readonly from: string | null
  readonly to: string | null
}
const EVERYTHING: Filter = { kind: null, personId: null, from: null, to: null }

/** A local day's first or last millisecond as an instant; null where the field holds no day. */
const dayEnd = (day: string, time: '00:00:00.000' | '23:59:59.999'): string | null => {
  const at = new Date(`${day}T${time}`)
  return day === '' || Number.isNaN(at.getTime()) ? null : at.toISOString()
}

const Filters = ({
  people,
  filter,
  onFilter,
}: {
  readonly people: readonly PersonId[]
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}): ReactNode => (
  <div className={css.filters}>
    <NativeSelect
      label={t('Kind')}
      data={[{ value: '', label: t('All') }, ...LOG_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))]}
      value={filter.kind ?? ''}
      onChange={(event) => onFilter({ ...filter, kind: LogKind.safeParse(event.currentTarget.value).data ?? null })}
    />
    <NativeSelect
      label={t('Person')}
      data={[{ value: '', label: t('All') }, ...people.map((value) => ({ value, label: value }))]}
      value={filter.personId ?? ''}
      onChange={(event) =>
        onFilter({ ...filter, personId: PersonId.safeParse(event.currentTarget.value).data ?? null })
      }
    />
    <TextInput
      type="date"
      label={t('From')}
      onChange={(event) => onFilter({ ...filter, from: dayEnd(event.currentTarget.value, '00:00:00.000') })}
    />
    <TextInput
      type="date"
      label={t('To')}
      onChange={(event) => onFilter({ ...filter, to: dayEnd(event.currentTarget.value, '23:59:59.999') })}
    />
  </div>
)

const EntryRow = ({ entry }: { readonly entry: RecordEntry | null }): ReactNode =>
  entry === null ? (
    <div className={css.entry} />
  ) : (
    <div className={css.entry}>
      <span className={css.number}>{count(entry.sequence)}</span>
      <span className={css.when}>{moment(entry.at)}</span>
      <bdi className={css.who}>{entry.personId}</bdi>
      <span className={css.kind}>{KIND_WORDS[entry.kind]}</span>
      <bdi className={css.gist}>{entry.erased ? t('contents erased') : gist(entry)}</bdi>
    </div>
  )

/** Every decision of the project, newest first; one chosen shows all it holds. */
export const RecordEntries = (): ReactNode => {
  const [filter, setFilter] = useState<Filter>(EVERYTHING)
  const [visible, setVisible] = useState<readonly [number, number]>([0, 0])
  const [active, setActive] = useState(0)
  const [chosen, setChosen] = useState<number | null>(null)
  const [upper, lower] = [Math.floor(visible[0] / PAGE), Math.floor(visible[1] / PAGE)]
  const page = (at: number) => ({ ...filter, offset: at * PAGE, limit: PAGE })
  const first = useQuery('record.entries', page(upper), [...FACTS])
  const second = useQuery('record.entries', lower === upper ? null : page(lower), [...FACTS])
  const onVisible = useCallback((from: number, to: number) => setVisible([from, to]), [])
  const entryAt = (index: number): RecordEntry | null => {
    const at = Math.floor(index / PAGE)
    const held = at === upper ? first : at === lower ? second : null
    return held === null || held.stale ? null : (held.value?.entries[index - at * PAGE] ?? null)
  }
  const total = first.value?.total ?? 0
  const shown = chosen === null ? null : entryAt(chosen)
  return (
    <>
      <Filters
        people={first.value?.people ?? []}
        filter={filter}
        onFilter={(next) => {
          setFilter(next)
          setChosen(null)
          setActive(0)
        }}
      />
      <p className={css.count} aria-live="polite">
        {first.failure?.message ?? t('{count, plural, one {# entry} other {# entries}}', { count: total })}
      </p>
      {total === 0 ? null : (
        <div className={css.list} style={{ height: Math.min(total, SHOWN) * ROW + 2 }}>
          <ScaledList
            id="record-entry"
            label={t('Entries of the record')}
            count={total}
            rowHeight={ROW}
            active={active}
            onActive={setActive}
            onChoose={setChosen}
            selected={chosen}
            onVisible={onVisible}
            row={(index) => <EntryRow entry={entryAt(index)} />}
          />
        </div>
      )}
      {shown === null ? null : <RecordDetails deskId={shown.deskId} sequence={shown.sequence} />}
    </>
  )
}
