import { Checkbox, Skeleton, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { Label } from '../../../shared/model/taxonomy.ts'
import { client } from '../../api/client.ts'
import { useQuery } from '../../api/use-query.ts'
import { t } from '../../i18n/t.ts'
import { Notice } from '../../ui/notice.tsx'
import page from '../../ui/page.module.css'
import css from './risk-labels.module.css'

/** Above this many labels there is a box to find one. */
const MANY = 12

/** Labels whose cases a person must always see. */
export const RiskLabels = (): ReactNode => {
  const current = useQuery('taxonomy.get', {}, ['taxonomy.published', 'project.changed'])
  const [find, setFind] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const set = async (label: Label, high: boolean): Promise<void> => {
    const marked = await client.call('taxonomy.risk', { labelId: label.id, risk: high ? 'high' : 'normal' })
    setFailure(marked.ok ? null : marked.error)
    current.again()
  }
  const taxonomy = current.value?.taxonomy ?? null
  const wanted = find.trim().toLocaleLowerCase()
  const labels = (taxonomy?.labels ?? []).filter(
    (label) => !label.deprecated && label.name.toLocaleLowerCase().includes(wanted),
  )
  return (
    <section aria-labelledby="risk-labels">
      <h2 id="risk-labels" className={page.heading}>
        {t('High-risk labels')}
      </h2>
      {current.value === null && current.failure === null ? <Skeleton height="4rem" /> : null}
      {taxonomy === null && current.value !== null ? (
        <p className={page.lead}>{t('The first import derives the labels; then they can be marked here.')}</p>
      ) : null}
      {(taxonomy?.labels.length ?? 0) > MANY ? (
        <TextInput
          className={css.find}
          aria-label={t('Find a label')}
          placeholder={t('Find a label')}
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
      ) : null}
      {taxonomy === null ? null : (
        <>
          <fieldset className={css.labels}>
            <legend className={css.hidden}>{t('High-risk labels')}</legend>
            {labels.map((label) => (
              <Checkbox
                key={label.id}
                label={label.name}
                checked={label.risk === 'high'}
                onChange={(event) => void set(label, event.currentTarget.checked)}
              />
            ))}
          </fieldset>
          {labels.length === 0 ? <p className={page.lead}>{t('No label is called so.')}</p> : null}
          <p className={css.version}>
            {t('Version {version} of the taxonomy. Marking a label publishes the next one.', {
              version: taxonomy.version,
            })}
          </p>
        </>
      )}
      {failure === null ? null : <Notice tone="error">{failure.message}</Notice>}
    </section>
  )
}
