import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Output } from '../../../shared/contract/table.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { bytes, count } from '../../ui/numbers.ts'
import { Columns } from './columns.tsx'
import { FileSource } from './file-source.tsx'
import { optionsOf, removeFile, resetImport, startImport, useImport } from './import-state.ts'
import { FORMAT_WORDS, Options } from './options.tsx'
import css from './preview.module.css'
import { Rejects } from './rejects.tsx'

type Seen = Output<'import.preview'>
/** Files shown one by one; a folder of thousands is summed up. */
const SHOWN_FILES = 50

const sentence = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)

const Files = ({ seen }: { readonly seen: Seen | null }): ReactNode => {
  const files = useImport((state) => state.files)
  return (
    <ul className={css.files}>
      {files.slice(0, SHOWN_FILES).map((file, index) => {
        const read = seen?.files.find((one) => one.name === file.name)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be given twice, and has only its place.
          <li key={index} className={css.file}>
            <span className={css.name}>{file.name}</span>
            <span className={css.fact}>{read === undefined ? '' : FORMAT_WORDS[read.format]}</span>
            <span className={css.fact}>{read?.use ?? ''}</span>
            <span className={css.number}>
              {read?.rows == null ? '' : t('{rows, plural, one {# row} other {# rows}}', { rows: read.rows })}
            </span>
            <span className={css.number}>{file.bytes === null ? '' : bytes(file.bytes)}</span>
            <ActionIcon aria-label={t('Leave out {name}', { name: file.name })} onClick={() => removeFile(index)}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </li>
        )
      })}
      {files.length > SHOWN_FILES ? (
        <li className={css.more}>{t('and {length} more', { length: count(files.length - SHOWN_FILES) })}</li>
      ) : null}
    </ul>
  )
}

const Sample = ({ seen }: { readonly seen: Seen }): ReactNode =>
  seen.sample.length === 0 ? null : (
    <section aria-labelledby="import-sample">
      <h2 id="import-sample" className={css.heading}>
        {t('The first cases, as they would be read')}
      </h2>
      <dl className={css.sample}>
        {seen.sample.map((row) => (
          <div key={row.key} className={css.row}>
            <dt className={css.key}>{row.key}</dt>
            <dd className={css.summary}>{row.summary}</dd>
          </div>
        ))}
      </dl>
    </section>
  )

/** What the files would become, before anything is taken in. */
export const Preview = (): ReactNode => {
  const files = useImport((state) => state.files)
  const choices = useImport((state) => state.choices)
  const [starting, setStarting] = useState(false)
  const preview = useQuery('import.preview', optionsOf(files, choices))
  const seen = preview.value
  const columns = choices.columns ?? seen?.columns ?? null
  return (
    <div className={css.preview}>
      <section aria-labelledby="import-files">
        <div className={css.head}>
          <h2 id="import-files" className={css.heading}>
            {t('{files, plural, one {# file} other {# files}}', { files: files.length })}
          </h2>
          <FileSource compact />
        </div>
        <Files seen={seen} />
        <p className={css.why}>{sentence(seen?.why ?? '')}</p>
      </section>
      {preview.failure === null ? null : <Notice tone="error">{preview.failure.message}</Notice>}
      {seen === null && preview.failure === null ? <Skeleton height="8rem" /> : null}
      {seen !== null && seen.warnings.length > 0 ? (
        <Notice tone="caution">
          {seen.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      ) : null}
      <section aria-labelledby="import-options">
        <h2 id="import-options" className={css.heading}>
          {t('How to take them in')}
        </h2>
        <Options detected={seen?.format ?? null} />
      </section>
      {columns === null || seen === null || seen.headers.length === 0 ? null : (
        <section aria-labelledby="import-columns">
          <h2 id="import-columns" className={css.heading}>
            {t('What the columns mean')}
          </h2>
          <Columns columns={columns} headers={seen.headers} />
        </section>
      )}
      {seen === null ? null : <Sample seen={seen} />}
      {seen === null || seen.rejects.length === 0 ? null : (
        <section aria-labelledby="import-problems">
          <h2 id="import-problems" className={css.heading}>
            {t('Rows that would be set aside, among the first')}
          </h2>
          <Rejects rejects={seen.rejects} />
        </section>
      )}
      <div className={css.acts}>
        <Button
          variant="filled"
          disabled={preview.failure !== null || seen === null || files.length === 0 || starting}
          onClick={() => {
            setStarting(true)
            void startImport().finally(() => setStarting(false))
          }}
        >
          {t('Import')}
        </Button>
        <Button onClick={resetImport}>{t('Leave it')}</Button>
      </div>
    </div>
  )
}
