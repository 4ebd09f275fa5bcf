import { MultiSelect, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CsvColumns } from '../../../shared/contract/imports.ts'
import { t } from '../../i18n/t.ts'
import css from './columns.module.css'
import { choose } from './import-state.ts'

const MEANINGS = [
  ['text', t('Text')],
  ['label', t('Predicted class')],
  ['score', t('Score')],
  ['key', t('Key')],
  ['group', t('Group')],
  ['source', t('Source')],
  ['time', t('Time')],
] as const satisfies readonly (readonly [Exclude<keyof CsvColumns, 'meta'>, string])[]

const NONE = ''

type ColumnsProps = { readonly columns: CsvColumns; readonly headers: readonly string[] }

/** Which column means what: guessed, shown before the import, and changeable. */
export const Columns = ({ columns, headers }: ColumnsProps): ReactNode => {
  const set = (meaning: Exclude<keyof CsvColumns, 'meta'>, header: string): void => {
    const { [meaning]: before, ...others } = columns
    const meta = columns.meta.filter((name) => name !== header)
    // A column that lost its meaning is kept as metadata rather than dropped.
    const kept = before === undefined || before === header || meta.includes(before) ? meta : [...meta, before]
    choose({ columns: { ...others, meta: kept, ...(header === NONE ? {} : { [meaning]: header }) } })
  }
  return (
    <div className={css.columns}>
      {MEANINGS.map(([meaning, word]) => (
        <Select
          key={meaning}
          label={word}
          data={[{ value: NONE, label: '–' }, ...headers.map((header) => ({ value: header, label: header }))]}
          value={columns[meaning] ?? NONE}
          onChange={(value) => set(meaning, value ?? NONE)}
        />
      ))}
      <MultiSelect
        className={css.meta}
        label={t('Metadata')}
        data={[...headers]}
        value={columns.meta}
        onChange={(meta) => choose({ columns: { ...columns, meta } })}
        placeholder={columns.meta.length === 0 ? t('None') : undefined}
        searchable
      />
    </div>
  )
}
