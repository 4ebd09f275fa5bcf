import { type ReactNode, useEffect } from 'react'
import { createPortal } from 'react-dom'
import type { RecordHead } from '../../../shared/model/record.ts'
import { t } from '../../i18n/t.ts'
import { count, moment } from '../../ui/numbers.ts'
import css from './record-print.module.css'

export type SignedHead = { readonly head: RecordHead; readonly fingerprint: string }

/** Groups of eight, so that a hash can be read aloud and compared. */
const grouped = (hash: string): string => hash.match(/.{1,8}/g)?.join(' ') ?? hash

/** A head on paper. It is on the page only while it is being printed. */
export const PrintedHead = ({
  signed: { head, fingerprint },
  project,
  onDone,
}: {
  readonly signed: SignedHead
  readonly project: string
  readonly onDone: () => void
}): ReactNode => {
  useEffect(() => {
    addEventListener('afterprint', onDone, { once: true })
    print()
    return () => removeEventListener('afterprint', onDone)
  }, [onDone])
  return createPortal(
    <article className={css.sheet}>
      <h1>{t('Head of the record')}</h1>
      <p>
        <bdi>{project}</bdi> · {moment(head.at)} · <bdi>{head.personId}</bdi>
      </p>
      {head.logs.map(({ deskId, size, root }) => (
        <section key={deskId}>
          <h2 dir="ltr">{t('Desk {desk}', { desk: deskId })}</h2>
          <p>{t('{count, plural, one {# entry} other {# entries}}', { count: size })}</p>
          <p className={css.hash} dir="ltr">
            {grouped(root)}
          </p>
        </section>
      ))}
      <h2>{t('Signed with the key')}</h2>
      <p className={css.hash} dir="ltr">
        {grouped(fingerprint)}
      </p>
      <p className={css.hash} dir="ltr">
        {head.signature}
      </p>
      <p>
        {t(
          'The record is tamper-evident: verifying it gives the same root for the first {count} entries, or something was changed.',
          { count: count(Math.max(0, ...head.logs.map(({ size }) => size))) },
        )}
      </p>
    </article>,
    document.body,
  )
}
