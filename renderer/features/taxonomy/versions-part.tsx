import { Button, Skeleton } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { Output } from '../../../shared/contract/table.ts'
import { client } from '../../api/client.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import { DiffView } from './diff-view.tsx'
import { TextField } from './fields.tsx'
import { focusSoon } from './label-acts.ts'
import { MigrationView } from './migration-view.tsx'
import { followVersions, tell } from './taxonomy-state.ts'
import css from './versions.module.css'

type Version = Output<'taxonomy.versions'>['versions'][number]
const WHY_ID = 'withdraw-why'

/** Every version: who published it, when and why; what changed between any two; and taking the newest back. */
export const VersionsPart = (): ReactNode => {
  const listed = useQuery('taxonomy.versions', {}, ['taxonomy.published'])
  const [withdrawing, setWithdrawing] = useState<number | null>(null)
  const versions = listed.value?.versions ?? []
  const withdrawable = listed.value?.withdrawable ?? null
  return (
    <div className={css.page}>
      {listed.failure === null ? null : <Notice tone="error">{listed.failure.message}</Notice>}
      {listed.value === null && listed.failure === null ? <Skeleton height="8rem" /> : null}
      {listed.value !== null && versions.length === 0 ? (
        <p className={css.quiet}>{t('Nothing is published yet.')}</p>
      ) : null}
      {versions.length === 0 ? null : (
        <section aria-labelledby="versions-heading">
          <h2 id="versions-heading">{t('Versions')}</h2>
          <ol className={css.versions} aria-label={t('Versions')}>
            {versions.map((one) => (
              <li key={one.version}>
                <VersionLine version={one} />
                {one.version === withdrawable && withdrawing !== one.version ? (
                  <Button
                    aria-label={t('Withdraw version {version}', { version: one.version })}
                    onClick={() => {
                      setWithdrawing(one.version)
                      focusSoon(WHY_ID)
                    }}
                  >
                    {t('Withdraw')}
                  </Button>
                ) : null}
                {one.version === withdrawing ? (
                  <Withdraw version={one.version} onEnd={() => setWithdrawing(null)} />
                ) : null}
              </li>
            ))}
          </ol>
        </section>
      )}
      {versions.length === 0 ? null : <DiffView versions={versions} />}
    </div>
  )
}

const VersionLine = ({ version: one }: { readonly version: Version }): ReactNode => (
  <div className={css.version}>
    <span className={css.number}>{one.version}</span>
    <span className={css.summary} dir="auto">
      <span data-withdrawn={one.withdrawn}>{one.summary}</span>
      {one.withdraws === null ? null : (
        <span className={css.tag}>{t('withdraws {version}', { version: one.withdraws })}</span>
      )}
      {one.withdrawn ? <span className={css.tag}>{t('withdrawn')}</span> : null}
      {one.derived ? <span className={css.tag}>{t('by an import')}</span> : null}
    </span>
    <span className={css.quiet}>
      <bdi>{one.personId}</bdi> · {moment(one.publishedAt)} ·{' '}
      {t('{labels, plural, one {# label} other {# labels}}', { labels: one.labels })}
    </span>
  </div>
)

type WithdrawProps = { readonly version: number; readonly onEnd: () => void }

/** What taking a version back would do, and doing it. */
const Withdraw = ({ version, onEnd }: WithdrawProps): ReactNode => {
  const run = useQuery('taxonomy.dryRun', { next: { withdraw: version } }, ['case.changed'])
  const [why, setWhy] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const done = await client.call('taxonomy.withdraw', { version, why: why.trim() })
    if (!done.ok) return setFailure(done.error)
    onEnd()
    await followVersions()
    tell(t('Version {version} is withdrawn.', { version }))
  }
  return (
    <form
      className={css.withdraw}
      aria-label={t('Withdraw version {version}', { version })}
      onSubmit={(event) => void submit(event)}
    >
      <p>
        {t(
          'A new version says again what the one before said. Reviews are read as they were then; those made meanwhile return to the queue.',
        )}
      </p>
      {run.failure === null ? null : <Notice tone="error">{run.failure.message}</Notice>}
      {run.value === null ? null : <MigrationView run={run.value} stale={run.stale} />}
      <TextField id={WHY_ID} label={t('Why')} value={why} onValue={setWhy} maxLength={500} />
      <div className={css.buttons}>
        <Button type="submit" variant="filled" disabled={why.trim() === '' || run.failure !== null}>
          {t('Withdraw version {version}', { version })}
        </Button>
        <Button onClick={onEnd}>{t('Cancel')}</Button>
      </div>
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
    </form>
  )
}
