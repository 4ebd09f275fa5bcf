import { Button, Select } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import type { BrokenRow, ExportContract } from '../../../shared/contract/exports.ts'
import { JsonObject } from '../../../shared/model/json.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import css from './contract.module.css'
import { setExport, useExport } from './export-state.ts'

/** Far beyond any schema that a person wrote. */
const MOST_BYTES = 4 * 1024 * 1024
/** Broken rows shown at once; their number says how many there are. */
const MOST_ROWS = 20

const BROKEN_WORDS: Readonly<Record<ExportContract['broken'], string>> = {
  stop: t('Export nothing'),
  'leave-out': t('Leave such rows out, and count them'),
}
const isBroken = (value: string): value is ExportContract['broken'] => Object.hasOwn(BROKEN_WORDS, value)

/** The schema in a file, or what is wrong with it. */
const read = async (file: File): Promise<JsonObject | string> => {
  if (file.size > MOST_BYTES) return t('{name} is larger than 4 MiB: that is no schema.', { name: file.name })
  try {
    const schema = JsonObject.safeParse(JSON.parse(await file.text()))
    if (schema.success) return schema.data
    return t('{name} holds no JSON object. Choose a file with one JSON Schema.', { name: file.name })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return t('{name} is not JSON: {why}. Choose a file with one JSON Schema.', { name: file.name, why })
  }
}

/** What the system that gets the batch asks of every row. */
export const Contract = (): ReactNode => {
  const contract = useExport((state) => state.contract)
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const attach = async (file: File | undefined): Promise<void> => {
    if (!file) return
    const schema = await read(file)
    setProblem(typeof schema === 'string' ? schema : null)
    if (typeof schema !== 'string')
      setExport({ contract: { name: file.name, schema, broken: contract?.broken ?? 'stop' } })
  }
  return (
    <div className={css.contract}>
      <div>
        <p className={css.label} id="export-contract">
          {t('Contract')}
        </p>
        <p className={css.about}>
          {contract === null
            ? t('A JSON Schema that every row must keep: what the system that gets the batch requires.')
            : t('Every row is held against {name}.', { name: contract.name })}
        </p>
      </div>
      <fieldset className={css.buttons} aria-labelledby="export-contract">
        <Button onClick={() => input.current?.click()}>
          {contract === null ? t('Attach a JSON Schema') : t('Attach another')}
        </Button>
        {contract === null ? null : <Button onClick={() => setExport({ contract: null })}>{t('Take it off')}</Button>}
        <input
          ref={input}
          type="file"
          accept=".json,application/json,application/schema+json"
          hidden
          onChange={({ currentTarget }) => {
            void attach(currentTarget.files?.[0])
            currentTarget.value = ''
          }}
        />
      </fieldset>
      {problem === null ? null : <Notice tone="error">{problem}</Notice>}
      {contract === null ? null : (
        <Select
          label={t('If rows break it')}
          allowDeselect={false}
          data={Object.entries(BROKEN_WORDS).map(([value, label]) => ({ value, label }))}
          value={contract.broken}
          onChange={(value) => {
            if (value !== null && isBroken(value)) setExport({ contract: { ...contract, broken: value } })
          }}
        />
      )}
    </div>
  )
}

type BrokenProps = { readonly rows: readonly BrokenRow[]; readonly count: number }

/** The rows that break the contract; each leads to its case. */
export const Broken = ({ rows, count }: BrokenProps): ReactNode => {
  const openCase = useNavigation((navigation) => navigation.openCase)
  if (count === 0) return null
  return (
    <Notice
      tone="caution"
      title={t('{count, plural, one {# case breaks the contract} other {# cases break the contract}}', { count })}
    >
      <ul className={css.rows}>
        {rows.slice(0, MOST_ROWS).map(({ caseId, key, problems }) => (
          <li key={caseId}>
            <button type="button" className={css.case} onClick={() => openCase(caseId)}>
              {key}
            </button>
            <ul className={css.problems}>
              {problems.map(({ at, message }) => (
                <li key={`${at} ${message}`}>
                  <code>{at === '' ? t('the row') : at}</code> {message}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {count > MOST_ROWS ? <p>{t('The first {shown} are shown.', { shown: MOST_ROWS })}</p> : null}
    </Notice>
  )
}
