import { Button, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { DatasetCheck, DatasetFiles } from '../../../shared/contract/datasets.ts'
import { type DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import { bridge } from '../../api/bridge.ts'
import { useJob } from '../../api/jobs.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { JobProgress } from '../../ui/job-progress.tsx'
import { Notice } from '../../ui/notice.tsx'
import { count, moment } from '../../ui/numbers.ts'
import { Cards } from './cards.tsx'
import css from './datasets.module.css'
import { checkVersion, choose, compareWith, exportVersion, useDatasets } from './datasets-state.ts'
import { VersionFacts } from './version-facts.tsx'
import { VersionRecipe } from './version-recipe.tsx'

const ITEMS = 50

/** A version's cases, in the query language. */
export const whereOf = (version: DatasetVersion): string => `dataset:"${datasetName(version)}"`

type Props = { readonly version: DatasetVersion; readonly versions: readonly DatasetVersion[] }

/** One frozen version: what is in it, what it was made from, its hashes, and what can be done with it. */
export const VersionDetail = ({ version, versions }: Props): ReactNode => {
  const parent = versions.find(({ id }) => id === version.parent)
  return (
    <>
      <header className={css.head}>
        <div>
          <h2 className={css.title}>{datasetName(version)}</h2>
          <p className={css.fact}>
            {t('Frozen {at} by {person} under taxonomy version {version}', {
              at: moment(version.at),
              person: version.personId,
              version: version.taxonomyVersion,
            })}
            {parent === undefined ? null : (
              <>
                {' · '}
                <button type="button" className={css.link} onClick={() => choose(parent.id)}>
                  {t('grew from {version}', { version: datasetName(parent) })}
                </button>
              </>
            )}
          </p>
          {version.options.note === '' ? null : <p>{version.options.note}</p>}
        </div>
        <Acts version={version} versions={versions} />
      </header>
      <Results />
      <VersionFacts counts={version.counts} coverage={version.coverage} splits={version.options.splits} />
      <Items version={version} />
      <VersionRecipe version={version} />
    </>
  )
}

const Acts = ({ version, versions }: Props): ReactNode => {
  const { setFilter, go, setQueueMode } = useNavigation.getState()
  const others = versions.filter(({ id }) => id !== version.id)
  const writeManifest = async (): Promise<void> => {
    const folder = bridge?.chooseFolder === undefined ? null : await bridge.chooseFolder()
    if (bridge?.chooseFolder !== undefined && folder === null) return
    const separator = folder?.includes('\\') ? '\\' : '/'
    await exportVersion(version.id, folder === null ? null : `${folder}${separator}${datasetName(version)}`)
  }
  return (
    <div className={css.acts}>
      <Button
        onClick={() => {
          setFilter(whereOf(version), 'all')
          setQueueMode('list')
        }}
      >
        {t('Show the cases')}
      </Button>
      <Button onClick={() => void checkVersion(version.id)}>{t('Check the hashes')}</Button>
      <Button onClick={() => void writeManifest()}>{t('Write the manifest')}</Button>
      <Button
        onClick={() => {
          setFilter(whereOf(version), 'all')
          go('export')
        }}
      >
        {t('Export the cases')}
      </Button>
      <Cards version={version} />
      {others.length === 0 ? null : (
        <Select
          aria-label={t('Compare with')}
          placeholder={t('Compare with')}
          data={others.map((one) => ({ value: one.id, label: datasetName(one) }))}
          value={null}
          onChange={compareWith}
        />
      )}
    </div>
  )
}

/** What the last check and the last writing of files came to. */
const Results = (): ReactNode => {
  const check = useJob(useDatasets((state) => state.checkJob))
  const files = useJob(useDatasets((state) => state.filesJob))
  const checked = DatasetCheck.safeParse(check?.result).data
  const written = DatasetFiles.safeParse(files?.result).data
  return (
    <>
      {[check, files].map((job) =>
        job === undefined || job.state === 'done' ? null : job.state === 'running' ? (
          <JobProgress key={job.id} job={job} />
        ) : (
          <Notice key={job.id} tone="error">
            {job.error?.message ?? ''}
          </Notice>
        ),
      )}
      {checked === undefined ? null : <Checked check={checked} />}
      {written === undefined ? null : (
        <Notice tone="plain" title={t('The manifest is written')}>
          {written.path ?? ''}
          {written.download === null ? null : (
            <Button component="a" variant="filled" href={written.download} download>
              {t('Download the zip')}
            </Button>
          )}
        </Notice>
      )}
    </>
  )
}

const Checked = ({ check }: { readonly check: DatasetCheck }): ReactNode =>
  check.ok ? (
    <Notice tone="plain" title={t('Every item is as it was frozen')}>
      {t('{items, plural, one {# item} other {# items}} hashed again; the root is the same.', { items: check.items })}
    </Notice>
  ) : (
    <Notice tone="error" title={t('Not everything is as it was frozen')}>
      {t(
        '{changed, plural, one {# item differs} other {# items differ}}; {erased, plural, one {# was erased} other {# were erased}} since.',
        {
          changed: check.changed,
          erased: check.erased,
        },
      )}{' '}
      {check.examples
        .slice(0, 10)
        .map(({ key }) => key)
        .join(', ')}
    </Notice>
  )

const Items = ({ version }: { readonly version: DatasetVersion }): ReactNode => {
  const [split, setSplit] = useState<string | null>(null)
  const [offset, setOffset] = useState(0)
  const openCase = useNavigation((navigation) => navigation.openCase)
  const items = useQuery('dataset.items', {
    dataset: version.id,
    ...(split === null ? {} : { split }),
    offset,
    limit: ITEMS,
  })
  const total = items.value?.total ?? 0
  return (
    <section aria-labelledby="dataset-items">
      <h3 id="dataset-items" className={css.heading}>
        {t('Items')}
      </h3>
      <div className={css.acts}>
        <Select
          aria-label={t('Split')}
          placeholder={t('All splits')}
          clearable
          data={version.options.splits.map(({ name }) => name)}
          value={split}
          onChange={(value) => {
            setSplit(value)
            setOffset(0)
          }}
        />
        <Button disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - ITEMS))}>
          {t('Earlier')}
        </Button>
        <Button disabled={offset + ITEMS >= total} onClick={() => setOffset(offset + ITEMS)}>
          {t('Later')}
        </Button>
        <span className={css.fact}>
          {total === 0
            ? ''
            : t('{from} to {to} of {total}', {
                from: count(offset + 1),
                to: count(Math.min(total, offset + ITEMS)),
                total: count(total),
              })}
        </span>
      </div>
      <div className={css.scroll} data-stale={items.stale}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('Case')}</th>
              <th scope="col">{t('Split')}</th>
              <th scope="col">{t('Labels')}</th>
              <th scope="col">{t('Hash')}</th>
            </tr>
          </thead>
          <tbody>
            {(items.value?.rows ?? []).map((item) => (
              <tr key={item.caseId}>
                <th scope="row" className={css.labelName}>
                  <button type="button" className={css.link} onClick={() => openCase(item.caseId)}>
                    <bdi>{item.title || item.key}</bdi>
                  </button>
                </th>
                <td>
                  {item.split}
                  {item.golden ? ` · ${t('golden')}` : ''}
                  {item.edgeCase ? ` · ${t('edge case')}` : ''}
                </td>
                <td className={css.labelName}>
                  <bdi>{item.labels.join(', ')}</bdi>
                </td>
                <td>
                  <code className={css.hash}>{item.hash.slice(0, 16)}…</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
