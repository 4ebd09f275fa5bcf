import { type ReactNode, useState } from 'react'
import type { Json } from '../../shared/model/json.ts'
import { t } from '../i18n/t.ts'
import css from './json-tree.module.css'
import { LongText } from './long-text.tsx'
import small from './small-button.module.css'

/** Members shown at once; the rest on demand, so that a list of a million does not stall the screen. */
const AT_ONCE = 100
/** Lists and objects this deep stand open at first. */
const OPEN_TO = 2

const typeOf = (value: Json): string => (value === null ? 'null' : typeof value)

const Leaf = ({ value }: { readonly value: null | boolean | number | string }): ReactNode => (
  <span className={css.value} data-type={typeOf(value)} dir="auto">
    {typeof value === 'string' ? <LongText text={value} /> : String(value)}
  </span>
)

const Members = ({
  entries,
  depth,
}: {
  readonly entries: readonly (readonly [string, Json])[]
  readonly depth: number
}) => {
  const [shown, setShown] = useState(AT_ONCE)
  return (
    <ul className={css.members}>
      {entries.slice(0, shown).map(([name, value]) => (
        <li key={name}>
          <Node name={name} value={value} depth={depth} />
        </li>
      ))}
      {entries.length > shown ? (
        <li>
          <button type="button" className={small.button} onClick={() => setShown(shown * 10)}>
            {t('Show more: {count, number} are left', { count: entries.length - shown })}
          </button>
        </li>
      ) : null}
    </ul>
  )
}

type NodeProps = { readonly name: string | null; readonly value: Json; readonly depth: number }

const Node = ({ name, value, depth }: NodeProps): ReactNode => {
  const [open, setOpen] = useState(depth < OPEN_TO)
  const label =
    name === null ? null : (
      <span className={css.name} dir="auto">
        {name}
      </span>
    )
  if (value === null || typeof value !== 'object')
    return (
      <div className={css.row}>
        {label}
        <Leaf value={value} />
      </div>
    )
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((one: Json, i) => [String(i + 1), one] as const)
    : Object.entries(value)
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={css.summary}>
        {label}{' '}
        <span className={css.count}>
          {Array.isArray(value)
            ? t('{count, plural, one {# entry} other {# entries}}', { count: entries.length })
            : t('{count, plural, one {# member} other {# members}}', { count: entries.length })}
        </span>
      </summary>
      {open ? <Members entries={entries} depth={depth + 1} /> : null}
    </details>
  )
}

/** Any JSON value, to read: lists and objects open and close, every text is text. */
export const JsonTree = ({ value }: { readonly value: Json }): ReactNode => (
  <div className={css.tree}>
    <Node name={null} value={value} depth={0} />
  </div>
)
