import type { ReactNode } from 'react'
import type { Json } from '../../../../shared/model/json.ts'
import css from '../review.module.css'

export const valueText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1))

export const Fields = ({ fields }: { readonly fields: Readonly<Record<string, Json>> }): ReactNode => (
  <table className={css.fields}>
    <tbody>
      {Object.entries(fields).map(([name, value]) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td dir="auto">{valueText(value)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
