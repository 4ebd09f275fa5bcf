import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { type DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import { t } from '../../i18n/t.ts'
import { count, moment } from '../../ui/numbers.ts'
import { rove } from '../../ui/roving.ts'
import css from './datasets.module.css'
import { choose, compareWith, showPart, useDatasets } from './datasets-state.ts'
import { Difference } from './difference.tsx'
import { VersionDetail } from './version-detail.tsx'

/** The versions of the project, the chosen one whole, and how it differs from another. */
export const Versions = ({ versions }: { readonly versions: readonly DatasetVersion[] }): ReactNode => {
  const chosen = useDatasets((state) => state.chosen)
  const against = useDatasets((state) => state.against)
  const version = versions.find(({ id }) => id === chosen) ?? versions[0]
  const other = versions.find(({ id }) => id === against)
  if (version === undefined) return <FirstVersion />
  return (
    <div className={css.two}>
      <nav className={css.list} aria-label={t('Versions')} onKeyDown={rove}>
        {versions.map((one) => (
          <button
            key={one.id}
            type="button"
            data-rove
            className={css.version}
            tabIndex={one.id === version.id ? 0 : -1}
            aria-current={one.id === version.id ? 'true' : undefined}
            onClick={() => choose(one.id)}
          >
            <span className={css.versionName}>{datasetName(one)}</span>
            <span className={css.fact}>
              {t('{cases, plural, one {# case} other {# cases}}', { cases: one.counts.cases })}
            </span>
            <span className={css.fact}>{moment(one.at)}</span>
          </button>
        ))}
      </nav>
      <div className={css.detail}>
        {other === undefined ? (
          <VersionDetail version={version} versions={versions} />
        ) : (
          <>
            <div>
              <Button onClick={() => compareWith(null)}>
                {t('Back to {version}', { version: datasetName(version) })}
              </Button>
            </div>
            <Difference from={other} to={version} />
          </>
        )}
      </div>
    </div>
  )
}

const FirstVersion = (): ReactNode => (
  <div className={css.first}>
    <h2 className={css.heading}>{t('No dataset version yet')}</h2>
    <p>
      {t(
        'A dataset version freezes the cases with an agreed answer: hashed, split without leaks, and traceable to who said what. Train on it, and later see what changed since.',
      )}
    </p>
    <div>
      <Button variant="filled" onClick={() => showPart('new')}>
        {t('Make the first version')}
      </Button>
    </div>
  </div>
)

/** "12 of 40 (30 %)". */
export const shareOf = (part: number, whole: number): string =>
  whole === 0
    ? count(part)
    : t('{part} of {whole} ({percent} %)', {
        part: count(part),
        whole: count(whole),
        percent: Math.round((part / whole) * 100),
      })
