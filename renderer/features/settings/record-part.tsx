import { Button } from '@mantine/core'
import { type ReactNode, useCallback, useRef, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import { RecordCheck, RecordHead } from '../../../shared/model/record.ts'
import { client } from '../../api/client.ts'
import { useJobs, watchJob } from '../../api/jobs.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import page from '../../ui/page.module.css'
import { saveText } from '../../ui/save-text.ts'
import css from './record.module.css'
import { RecordEntries } from './record-entries.tsx'
import { PrintedHead, type SignedHead } from './record-print.tsx'
import { problemText } from './record-words.ts'

/** Problems named; the rest is counted. */
const NAMED = 20

const Found = ({ check, against }: { readonly check: RecordCheck; readonly against: string | null }): ReactNode => {
  if (check.ok)
    return (
      <Notice tone="plain">
        {against === null
          ? t('Every hash of the record fits. Only an exported head can tell whether all of it was written anew.')
          : t('The record holds all that {name} was made of, unchanged.', { name: against })}
      </Notice>
    )
  const more = check.problems.length - NAMED
  const onlyHead = check.problems.every(({ sequence }) => sequence < 0)
  return (
    <Notice
      tone="error"
      title={onlyHead ? t('This head cannot be held against the record.') : t('The record is not what it was.')}
    >
      <ul>
        {check.problems.slice(0, NAMED).map((problem) => (
          <li key={`${problem.deskId} ${problem.sequence} ${problem.last} ${problem.code}`}>{problemText(problem)}</li>
        ))}
        {more > 0 ? <li>{t('{count, plural, one {# more} other {# more}}', { count: more })}</li> : null}
      </ul>
    </Notice>
  )
}

/** A head's file as a head; null where it is none. */
const readHead = async (file: File): Promise<RecordHead | null> => {
  try {
    return RecordHead.safeParse(JSON.parse(await file.text())).data ?? null
  } catch {
    return null
  }
}

type Checking = { readonly jobId: string; readonly against: string | null }

const useChecking = () => {
  const [checking, setChecking] = useState<Checking | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const job = useJobs(({ jobs }) => jobs.find(({ id }) => id === checking?.jobId) ?? null)
  const verify = async (file: File | null): Promise<void> => {
    setProblem(null)
    setChecking(null)
    const head = file === null ? null : await readHead(file)
    if (file !== null && head === null) {
      setProblem(t('{name} is no head of a record. Choose a file that “Export head” made.', { name: file.name }))
      return
    }
    const started = await client.call('record.check', { head })
    if (!started.ok) return setProblem(started.error.message)
    setChecking({ jobId: started.value.jobId, against: file?.name ?? null })
    await watchJob(started.value.jobId)
  }
  const check = job?.state === 'done' ? (RecordCheck.safeParse(job.result).data ?? null) : null
  return { job, check, against: checking?.against ?? null, problem: problem ?? job?.error?.message ?? null, verify }
}

/** The project's record: checked, its head signed and carried out, and read entry by entry. */
export const RecordPart = ({ project }: { readonly project: string }): ReactNode => {
  const { job, check, against, problem, verify } = useChecking()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [printing, setPrinting] = useState<SignedHead | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const done = useCallback(() => setPrinting(null), [])
  const running = job?.state === 'running'
  const withHead = async (use: (signed: SignedHead) => void): Promise<void> => {
    const made = await client.call('record.head', {})
    setFailure(made.ok ? null : made.error)
    if (made.ok) use(made.value)
  }
  const save = ({ head }: SignedHead): void =>
    saveText(`record-head-${head.at.slice(0, 10)}.json`, 'application/json', `${JSON.stringify(head, null, 2)}\n`)
  return (
    <section aria-labelledby="record-part">
      <h2 id="record-part" className={page.heading}>
        {t('Project record')}
      </h2>
      <p className={page.lead}>
        {t(
          'Every decision is an entry of a tamper-evident log. Keep an exported head outside the project: against it, any later change to what it covers is found.',
        )}
      </p>
      <div className={css.acts}>
        <Button disabled={running} onClick={() => void verify(null)}>
          {t('Verify')}
        </Button>
        <Button disabled={running} onClick={() => input.current?.click()}>
          {t('Verify against a head…')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept="application/json,.json"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            event.currentTarget.value = ''
            if (file) void verify(file)
          }}
        />
        <Button onClick={() => void withHead(save)}>{t('Export head')}</Button>
        <Button onClick={() => void withHead(setPrinting)}>{t('Print head')}</Button>
      </div>
      {running ? <JobProgress job={job} /> : null}
      {check === null ? null : <Found check={check} against={against} />}
      {problem === null ? null : <Notice tone="error">{problem}</Notice>}
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
      <RecordEntries />
      {printing === null ? null : <PrintedHead signed={printing} project={project} onDone={done} />}
    </section>
  )
}
