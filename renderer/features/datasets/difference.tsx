import { Button, Tabs } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { DATASET_CHANGES, type DatasetChange, type DatasetDiff } from '../../../shared/contract/datasets.ts'
import { type DatasetVersion, datasetName } from '../../../shared/model/dataset.ts'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../../ui/numbers.ts'
import { VERDICT_WORDS } from '../../ui/words.ts'
import css from './datasets.module.css'

type Kind = (typeof DATASET_CHANGES)[number]
const isKind = (value: string | null): value is Kind => DATASET_CHANGES.some((kind) => kind === value)

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  added: t('Added'),
  removed: t('Removed'),
  relabelled: t('Relabelled'),
  moved: t('Moved between splits'),
}

const WHY_WORDS: Readonly<Record<DatasetChange['why']['by'][number], string>> = {
  reviewed: t('reviewed'),
  adjudicated: t('adjudicated'),
  taxonomy: t('taxonomy changed'),
  rule: t('another rule of truth'),
}

const ROWS = 50

/** What one version has that the other has not, who relabelled what and why, and how labels and taxonomy changed. */
export const Difference = ({ from, to }: { readonly from: DatasetVersion; readonly to: DatasetVersion }): ReactNode => {
  const diff = useQuery('dataset.diff', { from: from.id, to: to.id })
  const [kind, setKind] = useState<Kind>('relabelled')
  if (diff.failure !== null) return <Notice tone="error">{diff.failure.message}</Notice>
  if (diff.value === null) return null
  const found = diff.value
  return (
    <>
      <h2 className={css.title}>{t('From {from} to {to}', { from: datasetName(from), to: datasetName(to) })}</h2>
      <Tabs value={kind} onChange={(value) => isKind(value) && setKind(value)} keepMounted={false}>
        <Tabs.List aria-label={t('Changes')}>
          {DATASET_CHANGES.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {KIND_WORDS[one]} {count(found[one])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={kind}>
          <Changes key={kind} from={from} to={to} kind={kind} />
        </Tabs.Panel>
      </Tabs>
      <LabelDistribution diff={found} />
      <section aria-labelledby="dataset-taxonomy">
        <h3 id="dataset-taxonomy" className={css.heading}>
          {t('Taxonomy')}
        </h3>
        {found.taxonomy.length === 0 ? (
          <p className={css.fact}>{t('The same in both.')}</p>
        ) : (
          <ul>
            {found.taxonomy.map(({ words }) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

type ChangesProps = { readonly from: DatasetVersion; readonly to: DatasetVersion; readonly kind: Kind }

const Changes = ({ from, to, kind }: ChangesProps): ReactNode => {
  const [offset, setOffset] = useState(0)
  const openCase = useNavigation((navigation) => navigation.openCase)
  const changes = useQuery('dataset.changes', { from: from.id, to: to.id, kind, offset, limit: ROWS })
  if (changes.value === null) return null
  const { rows, total } = changes.value
  if (total === 0) return <p className={css.fact}>{t('None.')}</p>
  return (
    <>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('Case')}</th>
              <th scope="col">{datasetName(from)}</th>
              <th scope="col">{datasetName(to)}</th>
              <th scope="col">{t('Why')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.caseId}>
                <th scope="row" className={css.labelName}>
                  <button type="button" className={css.link} onClick={() => openCase(row.caseId)}>
                    <bdi>{row.title || row.key}</bdi>
                  </button>
                </th>
                <td>{saidText(row.before)}</td>
                <td>{saidText(row.after)}</td>
                <td>{whyText(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total <= ROWS ? null : (
        <div className={css.acts}>
          <Button disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - ROWS))}>
            {t('Earlier')}
          </Button>
          <Button disabled={offset + ROWS >= total} onClick={() => setOffset(offset + ROWS)}>
            {t('Later')}
          </Button>
        </div>
      )}
    </>
  )
}

const saidText = (said: DatasetChange['before']): string => {
  if (said === null) return '–'
  const labels = Object.entries(said.labels).map(([label, objects]) => (objects > 1 ? `${objects} × ${label}` : label))
  return `${said.split}: ${labels.join(', ') || t('nothing')}`
}

const whyText = ({ why, after, before }: DatasetChange): string =>
  [
    ...why.by.map((by) => WHY_WORDS[by]),
    ...(why.verdict === null ? [] : [VERDICT_WORDS[why.verdict]]),
    ...why.causes,
    why.decision,
    why.note,
    (after ?? before)?.people.join(', ') ?? '',
  ]
    .filter((word) => word !== '')
    .join(' · ')

/** Each label's objects before and after, the largest differences first. */
const LabelDistribution = ({ diff }: { readonly diff: DatasetDiff }): ReactNode => {
  const labels = diff.labels.toSorted((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
  const most = Math.max(1, ...labels.map(({ before, after }) => Math.max(before, after)))
  return (
    <section aria-labelledby="dataset-distribution">
      <h3 id="dataset-distribution" className={css.heading}>
        {t('Labels')}
      </h3>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('Label')}</th>
              <th scope="col" className={css.number}>
                {datasetName(diff.from)}
              </th>
              <th scope="col" className={css.number}>
                {datasetName(diff.to)}
              </th>
              <th scope="col">
                <span className={css.hidden}>{t('As bars')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {labels.map(({ label, before, after }) => (
              <tr key={label}>
                <th scope="row" className={css.labelName}>
                  <bdi>{label}</bdi>
                </th>
                <td className={css.number}>{count(before)}</td>
                <td className={css.number}>{count(after)}</td>
                <td className={css.bars} aria-hidden>
                  <span data-before style={{ inlineSize: `${(before / most) * 100}%` }} />
                  <span style={{ inlineSize: `${(after / most) * 100}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
