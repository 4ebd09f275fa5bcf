import { type ReactNode, useLayoutEffect } from 'react'
import type { Case } from '../../../../shared/model/case.ts'
import { casePainted } from '../clockwork.ts'
import css from '../review.module.css'
import { Fields } from './fields.tsx'

/** A record: its fields, and its ranked items. Nothing in it is ever taken for markup. */
export const CaseRecord = ({ id, item }: { readonly id: string; readonly item: Case }): ReactNode => {
  useLayoutEffect(() => casePainted(item.id), [item.id])
  const { fields, items } = item.content
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long case is scrolled by keys.
    <div id={id} className={css.plain} role="document" aria-label={`Case ${item.key}`} tabIndex={0}>
      <div className={css.plainColumn}>
        {fields && Object.keys(fields).length > 0 ? <Fields fields={fields} /> : null}
        {items ? (
          <ol className={css.items}>
            {items.map((one) => (
              <li key={one.id}>
                <strong dir="auto">{one.title}</strong>
                {one.fields ? <Fields fields={one.fields} /> : null}
              </li>
            ))}
          </ol>
        ) : null}
      </div>
    </div>
  )
}
