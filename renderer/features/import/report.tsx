import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ImportReport } from '../../../shared/contract/imports.ts'
import { useNavigation } from '../../app/navigation.ts'
import { Notice } from '../../ui/notice.tsx'
import { count, counted, moment } from '../../ui/numbers.ts'
import { ImportRejects } from './import-rejects.tsx'
import { FORMAT_WORDS } from './options.tsx'
import css from './report.module.css'

const FIGURES = [
  ['casesAdded', 'Cases added'],
  ['casesKnown', 'Cases known already'],
  ['predictionsAdded', 'Predictions added'],
  ['predictionsKnown', 'Predictions known already'],
  ['truthsAdded', 'Truths added'],
  ['outcomesAdded', 'Outcomes added'],
  ['assetsAdded', 'Files added'],
  ['conflicts', 'Conflicts'],
  ['setAside', 'Rows set aside'],
  ['warnings', 'Warnings'],
] as const satisfies readonly (readonly [keyof ImportReport['counts'], string])[]

const STATES: Readonly<Record<ImportReport['state'], string>> = {
  running: 'Importing',
  done: 'Imported',
  cancelled: 'Stopped: what was taken in until then stays, and importing the same again completes it',
  failed: 'Failed: what was taken in until then stays',
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
          {counted(counts.rows, 'row')} · {moment(report.at)}
        </p>
      </div>
      {changed || report.state !== 'done' ? null : (
        <Notice tone="plain">Everything in these files was here already. Nothing changed.</Notice>
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
        <Notice tone="plain" title={`Taxonomy version ${taxonomy.version} was derived`}>
          {counted(taxonomy.labelsAdded.length, 'new label')}: {taxonomy.labelsAdded.slice(0, 40).join(', ')}
          {taxonomy.labelsAdded.length > 40 ? ` and ${count(taxonomy.labelsAdded.length - 40)} more` : ''}
        </Notice>
      )}
      {counts.conflicts > 0 ? (
        <Notice tone="caution" title={`${counted(counts.conflicts, 'conflict')}`}>
          These rows carry other content under a key that is known. What is in the project stays as it was. Give them
          another key, or import them under a feed of their own.
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
            Review the queue
          </Button>
        </div>
      )}
    </div>
  )
}
