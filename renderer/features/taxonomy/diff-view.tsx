import { Button, SegmentedControl, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Output } from '../../../shared/contract/table.ts'
import type { Json } from '../../../shared/model/json.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import { isChanged, tell, useTaxonomy } from './taxonomy-state.ts'
import css from './versions.module.css'

type Changes = Output<'taxonomy.diff'>['changes']
type Version = Output<'taxonomy.versions'>['versions'][number]

const DRAFT = 'draft'

const memberOf = (change: Json, member: string): Json =>
  typeof change === 'object' && change !== null
    ? (Object.entries(change).find(([name]) => name === member)?.[1] ?? null)
    : null

const text = (value: Json): string => (value === null ? '' : JSON.stringify(value, null, 2))

/** What changed from one version to another, or to the draft: side by side, in words or as JSON. */
export const DiffView = ({ versions }: { readonly versions: readonly Version[] }): ReactNode => {
  const changed = useTaxonomy(isChanged)
  const draft = useTaxonomy((state) => state.history.now)
  const newest = versions[0]?.version
  const [from, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string | null>(null)
  const [as, setAs] = useState('words')
  const named = versions.map(({ version }) => ({ value: String(version), label: t('Version {version}', { version }) }))
  const [usualFrom, usualTo] = changed ? [newest, DRAFT] : [versions[1]?.version ?? newest, newest]
  const left = from ?? String(usualFrom ?? '')
  const right = to === DRAFT && !changed ? String(newest) : (to ?? String(usualTo ?? ''))
  const diff = useQuery(
    'taxonomy.diff',
    left === '' || right === '' ? null : { from: Number(left), to: right === DRAFT ? draft : Number(right) },
  )
  const changes = diff.value?.changes ?? []
  return (
    <section className={css.diff} aria-labelledby="diff-heading">
      <h2 id="diff-heading">{t('What changed')}</h2>
      <div className={css.choose}>
        <Select label={t('From')} data={named} value={left} onChange={setFrom} />
        <Select
          label={t('To')}
          data={[...(changed ? [{ value: DRAFT, label: t('The draft') }] : []), ...named]}
          value={right}
          onChange={setTo}
        />
        <SegmentedControl
          aria-label={t('Shown as')}
          data={[
            { value: 'words', label: t('In words') },
            { value: 'json', label: t('As JSON') },
          ]}
          value={as}
          onChange={setAs}
        />
        <Button disabled={changes.length === 0} onClick={() => void copy(changes)}>
          {t('Copy as JSON')}
        </Button>
      </div>
      {diff.failure === null ? null : <Notice tone="error">{diff.failure.message}</Notice>}
      {diff.value !== null && changes.length === 0 ? <p className={css.quiet}>{t('Nothing differs.')}</p> : null}
      {changes.length === 0 ? null : <Table changes={changes} json={as === 'json'} />}
    </section>
  )
}

const copy = async (changes: Changes): Promise<void> => {
  const json = JSON.stringify(
    changes.map(({ change }) => change),
    null,
    2,
  )
  try {
    await navigator.clipboard.writeText(json)
    tell(t('The changes are copied.'))
  } catch {
    tell(t('The browser did not let the desk copy. Choose the text and copy it by hand.'))
  }
}

const Table = ({ changes, json }: { readonly changes: Changes; readonly json: boolean }): ReactNode => (
  <div className={css.scroll}>
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t('Change')}</th>
          <th scope="col">{t('Before')}</th>
          <th scope="col">{t('After')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ words, change }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the changes of one comparison stay in their order.
          <tr key={index}>
            {json ? (
              <th scope="row">
                <code>
                  {[
                    memberOf(change, 'list'),
                    memberOf(change, 'id'),
                    memberOf(change, 'member') ?? memberOf(change, 'what'),
                  ]
                    .filter((part) => part !== null)
                    .join(' / ')}
                </code>
              </th>
            ) : (
              <th scope="row" dir="auto">
                {words}
              </th>
            )}
            <td>
              <pre dir="ltr">{text(memberOf(change, 'before'))}</pre>
            </td>
            <td>
              <pre dir="ltr">{text(memberOf(change, 'after'))}</pre>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
