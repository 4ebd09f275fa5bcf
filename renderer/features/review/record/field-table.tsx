import type { ReactNode } from 'react'
import type { FieldGroup } from '../../../../shared/domain/fields/record-fields.ts'
import { t } from '../../../i18n/t.ts'
import { FieldRow } from './field-row.tsx'
import css from './record.module.css'

/** The record's fields under the headings of the schema; above them what it asks for and nobody gives. */
export const FieldTable = ({ groups }: { readonly groups: readonly FieldGroup[] }): ReactNode => {
  const all = groups.flatMap(({ fields }) => fields)
  const missing = all.filter((field) => field.missing)
  const changed = all.filter(({ before }) => before !== undefined)
  const hasSchema = all.some(({ definition }) => definition !== null)
  return (
    <section className={css.fields} aria-label={t('Fields')}>
      {missing.length > 0 ? (
        <p className={css.missing}>
          {t(
            '{count, plural, one {A required field is missing: {names}.} other {# required fields are missing: {names}.}}',
            {
              count: missing.length,
              names: missing.map(({ name, definition }) => definition?.title ?? name).join(', '),
            },
          )}
        </p>
      ) : null}
      {changed.length > 0 ? (
        <p className={css.quiet}>
          {t('{count, plural, one {# field changed} other {# fields changed}} since the record was seen before.', {
            count: changed.length,
          })}
        </p>
      ) : null}
      <table className={css.table}>
        {groups.map(({ heading, fields }, index) => (
          <tbody key={heading ?? `other-${index}`}>
            {heading !== null || (hasSchema && fields[0]?.definition === null) ? (
              <tr>
                <th className={css.heading} scope="rowgroup" colSpan={3}>
                  {heading === null ? t('Not in the schema') : <bdi>{heading}</bdi>}
                </th>
              </tr>
            ) : null}
            {fields.map((field) => (
              <FieldRow key={field.name} field={field} first={field === all[0]} />
            ))}
          </tbody>
        ))}
      </table>
    </section>
  )
}
