import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { Code } from '../../../../shared/model/codes.ts'
import { client } from '../../../api/client.ts'
import { useJobs, watchJob } from '../../../api/jobs.ts'
import { giveFiles } from '../../../api/source-files.ts'
import { useQuery } from '../../../api/use-query.ts'
import { t } from '../../../i18n/t.ts'
import { JobProgress } from '../../../ui/job-progress.tsx'
import { explain } from '../commands.ts'
import { focusCase } from '../photo/hand.ts'
import css from './attributes.module.css'
import type { ValueProps } from './value-field.tsx'

type CodeListName = { readonly list: string; readonly version: string }

/** A code of a list, found by typing its beginning or words of its name. */
export const CodeField = (props: ValueProps): ReactNode => {
  const { codes } = props.attribute
  const lists = useQuery('codes.lists', {}, ['job.changed'])
  if (!codes || lists.value === null) return null
  const known = lists.value.lists.some((one) => one.list === codes.list && one.version === codes.version)
  return known ? <Search {...props} codes={codes} /> : <Absent codes={codes} />
}

const Search = ({
  attribute,
  value,
  mixed,
  codes,
  onGive,
}: ValueProps & { readonly codes: CodeListName }): ReactNode => {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const given = typeof value === 'string' ? value : null
  const named = useQuery('codes.named', given === null ? null : { ...codes, codes: [given] })
  const found = useQuery('codes.search', typed === null ? null : { ...codes, text: typed, limit: 20 })
  const offered = typed === null ? [] : (found.value?.codes ?? [])
  const name = named.value?.codes.find((one) => one.code === given)?.name
  const choose = (code: Code): void => {
    onGive(code.code)
    setTyped(null)
    focusCase()
  }
  const keyDown = (event: KeyboardEvent): void => {
    const chosen = offered[at]
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, offered.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Escape') {
      setTyped(null)
      focusCase()
    } else if (event.key === 'Enter') {
      if (typed === '') onGive(undefined)
      if (chosen && typed !== '' && !found.stale) choose(chosen)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <input
        className={css.input}
        role="combobox"
        aria-label={attribute.name}
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-codes`}
        aria-activedescendant={offered[at] ? `${id}-${at}` : undefined}
        placeholder={mixed ? t('differs') : t('Type a code or words')}
        spellCheck={false}
        autoComplete="off"
        value={typed ?? (given === null ? '' : name === undefined ? given : `${given} ${name}`)}
        onFocus={() => setTyped('')}
        onBlur={() => setTyped(null)}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          setAt(0)
        }}
        onKeyDown={keyDown}
      />
      <div
        id={`${id}-codes`}
        className={css.codes}
        role="listbox"
        aria-label={codes.list}
        hidden={offered.length === 0}
      >
        {offered.map((code, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active one.
          <div
            key={code.code}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={css.code}
            data-deprecated={code.deprecated || undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(code)}
          >
            <strong>{code.code}</strong>
            <span className={css.codeName}>
              {code.name} {code.deprecated ? t('(deprecated)') : ''}
            </span>
          </div>
        ))}
      </div>
      {typed !== null && typed !== '' && !found.stale && offered.length === 0 ? (
        <p className={css.quiet}>{t('No code begins like this, and no name holds these words.')}</p>
      ) : null}
    </>
  )
}

/** The list is not in the project: here it can be taken in. */
const Absent = ({ codes }: { readonly codes: CodeListName }): ReactNode => {
  const input = useRef<HTMLInputElement>(null)
  const [jobId, setJobId] = useState<string | null>(null)
  const job = useJobs(({ jobs }) => jobs.find((one) => one.id === jobId) ?? null)
  const take = async (files: readonly File[]): Promise<void> => {
    const given = await giveFiles(files, () => undefined, new AbortController().signal)
    if (!given.ok) return explain(given.error)
    const [file] = given.value
    if (!file) return
    const started = await client.call('codes.import', { ...codes, file: file.source })
    if (!started.ok) return explain(started.error)
    setJobId(started.value.jobId)
    await watchJob(started.value.jobId)
  }
  if (job?.state === 'running') return <JobProgress job={job} />
  return (
    <div className={css.evidence}>
      <p className={css.quiet}>
        {job?.error?.message ??
          t('The code list {list} {version} is not in this project.', { list: codes.list, version: codes.version })}
      </p>
      <button type="button" className={css.small} onClick={() => input.current?.click()}>
        {t('Choose its file')}
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.jsonl"
        hidden
        onChange={({ currentTarget }) => {
          void take([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
    </div>
  )
}
