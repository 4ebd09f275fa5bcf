import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useQuery } from '../../api/use-query.ts'
import { useNavigation } from '../../app/navigation.ts'
import { t } from '../../i18n/t.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { Notice } from '../../ui/notice.tsx'
import { moment } from '../../ui/numbers.ts'
import css from './record.module.css'
import { KIND_WORDS } from './record-words.ts'

/** All that one entry holds: who, when, the facts, the contents, its hash, and the way to its cases. */
export const RecordDetails = ({
  deskId,
  sequence,
}: {
  readonly deskId: string
  readonly sequence: number
}): ReactNode => {
  const { value, failure, stale } = useQuery('record.entry', { deskId, sequence })
  if (failure !== null) return <Notice tone="error">{failure.message}</Notice>
  if (value === null || stale) return null
  const { entry, payload, leafHash, cases } = value
  return (
    <section className={css.details} aria-label={t('Entry {entry}', { entry: sequence })}>
      <h3 className={css.title}>
        {KIND_WORDS[entry.kind]} · <bdi>{entry.personId}</bdi> · {moment(entry.at)}
      </h3>
      {cases.length === 0 ? null : (
        <div className={css.acts}>
          {cases.map(({ caseId, title }) => (
            <Button key={caseId} className={css.case} onClick={() => useNavigation.getState().openCase(caseId)}>
              <bdi>{t('Open {title}', { title })}</bdi>
            </Button>
          ))}
        </div>
      )}
      <h4 className={css.part}>{t('Facts')}</h4>
      <JsonTree value={entry.summary} />
      <h4 className={css.part}>{t('Contents')}</h4>
      {entry.erased ? (
        <p>{t('They were erased. Their hash stays, so that the record can still be verified.')}</p>
      ) : (
        <JsonTree value={payload} />
      )}
      <p className={css.hash} dir="ltr">
        {deskId} · {sequence} · {leafHash}
      </p>
    </section>
  )
}
