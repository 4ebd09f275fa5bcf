import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ImportReport } from '../../../shared/contract/imports.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { count, moment } from '../../ui/numbers.ts'
import { ImportRejects } from './import-rejects.tsx'
import { FORMAT_WORDS } from './options.tsx'
import css from './report.module.css'

/** Names of new labels that are written out. */
const MOST_NAMES = 40

const FIGURES = [
  ['casesAdded', t('Cases added')],
  ['casesKnown', t('Cases known already')],
  ['predictionsAdded', t('Predictions added')],
  ['predictionsKnown', t('Predictions known already')],
  ['truthsAdded', t('Truths added')],
  ['outcomesAdded', t('Outcomes added')],
  ['assetsAdded', t('Files added')],
  ['conflicts', t('Conflicts')],
  ['setAside', t('Rows set aside')],
  ['warnings', t('Warnings')],
] as const satisfies readonly (readonly [keyof ImportReport['counts'], string])[]

const STATES: Readonly<Record<ImportReport['state'], string>> = {
  running: t('Importing'),
  done: t('Imported'),
  cancelled: t('Stopped: what was taken in until then stays, and importing the same again completes it'),
  failed: t('Failed: what was taken in until then stays'),
}

/** What an import brought, what it left out, and why. */
export const Report = ({ report }: { readonly report: ImportReport }): ReactNode => {
  const go = useNavigation((navigation) => navigation.go)
  const { counts, taxonomy } = report
  const changed = FIGURES.filter(([key]) => key !== 'casesKnown' && key !== 'predictionsKnown').some(
    ([key]) => counts[key] > 0,
  )
  return (
    <div className={css.report}>
      <div>
        <h2 className={css.title}>{report.files.join(', ')}</h2>
        <p className={css.state}>
          {STATES[report.state]} · {report.formats.map((format) => FORMAT_WORDS[format]).join(', ')} ·{' '}
          {t('{rows, plural, one {# row} other {# rows}}', { rows: counts.rows })} · {moment(report.at)}
        </p>
      </div>
      {changed || report.state !== 'done' ? null : (
        <Notice tone="plain">{t('Everything in these files was here already. Nothing changed.')}</Notice>
      )}
      <dl className={css.figures}>
        {FIGURES.filter(([key]) => counts[key] > 0).map(([key, word]) => (
          <div key={key} className={css.figure}>
            <dt>{word}</dt>
            <dd>{count(counts[key])}</dd>
          </div>
        ))}
      </dl>
      {taxonomy === null ? null : (
        <Notice tone="plain" title={t('Taxonomy version {version} was derived', { version: taxonomy.version })}>
          {t('{labels, plural, one {# new label} other {# new labels}}: {names}', {
            labels: taxonomy.labelsAdded.length,
            names: taxonomy.labelsAdded.slice(0, MOST_NAMES).join(', '),
          })}{' '}
          {taxonomy.labelsAdded.length > MOST_NAMES
            ? t('and {length} more', { length: count(taxonomy.labelsAdded.length - MOST_NAMES) })
            : ''}
        </Notice>
      )}
      {counts.conflicts > 0 ? (
        <Notice
          tone="caution"
          title={t('{conflicts, plural, one {# conflict} other {# conflicts}}', { conflicts: counts.conflicts })}
        >
          {t(
            'These rows carry other content under a key that is known. What is in the project stays as it was. Give them another key, or import them under a feed of their own.',
          )}
        </Notice>
      ) : null}
      {report.warnings.length > 0 ? (
        <Notice tone="caution">
          {report.warnings.slice(0, 20).map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      ) : null}
      {counts.setAside > 0 ? <ImportRejects report={report} /> : null}
      {report.state === 'running' ? null : (
        <div>
          <Button variant="filled" onClick={() => go('review')}>
            {t('Review the queue')}
          </Button>
        </div>
      )}
    </div>
  )
}
