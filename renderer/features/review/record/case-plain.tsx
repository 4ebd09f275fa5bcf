import { type ReactNode, useLayoutEffect } from 'react'
import type { Case, ImageRef, Turn } from '../../../../shared/model/case.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { assetUrl } from '../../../api/asset-url.ts'
import { casePainted } from '../clockwork.ts'
import css from '../review.module.css'

const valueText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1))

const Fields = ({ fields }: { readonly fields: Readonly<Record<string, Json>> }): ReactNode => (
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

const ROLE_WORDS: Readonly<Record<Turn['role'], string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
}

const Turns = ({ turns }: { readonly turns: readonly Turn[] }): ReactNode => (
  <ol className={css.turns}>
    {turns.map((turn, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place; turns never move.
      <li key={i} data-role={turn.role}>
        <h3>
          {turn.name ?? ROLE_WORDS[turn.role]} {turn.time ? <time>{turn.time}</time> : null}
        </h3>
        <p dir="auto">{turn.text}</p>
        {turn.toolCalls?.map((call) => (
          <pre key={valueText(call)}>{valueText(call)}</pre>
        ))}
        {turn.sources?.map((source) => (
          <blockquote key={`${source.title} ${source.url ?? ''}`}>
            <cite>{source.title}</cite>
            {source.text ? <p dir="auto">{source.text}</p> : null}
          </blockquote>
        ))}
      </li>
    ))}
  </ol>
)

const Page = ({ page, number }: { readonly page: ImageRef; readonly number: number }): ReactNode => (
  <figure className={css.page}>
    <img src={assetUrl(page.sha256)} alt={`Page ${number}: ${page.name}`} width={page.width} height={page.height} />
    <figcaption>Page {number}</figcaption>
  </figure>
)

/** A conversation, record or document: all of it, to read. Nothing in it is ever taken for markup. */
export const CasePlain = ({ item }: { readonly item: Case }): ReactNode => {
  useLayoutEffect(() => casePainted(item.id), [item.id])
  const { text, turns, fields, items, pages, image } = item.content
  const all = [...(image ? [image] : []), ...(pages ?? [])]
  const empty = text === undefined && !turns?.length && !items?.length && all.length === 0 && !fields
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long case is scrolled by keys.
    <div id="case-desk" className={css.plain} role="document" aria-label={`Case ${item.key}`} tabIndex={0}>
      <div className={css.plainColumn}>
        {fields && Object.keys(fields).length > 0 ? <Fields fields={fields} /> : null}
        {turns ? <Turns turns={turns} /> : null}
        {text === undefined ? null : (
          <p className={css.plainText} dir="auto">
            {text}
          </p>
        )}
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
        {all.map((page, i) => (
          <Page key={page.sha256} page={page} number={i + 1} />
        ))}
        {empty ? (
          <p className={css.quiet}>This case has no content: only its metadata, in the details on the right.</p>
        ) : null}
      </div>
    </div>
  )
}
