import { Button, Checkbox, Skeleton, Switch, TextInput } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import type { MappedName } from '../../../shared/contract/taxonomies.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { count, percent } from '../../ui/numbers.ts'
import { LabelField } from './fields.tsx'
import css from './mapping.module.css'
import { keyOf, mapNames, mark, suggestionOf, useMapping } from './mapping-state.ts'
import { useTaxonomy } from './taxonomy-state.ts'

const ROW = 40
const HOW_WORDS: Readonly<Record<MappedName['how'], string>> = {
  same: t('the label’s name'),
  'earlier-name': t('an earlier name'),
  mapped: t('mapped'),
  replaced: t('out of use'),
  new: t('unknown'),
}

/** The names that models use for labels, and what each means here. Suggestions are never taken by themselves. */
export const MappingPart = (): ReactNode => {
  const mapping = useQuery('taxonomy.mapping', {}, ['taxonomy.published', 'project.changed', 'queue.changed'])
  const { marked, failure } = useMapping()
  const [find, setFind] = useState('')
  const [open, setOpen] = useState(false)
  const all = mapping.value?.names ?? []
  const names = useMemo(() => {
    const wanted = find.trim().toLocaleLowerCase()
    return all.filter(
      (one) =>
        (!open || one.meaning === null || one.how === 'new') &&
        `${one.name} ${one.model}`.toLocaleLowerCase().includes(wanted),
    )
  }, [all, find, open])
  const acceptable = names.filter((one) => marked.has(keyOf(one)) && suggestionOf(one) !== null)
  const accept = (some: readonly MappedName[]): void =>
    void mapNames(some.map((one) => ({ model: one.model, name: one.name, labelId: suggestionOf(one) }))).then(
      mapping.again,
    )
  return (
    <section className={css.mapping} aria-label={t('Names that models use')}>
      <div className={css.head}>
        <TextInput
          aria-label={t('Find a name')}
          placeholder={t('Find a name')}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
        <Switch
          label={t('Only those without a meaning')}
          checked={open}
          onChange={(event) => setOpen(event.currentTarget.checked)}
        />
        <Button disabled={acceptable.length === 0} onClick={() => accept(acceptable)}>
          {t('{count, plural, =0 {Take the marked suggestions} one {Take # suggestion} other {Take # suggestions}}', {
            count: acceptable.length,
          })}
        </Button>
      </div>
      {failure === null ? null : <Notice tone="error">{failure}</Notice>}
      {mapping.failure === null ? null : <Notice tone="error">{mapping.failure.message}</Notice>}
      {mapping.value === null && mapping.failure === null ? <Skeleton height="8rem" /> : null}
      {mapping.value !== null && names.length === 0 ? (
        <p className={css.nothing}>
          {all.length === 0 ? t('No prediction was imported yet.') : t('No name fits. Every other one has a meaning.')}
        </p>
      ) : null}
      {names.length === 0 ? null : <Table names={names} onAccept={(one) => accept([one])} onMapped={mapping.again} />}
    </section>
  )
}

type TableProps = {
  readonly names: readonly MappedName[]
  readonly onAccept: (name: MappedName) => void
  readonly onMapped: () => void
}

const COLUMNS = 6

/** Only the rows in sight stand in the table; empty ones keep the place of the others. Arrows go from suggestion to suggestion. */
const Table = ({ names, onAccept, onMapped }: TableProps): ReactNode => {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: names.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  })
  const items = rows.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div ref={scroller} className={css.scroll}>
      <table className={css.table} aria-label={t('Names that models use')} aria-rowcount={names.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{t('Mark')}</th>
            <th scope="col">{t('Name')}</th>
            <th scope="col">{t('Model')}</th>
            <th scope="col" className={css.number}>
              {t('Predicted')}
            </th>
            <th scope="col">{t('Means')}</th>
            <th scope="col">{t('Suggestion')}</th>
          </tr>
        </thead>
        <tbody>
          <Gap height={above} />
          {items.map(({ index }) => {
            const name = names[index]
            return name ? (
              <NameRow
                key={keyOf(name)}
                name={name}
                index={index}
                onAccept={() => onAccept(name)}
                onMapped={onMapped}
              />
            ) : null
          })}
          <Gap height={below} />
        </tbody>
      </table>
    </div>
  )
}

const Gap = ({ height }: { readonly height: number }): ReactNode =>
  height <= 0 ? null : (
    <tr aria-hidden>
      <td colSpan={COLUMNS} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )

const step = (event: KeyboardEvent<HTMLButtonElement>) => {
  const by =
    event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : null
  if (by === null) return
  event.preventDefault()
  for (let row = event.currentTarget.closest('tr')?.[by]; row; row = row[by]) {
    const button = row.querySelector<HTMLButtonElement>('[data-suggestion]')
    if (button) return button.focus()
  }
}

type NameRowProps = {
  readonly name: MappedName
  readonly index: number
  readonly onAccept: () => void
  readonly onMapped: () => void
}

const NameRow = ({ name, index, onAccept, onMapped }: NameRowProps): ReactNode => {
  const labels = useTaxonomy((state) => state.base?.labels)
  const isMarked = useMapping(({ marked }) => marked.has(keyOf(name)))
  const [suggestion] = name.suggestions
  return (
    <tr className={css.row} style={{ height: ROW }} data-open={name.meaning === null} aria-rowindex={index + 2}>
      <td>
        <Checkbox
          aria-label={t('Mark {name}', { name: name.name })}
          disabled={suggestion === undefined}
          checked={isMarked}
          onChange={(event) => mark(keyOf(name), event.currentTarget.checked)}
        />
      </td>
      <th scope="row" className={css.name} title={name.name}>
        <bdi>{name.name}</bdi>
      </th>
      <td className={css.model} title={name.model}>
        <bdi>{name.model}</bdi>
      </td>
      <td className={css.number}>{count(name.count)}</td>
      <td>
        <div className={css.means}>
          <LabelField
            bare
            label={t('What {name} means', { name: name.name })}
            placeholder={t('Choose a label')}
            {...(labels === undefined ? {} : { labels })}
            value={name.meaning}
            clearable={name.mappedFor !== null}
            onValue={(labelId) =>
              void mapNames([{ model: name.mappedFor ?? name.model, name: name.name, labelId }]).then(onMapped)
            }
          />
          <span className={css.how}>{HOW_WORDS[name.how]}</span>
        </div>
      </td>
      <td>
        {suggestion === undefined ? null : (
          <button type="button" className={css.suggestion} data-suggestion onClick={onAccept} onKeyDown={step}>
            <bdi>{suggestion.name}</bdi> <span className={css.how}>{percent(suggestion.similarity)}</span>
          </button>
        )}
      </td>
    </tr>
  )
}
