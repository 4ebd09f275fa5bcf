import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ExportReport, Loss } from '../../../shared/contract/exports.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { bytes, count, moment } from '../../ui/numbers.ts'
import { VERDICT_WORDS, wordOf } from '../../ui/words.ts'
import css from './batch.module.css'
import { Broken } from './contract.tsx'
import { EXPORT_WORDS } from './export-form.tsx'

type Counts = ExportReport['counts']

/** What goes in, by verdict, and what stays out. */
export const Counted = ({ counts }: { readonly counts: Counts }): ReactNode => (
  <div>
    <p className={css.total}>
      {t(
        '{cases, plural, one {# case} other {# cases}}, {annotations, plural, one {# annotation} other {# annotations}}',
        {
          cases: counts.cases,
          annotations: counts.annotations,
        },
      )}
    </p>
    <p className={css.parts}>
      {Object.entries(counts.byVerdict)
        .filter(([, number]) => number > 0)
        .map(([verdict, number]) => `${wordOf(VERDICT_WORDS, verdict)} ${count(number)}`)
        .join(' · ')}
    </p>
    {counts.withdrawn > 0 ? (
      <p className={css.parts}>
        {t('{withdrawn, plural, one {# withdrawal} other {# withdrawals}}, named as such', {
          withdrawn: counts.withdrawn,
        })}
      </p>
    ) : null}
    {counts.skipped > 0 ? (
      <p className={css.parts}>
        {t(
          '{skipped, plural, one {# case} other {# cases}} left out because the format cannot carry them as they are',
          { skipped: counts.skipped },
        )}
      </p>
    ) : null}
    {counts.undecided > 0 ? (
      <p className={css.parts}>
        {t(
          '{undecided, plural, one {# case} other {# cases}} left out because reviewers differ; name whose answer counts to take them in',
          { undecided: counts.undecided },
        )}
      </p>
    ) : null}
  </div>
)

/** What the format cannot carry. */
export const Losses = ({ losses }: { readonly losses: readonly Loss[] }): ReactNode =>
  losses.length === 0 ? (
    <p className={css.parts}>{t('The format carries all of it.')}</p>
  ) : (
    <Notice tone="caution" title={t('What this format cannot carry')}>
      <Listed losses={losses.filter(({ beside }) => beside !== true)} />
      {losses.some(({ beside }) => beside === true) ? (
        <p className={css.beside}>{t('Beside the annotations:')}</p>
      ) : null}
      <Listed losses={losses.filter(({ beside }) => beside === true)} />
    </Notice>
  )

const Listed = ({ losses }: { readonly losses: readonly Loss[] }): ReactNode => (
  <ul className={css.losses}>
    {losses.map(({ what, count: many, example }) => (
      <li key={what}>
        {example === ''
          ? `${what}: ${count(many)}`
          : t('{what}: {count}, such as {example}', { what, count: count(many), example })}
      </li>
    ))}
  </ul>
)

const Verified = ({ report }: { readonly report: ExportReport }): ReactNode =>
  report.verified.differences.length === 0 ? (
    <p className={css.verified}>
      {t('Read back from disk and compared: {items, plural, one {# item} other {# items}}, no difference.', {
        items: report.verified.items,
      })}
    </p>
  ) : (
    <Notice tone="error" title={t('Reading it back found differences')}>
      {report.verified.differences.slice(0, 20).map((difference) => (
        <p key={difference}>{difference}</p>
      ))}
    </Notice>
  )

/** A finished batch: what is in it, its files and hashes, and that it was read back. */
export const Batch = ({ report }: { readonly report: ExportReport }): ReactNode => (
  <div className={css.batch}>
    <div className={css.head}>
      <div>
        <h2 className={css.title}>
          {EXPORT_WORDS[report.format]} · {moment(report.at)}
        </h2>
        <p className={css.path}>{report.path ?? ''}</p>
      </div>
      {report.download === null ? null : (
        <Button component="a" variant="filled" href={report.download} download>
          {t('Download the zip')}
        </Button>
      )}
    </div>
    <Counted counts={report.counts} />
    <Verified report={report} />
    <Losses losses={report.losses} />
    {report.contract === null ? null : (
      <>
        <p className={css.parts}>{t('Keeps the contract {name}.', { name: report.contract.name })}</p>
        <Broken rows={report.contract.broken} count={report.counts.broken} />
      </>
    )}
    <ul className={css.files} aria-label={t('Files')}>
      {report.files.map((file) => (
        <li key={file.name} className={css.file}>
          <span className={css.name}>{file.name}</span>
          <span className={css.size}>{bytes(file.bytes)}</span>
          <code className={css.hash}>{file.sha256}</code>
        </li>
      ))}
    </ul>
    <p className={css.id}>{t('Batch {batchId}', { batchId: report.batchId })}</p>
  </div>
)
